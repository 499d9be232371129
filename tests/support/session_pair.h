// session_pair.h - one session server and one client with two queues of datagrams between them, for tests.
//
//     session_pair* pair = pair_create( &( pair_options ){ .admission.mode = TW_ADMIT_ANYBODY } );
//     pair_run( pair, 500 );                                   // half a second, 10 ms steps, nothing lost
//     cr_assert_eq( pair->client_event.type, TW__SESSION_CONNECTED );
//     pair_destroy( pair );
//
// Deterministic: time is a variable and random numbers come from a seeded generator. Steps can also be taken one by one
// (pair_step_client, pair_deliver_to_server, ...), and what is under way can be looked at, changed or dropped.
#pragma once

#include "session/session_client.h"
#include "session/session_server.h"
#include "tickwire/stats.h"

#include <stdlib.h>
#include <string.h>

enum
{
	PAIR_QUEUE = 256,
	PAIR_MAX_SEALS = 65536,
	PAIR_POOL_BYTES = 1 << 20
};

typedef struct pair_queue
{
	tw_address from; ///< what the receiver sees
	int count;
	int sizes[PAIR_QUEUE];
	uint8_t bytes[PAIR_QUEUE][TW_MAX_DATAGRAM_BYTES];
} pair_queue;

typedef struct pair_seal
{
	uint8_t key[32];
	uint8_t nonce[24];
} pair_seal;

typedef struct session_pair
{
	uint64_t now_us;
	uint64_t random_state;
	uint8_t* pool; ///< where server and client take their memory, NULL is the heap
	size_t pool_used_bytes;
	tw__session_server* server;
	tw__session_client* client;
	tw__outbox server_outbox, client_outbox;
	pair_queue to_server, to_client;
	uint64_t server_drops[TW_DROP_COUNT], client_drops[TW_DROP_COUNT];
	tw__session_event server_event, client_event; ///< the last of each that was something; its pointers are stale
	uint8_t server_payload[TW__MAX_PAYLOAD_BYTES], client_payload[TW__MAX_PAYLOAD_BYTES]; ///< of the last event
	pair_seal* seals;
	int seal_count;
	int client_sent; ///< datagrams, to whatever address; only those to the server arrive
	tw_address server_address, client_address;
	tw__session_server_def server_def;
	tw__session_client_def client_def;
} session_pair;

/// All zero: an open server with 4 slots, timeouts of 5 s.
typedef struct pair_options
{
	tw_admission admission;
	tw_login login;
	int max_slots;
	int timeout_ms;
	int connect_ms;
	uint64_t client_schema_hash; ///< 0 is the server's
	uint64_t client_protocol_id; ///< 0 is the server's
	const char* fingerprint;
	uint8_t* pool; ///< PAIR_POOL_BYTES for server and client together, so that their state can be saved by a copy
} pair_options;

/// SplitMix64: good enough to draw keys in tests, and the same everywhere.
static inline bool pair_random( void* out_bytes, size_t size_bytes, void* user )
{
	uint64_t* state = user;
	uint8_t* out = out_bytes;
	for ( size_t i = 0; i < size_bytes; ++i )
	{
		uint64_t z = ( *state += UINT64_C( 0x9E3779B97F4A7C15 ) );
		z = ( z ^ ( z >> 30 ) ) * UINT64_C( 0xBF58476D1CE4E5B9 );
		z = ( z ^ ( z >> 27 ) ) * UINT64_C( 0x94D049BB133111EB );
		out[i] = (uint8_t)( z >> 32 );
	}
	return true;
}

static inline bool pair_draw( void* out_bytes, size_t size_bytes, void* user )
{
	session_pair* pair = user;
	return pair_random( out_bytes, size_bytes, &pair->random_state );
}

static inline void* pair_acquire( size_t size_bytes, size_t alignment_bytes, void* user )
{
	session_pair* pair = user;
	size_t rounded_bytes = ( size_bytes + alignment_bytes - 1 ) / alignment_bytes * alignment_bytes;
	if ( pair->pool == NULL )
		return aligned_alloc( alignment_bytes, rounded_bytes );
	if ( rounded_bytes > PAIR_POOL_BYTES - pair->pool_used_bytes )
		return NULL;
	uint8_t* memory = pair->pool + pair->pool_used_bytes;
	pair->pool_used_bytes += rounded_bytes;
	return memory;
}

static inline void pair_release( void* memory, size_t size_bytes, void* user )
{
	const session_pair* pair = user;
	(void)size_bytes;
	if ( pair->pool == NULL )
		free( memory );
}

static inline void pair_observe( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user )
{
	session_pair* pair = user;
	if ( pair->seal_count == PAIR_MAX_SEALS )
		abort();
	pair_seal* seal = &pair->seals[pair->seal_count++];
	memset( seal, 0, sizeof( *seal ) );
	memcpy( seal->key, key, 32 );
	memcpy( seal->nonce, nonce, (size_t)nonce_bytes );
}

