#include "wire/wire_step.h"

#include "server.h"
#include "unit/game/arena.h"
#include "wire/wire_convert.h"
#include "wire/wire_setup.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum
{
	TICKS = 900,
	PLAYERS = 4
};

static bool draw_zeros( void* out_bytes, size_t size_bytes, void* user )
{
	return (void)user, memset( out_bytes, 7, size_bytes ), true;
}

static int receive_nothing( tw_datagram* items, int count, void* user )
{
	return (void)items, (void)count, (void)user, 0;
}

static void send_nowhere( const tw_datagram* items, int count, void* user ) { (void)items, (void)count, (void)user; }

typedef struct match
{
	arena ground; // for its map
	tw_schema* schema;
	tw_server* server;
	wire_rules* rules;
	tw_player players[PLAYERS];
	tw_entity bodies[PLAYERS];
	uint64_t now_us;
} match;

static match* make_match( int player_count )
{
	match* m = calloc( 1, sizeof( *m ) );
	arena_open_hall( &m->ground );
	cr_assert_eq( tw_schema_create( wire_schema_def(), &m->schema ), TW_OK );
	tw_server_def def = tw_server_def_default();
	def.schema = m->schema;
	def.transport = ( tw_transport ){ .receive = receive_nothing, .send = send_nowhere };
	def.system.random = draw_zeros;
	def.max_entities = 64;
	m->now_us = 1000000;
	cr_assert_eq( tw_server_create( &def, m->now_us, &m->server ), TW_OK );
	m->rules = wire_rules_create( &m->ground.map, true );
	for ( int i = 0; i < player_count; ++i )
	{
		m->players[i] = tw_server_add_bot( m->server );
		m->bodies[i] = wire_spawn_fighter( tw_server_get_world( m->server ), m->players[i], SIM_TEAM_NONE );
	}
	return m;
}

static void free_match( match* m )
{
	wire_rules_destroy( m->rules );
	tw_server_destroy( m->server );
	tw_schema_destroy( m->schema );
	free( m );
}

static void pass( match* m, const sim_input* inputs, int player_count )
{
	for ( int i = 0; i < player_count; ++i )
	{
		wire_input input = wire_from_input( inputs + i );
		tw_server_set_input( m->server, m->players[i], &input );
	}
	tw_tick tick;
	m->now_us += 16667;
	cr_assert( tw_server_begin_tick( m->server, m->now_us, &tick ) );
	wire_step( tw_server_get_world( m->server ), tick, m->rules );
	tw_server_end_tick( m->server );
}

static sim_body body_of( const match* m, int player )
{
	const wire_fighter* fighter = tw_world_get( &m->server->world, m->bodies[player], WIRE_FIGHTER );
	cr_assert_not_null( fighter );
	return wire_to_body( fighter, m->server->tick );
}

static void look_busy( uint32_t* random, int player_count, sim_input* inputs )
{
	for ( int i = 0; i < player_count; ++i )
	{
		*random = *random * 1664525u + 1013904223u;
		inputs[i].aim = (uint16_t)( *random >> 9 );
		if ( *random >> 28 == 0 )
			inputs[i].move_x = (int8_t)( (int)( *random >> 12 & 255 ) - 128 ),
			inputs[i].weapon = (uint8_t)( ( *random >> 5 ) % 3 );
		inputs[i].move_x = inputs[i].move_x == -128 ? -127 : inputs[i].move_x;
		inputs[i].fire_held = (uint8_t)( *random >> 26 & 1 );
		inputs[i].fire_presses = ( *random >> 24 & 7 ) == 0;
		inputs[i].dash_presses = ( *random >> 20 & 63 ) == 0;
	}
}

// The rules alone and the rules inside a world, one body and its rockets: the glue adds and loses nothing.
Test( wire_step, plays_exactly_as_the_rules_alone_do )
{
	match* m = make_match( 1 );
	static arena alone;
	arena_open_hall( &alone );
	sim_actor* actor = arena_join( &alone );
	actor->slot = (uint16_t)tw_player_slot( m->players[0] );
	alone.tick = 1;
	uint32_t random = 5;
	for ( int n = 0; n < TICKS; ++n )
	{
		sim_input input = n > 0 ? actor->input : ( sim_input ){ 0 };
		look_busy( &random, 1, &input );
		actor->input = input;
		arena_step( &alone );
		pass( m, &input, 1 );
		sim_body body = body_of( m, 0 );
		cr_assert_eq( memcmp( &body, &actor->body, sizeof( body ) ), 0, "tick %d", n );
		tw_column missiles = tw_world_get_column( &m->server->world, WIRE_MISSILE );
		cr_assert_eq( missiles.count, alone.scene.rocket_count, "tick %d", n );
		for ( int i = 0; i < missiles.count; ++i )
		{
			sim_rocket rocket = wire_to_rocket( (const wire_missile*)missiles.states + i, m->server->tick );
			cr_assert_eq( memcmp( &rocket, &alone.rockets[i].rocket, sizeof( rocket ) ), 0 );
		}
	}
	cr_assert_gt( alone.total_shots, 10 );
	cr_assert_gt( alone.total_blasts, 2 );
	free_match( m );
}

