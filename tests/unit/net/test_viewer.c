#include "state/viewer.h"

#include "channel/acks.h"
#include "support/state_pair.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum
{
	PIPE = 64,
	MAX_EMITTED = 4096
};

// One direction of a bad link: each packet has its own delay, some are lost.
typedef struct pipe_item
{
	bool in_use;
	uint32_t due_tick;
	state_packet packet;
} pipe_item;

typedef struct story
{
	const char* name;
	state_options options;
	int entities;  // about how many live at a time
	int loss_down; // percent
	int loss_up;   // percent
	int delay;     // ticks, each way, up to as much again of it at random
	int churn;     // percent of ticks in which somebody comes or goes
	int move;      // percent of entities that change in a tick
	int ticks;     // with loss
	int most_missed_events;
} story;

typedef struct run
{
	const story* told;
	state_pair* pair;
	uint32_t random;
	pipe_item down[PIPE], up[PIPE];
	tw__acks server_acks, client_acks;
	uint64_t up_sequence;
	tw_entity anchor;
	uint32_t emitted[MAX_EMITTED]; // serial of the log
	uint8_t delivered[MAX_EMITTED];
	int emitted_count;
	int applied, complete, cut;
} run;

static bool chance( run* r, int percent ) { return (int)( next_random( &r->random ) % 100 ) < percent; }

static float place( run* r ) { return (float)( (int)( next_random( &r->random ) % 160 ) - 80 ); }

static void put_in_pipe( run* r, pipe_item* items, const state_packet* packet, int loss )
{
	if ( chance( r, loss ) )
		return;
	for ( int i = 0; i < PIPE; ++i )
	{
		if ( items[i].in_use )
			continue;
		uint32_t extra = r->told->delay > 0 ? next_random( &r->random ) % (uint32_t)( r->told->delay + 1 ) : 0;
		items[i] = ( pipe_item ){ .in_use = true,
			                  .due_tick = r->pair->server->tick + (uint32_t)r->told->delay + extra,
			                  .packet = *packet };
		return;
	}
	cr_assert_fail( "the pipe is too short for this story" );
}

// --- The world lives -------------------------------------------------------------------------------------------------

static void spawn_one( run* r, tw_world* world )
{
	bool is_own = chance( r, 10 );
	int kind = chance( r, 70 ) ? FIXTURE_BODY : FIXTURE_CLOCK;
	tw_entity entity = tw_world_spawn( world, kind, is_own ? r->pair->player : ( tw_player ){ 0 } );
	fixture_body body = { .pos_m[0] = place( r ), .health = 100 };
	body.pos_m[1] = place( r );
	tw_world_put( world, entity, FIXTURE_BODY, &body );
}

static void change_one( run* r, tw_world* world, tw_entity entity )
{
	fixture_clock* clock = tw_world_edit( world, entity, FIXTURE_CLOCK );
	if ( clock != NULL )
		clock->ticks_left += chance( r, 50 ) ? 1 : next_random( &r->random );
	fixture_body* body = tw_world_edit( world, entity, FIXTURE_BODY );
	if ( body == NULL )
		return;
	body->pos_m[0] += (float)next_random( &r->random ) / 4294967296.0f - 0.5f;
	body->yaw_rad = body->pos_m[0] / 30.0f;
	body->vel_mps[1] = place( r ) / 8.0f;
	if ( chance( r, 5 ) )
	{
		body->pos_m[0] = place( r ); // in or out of sight
		tw_world_teleport( world, entity );
	}
}

static void emit_something( run* r, tw_world* world )
{
	if ( r->emitted_count == MAX_EMITTED || !chance( r, 30 ) )
		return;
	fixture_shot shot = { .damage = 1 + next_random( &r->random ) % 3 };
	r->emitted[r->emitted_count++] = r->pair->server->events_log.next_serial;
	tw_world_emit( world, chance( r, 50 ) ? 0 : 1, ( tw_entity ){ 0 }, &shot );
}

static void live( run* r )
{
	tw_world* world = state_begin( r->pair );
	if ( !tw_world_exists( world, r->anchor ) )
	{
		r->anchor = tw_world_spawn( world, FIXTURE_BODY, r->pair->player );
		tw_server_set_anchor( r->pair->server, r->pair->player, r->anchor );
	}
	int living = 0;
	for ( int slot = 0; slot < world->capacity; ++slot )
	{
		if ( !world->slots[slot].is_alive )
			continue;
		living++;
		if ( chance( r, r->told->move ) )
			change_one( r, world, tw__world_entity( world, slot ) );
	}
	for ( int n = 0; n < 3 && chance( r, r->told->churn ); ++n )
	{
		int slot = (int)( next_random( &r->random ) % (uint32_t)world->capacity );
		if ( living < r->told->entities )
			spawn_one( r, world );
		else if ( world->slots[slot].is_alive )
			tw_world_despawn( world, tw__world_entity( world, slot ) );
	}
	emit_something( r, world );
	state_end( r->pair );
}

