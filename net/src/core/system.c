#include "core/system.h"

#include "core/block.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void* acquire_from_heap( size_t size_bytes, size_t alignment_bytes, void* user )
{
	(void)user;
	size_t rounded_bytes = ( size_bytes + alignment_bytes - 1 ) / alignment_bytes * alignment_bytes;
	return aligned_alloc( alignment_bytes, rounded_bytes );
}

static void release_to_heap( void* memory, size_t size_bytes, void* user )
{
	(void)size_bytes, (void)user;
	free( memory );
}

// libsodium aborts when the kernel has no randomness, which is the one honest answer after a successful start.
static bool random_from_system( void* out_bytes, size_t size_bytes, void* user )
{
	(void)user;
	if ( sodium_init() < 0 )
		return false;
	randombytes_buf( out_bytes, size_bytes );
	return true;
}

static void log_nothing( const char* line, void* user ) { (void)line, (void)user; }

tw_system tw__system_resolve( tw_system system )
{
	if ( system.acquire == NULL || system.release == NULL )
	{
		system.acquire = acquire_from_heap;
		system.release = release_to_heap;
	}
	if ( system.random == NULL )
		system.random = random_from_system;
	if ( system.log == NULL )
		system.log = log_nothing;
	return system;
}

void* tw__system_acquire( const tw_system* system, size_t size_bytes )
{
	void* memory = system->acquire( size_bytes, TW__BLOCK_ALIGNMENT_BYTES, system->user );
	if ( memory != NULL )
		memset( memory, 0, size_bytes );
	return memory;
}

void tw__system_release( const tw_system* system, void* memory, size_t size_bytes )
{
	if ( memory != NULL )
		system->release( memory, size_bytes, system->user );
}

void tw__log( const tw_system* system, const char* format, ... )
{
	char line[256];
	va_list arguments;
	va_start( arguments, format );
	vsnprintf( line, sizeof( line ), format, arguments );
	va_end( arguments );
	system->log( line, system->user );
}

bool tw__check_range( const tw_system* system, const char* name, int value, int min, int max )
{
	if ( min <= value && value <= max )
		return true;
	tw__log( system, "%s: %d is not in %d..%d", name, value, min, max );
	return false;
}
