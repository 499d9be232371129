#include "view/smooth.h"

#include "state/pack.h"
#include "support/state_client.h"

#include <criterion/criterion.h>

typedef struct fixture
{
	state_pair* pair;
	state_client* own;
	tw__predictor* predictor;
	tw_world* world;
	int slot;
} fixture;

static void do_nothing( tw_world* world, tw_tick tick, void* user ) { (void)world, (void)tick, (void)user; }

static fixture make_fixture( void )
{
	fixture f = { .pair = state_pair_create( &( state_options ){ 0 } ) };
	f.own = state_client_create( f.pair, do_nothing, NULL );
	f.predictor = &f.own->client->predictor;
	f.world = &f.own->client->world;
	tw_world* world = state_begin( f.pair );
	tw_entity body = tw_world_spawn( world, FIXTURE_BODY, f.pair->player );
	tw_world_put( world, body, FIXTURE_BODY, &( fixture_body ){ .pos_m = { 10, 20 } } );
	state_end( f.pair );
	state_packet packet = state_write( f.pair );
	tw__verdict verdict;
	cr_assert_eq( state_client_apply( f.own, &packet, &( tw__tick_facts ){ 0 }, &verdict ), TW__READ_OK );
	return f;
}

static void free_fixture( fixture* f )
{
	state_client_destroy( f->own );
	state_pair_destroy( f->pair );
}

// What a correction does: the truth jumps by so much.
static void correct( fixture* f, float x_m, float y_m, bool is_teleport, uint64_t now_us )
{
	uint32_t values[TW__MAX_STRIDE];
	fixture_body body =
		*(const fixture_body*)tw_world_get( f->world, tw__world_entity( f->world, f->slot ), FIXTURE_BODY );
	body.pos_m[0] += x_m, body.pos_m[1] += y_m;
	memcpy( values, tw__world_values( f->world, f->slot ), (size_t)f->world->stride * sizeof( uint32_t ) );
	tw__pack( f->pair->schema->plans + FIXTURE_BODY, &body, values, &f->world->translate );
	values[f->pair->schema->kinds[FIXTURE_BODY].value_count] += is_teleport;
	tw__smooth_before( f->predictor );
	tw__world_place( f->world, f->slot, values );
	tw__smooth_after( f->predictor, now_us );
}

// How far the screen is from the truth, in steps of 1/1024 m.
static int offset_of( fixture* f, int axis, uint64_t now_us )
{
	uint32_t values[TW__MAX_STRIDE];
	const uint32_t* truth = tw__world_values( f->world, f->slot );
	memcpy( values, truth, (size_t)f->world->stride * sizeof( uint32_t ) );
	tw__smooth_apply( f->predictor, f->slot, now_us, values );
	return (int)( (int64_t)values[axis] - (int64_t)truth[axis] );
}

Test( smooth, shows_no_jump_at_first_then_half_each_half_life_and_nothing_after_300_ms )
{
	static const int half_lives_ms[] = { 1, 20, 40, 60, 80 };
	static const uint64_t starts_us[] = { 1000, 5000000, UINT64_C( 90000000000 ) };
	for ( int i = 0; i < TW_COUNT_OF( half_lives_ms ) * 3; ++i )
	{
		fixture f = make_fixture();
		int half_life_ms = half_lives_ms[i / 3];
		uint64_t start_us = starts_us[i % 3]; // nothing has ever been drawn before the first correction
		f.predictor->half_life_ms = half_life_ms;
		correct( &f, 2, -1, false, start_us );
		cr_assert_eq( offset_of( &f, 0, start_us ), -2048, "%d", i );
		cr_assert_eq( offset_of( &f, 1, start_us ), 1024 );
		int before = 2048;
		for ( int halves = 1; halves * half_life_ms < 280; ++halves )
		{
			int now = -offset_of( &f, 0, start_us + (uint64_t)( halves * half_life_ms ) * 1000 );
			cr_assert( 0 <= now && now <= before / 2 + 1, "%d ms: %d after %d", half_life_ms, now, before );
			cr_assert( half_life_ms < 20 || now >= before * 45 / 100 - 2, "not much faster either" );
			before = now;
		}
		cr_assert_eq( offset_of( &f, 0, start_us + 300000 ), 0 );
		cr_assert_eq( offset_of( &f, 1, start_us + 300000 ), 0 );
		free_fixture( &f );
	}
}

