#include "state/history.h"

#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	SLOTS = 3,
	DEPTH = 7,
	STRIDE = 2,
	LOG = 4000
};

// The same by brute force: everything that was pushed, in order.
typedef struct naive
{
	int count;
	uint32_t generation[LOG], tick[LOG], value[LOG];
} naive;

static tw__history make_history( void )
{
	tw__history history;
	void* memory = aligned_alloc( 64, tw__history_size( SLOTS, DEPTH, STRIDE ) );
	memset( memory, 0, tw__history_size( SLOTS, DEPTH, STRIDE ) );
	tw__history_init( &history, memory, SLOTS, DEPTH, STRIDE );
	return history;
}

static void free_history( tw__history* history ) { free( history->tracks ); }

static void push( tw__history* history, int slot, uint32_t generation, uint32_t tick, uint32_t value )
{
	uint32_t values[STRIDE] = { value, ~value };
	tw__history_push( history, slot, generation, 4, tick, values );
}

static void push_both( tw__history* history, int slot, naive* all, uint32_t generation, uint32_t tick, uint32_t value )
{
	push( history, slot, generation, tick, value );
	if ( all->count > 0 && all->generation[all->count - 1] != generation )
		all->count = 0;
	if ( all->count == 0 || all->tick[all->count - 1] != tick )
		all->count++;
	all->generation[all->count - 1] = generation;
	all->tick[all->count - 1] = tick;
	all->value[all->count - 1] = value;
}

static int find_naively( const naive* all, uint32_t generation, uint32_t tick )
{
	for ( int i = all->count - 1; i >= 0 && i >= all->count - DEPTH; --i )
		if ( all->generation[i] == generation && !tw_tick_is_newer( all->tick[i], tick ) )
			return i;
	return -1;
}

static void compare( const tw__history* history, int slot, const naive* all, uint32_t generation, uint32_t tick )
{
	tw__past past;
	int at = find_naively( all, generation, tick );
	cr_assert_eq( tw__history_at( history, slot, generation, tick, &past ), at >= 0 );
	bool is_exact = tw__history_exact( history, slot, generation, tick, &past );
	cr_assert_eq( is_exact, at >= 0 && all->tick[at] == tick );
	if ( at < 0 )
		return;
	tw__history_at( history, slot, generation, tick, &past );
	cr_assert_eq( past.tick, all->tick[at] );
	cr_assert_eq( past.values[0], all->value[at] );
	cr_assert_eq( past.values[1], ~all->value[at] );
}

static void truncate_both( tw__history* history, int slot, naive* all, uint32_t tick )
{
	tw__history_truncate( history, slot, tick );
	// What had fallen out of the ring does not come back.
	int oldest = all->count > DEPTH ? all->count - DEPTH : 0;
	memmove( all->tick, all->tick + oldest, (size_t)( all->count - oldest ) * sizeof( uint32_t ) );
	memmove( all->value, all->value + oldest, (size_t)( all->count - oldest ) * sizeof( uint32_t ) );
	memmove( all->generation, all->generation + oldest, (size_t)( all->count - oldest ) * sizeof( uint32_t ) );
	all->count -= oldest;
	while ( all->count > 0 && tw_tick_is_newer( all->tick[all->count - 1], tick ) )
		all->count--;
}

Test( history, finds_what_a_naive_search_finds_across_wraps_generations_and_truncation )
{
	static const uint32_t starts[] = { 1, UINT32_MAX - 900, UINT32_C( 0x80000000 ) - 900 };
	for ( int s = 0; s < 3; ++s )
	{
		tw__history history = make_history();
		static naive all[SLOTS];
		memset( all, 0, sizeof( all ) );
		uint32_t random = 4, ticks[SLOTS] = { starts[s], starts[s], starts[s] },
			 generations[SLOTS] = { 1, 2, 3 };
		for ( int step = 0; step < 6000; ++step )
		{
			int slot = (int)( next_random( &random ) % SLOTS );
			uint32_t roll = next_random( &random ) % 64;
			if ( roll == 0 )
				generations[slot]++;
			if ( roll == 1 && all[slot].count > 0 )
			{
				ticks[slot] -= next_random( &random ) % 4;
				truncate_both( &history, slot, all + slot, ticks[slot] );
			}
			if ( roll == 2 )
				tw__history_clear( &history, slot ), all[slot].count = 0;
			ticks[slot] += next_random( &random ) % 3; // 0: the same tick again
			push_both( &history, slot, all + slot, generations[slot], ticks[slot], next_random( &random ) );
			for ( uint32_t back = 0; back < 16; ++back )
				compare( &history, slot, all + slot, generations[slot], ticks[slot] + 2 - back );
			compare( &history, slot, all + slot, generations[slot] - 1, ticks[slot] );
		}
		free_history( &history );
	}
}

Test( history, keeps_what_slept_for_long_and_knows_nobody_else )
{
	tw__history history = make_history();
	tw__past past;
	push( &history, 1, 5, 100, 42 );
	cr_assert( tw__history_at( &history, 1, 5, 100 + 1000000, &past ) );
	cr_assert_eq( past.values[0], 42 );
	cr_assert_not( tw__history_at( &history, 1, 5, 99, &past ) );
	cr_assert_not( tw__history_at( &history, 1, 0, 100, &past ) );
	cr_assert_not( tw__history_at( &history, 0, 5, 100, &past ) );
	cr_assert_not( tw__history_at( &history, 2, 0, 100, &past ) );
	free_history( &history );
}

// Whoever says the ticks may lie, or sleep for a year: half the circle later everything is in the future.
Test( history, starts_over_when_a_tick_does_not_move_forward )
{
	tw__history history = make_history();
	tw__past past;
	push( &history, 0, 5, 100, 1 );
	push( &history, 0, 5, 101, 2 );
	push( &history, 0, 5, 100 + UINT32_C( 0x80000001 ), 3 );
	cr_assert( tw__history_at( &history, 0, 5, 100 + UINT32_C( 0x80000001 ), &past ) );
	cr_assert_eq( past.values[0], 3 );
	cr_assert_eq( history.tracks[0].count, 1 );
	free_history( &history );
}