// --- What the replica must be ----------------------------------------------------------------------------------------

static bool is_in_sight( const run* r, int slot )
{
	const tw_world* world = &r->pair->server->world;
	const tw__world_slot* entity = world->slots + slot;
	const fixture_body* eye = tw_world_get( world, r->anchor, FIXTURE_BODY );
	const fixture_body* body = tw_world_get( world, tw__world_entity( world, slot ), FIXTURE_BODY );
	if ( eye == NULL || body == NULL || tw_player_equals( entity->owner, r->pair->player ) )
		return true;
	double x = (double)body->pos_m[0] - (double)eye->pos_m[0], y = (double)body->pos_m[1] - (double)eye->pos_m[1];
	return x * x + y * y <= 40.0 * 40.0;
}

static void check_known( const run* r )
{
	const tw__replica* replica = &r->pair->replica;
	for ( int slot = 0; slot < replica->capacity; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( !entity->in_use || entity->is_gone )
			continue;
		cr_assert_eq( replica->slot_of_server[entity->server_slot], slot );
		cr_assert( state_is_true( r->pair, slot ), "%s: slot %d is not what the server had", r->told->name,
		           slot );
		if ( replica->is_complete )
			cr_assert( state_is_current( r->pair, slot ), "%s, tick %u: slot %d is of the past",
			           r->told->name, r->pair->applied_tick, slot );
	}
}

// Neither a ghost nor a gap.
static void check_whole( const run* r )
{
	const tw_world* world = &r->pair->server->world;
	cr_assert_eq( r->pair->applied_tick, r->pair->server->tick );
	for ( int slot = 0; slot < world->capacity; ++slot )
	{
		bool is_wanted = world->slots[slot].is_alive && is_in_sight( r, slot );
		int found = state_find( r->pair, slot );
		cr_assert_eq( found >= 0, is_wanted, "%s: server slot %d is %s", r->told->name, slot,
		              is_wanted ? "missing" : "a ghost" );
		if ( found >= 0 )
			cr_assert( state_is_current( r->pair, found ), "%s: server slot %d is stale", r->told->name,
			           slot );
	}
}

static void take_events( run* r )
{
	for ( int i = 0; i < r->pair->news; ++i )
	{
		uint32_t serial = r->pair->replica.staged_events[i].serial;
		int at = 0;
		while ( at < r->emitted_count && r->emitted[at] != serial )
			at++;
		cr_assert_lt( at, r->emitted_count, "%s: an event that never was", r->told->name );
		cr_assert_eq( r->delivered[at]++, 0, "%s: an event came twice", r->told->name );
	}
}

// --- The link --------------------------------------------------------------------------------------------------------

static void receive_down( run* r, const state_packet* packet )
{
	if ( r->pair->applied_tick != 0 && !tw_tick_is_newer( packet->tick, r->pair->applied_tick ) )
		return; // a client drops what is older than what it has
	tw__read_result result = state_read( r->pair, packet );
	cr_assert_eq( result, TW__READ_OK, "%s, tick %u: %d", r->told->name, packet->tick, (int)result );
	tw__acks_note_received( &r->client_acks, packet->sequence, packet->size_bytes );
	tw__replica_forget_gone( &r->pair->replica, packet->tick - 6 );
	r->applied++;
	r->complete += r->pair->replica.is_complete;
	r->cut += !r->pair->replica.is_complete;
	check_known( r );
	take_events( r );
}

static void receive_up( run* r, const state_packet* packet )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, packet->bytes, packet->size_bytes );
	tw__ack_header header = tw__acks_read( &decoder );
	cr_assert( tw__decoder_end( &decoder ) );
	tw__ack_list list;
	tw__acks_apply( &r->server_acks, &header, r->pair->now_us, &list );
	for ( int i = 0; i < list.count; ++i )
		tw__viewer_ack( r->pair->viewer, list.items[i]->sequence, list.items[i]->tag, r->pair->server->tick );
}

