#include "state/history.h"

#include "core/block.h"
#include "core/system.h"

#include <string.h>

size_t tw__history_size( int capacity, int depth, int stride )
{
	size_t entries = (size_t)capacity * (size_t)depth;
	return tw__block_size( (size_t)capacity * sizeof( tw__track ) ) +
	       tw__block_size( entries * sizeof( uint32_t ) ) +
	       tw__block_size( entries * (size_t)stride * sizeof( uint32_t ) );
}

void tw__history_init( tw__history* history, void* memory, int capacity, int depth, int stride )
{
	TW_ASSERT( capacity > 0 && 1 < depth && depth <= UINT16_MAX && stride > 0 );
	size_t entries = (size_t)capacity * (size_t)depth;
	uint8_t* cursor = memory;
	*history = ( tw__history ){ .capacity = capacity, .depth = depth, .stride = stride };
	history->tracks = tw__block_carve( &cursor, (size_t)capacity * sizeof( tw__track ) );
	history->ticks = tw__block_carve( &cursor, entries * sizeof( uint32_t ) );
	history->values = tw__block_carve( &cursor, entries * (size_t)stride * sizeof( uint32_t ) );
}

// The entry `age` pushes before the newest.
static size_t entry_index( const tw__history* history, int slot, int age )
{
	int at = history->tracks[slot].newest - age;
	at += at < 0 ? history->depth : 0;
	return (size_t)slot * (size_t)history->depth + (size_t)at;
}

static uint32_t tick_of( const tw__history* history, int slot, int age )
{
	return history->ticks[entry_index( history, slot, age )];
}

void tw__history_push( tw__history* history, int slot, uint32_t generation, int kind, uint32_t tick,
                       const uint32_t* values )
{
	TW_ASSERT( 0 <= slot && slot < history->capacity && generation != 0 );
	tw__track* track = history->tracks + slot;
	if ( track->generation != generation )
		*track = ( tw__track ){ .generation = generation, .kind = (uint16_t)kind };

	if ( track->count == 0 || tick_of( history, slot, 0 ) != tick )
	{
		// Half a circle of ticks later, asleep or by a server's word, what was is in the future: it is no past.
		if ( track->count > 0 && !tw_tick_is_newer( tick, tick_of( history, slot, 0 ) ) )
			track->count = 0;
		track->newest = (uint16_t)( ( track->newest + 1 ) % history->depth );
		if ( track->count < history->depth )
			track->count++;
	}
	size_t entry = entry_index( history, slot, 0 );
	history->ticks[entry] = tick;
	memcpy( history->values + entry * (size_t)history->stride, values,
	        (size_t)history->stride * sizeof( uint32_t ) );
}

void tw__history_truncate( tw__history* history, int slot, uint32_t tick )
{
	tw__track* track = history->tracks + slot;
	while ( track->count > 0 && tw_tick_is_newer( tick_of( history, slot, 0 ), tick ) )
	{
		track->newest = (uint16_t)( track->newest > 0 ? track->newest - 1 : history->depth - 1 );
		track->count--;
	}
}

void tw__history_clear( tw__history* history, int slot ) { history->tracks[slot] = ( tw__track ){ 0 }; }

bool tw__history_at( const tw__history* history, int slot, uint32_t generation, uint32_t tick, tw__past* out )
{
	const tw__track* track = history->tracks + slot;
	if ( generation == 0 || track->generation != generation || track->count == 0 )
		return false;

	// Ages [0, count) have falling ticks; find the smallest age that is not newer than `tick`.
	int low = 0, high = track->count;
	while ( low < high )
	{
		int middle = ( low + high ) / 2;
		if ( tw_tick_is_newer( tick_of( history, slot, middle ), tick ) )
			low = middle + 1;
		else
			high = middle;
	}
	if ( low == track->count )
		return false;
	size_t entry = entry_index( history, slot, low );
	*out = ( tw__past ){ .tick = history->ticks[entry],
		             .values = history->values + entry * (size_t)history->stride };
	return true;
}

bool tw__history_exact( const tw__history* history, int slot, uint32_t generation, uint32_t tick, tw__past* out )
{
	return tw__history_at( history, slot, generation, tick, out ) && out->tick == tick;
}
