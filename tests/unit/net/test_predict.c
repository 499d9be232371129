#include "view/predict.h"

#include "support/state_client.h"

#include <criterion/criterion.h>

enum
{
	LOG = 1024,
	LIFE_TICKS = 20
};

// What differs between the two ends, for the tests that want a difference.
typedef struct rules
{
	bool refuses_spawns, refuses_ends;
} rules;

typedef struct fixture
{
	state_pair* pair;
	state_client* own;
	rules server_rules, client_rules;
	fixture_keys keys[LOG];
	uint32_t lead;
	tw_entity body; // the server's id
	tw__verdict verdict;
	int corrections;
} fixture;

static void step_missile( tw_world* world, tw_entity entity, const rules* r )
{
	fixture_body* body = tw_world_edit( world, entity, FIXTURE_BODY );
	if ( body == NULL )
		return;
	body->pos_m[0] += body->vel_mps[0] / 60;
	if ( --body->score == 0 && !r->refuses_ends )
		tw_world_despawn( world, entity );
}

static void step_body( tw_world* world, tw_entity entity, const rules* r )
{
	fixture_body* body = tw_world_edit( world, entity, FIXTURE_BODY );
	const fixture_keys* keys = tw_world_get_input( world, tw_world_get_owner( world, entity ) );
	if ( body == NULL || keys == NULL )
		return;
	body->pos_m[0] += (float)keys->move[0] * 0.125f;
	body->score += keys->jump;
	for ( int shots = keys->fire; shots > 0 && !r->refuses_spawns; --shots )
	{
		tw_entity missile = tw_world_spawn( world, FIXTURE_BODY, tw_world_get_owner( world, entity ) );
		tw_world_put( world, missile, FIXTURE_BODY,
		              &( fixture_body ){ .pos_m = { body->pos_m[0], 3 },
		                                 .vel_mps = { 7.77f, 0 },
		                                 .score = LIFE_TICKS,
		                                 .is_burning = true } );
	}
}

static void step( tw_world* world, tw_tick tick, void* user )
{
	(void)tick;
	tw_column column = tw_world_get_column( world, FIXTURE_BODY );
	const fixture_body* bodies = column.states;
	for ( int i = 0; i < column.count; ++i )
		if ( tw_world_exists( world, column.entities[i] ) )
		{
			if ( bodies[i].is_burning )
				step_missile( world, column.entities[i], user );
			else
				step_body( world, column.entities[i], user );
		}
}

static void server_tick( fixture* f, bool has_input, float push_m )
{
	uint32_t tick = f->pair->server->tick + 1;
	if ( has_input )
		tw_server_set_input( f->pair->server, f->pair->player, f->keys + tick % LOG );
	tw_world* world = state_begin( f->pair );
	if ( tw_entity_is_null( f->body ) )
		f->body = tw_world_spawn( world, FIXTURE_BODY, f->pair->player );
	step( world, world->tick, &f->server_rules );
	fixture_body* body = push_m != 0 ? tw_world_edit( world, f->body, FIXTURE_BODY ) : NULL;
	if ( body != NULL )
		body->pos_m[0] += push_m;
	state_end( f->pair );
}

static void client_tick( fixture* f )
{
	uint32_t tick = f->own->client->predictor.newest_tick + 1;
	state_client_tick( f->own, tick, f->keys + tick % LOG );
}

static void deliver( fixture* f, tw__tick_facts facts )
{
	state_packet packet = state_write( f->pair );
	cr_assert_eq( state_client_apply( f->own, &packet, &facts, &f->verdict ), TW__READ_OK );
	state_ack( f->pair, &packet );
	f->corrections += f->verdict.was_wrong;
}

// One tick everywhere, nothing unusual.
static void pass( fixture* f, int ticks )
{
	for ( ; ticks > 0; --ticks )
	{
		client_tick( f );
		server_tick( f, true, 0 );
		deliver( f, ( tw__tick_facts ){ 0 } );
	}
}

