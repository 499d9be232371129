// system.h - what the library asks of the process: memory, randomness, a log line. tw_system with its defaults resolved.
//
//     tw_system system = tw__system_resolve( def->system );
//     thing* t = tw__system_acquire( &system, sizeof( thing ) );       // zeroed; NULL when there is none
//     tw__system_release( &system, t, sizeof( thing ) );
//     tw__log( &system, "tickwire: %s", text );
//
// Only create and destroy functions come here; a tick does not.
#pragma once

#include "tickwire/base.h"

#include <assert.h>

/// Asserts what our own code promises. On in Debug and RelWithDebInfo; never applied to bytes from the network.
#if defined( TW_DEBUG )
	#define TW_ASSERT( condition ) assert( condition )
#else
	#define TW_ASSERT( condition ) ( (void)sizeof( ( condition ) ? 1 : 0 ) )
#endif

#define TW_COUNT_OF( array ) ( (int)( sizeof( array ) / sizeof( ( array )[0] ) ) )

/// Fill the members that are not set: malloc, the operating system's random numbers, no log.
tw_system tw__system_resolve( tw_system system );

/// Zeroed memory, aligned for any object (64 bytes). @return NULL when there is none
void* tw__system_acquire( const tw_system* system, size_t size_bytes );

/// Accepts NULL. `size_bytes` as it was acquired.
void tw__system_release( const tw_system* system, void* memory, size_t size_bytes );

/// @param name of the def's member, for the line that is logged when `value` is not within [min, max]
bool tw__check_range( const tw_system* system, const char* name, int value, int min, int max );

/// One line, without a newline, cut at 255 bytes. Does nothing when nobody listens.
#if defined( __GNUC__ )
__attribute__( ( format( printf, 2, 3 ) ) )
#endif
void tw__log( const tw_system* system, const char* format, ... );