static inline int pair_compare_seals( const void* a, const void* b ) { return memcmp( a, b, sizeof( pair_seal ) ); }

/// How many (key, nonce) pairs were used more than once. Reorders the record.
static inline int pair_count_repeated_seals( session_pair* pair )
{
	int repeated = 0;
	qsort( pair->seals, (size_t)pair->seal_count, sizeof( pair_seal ), pair_compare_seals );
	for ( int i = 1; i < pair->seal_count; ++i )
		repeated += pair_compare_seals( &pair->seals[i - 1], &pair->seals[i] ) == 0;
	return repeated;
}

static inline void pair_enqueue( pair_queue* queue, const tw_datagram* items, int count )
{
	for ( int i = 0; i < count && queue->count < PAIR_QUEUE; ++i )
	{
		memcpy( queue->bytes[queue->count], items[i].bytes, (size_t)items[i].size_bytes );
		queue->sizes[queue->count++] = items[i].size_bytes;
	}
}

static inline void pair_send_to_client( const tw_datagram* items, int count, void* user )
{
	session_pair* pair = user;
	pair_enqueue( &pair->to_client, items, count );
}

static inline void pair_send_to_server( const tw_datagram* items, int count, void* user )
{
	session_pair* pair = user;
	pair->client_sent += count;
	for ( int i = 0; i < count; ++i )
	{
		const tw_address* to = &items[i].address;
		if ( to->port == pair->server_address.port && memcmp( to->ip, pair->server_address.ip, 16 ) == 0 )
			pair_enqueue( &pair->to_server, &items[i], 1 );
	}
}

static inline tw_address pair_address( uint8_t host, uint16_t port )
{
	return ( tw_address ){ .ip = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 0, 0, host }, .port = port };
}

static inline tw_result pair_start_server( session_pair* pair )
{
	return tw__session_server_create( &pair->server_def, pair->now_us, &pair->server );
}

static inline tw_result pair_start_client( session_pair* pair )
{
	return tw__session_client_create( &pair->client_def, pair->now_us, &pair->client );
}

static inline void pair_fill_server_def( session_pair* pair, const pair_options* options )
{
	pair->server_def = ( tw__session_server_def ){
		.admission = options->admission,
		.protocol_id = UINT64_C( 0x1122334455667788 ),
		.schema_hash = 77,
		.max_slots = options->max_slots ? options->max_slots : 4,
		.timeout_ms = options->timeout_ms ? options->timeout_ms : 5000,
		.drops = pair->server_drops,
		.outbox = &pair->server_outbox,
		.system = { .acquire = pair_acquire, .release = pair_release, .random = pair_draw, .user = pair },
		.observe_seal = pair_observe,
		.observe_user = pair
	};
}

static inline void pair_fill_client_def( session_pair* pair, const pair_options* options )
{
	const tw__session_server_def* server = &pair->server_def;
	uint64_t protocol_id = options->client_protocol_id ? options->client_protocol_id : server->protocol_id;
	uint64_t schema_hash = options->client_schema_hash ? options->client_schema_hash : server->schema_hash;
	pair->client_def = ( tw__session_client_def ){ .login = options->login,
		                                       .server = pair->server_address,
		                                       .protocol_id = protocol_id,
		                                       .schema_hash = schema_hash,
		                                       .connect_ms = options->connect_ms ? options->connect_ms : 10000,
		                                       .timeout_ms = server->timeout_ms,
		                                       .drops = pair->client_drops,
		                                       .outbox = &pair->client_outbox,
		                                       .system = server->system,
		                                       .observe_seal = pair_observe,
		                                       .observe_user = pair };
	if ( options->fingerprint != NULL )
		strncpy( pair->client_def.fingerprint, options->fingerprint, TW_FINGERPRINT_CHARS - 1 );
}

/// @return NULL when server or client cannot be made
static inline session_pair* pair_create( const pair_options* options )
{
	session_pair* pair = calloc( 1, sizeof( *pair ) );
	pair->seals = calloc( PAIR_MAX_SEALS, sizeof( *pair->seals ) );
	pair->now_us = 1000000;
	pair->random_state = 42;
	pair->pool = options->pool;
	pair->server_address = pair_address( 1, 40000 );
	pair->client_address = pair_address( 2, 50000 );
	pair->to_server.from = pair->client_address;
	pair->to_client.from = pair->server_address;
	pair->server_outbox.transport = ( tw_transport ){ .send = pair_send_to_client, .user = pair };
	pair->client_outbox.transport = ( tw_transport ){ .send = pair_send_to_server, .user = pair };
	pair_fill_server_def( pair, options );
	pair_fill_client_def( pair, options );
	return pair_start_server( pair ) == TW_OK && pair_start_client( pair ) == TW_OK ? pair : NULL;
}