Test( wire_step, tells_of_every_shot_blast_and_death_and_blames_who_did_it )
{
	match* m = make_match( PLAYERS );
	uint32_t random = 9, seen = 1;
	sim_input inputs[PLAYERS] = { 0 };
	int counts[WIRE_EVENT_COUNT] = { 0 }, deaths = 0;
	for ( int n = 0; n < 3 * TICKS; ++n )
	{
		look_busy( &random, PLAYERS, inputs );
		for ( int i = 0; i < PLAYERS; ++i ) // at the next one
		{
			sim_body me = body_of( m, i ), other = body_of( m, ( i + 1 ) % PLAYERS );
			inputs[i].aim =
				sim_angle_of( other.position[0] - me.position[0], other.position[1] - me.position[1] );
		}
		pass( m, inputs, PLAYERS );
		for ( ; seen < m->server->events_log.next_serial; ++seen )
		{
			const tw__event* event = tw__event_log_get( &m->server->events_log, seen );
			counts[event->type]++;
			cr_assert_eq( event->tick, m->server->tick );
			cr_assert_eq( event->about == 0, event->type == WIRE_KILL );
		}
	}
	for ( int i = 0; i < PLAYERS; ++i )
		deaths += body_of( m, i ).deaths;
	cr_assert_gt( counts[WIRE_SHOT], 50 );
	cr_assert_gt( counts[WIRE_BLAST], 10 );
	cr_assert_gt( deaths, 0 );
	cr_assert_eq( counts[WIRE_KILL], deaths );
	free_match( m );
}

Test( wire_step, lets_a_new_life_be_a_jump )
{
	match* m = make_match( 1 );
	int slot = tw_entity_slot( m->bodies[0] );
	cr_assert_eq( m->server->world.slots[slot].epoch, 0 );
	pass( m, &( sim_input ){ 0 }, 1 );
	cr_assert( sim_is_alive( &( sim_body ){ .health = body_of( m, 0 ).health } ) );
	cr_assert_eq( m->server->world.slots[slot].epoch, 1 );
	cr_assert_eq( m->server->players[0].blamed_on_server & 2, 2, "it is the server's doing" );
	pass( m, &( sim_input ){ 0 }, 1 );
	cr_assert_eq( m->server->world.slots[slot].epoch, 1 );
	free_match( m );
}

Test( wire_step, sends_nothing_for_a_body_that_stands_still )
{
	match* m = make_match( 2 );
	sim_input inputs[2] = { 0 };
	for ( int n = 0; n < 300; ++n )
		pass( m, inputs, 2 );
	for ( int i = 0; i < 2; ++i )
		cr_assert_lt( m->server->changed_ticks[tw_entity_slot( m->bodies[i] )], 290 );
	free_match( m );
}

Test( wire_step, puts_everybody_back_for_a_new_round )
{
	match* m = make_match( 2 );
	pass( m, ( sim_input[2] ){ 0 }, 2 );
	wire_fighter* fighter = tw_world_edit( &m->server->world, m->bodies[1], WIRE_FIGHTER );
	fighter->kills = 7, fighter->deaths = 9, fighter->armour = 40, fighter->team = SIM_TEAM_B;
	const uint16_t life = fighter->life;
	wire_put_everybody_back( &m->server->world, false );
	pass( m, ( sim_input[2] ){ 0 }, 2 );
	const sim_body after = body_of( m, 1 );
	cr_assert_eq( after.kills + after.deaths + after.armour, 0 );
	cr_assert_eq( after.life, life + 1 );
	cr_assert_eq( after.health, SIM_HEALTH_FULL );
	cr_assert_eq( after.team, SIM_TEAM_B );
	free_match( m );
}