static void deliver( run* r, pipe_item* items, void receive( run*, const state_packet* ) )
{
	for ( int i = 0; i < PIPE; ++i )
	{
		if ( !items[i].in_use || tw_tick_is_newer( items[i].due_tick, r->pair->server->tick ) )
			continue;
		items[i].in_use = false;
		receive( r, &items[i].packet );
	}
}

static void send_up( run* r, int loss )
{
	state_packet packet = { .sequence = r->up_sequence++ };
	tw__encoder encoder;
	tw__encoder_begin( &encoder, packet.bytes, sizeof( packet.bytes ) );
	tw__acks_write( &r->client_acks, &encoder );
	packet.size_bytes = tw__encoder_end( &encoder );
	put_in_pipe( r, r->up, &packet, loss );
}

static void exchange( run* r, int loss_down, int loss_up )
{
	state_packet packet = state_write( r->pair );
	cr_assert_gt( packet.size_bytes, 0 );
	cr_assert_leq( packet.size_bytes, r->pair->options.payload_bytes );
	tw__acks_note_sent( &r->server_acks, packet.sequence, r->pair->now_us, packet.tick, packet.size_bytes );
	put_in_pipe( r, r->down, &packet, loss_down );
	deliver( r, r->down, receive_down );
	send_up( r, loss_up );
	deliver( r, r->up, receive_up );
}

static void tell( const story* told )
{
	run* r = calloc( 1, sizeof( *r ) );
	r->told = told;
	r->random = 12345;
	state_options options = told->options;
	options.client_entities = 256; // what has ended stays until the screen has passed it
	r->pair = state_pair_create( &options );
	for ( int tick = 0; tick < told->ticks; ++tick )
	{
		live( r );
		exchange( r, told->loss_down, told->loss_up );
	}

	// The loss ends and the world stands still: within a second the replica is the world.
	for ( int tick = 0; tick < STATE_HZ; ++tick )
	{
		state_begin( r->pair );
		state_end( r->pair );
		exchange( r, 0, 0 );
	}
	for ( int n = 0; n < PIPE && r->pair->applied_tick != r->pair->server->tick; ++n )
		for ( int i = 0; i < PIPE; ++i )
			if ( r->down[i].in_use && r->down[i].packet.tick == r->pair->server->tick )
				receive_down( r, &r->down[i].packet );
	cr_assert( r->pair->replica.is_complete, "%s: never complete", told->name );
	check_whole( r );

	int missed = 0;
	for ( int i = 0; i < r->emitted_count; ++i )
		missed += r->delivered[i] == 0;
	cr_assert_leq( missed, told->most_missed_events, "%s: %d of %d events never came", told->name, missed,
	               r->emitted_count );
	cr_assert( told->loss_down == 100 || r->applied > told->ticks * ( 100 - told->loss_down ) / 400 );
	state_pair_destroy( r->pair );
	free( r );
}

Test( viewer, leaves_the_replica_bit_for_bit_the_servers_world_whatever_the_link_does )
{
	static const story stories[] = {
		{ .name = "perfect link", .entities = 40, .churn = 30, .move = 50, .ticks = 600 },
		{ .name = "everything at once",
		  .entities = 60,
		  .churn = 80,
		  .move = 90,
		  .ticks = 900,
		  .delay = 3,
		  .loss_down = 20,
		  .loss_up = 20,
		  .options = { .round_trip_ticks = 8 },
		  .most_missed_events = 5 },
		{ .name = "acknowledgements lost",
		  .entities = 40,
		  .churn = 40,
		  .move = 30,
		  .ticks = 900,
		  .delay = 2,
		  .loss_up = 60,
		  .options = { .round_trip_ticks = 6 },
		  .most_missed_events = 0 },
		{ .name = "four of ten lost",
		  .entities = 50,
		  .churn = 60,
		  .move = 60,
		  .ticks = 900,
		  .delay = 4,
		  .loss_down = 40,
		  .loss_up = 40,
		  .options = { .round_trip_ticks = 12 },
		  .most_missed_events = 30 },
		{ .name = "200 bytes",
		  .entities = 60,
		  .churn = 60,
		  .move = 60,
		  .ticks = 900,
		  .delay = 3,
		  .loss_down = 10,
		  .loss_up = 10,
		  .options = { .payload_bytes = 200, .round_trip_ticks = 8 },
		  .most_missed_events = 40 },
		{ .name = "tight slots",
		  .entities = 9,
		  .churn = 95,
		  .move = 50,
		  .ticks = 900,
		  .delay = 4,
		  .loss_down = 30,
		  .loss_up = 30,
		  .options = { .max_entities = 10, .round_trip_ticks = 10 },
		  .most_missed_events = 20 },
		{ .name = "half the ticks are gone",
		  .entities = 30,
		  .churn = 50,
		  .move = 20,
		  .ticks = 900,
		  .delay = 8,
		  .loss_down = 30,
		  .loss_up = 30,
		  .options = { .round_trip_ticks = 24, .first_tick = UINT32_C( 0x80000000 ) - 450 },
		  .most_missed_events = 100 },
	};
	for ( int i = 0; i < TW_COUNT_OF( stories ); ++i )
		tell( stories + i );
}

