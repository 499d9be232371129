#include "baseline.h"
#include "baseline_pack.h"

#include "match.h"
#include "wire/wire_schema.h"

#include <enet/enet.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum
{
	STATE_BYTES = 8192,
	MAX_ENTITIES = 1024,
};

typedef struct host
{
	baseline_shared* shared;
	const baseline_setup* setup;
	tw_schema* schema;
	game_map* map;
	tw_server* server;
	match match;
	ENetHost* enet;
	baseline_sent sent;
	uint64_t cpu_us;
	uint8_t bytes[STATE_BYTES];
} host;

static uint64_t processor_us( void )
{
	struct timespec time;
	clock_gettime( CLOCK_PROCESS_CPUTIME_ID, &time );
	return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000;
}

static bool open_enet( host* h )
{
	ENetAddress address = { .host = ENET_HOST_ANY, .port = h->setup->server_port };
	size_t slots = MAX_ENTITIES;
	h->sent.values = calloc( slots * (size_t)h->schema->stride, sizeof( uint32_t ) );
	h->sent.generations = calloc( slots, sizeof( uint32_t ) );
	h->sent.ticks = calloc( slots, sizeof( uint32_t ) );
	h->enet = enet_host_create( &address, BASELINE_MAX_PLAYERS, BASELINE_CHANNELS, 0, 0 );
	return h->enet != NULL && h->sent.values != NULL && h->sent.generations != NULL && h->sent.ticks != NULL &&
	       match_add_bots( &h->match, h->setup->players, h->setup->seed ) == h->setup->players;
}

static bool open_host( host* h )
{
	static const eng_log silent = { .program = "baseline", .lowest = ENG_LOG_ERROR };
	char error[GAME_MAP_ERROR_BYTES], address[TW_ADDRESS_CHARS];
	bool is_tickwire = h->setup->transport == BASELINE_TICKWIRE;
	tw_server_def def = tw_server_def_default();
	snprintf( address, sizeof( address ), "127.0.0.1:%d", is_tickwire ? h->setup->server_port : 0 );
	if ( tw_schema_create( wire_schema_def(), &h->schema ) != TW_OK ||
	     !game_map_load( SKIRMISH_ASSETS "/maps/foundry.tmj", &h->map, error ) )
		return false;
	def.schema = h->schema;
	def.address = address;
	def.max_players = BASELINE_MAX_PLAYERS;
	def.max_entities = MAX_ENTITIES;
	return tw_server_create( &def, tw_clock_now_us(), &h->server ) == TW_OK &&
	       match_begin( &h->match, h->server, h->map, &silent, BASELINE_MAX_PLAYERS ) &&
	       ( is_tickwire || open_enet( h ) );
}

static void close_host( host* h )
{
	if ( h->enet != NULL )
		enet_host_destroy( h->enet );
	match_end( &h->match );
	tw_server_destroy( h->server );
	game_map_destroy( h->map );
	tw_schema_destroy( h->schema );
	free( h->sent.values );
	free( h->sent.generations );
	free( h->sent.ticks );
}

// A newcomer on the reliable channel needs everything once; so does everybody else then, which costs little and seldom.
static void take_enet_events( host* h )
{
	ENetEvent event;
	while ( enet_host_service( h->enet, &event, 0 ) > 0 )
	{
		if ( event.type == ENET_EVENT_TYPE_CONNECT )
			for ( int slot = 0; slot < MAX_ENTITIES; ++slot )
				h->sent.ticks[slot] = 0;
		if ( event.type == ENET_EVENT_TYPE_RECEIVE )
			enet_packet_destroy( event.packet );
	}
}

static int send_enet( host* h, uint32_t tick )
{
	const tw_world* world = tw_server_get_world( h->server );
	bool is_reliable = h->setup->transport == BASELINE_ENET_RELIABLE;
	int entities = 0;
	int size_bytes = is_reliable ? baseline_pack_changes( h->schema, world, &h->sent, tick, h->bytes, STATE_BYTES,
	                                                      &entities )
	                             : baseline_pack_state( h->schema, world, tick, h->bytes, STATE_BYTES, &entities );
	// Without the fragment flag ENet would turn a large state reliable.
	ENetPacket* packet =
		enet_packet_create( h->bytes, (size_t)size_bytes,
	                            is_reliable ? ENET_PACKET_FLAG_RELIABLE : ENET_PACKET_FLAG_UNRELIABLE_FRAGMENT );
	if ( packet != NULL )
		enet_host_broadcast( h->enet, is_reliable ? BASELINE_CHANNEL_CHANGES : BASELINE_CHANNEL_STATE, packet );
	enet_host_flush( h->enet );
	return entities;
}

static void run_tick( host* h, tw_tick tick )
{
	atomic_store( h->shared->tick_us + tick.number % BASELINE_TICKS, tw_clock_now_us() );
	match_run_tick( &h->match, tick );
	tw_server_end_tick( h->server );
	int entities = h->enet != NULL ? send_enet( h, tick.number ) : tw_server_get_stats( h->server ).entities;
	if ( atomic_load( &h->shared->playing ) < h->setup->players )
		return;
	atomic_fetch_add( &h->shared->client_ticks, (uint64_t)h->setup->players );
	atomic_fetch_add( &h->shared->entities, (uint64_t)entities );
	atomic_fetch_add( &h->shared->snapshots, 1 );
}

static void run_frame( host* h )
{
	uint64_t now_us = tw_clock_now_us(), start_us = processor_us(), thought_us = 0;
	tw_server_receive( h->server, now_us );
	match_take_events( &h->match );
	if ( h->enet != NULL )
		take_enet_events( h );
	for ( tw_tick tick; tw_server_begin_tick( h->server, now_us, &tick ); )
	{
		run_tick( h, tick );
		uint64_t before_us = processor_us();
		match_after_tick( &h->match ); // the minds of bots are nobody's transport
		thought_us += processor_us() - before_us;
	}
	if ( atomic_load( &h->shared->playing ) == h->setup->players )
		h->cpu_us += processor_us() - start_us - thought_us;
	uint64_t wake_us = tw_server_get_wake_us( h->server );
	tw_clock_sleep_until_us( wake_us < now_us + 1000 ? wake_us : now_us + 1000 );
}

bool baseline_server_run( baseline_shared* shared, const baseline_setup* setup )
{
	static host h;
	h = ( host ){ .shared = shared, .setup = setup };
	bool is_open = open_host( &h );
	atomic_store( &shared->is_ready, 1 );
	while ( is_open && !atomic_load( &shared->is_over ) )
		run_frame( &h );
	atomic_store( &shared->server_cpu_us, h.cpu_us );
	close_host( &h );
	return is_open;
}
