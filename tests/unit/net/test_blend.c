#include "view/blend.h"

#include "state/pack.h"
#include "support/state_pair.h"

#include <criterion/criterion.h>
#include <math.h>

enum
{
	BODIES = 8,
	TICKS = 400
};

// Bodies that run, sleep, jump, teleport, end and come again.
static void move( tw_world* world, tw_entity* bodies, uint32_t* random )
{
	for ( int n = 0; n < BODIES; ++n )
	{
		if ( next_random( random ) % 60 == 0 )
			tw_world_despawn( world, bodies[n] );
		if ( !tw_world_exists( world, bodies[n] ) && next_random( random ) % 4 == 0 )
			bodies[n] =
				tw_world_spawn( world, n % 4 == 3 ? FIXTURE_CLOCK : FIXTURE_BODY, ( tw_player ){ 0 } );
		fixture_clock* clock = tw_world_edit( world, bodies[n], FIXTURE_CLOCK );
		if ( clock != NULL )
			clock->ticks_left += 10;
		fixture_body* body = tw_world_edit( world, bodies[n], FIXTURE_BODY );
		uint32_t roll = next_random( random ) % 40;
		if ( body == NULL || ( n == 1 && roll < 30 ) )
			continue;
		body->pos_m[0] += roll == 0 ? 50.0f : (float)( roll % 5 ) / 20.0f;
		body->pos_m[0] = body->pos_m[0] > 200 ? -200 : body->pos_m[0];
		body->heading = (uint16_t)( body->heading + roll * 700 );
		if ( roll == 1 )
			tw_world_teleport( world, bodies[n] );
	}
}

static void compare_moment( const state_pair* pair, tw__shown shown, int* compared )
{
	const tw_server* server = pair->server;
	for ( int slot = 0; slot < pair->replica.capacity; ++slot )
	{
		const tw__replica_entity* entity = pair->replica.entities + slot;
		if ( !entity->in_use || entity->is_gone )
			continue;
		int theirs = entity->server_slot;
		uint32_t seen[TW__MAX_STRIDE], judged[TW__MAX_STRIDE];
		bool is_seen = tw__blend( pair->schema, &pair->replica.history, slot, entity->generation, entity->kind,
		                          shown, 60, seen );
		bool is_judged = tw__blend( pair->schema, &server->history, theirs,
		                            server->world.slots[theirs].generation, entity->kind, shown, 60, judged );
		if ( !is_seen && entity->spawn_tick <= shown.from_tick )
			continue; // it came to our knowledge later
		cr_assert_eq( is_seen, is_judged );
		size_t count = (size_t)pair->schema->kinds[entity->kind].value_count + 1;
		cr_assert( !is_seen || memcmp( seen, judged, count * sizeof( uint32_t ) ) == 0,
		           "%u + %u/256 of %u, slot %d", shown.from_tick, shown.fraction_256ths, shown.gap, slot );
		*compared += is_seen;
	}
}

Test( blend, means_the_same_to_the_bit_on_the_server_and_on_the_screen )
{
	state_pair* pair = state_pair_create( &( state_options ){ .max_entities = 32, .client_entities = 128 } );
	tw_entity bodies[BODIES] = { 0 };
	uint32_t random = 77, received[TICKS];
	int count = 0, compared = 0;
	for ( int n = 0; n < TICKS; ++n )
	{
		move( state_begin( pair ), bodies, &random );
		state_end( pair );
		state_packet packet = state_write( pair );
		if ( next_random( &random ) % 3 == 0 )
			continue;
		cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
		cr_assert( pair->replica.is_complete );
		if ( next_random( &random ) % 3 != 0 )
			state_ack( pair, &packet );
		tw__replica_forget_gone( &pair->replica, packet.tick - 20 );
		received[count++] = packet.tick;
		for ( int back = 1; back < 8 && back < count; ++back )
		{
			uint32_t from = received[count - 1 - back], to = received[count - back];
			tw__shown shown = { .from_tick = from,
				            .gap = (uint8_t)( to - from ),
				            .fraction_256ths = (uint8_t)next_random( &random ) };
			compare_moment( pair, shown, &compared );
			compare_moment( pair, ( tw__shown ){ .from_tick = to }, &compared );
		}
	}
	cr_assert_gt( compared, 5000 );
	state_pair_destroy( pair );
}

typedef struct two
{
	tw_schema* schema;
	tw__history history;
	void* memory;
} two;