// Both ends know each other, and the client is `lead` ticks ahead.
static fixture* make_fixture( uint32_t lead )
{
	fixture* f = calloc( 1, sizeof( *f ) );
	f->pair = state_pair_create( &( state_options ){ 0 } );
	f->own = state_client_create( f->pair, step, &f->client_rules );
	f->lead = lead;
	for ( int tick = 0; tick < LOG; ++tick )
		f->keys[tick].move[0] = (int8_t)( tick / 16 % 3 - 1 );
	server_tick( f, true, 0 );
	deliver( f, ( tw__tick_facts ){ 0 } );
	cr_assert( f->verdict.differs );
	cr_assert_not( f->verdict.was_wrong, "what was not stepped yet cannot be wrong" );
	for ( uint32_t n = 0; n < lead; ++n )
		client_tick( f );
	f->corrections = 0;
	return f;
}

static void free_fixture( fixture* f )
{
	state_client_destroy( f->own );
	state_pair_destroy( f->pair );
	free( f );
}

static const fixture_body* own_body( const fixture* f )
{
	return tw_world_get( &f->own->client->world, ( tw_entity ){ 1, f->own->client->replica.entities[0].generation },
	                     FIXTURE_BODY );
}

static const fixture_body* server_body( const fixture* f )
{
	return tw_world_get( &f->pair->server->world, f->body, FIXTURE_BODY );
}

static int count_bodies( const tw_world* world ) { return tw_world_get_column( world, FIXTURE_BODY ).count; }

// The entity that the client's newest tick spawned.
static tw_entity newest_spawn( const fixture* f )
{
	tw_column column = tw_world_get_column( &f->own->client->world, FIXTURE_BODY );
	return column.entities[column.count - 1];
}

Test( predict, corrects_nothing_while_nobody_interferes )
{
	static const uint32_t leads[] = { 1, 6, 40 };
	for ( int i = 0; i < TW_COUNT_OF( leads ); ++i )
	{
		fixture* f = make_fixture( leads[i] );
		for ( uint32_t tick = 50; tick < 600; tick += 7 )
			f->keys[tick].fire = 1, f->keys[tick].jump = (uint8_t)( tick % 3 ),
			f->keys[tick + 1].fire = tick % 5 == 0;
		pass( f, 500 );
		cr_assert_eq( f->corrections, 0, "lead %u", leads[i] );
		cr_assert( f->verdict.was_checked );
		cr_assert_eq( f->own->client->predictor.replayed_ticks, 0 );
		cr_assert_gt( count_bodies( &f->pair->server->world ), 2 );
		free_fixture( f );
	}
}

Test( predict, takes_a_change_by_the_server_over_in_one_replay_and_says_whose_it_was )
{
	static const struct
	{
		tw__tick_facts facts;
		tw_cause cause;
	} cases[] = {
		{ { .blamed_on_player = 1 }, TW_CAUSE_OTHER_PLAYER },
		{ { .blamed_on_server = 1 }, TW_CAUSE_EXTERNAL },
		{ { 0 }, TW_CAUSE_DIVERGED },
		{ { .blamed_on_player = 4 }, TW_CAUSE_DIVERGED }, // two ticks ago: that was checked
		{ { .blamed_on_player = 1, .missing_inputs = 1 }, TW_CAUSE_LATE_INPUT },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture* f = make_fixture( 8 );
		pass( f, 20 );
		client_tick( f );
		float before_m = own_body( f )->pos_m[0];
		server_tick( f, true, 5 );
		deliver( f, cases[i].facts );
		cr_assert( f->verdict.was_wrong );
		cr_assert_eq( f->verdict.correction.cause, cases[i].cause, "case %d", i );
		cr_assert_eq( f->verdict.correction.component, FIXTURE_BODY );
		cr_assert_eq( f->verdict.correction.field, 0 );
		cr_assert_float_eq( (float)f->verdict.correction.size, 5, 0.001f );
		cr_assert_eq( f->verdict.correction.replayed_ticks, 8 );
		cr_assert_eq( f->verdict.correction.tick, f->pair->server->tick );
		cr_assert_float_eq( own_body( f )->pos_m[0], before_m + 5, 0.001f );
		f->corrections = 0;
		pass( f, 30 );
		cr_assert_eq( f->corrections, 0 );
		free_fixture( f );
	}
}

