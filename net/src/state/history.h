// history.h - what every entity was, for the last seconds: baselines to code against, and the past to rewind to.
//
//     tw__history_push( history, slot, generation, kind, tick, values );         // when it changed, or arrived
//     if ( tw__history_at( history, slot, generation, tick, &past ) ) ...        // what it was at that tick
//     if ( tw__history_exact( history, slot, generation, tick, &base ) ) ...     // only if it changed, or came, just then
//
// Per entity the last `depth` distinct values, so that what slept for an hour still has a baseline. On the server it
// holds every tick; on a client the ticks that arrived. One block of memory, owned.
#pragma once

#include "tickwire/base.h"

typedef struct tw__past
{
	uint32_t tick;          // since when
	const uint32_t* values; // `stride` of them
} tw__past;

typedef struct tw__track
{
	uint32_t generation; // of the entity whose past this is; 0: nobody's
	uint16_t kind;
	uint16_t count;
	uint16_t newest; // index of the newest entry
} tw__track;

typedef struct tw__history
{
	int capacity; // slots
	int depth;    // entries per slot
	int stride;   // values per entry
	tw__track* tracks;
	uint32_t* ticks;
	uint32_t* values;
} tw__history;

/// Bytes that tw__history_init() lays out in the memory it is given.
size_t tw__history_size( int capacity, int depth, int stride );

/// @param memory zeroed, aligned for any object
void tw__history_init( tw__history* history, void* memory, int capacity, int depth, int stride );

/// Add an entry; the same tick again overwrites it. Another generation starts a new past, and so
/// does a tick that is not newer.
void tw__history_push( tw__history* history, int slot, uint32_t generation, int kind, uint32_t tick,
                       const uint32_t* values );

/// Forget entries newer than `tick`: prediction is about to write them again.
void tw__history_truncate( tw__history* history, int slot, uint32_t tick );

/// Forget a slot's past altogether.
void tw__history_clear( tw__history* history, int slot );

/// The newest entry that is not newer than `tick`. @return false when there is none, or for another generation
bool tw__history_at( const tw__history* history, int slot, uint32_t generation, uint32_t tick, tw__past* out );

/// The entry of exactly that tick.
bool tw__history_exact( const tw__history* history, int slot, uint32_t generation, uint32_t tick, tw__past* out );