static two make_two( const fixture_body* older, const fixture_body* newer, uint32_t epoch_of_newer )
{
	two t = { .schema = make_fixture_schema() };
	size_t size_bytes = tw__history_size( 1, 8, t.schema->stride );
	t.memory = aligned_alloc( 64, size_bytes );
	memset( t.memory, 0, size_bytes );
	tw__history_init( &t.history, t.memory, 1, 8, t.schema->stride );
	uint32_t values[TW__MAX_STRIDE] = { 0 };
	tw__pack( t.schema->plans + FIXTURE_BODY, older, values, NULL );
	tw__history_push( &t.history, 0, 1, FIXTURE_BODY, 100, values );
	tw__pack( t.schema->plans + FIXTURE_BODY, newer, values, NULL );
	values[t.schema->kinds[FIXTURE_BODY].value_count] = epoch_of_newer;
	tw__history_push( &t.history, 0, 1, FIXTURE_BODY, 104, values );
	return t;
}

static fixture_body blend_two( two* t, uint32_t from, int gap, int fraction )
{
	uint32_t values[TW__MAX_STRIDE];
	fixture_body body;
	tw__shown shown = { .from_tick = from, .gap = (uint8_t)gap, .fraction_256ths = (uint8_t)fraction };
	cr_assert( tw__blend( t->schema, &t->history, 0, 1, FIXTURE_BODY, shown, 60, values ) );
	tw__unpack( t->schema->plans + FIXTURE_BODY, values, &body, NULL );
	return body;
}

static void free_two( two* t )
{
	tw_schema_destroy( t->schema );
	free( t->memory );
}

Test( blend, goes_straight_turns_the_short_way_and_holds_what_is_neither )
{
	fixture_body older = { .pos_m = { 0, 8 }, .yaw_rad = 3.0f, .heading = 65000, .score = 5, .health = 90 };
	fixture_body newer = { .pos_m = { 4, 8 }, .yaw_rad = -3.0f, .heading = 1000, .score = 9, .health = 10 };
	two t = make_two( &older, &newer, 0 );
	static const int fractions[] = { 0, 1, 64, 128, 255 };
	for ( int i = 0; i < TW_COUNT_OF( fractions ); ++i )
	{
		float part = (float)fractions[i] / 256;
		fixture_body body = blend_two( &t, 100, 4, fractions[i] );
		cr_assert_float_eq( body.pos_m[0], 4 * part, 0.001f );
		cr_assert_float_eq( body.pos_m[1], 8, 0.0001f );
		cr_assert_float_eq( fabsf( body.yaw_rad ), 3.0f + fminf( part, 1 - part ) * 0.2832f, 0.01f );
		cr_assert_lt( abs( (int)(int16_t)( body.heading - 65000 ) - (int)( 1536 * part ) ), 3 );
		cr_assert_eq( body.score, 5 );
		cr_assert_eq( body.health, 90 );
	}
	cr_assert_eq( blend_two( &t, 104, 0, 0 ).score, 9 );
	cr_assert_eq( blend_two( &t, 104, 3, 100 ).score, 9, "nothing newer: as it was last" );
	uint32_t values[TW__MAX_STRIDE];
	cr_assert_not(
		tw__blend( t.schema, &t.history, 0, 1, 0, ( tw__shown ){ .from_tick = 99, .gap = 4 }, 60, values ) );
	cr_assert_not( tw__blend( t.schema, &t.history, 0, 2, 0, ( tw__shown ){ .from_tick = 101 }, 60, values ) );
	free_two( &t );
}

Test( blend, holds_the_old_place_across_a_teleport_and_a_step_that_is_too_long )
{
	static const struct
	{
		float way; // in 4 ticks; the kind's snap distance is 3 m per tick
		uint32_t epoch;
		bool is_held;
	} cases[] = { { 2, 0, false }, { 11.9f, 0, false }, { 12.1f, 0, true }, { 2, 1, true }, { 0, 3, true } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture_body older = { .pos_m = { -1, 0 } }, newer = { .pos_m = { -1 + cases[i].way, 0 } };
		two t = make_two( &older, &newer, cases[i].epoch );
		float expected = cases[i].is_held ? -1 : -1 + cases[i].way / 2;
		cr_assert_float_eq( blend_two( &t, 100, 4, 128 ).pos_m[0], expected, 0.01f, "case %d", i );
		cr_assert_float_eq( blend_two( &t, 104, 4, 0 ).pos_m[0], -1 + cases[i].way, 0.01f );
		free_two( &t );
	}
}