Test( predict, attributes_an_input_that_did_not_arrive )
{
	static const struct
	{
		uint32_t lead;
		tw_cause cause;
	} cases[] = { { 5, TW_CAUSE_LATE_INPUT }, { 31, TW_CAUSE_LATE_INPUT }, { 34, TW_CAUSE_LOST_INPUT } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		fixture* f = make_fixture( cases[i].lead );
		f->keys[60].move[0] = 1, f->keys[59].move[0] = -1;
		pass( f, 58 ); // the server has run tick 59
		cr_assert_eq( f->pair->server->tick, 59 );
		f->corrections = 0;
		client_tick( f );
		server_tick( f, false, 0 );
		deliver( f, ( tw__tick_facts ){ .missing_inputs = 1 } );
		cr_assert( f->verdict.was_wrong );
		cr_assert_eq( f->verdict.correction.cause, cases[i].cause, "lead %u", cases[i].lead );
		free_fixture( f );
	}
}

Test( predict, keeps_the_id_of_a_spawn_when_the_server_confirms_it )
{
	fixture* f = make_fixture( 6 );
	f->keys[40].fire = 1;
	while ( f->own->client->predictor.newest_tick < 40 )
		pass( f, 1 );
	tw_entity missile = newest_spawn( f );
	cr_assert_eq( tw_world_get_certainty( &f->own->client->world, missile ), TW_PROVISIONAL );
	cr_assert_eq( count_bodies( &f->own->client->world ), 2 );
	int slot = tw_entity_slot( missile );
	cr_assert_lt( f->own->client->replica.entities[slot].server_slot, 0 );
	pass( f, 6 );
	cr_assert_eq( f->pair->server->tick, 40 );
	cr_assert_geq( f->own->client->replica.entities[slot].server_slot, 0 );
	cr_assert( tw_world_exists( &f->own->client->world, missile ) );
	cr_assert_eq( f->corrections, 0 );

	// A correction replays its life under the same id.
	server_tick( f, true, 1 );
	client_tick( f );
	deliver( f, ( tw__tick_facts ){ 0 } );
	cr_assert( f->verdict.was_wrong );
	cr_assert( tw_world_exists( &f->own->client->world, missile ) );
	cr_assert_eq( count_bodies( &f->own->client->world ), 2 );
	pass( f, LIFE_TICKS + 10 );
	cr_assert_not( tw_world_exists( &f->own->client->world, missile ) );
	cr_assert_eq( f->corrections, 1 );
	free_fixture( f );
}

Test( predict, makes_an_unconfirmed_spawn_again_under_the_same_id_in_every_replay )
{
	fixture* f = make_fixture( 10 );
	f->keys[40].fire = 1, f->keys[42].fire = 1;
	while ( f->own->client->predictor.newest_tick < 43 )
		pass( f, 1 );
	tw_column column = tw_world_get_column( &f->own->client->world, FIXTURE_BODY );
	cr_assert_eq( column.count, 3 );
	tw_entity first = column.entities[1], second = column.entities[2];
	client_tick( f );
	server_tick( f, true, 2 );
	deliver( f, ( tw__tick_facts ){ 0 } );
	cr_assert( f->verdict.was_wrong );
	column = tw_world_get_column( &f->own->client->world, FIXTURE_BODY );
	cr_assert_eq( column.count, 3 );
	cr_assert( tw_entity_equals( column.entities[1], first ) && tw_entity_equals( column.entities[2], second ) );
	pass( f, 12 );
	cr_assert_eq( f->corrections, 1 );
	cr_assert( tw_world_exists( &f->own->client->world, second ) );
	free_fixture( f );
}