// --- One rule at a time ----------------------------------------------------------------------------------------------

static tw_entity spawn_body( tw_world* world, tw_player owner, float x )
{
	tw_entity entity = tw_world_spawn( world, FIXTURE_BODY, owner );
	fixture_body body = { .pos_m = { x, 0 }, .score = 123456789, .target = entity };
	tw_world_put( world, entity, FIXTURE_BODY, &body );
	return entity;
}

static state_packet write_next( state_pair* pair )
{
	state_begin( pair );
	state_end( pair );
	return state_write( pair );
}

Test( viewer, pays_for_a_sleeping_world_once )
{
	static const uint32_t first_ticks[] = { 1, 5000, UINT32_C( 0x80000000 ) + 77 };
	for ( int i = 0; i < TW_COUNT_OF( first_ticks ); ++i )
	{
		state_pair* pair = state_pair_create( &( state_options ){ .first_tick = first_ticks[i] } );
		tw_world* world = state_begin( pair );
		for ( int n = 0; n < 20; ++n )
			spawn_body( world, ( tw_player ){ 0 }, (float)n );
		state_end( pair );
		state_packet first = state_write( pair );
		cr_assert_gt( first.size_bytes, 100 );
		cr_assert_eq( state_read( pair, &first ), TW__READ_OK );
		state_packet second = write_next( pair );
		cr_assert_gt( second.size_bytes, 100, "not acknowledged yet" );
		state_ack( pair, &first );
		state_packet quiet = write_next( pair ); // the twenty are not in it any more, which takes a few bits
		cr_assert_leq( quiet.size_bytes, 4 );
		cr_assert_eq( state_read( pair, &quiet ), TW__READ_OK );
		state_ack( pair, &quiet );
		cr_assert_leq( write_next( pair ).size_bytes, 3 );
		state_pair_destroy( pair );
	}
}

// Each is more than half a packet, so that no two go together.
static void check_turns( bool is_predicted )
{
	state_pair* pair = state_pair_create( &( state_options ){ .payload_bytes = 50 } );
	tw_world* world = state_begin( pair );
	for ( int n = 0; n < 6; ++n )
		spawn_body( world, is_predicted ? pair->player : ( tw_player ){ 0 }, 77.5f * (float)n - 200 );
	state_end( pair );
	for ( int n = 0; n < 40; ++n )
	{
		state_packet packet = write_next( pair );
		cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	} // and nothing of it acknowledged
	for ( int slot = 0; slot < 6; ++slot )
		cr_assert_geq( state_find( pair, slot ), 0, "server slot %d never came", slot );
	state_pair_destroy( pair );
}

Test( viewer, sends_what_is_too_large_for_company_alone_and_everyone_in_turn )
{
	check_turns( false );
	check_turns( true );
}

Test( viewer, finds_room_for_events_when_state_alone_would_fill_every_packet )
{
	state_pair* pair = state_pair_create( &( state_options ){ .payload_bytes = 160, .round_trip_ticks = 2 } );
	tw_world* world = state_begin( pair );
	tw_entity bodies[40];
	for ( int n = 0; n < 40; ++n )
		bodies[n] = spawn_body( world, ( tw_player ){ 0 }, (float)n );
	state_end( pair );
	uint32_t random = 5;
	int emitted = 0, came = 0;
	for ( int tick = 0; tick < 300; ++tick )
	{
		world = state_begin( pair );
		for ( int n = 0; n < 40; ++n )
		{
			fixture_body* body = tw_world_edit( world, bodies[n], FIXTURE_BODY );
			body->score = (int32_t)next_random( &random );
			body->pos_m[0] = (float)( next_random( &random ) % 200 ) - 100;
		}
		if ( tick % 10 == 0 && ++emitted )
			tw_world_emit( world, 0, bodies[0], &( fixture_shot ){ .damage = 1, .from_m = { 3, 4 } } );
		state_end( pair );
		state_packet packet = state_write( pair );
		cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
		cr_assert_not( pair->replica.is_complete );
		state_ack( pair, &packet );
		came += pair->news;
	}
	cr_assert_geq( came, emitted - 1 );
	state_pair_destroy( pair );
}

