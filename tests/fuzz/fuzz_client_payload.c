// fuzz_client_payload.c - any payloads from a server, to a client that is in the middle of a match.
//
// The input is a list of payloads, each after its size in two bytes. The session layer is left out: what it hands over has
// been authenticated, so this is what a malicious server can do. Whatever comes, the client goes on: it steps, draws and
// sends. A payload that was dropped has left the replica as it was.
#include "client_receive.c" // for its static functions; the library's own copy is then not linked

#include "support/state_client.h"

#include <stdint.h>
#include <stdio.h>

enum
{
	MAX_PAYLOADS = 8,
	ENTITIES = 16,
	WARM_TICKS = 12
};

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size );

#define REQUIRE( condition )                                                      \
	do                                                                        \
	{                                                                         \
		if ( !( condition ) )                                             \
		{                                                                 \
			fprintf( stderr, "line %d: %s\n", __LINE__, #condition ); \
			abort();                                                  \
		}                                                                 \
	} while ( 0 )

static void step( tw_world* world, tw_tick tick, void* user )
{
	(void)user;
	tw_column column = tw_world_get_column( world, FIXTURE_BODY );
	for ( int i = 0; i < column.count; ++i )
	{
		fixture_body* body = tw_world_edit( world, column.entities[i], FIXTURE_BODY );
		if ( body == NULL )
			continue;
		body->pos_m[0] += 0.25f;
		if ( tick.number % 4 == 0 && column.count < ENTITIES / 2 )
			tw_world_spawn( world, FIXTURE_BODY, tw_world_get_owner( world, column.entities[i] ) );
		if ( tick.number % 16 == 3 && i > 0 )
			tw_world_despawn( world, column.entities[i] );
		tw_world_emit( world, 0, column.entities[i], &( fixture_shot ){ .damage = 1 } );
	}
}

static void shake_world( state_pair* pair, int number )
{
	tw_world* world = state_begin( pair );
	if ( number < 8 )
		tw_world_spawn( world, number % 3 == 2 ? FIXTURE_CLOCK : FIXTURE_BODY,
		                number == 0 ? pair->player : ( tw_player ){ 0 } );
	tw_column column = tw_world_get_column( world, FIXTURE_BODY );
	for ( int i = 0; i < column.count; ++i )
		( (fixture_body*)tw_world_edit( world, column.entities[i], FIXTURE_BODY ) )->pos_m[1] += (float)number;
	if ( number == 9 )
		tw_world_despawn( world, column.entities[column.count - 1] );
	tw_world_emit( world, number % 2, ( tw_entity ){ 0 }, &( fixture_shot ){ .damage = 2 } );
	state_end( pair );
}

// A payload as server_snapshots.c frames it.
static state_packet write_payload( state_pair* pair, bool is_welcomed )
{
	state_packet packet = { .tick = pair->server->tick, .sequence = pair->next_sequence++ };
	tw__scene scene = state_scene( pair );
	tw__encoder encoder;
	tw__encoder_begin( &encoder, packet.bytes, sizeof( packet.bytes ) );
	tw__payload_write_kind( &encoder, TW__PAYLOAD_PLAY );
	tw__acks_write( &pair->server->players[0].acks, &encoder );
	tw__encode_raw( &encoder, is_welcomed, 1 );
	tw__encode_raw( &encoder, is_welcomed ? packet.tick & 0xFFFF : packet.tick, is_welcomed ? 16 : 32 );
	tw__welcome welcome = { pair->schema->hash, STATE_HZ, 1, pair->player };
	if ( !is_welcomed )
		tw__welcome_write( &encoder, &welcome );
	tw__report report = {
		.has_arrival = true, .arrival_tick = packet.tick, .arrival_count = 1, .margin_us = 30000
	};
	tw__report_write( &encoder, &report, packet.tick );
	tw__viewer_choose( pair->viewer, &scene, &pair->server->scratch );
	tw__viewer_write( pair->viewer, &scene, &pair->server->scratch, 4, &encoder );
	tw__messages_write( pair->server->players[0].messages, &encoder, pair->now_us, 0 );
	packet.size_bytes = tw__encoder_end( &encoder );
	tw__viewer_note_sent( pair->viewer, packet.sequence, packet.tick );
	return packet;
}

static void give( tw_client* client, const uint8_t* bytes, int size_bytes, uint64_t sequence )
{
	tw__session_event event = {
		.type = TW__SESSION_PAYLOAD, .payload = bytes, .payload_bytes = size_bytes, .sequence = sequence
	};
	on_payload( client, &event );
}

static void play( tw_client* client, uint64_t now_us )
{
	client->now_us = now_us;
	for ( tw_tick tick; tw_client_begin_tick( client, now_us, &tick ); )
		tw_client_end_tick( client, &( fixture_keys ){ .fire = 1 } );
	const tw_world* view = tw_client_show( client, now_us );
	tw_column column = tw_world_get_column( view, FIXTURE_BODY );
	for ( int i = 0; i < column.count; ++i )
		REQUIRE( tw_world_get( view, column.entities[i], FIXTURE_BODY ) != NULL );
	tw_client_events events = tw_client_get_events( client );
	for ( int i = 0; i < events.count; ++i )
		REQUIRE( events.items[i].number >= 0 );
}

static uint64_t sum_drops( const tw_client* client )
{
	uint64_t sum = 0;
	for ( int i = 0; i < TW_DROP_COUNT; ++i )
		sum += client->stats.drops[i];
	return sum;
}

static void give_and_compare( tw_client* client, const uint8_t* bytes, int size_bytes, uint64_t sequence )
{
	static tw__replica_entity entities[ENTITIES];
	static tw__track tracks[ENTITIES];
	const tw__replica* replica = &client->replica;
	memcpy( entities, replica->entities, sizeof( entities ) );
	memcpy( tracks, replica->history.tracks, sizeof( tracks ) );
	uint32_t newest_event = replica->newest_event, snapshot_tick = client->snapshot_tick;
	uint64_t drops = sum_drops( client );
	give( client, bytes, size_bytes, sequence );
	if ( sum_drops( client ) == drops )
		return;
	REQUIRE( memcmp( entities, replica->entities, sizeof( entities ) ) == 0 );
	REQUIRE( memcmp( tracks, replica->history.tracks, sizeof( tracks ) ) == 0 );
	REQUIRE( newest_event == replica->newest_event );
	REQUIRE( snapshot_tick == client->snapshot_tick );
}

static void check_values( const tw_client* client )
{
	const tw__replica* replica = &client->replica;
	for ( int slot = 0; slot < replica->capacity; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		tw__past past;
		if ( !entity->in_use ||
		     !tw__history_at( &replica->history, slot, entity->generation, client->snapshot_tick, &past ) )
			continue;
		const tw__kind_plan* kind = tw__schema_kind_plan( client->schema, entity->kind );
		for ( int i = 0; i < kind->component_count; ++i )
		{
			const tw__component_plan* plan = tw__schema_plan( client->schema, kind->component[i] );
			for ( int e = 0; e < plan->element_count; ++e )
				REQUIRE( past.values[kind->value_offset[i] + e] <= plan->elements[e].wire_max );
		}
		REQUIRE( past.values[kind->value_count] < 4 );
	}
}

// In the middle of a match. Made once and then copied back for each input, which is most of the speed.
typedef struct warm_client
{
	state_pair* pair;
	state_client* own;
	uint8_t* saved; // the client's block of memory
	uint64_t now_us;
} warm_client;

static void warm_up( warm_client* warm )
{
	warm->pair = state_pair_create( &( state_options ){ .max_entities = ENTITIES } );
	warm->own = state_client_create( warm->pair, step, NULL );
	warm->now_us = warm->own->now_us;
	tw_client* client = warm->own->client;
	client->status.state = TW_CLIENT_JOINING;
	for ( int n = 0; n < WARM_TICKS; ++n, warm->now_us += 1000000 / STATE_HZ )
	{
		shake_world( warm->pair, n );
		state_packet packet = write_payload( warm->pair, n > 2 );
		give( client, packet.bytes, packet.size_bytes, packet.sequence );
		if ( n % 4 == 1 )
			tw__viewer_ack( warm->pair->viewer, packet.sequence, packet.tick, packet.tick );
		play( client, warm->now_us );
	}
	REQUIRE( client->status.state == TW_CLIENT_PLAYING && sum_drops( client ) == 0 );
	warm->saved = malloc( client->memory_bytes );
	memcpy( warm->saved, client, client->memory_bytes );
}

static void cool_down( warm_client* warm )
{
	state_client_destroy( warm->own );
	state_pair_destroy( warm->pair );
	free( warm->saved );
	*warm = ( warm_client ){ 0 };
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	static warm_client warm;
	if ( warm.saved == NULL )
		warm_up( &warm );
	tw_client* client = warm.own->client;
	memcpy( client, warm.saved, client->memory_bytes );
	uint64_t now_us = warm.now_us, sequence = warm.pair->next_sequence;
	size_t at = 0;
	for ( int n = 0; n < MAX_PAYLOADS && at + 2 <= size && client->status.state != TW_CLIENT_CLOSED; ++n )
	{
		size_t payload_bytes = ( data[at] | (size_t)data[at + 1] << 8 ) % ( TW__MAX_PAYLOAD_BYTES + 1 );
		at += 2;
		payload_bytes = payload_bytes < size - at ? payload_bytes : size - at;
		give_and_compare( client, data + at, (int)payload_bytes, sequence++ );
		at += payload_bytes;
		now_us += 1000000 / STATE_HZ;
		play( client, now_us );
		check_values( client );
	}
	if ( client->status.state == TW_CLIENT_CLOSED )
		cool_down( &warm ); // the session behind it has ended too
	return 0;
}
