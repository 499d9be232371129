// state_pair.h - a real server's world and one replica of it, with nothing but the state layer between them, for tests.
//
//     state_pair* pair = state_pair_create( &( state_options ){ .max_entities = 64, .payload_bytes = 200 } );
//     tw_world* world = state_begin( pair );             // the server's, in its next tick
//     tw_world_spawn( world, FIXTURE_BODY, pair->player );
//     state_end( pair );                                 // rounds it, remembers it
//     state_packet packet = state_write( pair );         // what a client would be sent
//     if ( state_read( pair, &packet ) == TW__READ_OK )  // decoded and applied
//         state_ack( pair, &packet );                    // and the server hears of it
//
// The server is a tw_server of which only the world is used: its player is a bot, so that it sends nothing by itself.
#pragma once

#include "server.h"
#include "unit/net/codec_fixture.h"

#include <stdlib.h>
#include <string.h>

enum
{
	STATE_HZ = 60,
	STATE_LOG_TICKS = 512,
};

typedef struct state_options
{
	int max_entities;     ///< 0 is 64
	int client_entities;  ///< 0 is max_entities
	int payload_bytes;    ///< 0 is what a real one has
	int round_trip_ticks; ///< what the server believes, for events
	uint32_t first_tick;  ///< 0 is 1
} state_options;

typedef struct state_packet
{
	uint32_t tick;
	uint64_t sequence;
	int size_bytes; ///< -1: not even the frame fitted
	uint8_t bytes[TW__MAX_PAYLOAD_BYTES];
} state_packet;

typedef struct state_pair
{
	state_options options;
	tw_schema* schema;
	tw_server* server;
	tw_player player;
	tw__viewer* viewer;
	uint64_t now_us;
	uint64_t random_state;
	uint64_t next_sequence;

	tw__replica replica;
	void* replica_memory;
	uint32_t applied_tick;
	int news; ///< events of the last snapshot that were new

	// What the world was, tick by tick.
	uint32_t* log_values;      ///< [tick % STATE_LOG_TICKS][slot][stride]
	uint32_t* log_generations; ///< 0: nobody alive
} state_pair;

static inline bool state_random( void* out_bytes, size_t size_bytes, void* user )
{
	uint64_t* state = user;
	uint8_t* out = out_bytes;
	for ( size_t i = 0; i < size_bytes; ++i )
	{
		*state = *state * UINT64_C( 6364136223846793005 ) + 1442695040888963407u;
		out[i] = (uint8_t)( *state >> 56 );
	}
	return true;
}

static inline int state_receive_nothing( tw_datagram* items, int count, void* user )
{
	(void)items, (void)count, (void)user;
	return 0;
}

static inline void state_send_nowhere( const tw_datagram* items, int count, void* user )
{
	(void)items, (void)count, (void)user;
}

static inline tw_transport state_no_transport( void )
{
	return ( tw_transport ){ .send = state_send_nowhere, .receive = state_receive_nothing };
}

static inline void state_start_replica( state_pair* pair )
{
	size_t size_bytes = tw__replica_size( pair->schema, pair->options.client_entities );
	free( pair->replica_memory );
	pair->replica_memory = aligned_alloc( 64, ( size_bytes + 63 ) & ~(size_t)63 );
	memset( pair->replica_memory, 0, size_bytes );
	tw__replica_init( &pair->replica, pair->replica_memory, pair->schema, pair->options.client_entities );
}

static inline state_pair* state_pair_create( const state_options* options )
{
	state_pair* pair = calloc( 1, sizeof( *pair ) );
	pair->options = *options;
	state_options* o = &pair->options;
	o->max_entities = o->max_entities ? o->max_entities : 64;
	o->client_entities = o->client_entities ? o->client_entities : o->max_entities;
	o->payload_bytes = o->payload_bytes ? o->payload_bytes : TW__MAX_PAYLOAD_BYTES;
	pair->schema = make_fixture_schema();
	pair->random_state = 7;
	tw_server_def def = tw_server_def_default();
	def.schema = pair->schema;
	def.transport = state_no_transport();
	def.max_players = 2;
	def.max_entities = o->max_entities;
	def.system = ( tw_system ){ .random = state_random, .user = &pair->random_state };
	pair->now_us = 1000000;
	if ( pair->schema == NULL || tw_server_create( &def, pair->now_us, &pair->server ) != TW_OK )
		abort();
	pair->server->tick = o->first_tick ? o->first_tick - 1 : 0;
	pair->server->world.tick.number = pair->server->tick + 1;
	pair->player = tw_server_add_bot( pair->server );
	pair->viewer = &pair->server->players[0].viewer;
	pair->next_sequence = UINT64_C( 0x8000000000001234 );
	size_t cells = (size_t)STATE_LOG_TICKS * (size_t)o->max_entities;
	pair->log_values = calloc( cells * (size_t)pair->schema->stride, sizeof( uint32_t ) );
	pair->log_generations = calloc( cells, sizeof( uint32_t ) );
	state_start_replica( pair );
	return pair;
}

static inline void state_pair_destroy( state_pair* pair )
{
	tw_server_destroy( pair->server );
	tw_schema_destroy( pair->schema );
	free( pair->replica_memory );
	free( pair->log_values );
	free( pair->log_generations );
	free( pair );
}