Test( predict, lets_a_refused_spawn_vanish )
{
	fixture* f = make_fixture( 6 );
	f->keys[40].fire = 1;
	while ( f->own->client->predictor.newest_tick < 40 )
		pass( f, 1 );
	tw_entity missile = newest_spawn( f );
	f->server_rules.refuses_spawns = true;
	pass( f, 6 );
	cr_assert( f->verdict.was_wrong );
	cr_assert_eq( f->verdict.correction.field, -1 );
	cr_assert_not( tw_world_exists( &f->own->client->world, missile ) );
	cr_assert_not( f->own->client->replica.entities[tw_entity_slot( missile )].in_use );
	cr_assert_eq( count_bodies( &f->own->client->world ), 1 );
	f->corrections = 0;
	pass( f, 30 );
	cr_assert_eq( f->corrections, 0 );
	free_fixture( f );
}

Test( predict, brings_back_what_it_ended_and_the_server_did_not )
{
	fixture* f = make_fixture( 6 );
	f->keys[40].fire = 1;
	while ( f->own->client->predictor.newest_tick < 40 + LIFE_TICKS - 1 )
		pass( f, 1 );
	tw_entity missile = newest_spawn( f );
	f->server_rules.refuses_ends = true;
	pass( f, 1 );
	cr_assert_not( tw_world_exists( &f->own->client->world, missile ), "gone at once" );
	f->client_rules.refuses_ends = true; // so that the replay agrees from here on
	pass( f, 6 );
	cr_assert_eq( f->corrections, 1 );
	cr_assert( tw_world_exists( &f->own->client->world, missile ), "and back under its id" );
	pass( f, 20 );
	cr_assert_eq( f->corrections, 1 );
	free_fixture( f );
}

Test( predict, ends_at_once_what_the_server_has_ended )
{
	fixture* f = make_fixture( 6 );
	f->keys[40].fire = 1;
	while ( f->pair->server->tick < 42 )
		pass( f, 1 );
	tw_entity missile = newest_spawn( f );
	cr_assert( tw_world_exists( &f->own->client->world, missile ) );
	client_tick( f );
	tw_server_set_input( f->pair->server, f->pair->player, f->keys + 43 );
	tw_world* world = state_begin( f->pair );
	step( world, world->tick, &f->server_rules );
	tw_column column = tw_world_get_column( world, FIXTURE_BODY );
	tw_world_despawn( world, column.entities[1] );
	state_end( f->pair );
	deliver( f, ( tw__tick_facts ){ .blamed_on_player = 1 } );
	cr_assert( f->verdict.was_wrong );
	cr_assert_eq( f->verdict.correction.cause, TW_CAUSE_OTHER_PLAYER );
	cr_assert_not( tw_world_exists( &f->own->client->world, missile ) );
	f->corrections = 0;
	pass( f, 30 );
	cr_assert_eq( f->corrections, 0 );
	free_fixture( f );
}

Test( predict, replays_no_deeper_than_it_may )
{
	fixture* f = make_fixture( 30 );
	f->own->client->predictor.max_replay_ticks = 8;
	pass( f, 10 );
	uint64_t before = f->own->client->predictor.replayed_ticks;
	client_tick( f );
	server_tick( f, true, 3 );
	deliver( f, ( tw__tick_facts ){ 0 } );
	cr_assert( f->verdict.was_wrong );
	cr_assert_eq( f->verdict.correction.replayed_ticks, 8 );
	cr_assert_eq( f->own->client->predictor.replayed_ticks - before, 8 );
	for ( int n = 0; n < 60; ++n )
	{
		before = f->own->client->predictor.replayed_ticks;
		pass( f, 1 );
		cr_assert_leq( f->own->client->predictor.replayed_ticks - before, 8 );
	}
	f->own->client->predictor.max_replay_ticks = 90;
	pass( f, 1 );
	f->corrections = 0;
	pass( f, 40 );
	cr_assert_eq( f->corrections, 0, "one that reaches far enough sets it right" );
	free_fixture( f );
}