static inline void pair_destroy( session_pair* pair )
{
	tw__session_server_destroy( pair->server );
	tw__session_client_destroy( pair->client );
	free( pair->seals );
	free( pair );
}

static inline void pair_note( tw__session_event* last, const tw__session_event* event, uint8_t* payload )
{
	if ( event->type == TW__SESSION_NOTHING )
		return;
	*last = *event;
	if ( event->type == TW__SESSION_PAYLOAD )
		memcpy( payload, event->payload, (size_t)event->payload_bytes );
}

/// Hand a datagram to the server as if `from` had sent it. Works on a copy.
static inline tw__session_event pair_give_server( session_pair* pair, tw_address from, const uint8_t* bytes, int size )
{
	uint8_t copy[TW_MAX_DATAGRAM_BYTES];
	memcpy( copy, bytes, (size_t)size );
	tw_datagram datagram = { .address = from, .bytes = copy, .size_bytes = size };
	tw__session_event event = tw__session_server_receive( pair->server, &datagram, pair->now_us );
	pair_note( &pair->server_event, &event, pair->server_payload );
	tw__outbox_flush( &pair->server_outbox );
	return event;
}

static inline tw__session_event pair_give_client( session_pair* pair, tw_address from, const uint8_t* bytes, int size )
{
	uint8_t copy[TW_MAX_DATAGRAM_BYTES];
	memcpy( copy, bytes, (size_t)size );
	tw_datagram datagram = { .address = from, .bytes = copy, .size_bytes = size };
	tw__session_event event = tw__session_client_receive( pair->client, &datagram, pair->now_us );
	pair_note( &pair->client_event, &event, pair->client_payload );
	tw__outbox_flush( &pair->client_outbox );
	return event;
}

static inline void pair_deliver_to_server( session_pair* pair )
{
	for ( int i = 0; i < pair->to_server.count; ++i )
		pair_give_server( pair, pair->to_server.from, pair->to_server.bytes[i], pair->to_server.sizes[i] );
	pair->to_server.count = 0;
}

static inline void pair_deliver_to_client( session_pair* pair )
{
	for ( int i = 0; i < pair->to_client.count; ++i )
		pair_give_client( pair, pair->to_client.from, pair->to_client.bytes[i], pair->to_client.sizes[i] );
	pair->to_client.count = 0;
}

static inline void pair_step_client( session_pair* pair )
{
	tw__session_event event = tw__session_client_update( pair->client, pair->now_us );
	pair_note( &pair->client_event, &event, pair->client_payload );
	tw__outbox_flush( &pair->client_outbox );
}

static inline void pair_step_server( session_pair* pair )
{
	for ( tw__session_event event;
	      ( event = tw__session_server_update( pair->server, pair->now_us ) ).type != TW__SESSION_NOTHING; )
		pair_note( &pair->server_event, &event, pair->server_payload );
	tw__outbox_flush( &pair->server_outbox );
}

/// Both sides, in steps of 10 ms.
static inline void pair_run( session_pair* pair, int duration_ms )
{
	for ( int passed_ms = 0; passed_ms < duration_ms; passed_ms += 10 )
	{
		pair_step_client( pair );
		pair_deliver_to_server( pair );
		pair_step_server( pair );
		pair_deliver_to_client( pair );
		pair->now_us += 10000;
	}
}

/// As pair_run(), but the network is down.
static inline void pair_run_cut( session_pair* pair, int duration_ms )
{
	for ( int passed_ms = 0; passed_ms < duration_ms; passed_ms += 10 )
	{
		pair_step_client( pair );
		pair_step_server( pair );
		pair->to_server.count = pair->to_client.count = 0;
		pair->now_us += 10000;
	}
}

static inline uint64_t pair_sum_drops( const uint64_t drops[TW_DROP_COUNT] )
{
	uint64_t sum = 0;
	for ( int i = 0; i < TW_DROP_COUNT; ++i )
		sum += drops[i];
	return sum;
}

/// A token a backend would issue for this pair's server, at Unix time `unix_s`.
static inline tw_token pair_issue_token( session_pair* pair, const tw_secret_key* key, uint64_t client_id,
                                         uint64_t unix_s )
{
	tw_token token = { 0 };
	tw_address server = pair_address( 1, 40000 );
	tw_token_def def = { .token_key = key,
		             .protocol_id = UINT64_C( 0x1122334455667788 ),
		             .client_id = client_id,
		             .addresses = &server,
		             .address_count = 1,
		             .unix_s = unix_s,
		             .timeout_s = 5,
		             .user_data = NULL,
		             .system = { .random = pair_random, .user = &pair->random_state } };
	if ( tw_token_issue( &def, &token ) != TW_OK )
		abort();
	return token;
}
