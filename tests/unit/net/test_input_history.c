#include "input/input_history.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	FIRE = 3,
	JUMP = 4
}; // elements of the fixture's input that are presses

static tw__input_history* make_history( void )
{
	tw__input_history* history = calloc( 1, sizeof( *history ) );
	tw__input_history_init( history, make_fixture_schema() );
	return history;
}

static void free_history( tw__input_history* history )
{
	tw_schema_destroy( (tw_schema*)(uintptr_t)history->schema );
	free( history );
}

static void add( tw__input_history* history, uint32_t tick, fixture_keys keys )
{
	tw__input_history_add( history, tick, &keys, ( tw__shown ){ .from_tick = tick - 5 } );
}

Test( input_history, hands_out_what_has_not_arrived_oldest_first_and_always_the_newest )
{
	static const struct
	{
		uint32_t first, newest, acked; // acked 0: none
		int count;
		uint32_t oldest;
	} cases[] = {
		{ 1, 1, 0, 1, 1 },
		{ 1, 10, 0, 10, 1 },
		{ 1, 10, 4, 6, 5 },
		{ 1, 10, 10, 1, 10 },
		{ 1, 10, 15, 1, 10 },
		{ 1, 500, 0, 32, 469 },
		{ 1, 500, 490, 10, 491 },
		{ 1, 40, 8, 32, 9 },
		{ UINT32_MAX - 3, 4, UINT32_MAX - 1, 6, UINT32_MAX },
		{ UINT32_MAX - 3, 4, UINT32_MAX, 5, 0 },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__input_history* history = make_history();
		for ( uint32_t tick = cases[i].first; tick != cases[i].newest + 1; ++tick )
			add( history, tick, ( fixture_keys ){ .aim = (uint16_t)tick } );
		if ( cases[i].acked != 0 )
			tw__input_history_ack( history, cases[i].acked );
		tw__input_history_ack( history, cases[i].first ); // an older one changes nothing
		const tw__input_frame* frames[TW__MAX_INPUTS_PER_PACKET];
		int expected = cases[i].acked == 0 && cases[i].count < 32 && cases[i].count > 1 ? cases[i].count - 1
		                                                                                : cases[i].count;
		cr_assert_eq( tw__input_history_unacked( history, frames ), expected, "case %d", i );
		for ( int n = 0; n < expected; ++n )
			cr_assert_eq( frames[n]->tick, cases[i].newest - (uint32_t)( expected - 1 - n ) );
		cr_assert( expected != cases[i].count || frames[0]->tick == cases[i].oldest );
		free_history( history );
	}
}

Test( input_history, counts_presses_up_and_reads_them_as_new_ones )
{
	tw__input_history* history = make_history();
	uint32_t fire = 0, jump = 0, random = 3;
	for ( uint32_t tick = 1; tick < 400; ++tick )
	{
		fixture_keys keys = { .fire = (uint8_t)( next_random( &random ) % 2 ),
			              .jump = (uint8_t)( next_random( &random ) % 8 ),
			              .aim = (uint16_t)tick };
		fire += keys.fire, jump += keys.jump;
		add( history, tick, keys );
		const tw__input_frame* frame = history->frames + tick % TW__INPUT_HISTORY_TICKS;
		cr_assert_eq( frame->values[FIRE], fire & 0xFF );
		cr_assert_eq( frame->values[JUMP], jump & 0xFF );
		fixture_keys read;
		tw__input_history_get( history, tick, &read );
		cr_assert_eq( read.fire, keys.fire );
		cr_assert_eq( read.jump, keys.jump );
		cr_assert_eq( read.aim, keys.aim );
	}
	free_history( history );
}

Test( input_history, repeats_the_one_before_without_its_presses_for_ticks_nobody_made )
{
	tw__input_history* history = make_history();
	add( history, 7, ( fixture_keys ){ .move = { 1, -1 }, .jump = 2, .aim = 900 } );
	tw__input_history_add( history, 8, NULL, ( tw__shown ){ 0 } );
	fixture_keys read;
	tw__input_history_get( history, 8, &read );
	cr_assert_eq( read.move[1], -1 );
	cr_assert_eq( read.aim, 900 );
	cr_assert_eq( read.jump, 0 );
	cr_assert_eq( history->frames[8].values[JUMP], 2, "the counter stands" );
	free_history( history );
}

Test( input_history, starts_over_at_a_gap_but_keeps_counting_presses )
{
	tw__input_history* history = make_history();
	add( history, 7, ( fixture_keys ){ .jump = 2 } );
	add( history, 20, ( fixture_keys ){ .jump = 3 } );
	cr_assert_not( tw__input_history_has( history, 7 ) );
	cr_assert_not( tw__input_history_has( history, 19 ) );
	cr_assert( tw__input_history_has( history, 20 ) );
	cr_assert_eq( history->frames[20].values[JUMP], 5 );
	fixture_keys read = { .aim = 7 };
	tw__input_history_get( history, 7, &read );
	cr_assert_eq( read.aim, 0 );
	const tw__input_frame* frames[TW__MAX_INPUTS_PER_PACKET];
	cr_assert_eq( tw__input_history_unacked( history, frames ), 1 );
	free_history( history );
}

Test( input_history, forgets_what_is_older_than_its_ring )
{
	tw__input_history* history = make_history();
	for ( uint32_t tick = 100; tick < 100 + 3 * TW__INPUT_HISTORY_TICKS; ++tick )
		add( history, tick, ( fixture_keys ){ .aim = (uint16_t)tick } );
	uint32_t newest = history->newest_tick;
	cr_assert( tw__input_history_has( history, newest - TW__INPUT_HISTORY_TICKS + 1 ) );
	cr_assert_not( tw__input_history_has( history, newest - TW__INPUT_HISTORY_TICKS ) );
	cr_assert_not( tw__input_history_has( history, newest + 1 ) );
	free_history( history );
}