static inline size_t state_log_cell( const state_pair* pair, uint32_t tick, int slot )
{
	return (size_t)( tick % STATE_LOG_TICKS ) * (size_t)pair->options.max_entities + (size_t)slot;
}

static inline tw_world* state_begin( state_pair* pair )
{
	tw_tick tick;
	pair->now_us = (uint64_t)tw__server_due_us( pair->server, pair->server->tick + 1 ) + 1;
	if ( !tw_server_begin_tick( pair->server, pair->now_us, &tick ) )
		abort();
	return tw_server_get_world( pair->server );
}

static inline void state_end( state_pair* pair )
{
	tw_server_end_tick( pair->server );
	const tw_world* world = &pair->server->world;
	for ( int slot = 0; slot < world->capacity; ++slot )
	{
		size_t cell = state_log_cell( pair, pair->server->tick, slot );
		pair->log_generations[cell] = world->slots[slot].is_alive ? world->slots[slot].generation : 0;
		memcpy( pair->log_values + cell * (size_t)pair->schema->stride, tw__world_values( world, slot ),
		        (size_t)pair->schema->stride * sizeof( uint32_t ) );
	}
}

static inline tw__scene state_scene( const state_pair* pair )
{
	return ( tw__scene ){ .world = &pair->server->world,
		              .history = &pair->server->history,
		              .changed_ticks = pair->server->changed_ticks,
		              .events = &pair->server->events_log,
		              .tick = pair->server->tick,
		              .rate_hz = STATE_HZ };
}

/// The snapshot of the newest tick, as sent.
static inline state_packet state_write( state_pair* pair )
{
	state_packet packet = { .tick = pair->server->tick, .sequence = pair->next_sequence++ };
	tw__scene scene = state_scene( pair );
	tw__encoder encoder;
	tw__encoder_begin( &encoder, packet.bytes, pair->options.payload_bytes );
	tw__viewer_choose( pair->viewer, &scene, &pair->server->scratch );
	bool fits = tw__viewer_write( pair->viewer, &scene, &pair->server->scratch, pair->options.round_trip_ticks,
	                              &encoder );
	packet.size_bytes = fits ? tw__encoder_end( &encoder ) : -1;
	if ( fits )
		tw__viewer_note_sent( pair->viewer, packet.sequence, packet.tick );
	return packet;
}

static inline int state_adopt_nothing( const tw__entity_record* record, void* user )
{
	(void)record, (void)user;
	return -1;
}

/// Decode, and apply what decodes. The tick is taken as the packet says it.
static inline tw__read_result state_read( state_pair* pair, const state_packet* packet )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, packet->bytes, packet->size_bytes );
	tw__read_result result = tw__replica_read( &pair->replica, &decoder, packet->tick, STATE_HZ );
	if ( result != TW__READ_OK )
		return result;
	if ( !tw__decoder_end( &decoder ) )
		return TW__READ_MALFORMED;
	pair->news = tw__replica_commit( &pair->replica, packet->tick, state_adopt_nothing, NULL );
	pair->applied_tick = packet->tick;
	return TW__READ_OK;
}

static inline void state_ack( state_pair* pair, const state_packet* packet )
{
	tw__viewer_ack( pair->viewer, packet->sequence, packet->tick, pair->server->tick );
}

/// Our slot for what lives in a server's slot, -1 when the replica knows nothing alive there.
static inline int state_find( const state_pair* pair, int server_slot )
{
	int slot = pair->replica.slot_of_server[server_slot];
	return slot >= 0 && !pair->replica.entities[slot].is_gone ? slot : -1;
}

/// Whether the replica's newest state of one of its entities is what the server had in that tick, bit for bit.
static inline bool state_is_true( const state_pair* pair, int slot )
{
	const tw__replica_entity* entity = pair->replica.entities + slot;
	tw__past past;
	if ( !tw__history_at( &pair->replica.history, slot, entity->generation, pair->applied_tick, &past ) )
		return false;
	size_t cell = state_log_cell( pair, past.tick, entity->server_slot );
	int count = tw__schema_kind_plan( pair->schema, entity->kind )->value_count + 1;
	return ( pair->log_generations[cell] & 0xFF ) == entity->server_generation &&
	       pair->log_generations[cell] != 0 &&
	       memcmp( past.values, pair->log_values + cell * (size_t)pair->schema->stride,
	               (size_t)count * sizeof( uint32_t ) ) == 0;
}

/// Whether it is also what the server had in the tick that was applied last.
static inline bool state_is_current( const state_pair* pair, int slot )
{
	const tw__replica_entity* entity = pair->replica.entities + slot;
	tw__past past;
	if ( !tw__history_at( &pair->replica.history, slot, entity->generation, pair->applied_tick, &past ) )
		return false;
	size_t cell = state_log_cell( pair, pair->applied_tick, entity->server_slot );
	int count = tw__schema_kind_plan( pair->schema, entity->kind )->value_count + 1;
	return ( pair->log_generations[cell] & 0xFF ) == entity->server_generation &&
	       memcmp( past.values, pair->log_values + cell * (size_t)pair->schema->stride,
	               (size_t)count * sizeof( uint32_t ) ) == 0;
}
