#include "view/rewind.h"

#include "core/system.h"
#include "support/state_pair.h"

#include <criterion/criterion.h>

static tw_entity spawn_at( tw_world* world, float x )
{
	tw_entity entity = tw_world_spawn( world, FIXTURE_BODY, ( tw_player ){ 0 } );
	tw_world_put( world, entity, FIXTURE_BODY, &( fixture_body ){ .pos_m = { x, 0 } } );
	return entity;
}

static float seen_x( const state_pair* pair, tw_entity entity )
{
	const fixture_body* body = tw_world_get( &pair->server->seen, entity, FIXTURE_BODY );
	return body != NULL ? body->pos_m[0] : -1000;
}

static void rewind_to( state_pair* pair, uint32_t from, int gap, int fraction )
{
	tw__shown shown = { .from_tick = from, .gap = (uint8_t)gap, .fraction_256ths = (uint8_t)fraction };
	tw__rewind( &pair->server->seen, &pair->server->world, &pair->server->history, shown );
}

// A quarter of a metre per tick from 0 at tick 1; the second one appears at tick 10 and ends at tick 30.
static state_pair* make_runner( tw_entity* runner, tw_entity* guest )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	for ( int n = 0; n < 40; ++n )
	{
		tw_world* world = state_begin( pair );
		if ( n == 0 )
			*runner = spawn_at( world, 0 );
		else
			( (fixture_body*)tw_world_edit( world, *runner, FIXTURE_BODY ) )->pos_m[0] += 0.25f;
		if ( n == 9 )
			*guest = spawn_at( world, 77 );
		if ( n == 29 )
			tw_world_despawn( world, *guest );
		state_end( pair );
	}
	return pair;
}

Test( rewind, shows_everybody_where_they_were_between_the_two_named_snapshots )
{
	tw_entity runner, guest = { 0 };
	state_pair* pair = make_runner( &runner, &guest );
	static const struct
	{
		uint32_t from;
		int gap, fraction;
		float x;
	} cases[] = {
		{ 20, 0, 0, 4.75f }, { 20, 1, 128, 4.875f }, { 20, 4, 64, 5.0f }, { 1, 0, 0, 0 }, { 39, 1, 255, 9.749f }
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		rewind_to( pair, cases[i].from, cases[i].gap, cases[i].fraction );
		cr_assert_float_eq( seen_x( pair, runner ), cases[i].x, 0.002f, "case %d", i );
		cr_assert_eq( tw_world_get_certainty( &pair->server->seen, runner ), TW_INTERPOLATED );
		cr_assert_null( tw_world_edit( &pair->server->seen, runner, FIXTURE_BODY ), "only to be looked at" );
	}
	state_pair_destroy( pair );
}

Test( rewind, brings_nobody_back_from_the_dead_and_shows_nobody_before_their_time )
{
	tw_entity runner, guest = { 0 };
	state_pair* pair = make_runner( &runner, &guest );
	rewind_to( pair, 20, 1, 100 );
	cr_assert_not( tw_world_exists( &pair->server->seen, guest ) );
	tw_entity newcomer = spawn_at( state_begin( pair ), 5 );
	state_end( pair );
	rewind_to( pair, 30, 2, 100 );
	cr_assert_not( tw_world_exists( &pair->server->seen, newcomer ) );
	cr_assert_eq( tw_world_get_column( &pair->server->seen, FIXTURE_BODY ).count, 1 );
	rewind_to( pair, 41, 0, 0 );
	cr_assert_eq( seen_x( pair, newcomer ), 5 );
	cr_assert_eq( tw_world_get_column( &pair->server->seen, FIXTURE_BODY ).count, 2 );
	state_pair_destroy( pair );
}

Test( rewind, survives_slots_that_change_their_kind_between_two_views )
{
	state_pair* pair = state_pair_create( &( state_options ){ .max_entities = 4 } );
	uint32_t random = 3;
	for ( int n = 0; n < 300; ++n )
	{
		tw_world* world = state_begin( pair );
		for ( int slot = 0; slot < 4; ++slot )
			if ( next_random( &random ) % 3 == 0 )
				tw_world_despawn( world, tw__world_entity( world, slot ) );
		tw_world_spawn( world, (int)( next_random( &random ) % 2 ), ( tw_player ){ 0 } );
		state_end( pair );
		rewind_to( pair, pair->server->tick - next_random( &random ) % 8, 1,
		           (int)( next_random( &random ) % 256 ) );
		const tw_world* seen = &pair->server->seen;
		for ( int slot = 0; slot < 4; ++slot )
			if ( seen->slots[slot].is_alive )
				cr_assert_eq( tw_world_get_kind( seen, tw__world_entity( seen, slot ) ),
				              world->slots[slot].kind );
		cr_assert_eq( tw_world_get_column( seen, 0 ).count + tw_world_get_column( seen, 1 ).count,
		              seen->order_count );
	}
	state_pair_destroy( pair );
}

Test( rewind, goes_along_with_a_claim_only_as_far_as_it_may )
{
	static const struct
	{
		tw__shown claim;
		uint32_t tick, most;
		bool is_clamped;
		uint32_t from;
	} cases[] = {
		{ { 95, 1, 10 }, 100, 15, false, 95 },
		{ { 85, 1, 10 }, 100, 15, false, 85 },
		{ { 84, 1, 10 }, 100, 15, true, 85 },
		{ { 5, 255, 10 }, 100, 15, true, 85 },
		{ { 98, 1, 10 }, 100, 15, false, 98 },
		{ { 99, 0, 0 }, 100, 15, false, 99 },
		{ { 99, 1, 10 }, 100, 15, true, 99 },
		{ { 100, 0, 0 }, 100, 15, true, 99 },
		{ { 90, 255, 1 }, 100, 15, true, 99 },
		{ { 4000000, 0, 0 }, 100, 15, true, 99 },
		{ { UINT32_C( 0x80000050 ), 255, 0 }, 100, 15, true, 99 },
		{ { UINT32_C( 0x80000060 ), 255, 0 }, 100, 15, true, 99 },
		{ { UINT32_C( 0x80000065 ), 255, 0 }, 100, 15, true, 85 },
		{ { UINT32_MAX - 2, 2, 0 }, 5, 15, false, UINT32_MAX - 2 },
		{ { 3, 1, 9 }, 5, 0, true, 4 },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__shown shown = cases[i].claim;
		cr_assert_eq( tw__rewind_clamp( &shown, cases[i].tick, cases[i].most ), cases[i].is_clamped, "case %d",
		              i );
		cr_assert_eq( shown.from_tick, cases[i].from, "case %d: %u", i, shown.from_tick );
		cr_assert( !cases[i].is_clamped || ( shown.gap == 0 && shown.fraction_256ths == 0 ) );
	}
}