Test( viewer, tells_an_end_until_it_is_acknowledged_and_then_never_again )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	tw_world* world = state_begin( pair );
	tw_entity entity = spawn_body( world, ( tw_player ){ 0 }, 1 );
	state_end( pair );
	state_packet told = state_write( pair );
	cr_assert_eq( state_read( pair, &told ), TW__READ_OK );
	tw_world_despawn( state_begin( pair ), entity );
	state_end( pair );
	cr_assert_gt( state_write( pair ).size_bytes, 0 );
	state_ack( pair, &told ); // of before: proves nothing about the end
	state_packet again = write_next( pair );
	cr_assert_eq( state_read( pair, &again ), TW__READ_OK );
	cr_assert_eq( state_find( pair, 0 ), -1 );
	cr_assert_eq( pair->replica.entities[0].gone_tick, again.tick );
	cr_assert_eq( pair->replica.staged_count, 1 );
	state_ack( pair, &again ); // the first one was lost
	state_packet quiet = write_next( pair );
	cr_assert_eq( state_read( pair, &quiet ), TW__READ_OK );
	cr_assert_eq( pair->replica.staged_count, 0 );
	state_pair_destroy( pair );
}

// The acknowledgement of an update from before the entity was out of sight may come after it is back.
Test( viewer, does_not_believe_in_a_baseline_from_before_the_entity_left )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	tw_world* world = state_begin( pair );
	tw_entity eye = spawn_body( world, pair->player, 0 ), other = spawn_body( world, ( tw_player ){ 0 }, 1 );
	tw_server_set_anchor( pair->server, pair->player, eye );
	state_end( pair );
	state_packet seen = state_write( pair );
	cr_assert_eq( state_read( pair, &seen ), TW__READ_OK );

	( (fixture_body*)tw_world_edit( state_begin( pair ), other, FIXTURE_BODY ) )->pos_m[0] = 200;
	state_end( pair );
	state_packet gone = state_write( pair );
	cr_assert_eq( state_read( pair, &gone ), TW__READ_OK );
	state_ack( pair, &gone );

	( (fixture_body*)tw_world_edit( state_begin( pair ), other, FIXTURE_BODY ) )->pos_m[0] = 2;
	state_end( pair );
	state_packet back = state_write( pair ); // is lost
	cr_assert_gt( back.size_bytes, 0 );
	state_ack( pair, &seen );
	state_packet next = write_next( pair );
	cr_assert_eq( state_read( pair, &next ), TW__READ_OK );
	cr_assert_geq( state_find( pair, tw_entity_slot( other ) ), 0 );
	state_pair_destroy( pair );
}

// Bytes on the wire are a promise: a change here is a change of the protocol.
Test( viewer, makes_the_same_bytes_as_ever )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	static char text[8 * TW__MAX_PAYLOAD_BYTES], expected[sizeof( text )];
	int length = snprintf( text, sizeof( text ), "%016llx\n", (unsigned long long)pair->schema->hash );
	tw_entity bodies[5];
	for ( int n = 0; n < 8; ++n )
	{
		tw_world* world = state_begin( pair );
		if ( n < 5 )
			bodies[n] = spawn_body( world, n == 2 ? pair->player : ( tw_player ){ 0 }, (float)n );
		fixture_body* body = tw_world_edit( world, bodies[0], FIXTURE_BODY );
		body->pos_m[1] += 0.125f;
		body->heading = (uint16_t)( n * 900 );
		if ( n == 6 )
			tw_world_despawn( world, bodies[3] );
		if ( n % 3 == 1 )
			tw_world_emit( world, 0, bodies[1], &( fixture_shot ){ .damage = 2, .hit = bodies[2] } );
		state_end( pair );
		state_packet packet = state_write( pair );
		if ( n % 2 == 0 )
			state_ack( pair, &packet );
		for ( int i = 0; i < packet.size_bytes; ++i )
			length += snprintf( text + length, 4, "%02x", packet.bytes[i] );
		length += snprintf( text + length, 2, "\n" );
	}
	FILE* file = fopen( "tests/golden/snapshot.hex", "r" );
	cr_assert_not_null( file, "expected:\n%s", text );
	size_t got = fread( expected, 1, sizeof( expected ) - 1, file );
	fclose( file );
	expected[got] = '\0';
	cr_assert_str_eq( text, expected );
	state_pair_destroy( pair );
}

// --- What is near ----------------------------------------------------------------------------------------------------