Test( predict, catches_up_with_a_server_that_is_ahead )
{
	fixture* f = make_fixture( 3 );
	for ( int n = 0; n < 20; ++n )
		server_tick( f, true, 0 );
	deliver( f, ( tw__tick_facts ){ 0 } );
	cr_assert_eq( f->own->client->predictor.newest_tick, f->pair->server->tick );
	cr_assert_eq( own_body( f )->pos_m[0], server_body( f )->pos_m[0] );
	pass( f, 20 );
	free_fixture( f );
}

// Bodies are predicted by who is within 8 m instead of by who owns them. The tables are ours: nobody else reads them.
static void make_bodies_near( const tw_schema* schema )
{
	tw_kind* kind = (tw_kind*)&schema->kinds[FIXTURE_BODY].rules;
	kind->predict = TW_PREDICT_NEAR;
	kind->predict_radius = 8;
}

// A tick of the server in which something of nobody's comes, or goes.
static tw_entity tick_with( fixture* f, tw_entity ending )
{
	uint32_t tick = f->pair->server->tick + 1;
	tw_server_set_input( f->pair->server, f->pair->player, f->keys + tick % LOG );
	tw_world* world = state_begin( f->pair );
	step( world, world->tick, &f->server_rules );
	tw_entity made = { 0 };
	if ( tw_entity_is_null( ending ) )
	{
		made = tw_world_spawn( world, FIXTURE_BODY, ( tw_player ){ 0 } );
		tw_world_put( world, made, FIXTURE_BODY,
		              &( fixture_body ){ .vel_mps = { 0.5f, 0 }, .score = 1000, .is_burning = true } );
	}
	else
		tw_world_despawn( world, ending );
	state_end( f->pair );
	client_tick( f );
	deliver( f, ( tw__tick_facts ){ 0 } );
	return made;
}

Test( predict, steps_what_is_near_and_steps_again_without_it_when_it_has_ended )
{
	fixture* f = make_fixture( 8 );
	make_bodies_near( f->pair->schema );
	f->pair->viewer->anchor = f->body;
	pass( f, 20 );
	f->corrections = 0;

	tw_entity thing = tick_with( f, ( tw_entity ){ 0 } );
	bool is_taken_in = false;
	for ( int i = 0; i < 8; ++i )
	{
		pass( f, 1 );
		is_taken_in |= f->verdict.was_wrong && f->verdict.correction.cause == TW_CAUSE_NEW_IN_SET;
	}
	cr_assert( is_taken_in );
	cr_assert_eq( f->corrections, 1 );
	pass( f, 60 );
	cr_assert_eq( f->corrections, 1, "from then on it is where the server's will be" );
	const tw_world* world = &f->own->client->world;
	cr_assert_eq( count_bodies( world ), 2 );
	tw_entity here = newest_spawn( f );
	cr_assert_eq( tw_world_get_certainty( world, here ), TW_PREDICTED );
	const fixture_body* ours = tw_world_get( world, here, FIXTURE_BODY );
	const fixture_body* theirs = tw_world_get( &f->pair->server->world, thing, FIXTURE_BODY );
	cr_assert_eq( ours->score, theirs->score - 8, "as far ahead as the rest" );

	// What stood beside it was stepped with it there: that has to be done again.
	tick_with( f, thing );
	cr_assert( f->verdict.differs );
	cr_assert_not( f->verdict.was_wrong );
	cr_assert_eq( f->verdict.correction.replayed_ticks, 8 );
	cr_assert_eq( count_bodies( world ), 1 );
	free_fixture( f );
}