Test( smooth, decays_the_same_at_any_frame_rate )
{
	int shown[3];
	static const int steps_us[] = { 1000, 7000, 84000 };
	for ( int i = 0; i < 3; ++i )
	{
		fixture f = make_fixture();
		correct( &f, 2.5f, 0, false, 1000000 );
		for ( uint64_t now_us = 1000000; now_us <= 1084000; now_us += (uint64_t)steps_us[i] )
			shown[i] = offset_of( &f, 0, now_us );
		free_fixture( &f );
	}
	cr_assert_lt( shown[0], 0 );
	cr_assert_eq( shown[0], shown[1] );
	cr_assert_eq( shown[0], shown[2] );
}

Test( smooth, adds_a_second_correction_to_what_is_left_of_the_first )
{
	fixture f = make_fixture();
	f.predictor->half_life_ms = 60;
	correct( &f, 2, 0, false, 1000000 );
	correct( &f, 2, 0, false, 1060000 ); // without a frame in between
	int left = -offset_of( &f, 0, 1060000 );
	cr_assert( 2048 + 900 < left && left <= 2048 + 1024, "%d", left );
	cr_assert_neq( offset_of( &f, 0, 1300000 ), 0 );
	cr_assert_eq( offset_of( &f, 0, 1360000 ), 0 );
	free_fixture( &f );
}

Test( smooth, leaves_jumps_as_they_are )
{
	static const struct
	{
		float way_m; // the kind's snap distance is 3 m
		bool is_teleport, is_shown_at_once;
		int half_life_ms;
	} cases[] = {
		{ 2.9f, false, false, 60 }, { 3.1f, false, true, 60 }, { 0.5f, true, true, 60 }, { 1, false, true, 0 }
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture f = make_fixture();
		f.predictor->half_life_ms = cases[i].half_life_ms;
		offset_of( &f, 0, 900000 );
		correct( &f, 0.25f, 0, false, 1000000 );
		correct( &f, cases[i].way_m, 0, cases[i].is_teleport, 1000000 );
		cr_assert_eq( offset_of( &f, 0, 1000000 ) == 0, cases[i].is_shown_at_once, "case %d", i );
		free_fixture( &f );
	}
}

Test( smooth, stays_inside_the_range_of_the_position )
{
	fixture f = make_fixture();
	correct( &f, -2.5f, 0, false, 1000000 );
	uint32_t values[TW__MAX_STRIDE];
	memcpy( values, tw__world_values( f.world, f.slot ), (size_t)f.world->stride * sizeof( uint32_t ) );
	values[0] = f.pair->schema->plans[FIXTURE_BODY].elements[0].wire_max - 5;
	tw__smooth_apply( f.predictor, f.slot, 1000000, values );
	cr_assert_eq( values[0], f.pair->schema->plans[FIXTURE_BODY].elements[0].wire_max );
	free_fixture( &f );
}

// Its slot is another's by then, who has nothing to do with where it was.
Test( smooth, leaves_no_offset_to_the_next_one_in_a_slot )
{
	fixture f = make_fixture();
	correct( &f, 2, 0, false, 1000000 );
	tw_world* world = state_begin( f.pair );
	tw_world_despawn( world, tw__world_entity( world, 0 ) );
	state_end( f.pair );
	state_packet packet = state_write( f.pair );
	tw__verdict verdict;
	f.own->now_us = 1010000;
	cr_assert_eq( state_client_apply( f.own, &packet, &( tw__tick_facts ){ 0 }, &verdict ), TW__READ_OK );
	for ( int axis = 0; axis < 2; ++axis )
		cr_assert_eq( f.predictor->offsets[f.slot].steps_256ths[axis], 0 );
	free_fixture( &f );
}
