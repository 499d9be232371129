#include "baseline.h"

#include "client.h"
#include "link/random.h"
#include "map/map.h"
#include "player.h"
#include "wire/wire_schema.h"

#include <enet/enet.h>
#include <stdlib.h>
#include <string.h>

enum
{
	SECOND_US = 1000000,
	JOIN_US = 20 * SECOND_US,
	SETTLE_US = 3 * SECOND_US, // in play before anything counts
	SAMPLE_US = SECOND_US / 144,
	FREEZE_US = 50000 + SECOND_US / BASELINE_HZ, // no newer state for 50 ms longer than is usual
	HEADER_BYTES = 28,                           // IPv4 and UDP
	INPUTS = 8,                                  // in each datagram, so that loss costs none
	INPUT_BITS = 16 + 8 + 8 + 1 + 8 + 8 + 2,
};

typedef struct viewer
{
	player player; // over tickwire
	ENetHost* enet;
	ENetPeer* peer;
	uint32_t newest_tick;
	uint32_t sampled_tick;
	uint64_t advanced_us;
	bool is_frozen;
	uint64_t start_down, start_up;
} viewer;

typedef struct crowd
{
	baseline_shared* shared;
	const baseline_setup* setup;
	tw_schema* schema;
	game_map* map;
	viewer viewers[BASELINE_MAX_PLAYERS];
	tw__random random;
	uint64_t next_sample_us, next_input_us;
	uint32_t* ages_us;
	uint64_t age_count, age_capacity, freezes;
} crowd;

static bool open_viewer( crowd* c, int index )
{
	viewer* v = c->viewers + index;
	if ( c->setup->transport == BASELINE_TICKWIRE )
	{
		char address[TW_ADDRESS_CHARS];
		snprintf( address, sizeof( address ), "127.0.0.1:%d", c->setup->relay_port );
		player_setup setup = { .schema = c->schema,
			               .map = &c->map->ground,
			               .client = tw_client_def_default(),
			               .strength = BOT_NORMAL,
			               .mode = BOT_FIGHT,
			               .seed = (uint32_t)( c->setup->seed * 977 + (uint64_t)index ) };
		setup.client.address = address;
		return player_open( &v->player, &setup, tw_clock_now_us() ) == TW_OK;
	}
	ENetAddress address = { .port = c->setup->relay_port };
	enet_address_set_host_ip( &address, "127.0.0.1" );
	v->enet = enet_host_create( NULL, 1, BASELINE_CHANNELS, 0, 0 );
	v->peer = v->enet != NULL ? enet_host_connect( v->enet, &address, BASELINE_CHANNELS, 0 ) : NULL;
	return v->peer != NULL;
}

static void run_enet( viewer* v )
{
	ENetEvent event;
	while ( enet_host_service( v->enet, &event, 0 ) > 0 )
	{
		if ( event.type != ENET_EVENT_TYPE_RECEIVE )
			continue;
		const uint8_t* b = event.packet->data;
		uint32_t tick = event.packet->dataLength < 4 ? 0
		                                             : (uint32_t)b[0] | (uint32_t)b[1] << 8 |
		                                                       (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
		if ( tick != 0 && ( v->newest_tick == 0 || tw_tick_is_newer( tick, v->newest_tick ) ) )
			v->newest_tick = tick;
		enet_packet_destroy( event.packet );
	}
}

// What a player would send: the last inputs, packed.
static void send_enet_input( crowd* c, viewer* v )
{
	uint8_t bytes[4 + INPUTS * INPUT_BITS / 8];
	for ( size_t i = 0; i < sizeof( bytes ); ++i )
		bytes[i] = (uint8_t)tw__random_next( &c->random );
	ENetPacket* packet = enet_packet_create( bytes, sizeof( bytes ), 0 );
	if ( packet != NULL && enet_peer_send( v->peer, BASELINE_CHANNEL_INPUT, packet ) != 0 )
		enet_packet_destroy( packet );
	enet_host_flush( v->enet );
}

static void run_viewer( crowd* c, viewer* v, bool sends )
{
	if ( v->enet == NULL )
	{
		player_frame( &v->player, tw_clock_now_us(), sends );
		if ( v->player.client != NULL )
			v->newest_tick = v->player.client->snapshot_tick;
		return;
	}
	run_enet( v );
	if ( sends )
		send_enet_input( c, v );
}

static void count_bytes( const viewer* v, uint64_t* out_down, uint64_t* out_up )
{
	if ( v->enet != NULL )
	{
		*out_down = v->enet->totalReceivedData + (uint64_t)v->enet->totalReceivedPackets * HEADER_BYTES;
		*out_up = v->enet->totalSentData + (uint64_t)v->enet->totalSentPackets * HEADER_BYTES;
		return;
	}
	tw_client_stats stats = tw_client_get_stats( v->player.client );
	*out_down = stats.in_datagram_bytes + stats.in_datagrams * HEADER_BYTES;
	*out_up = stats.out_datagram_bytes + stats.out_datagrams * HEADER_BYTES;
}

// A freeze counts once, when it has lasted long enough to be seen.
static void sample( crowd* c, viewer* v, uint64_t now_us )
{
	if ( v->newest_tick == 0 )
		return;
	uint64_t tick_us = atomic_load( c->shared->tick_us + v->newest_tick % BASELINE_TICKS );
	if ( v->newest_tick != v->sampled_tick )
	{
		v->sampled_tick = v->newest_tick;
		v->advanced_us = now_us;
		v->is_frozen = false;
	}
	if ( !v->is_frozen && now_us - v->advanced_us > FREEZE_US )
	{
		v->is_frozen = true;
		c->freezes++;
	}
	if ( c->age_count < c->age_capacity )
		c->ages_us[c->age_count++] = now_us > tick_us ? (uint32_t)( now_us - tick_us ) : 0;
}

static int run_crowd( crowd* c, bool is_measuring )
{
	uint64_t now_us = tw_clock_now_us();
	bool samples = now_us >= c->next_sample_us, sends = now_us >= c->next_input_us;
	int playing = 0;
	for ( int i = 0; i < c->setup->players; ++i )
	{
		viewer* v = c->viewers + i;
		run_viewer( c, v, sends );
		playing += v->newest_tick != 0 ? 1 : 0;
		if ( samples && is_measuring )
			sample( c, v, now_us );
	}
	if ( samples )
		c->next_sample_us =
			now_us - c->next_sample_us < SAMPLE_US ? c->next_sample_us + SAMPLE_US : now_us + SAMPLE_US;
	if ( sends )
		c->next_input_us = now_us - c->next_input_us < SAMPLE_US ? c->next_input_us + SECOND_US / BASELINE_HZ
		                                                         : now_us + SECOND_US / BASELINE_HZ;
	tw_clock_sleep_until_us( now_us + 1000 );
	return playing;
}

static void run_for( crowd* c, uint64_t span_us, bool is_measuring, int until_playing )
{
	uint64_t end_us = tw_clock_now_us() + span_us;
	while ( tw_clock_now_us() < end_us )
		if ( run_crowd( c, is_measuring ) >= until_playing )
			return;
}

static int by_size( const void* a, const void* b )
{
	uint32_t x = *(const uint32_t*)a, y = *(const uint32_t*)b;
	return ( x > y ) - ( x < y );
}

static void measure( crowd* c )
{
	uint64_t down, up;
	run_for( c, SETTLE_US, false, INT32_MAX );
	for ( int i = 0; i < c->setup->players; ++i )
	{
		count_bytes( c->viewers + i, &c->viewers[i].start_down, &c->viewers[i].start_up );
		c->viewers[i].advanced_us = tw_clock_now_us();
	}
	atomic_store( &c->shared->playing, c->setup->players ); // from here the server counts too
	uint64_t start_us = tw_clock_now_us();
	run_for( c, (uint64_t)c->setup->seconds * SECOND_US, true, INT32_MAX );
	atomic_store( &c->shared->measured_us, tw_clock_now_us() - start_us );
	for ( int i = 0; i < c->setup->players; ++i )
	{
		count_bytes( c->viewers + i, &down, &up );
		atomic_fetch_add( &c->shared->down_bytes, down - c->viewers[i].start_down );
		atomic_fetch_add( &c->shared->up_bytes, up - c->viewers[i].start_up );
	}
	qsort( c->ages_us, (size_t)c->age_count, sizeof( uint32_t ), by_size );
	atomic_store( &c->shared->age_samples, c->age_count );
	atomic_store( &c->shared->freezes, c->freezes );
	if ( c->age_count == 0 )
		return;
	atomic_store( &c->shared->age_p50_us, c->ages_us[( c->age_count - 1 ) / 2] );
	atomic_store( &c->shared->age_p99_us, c->ages_us[( c->age_count - 1 ) * 99 / 100] );
}

bool baseline_clients_run( baseline_shared* shared, const baseline_setup* setup )
{
	static crowd c;
	char error[GAME_MAP_ERROR_BYTES];
	c = ( crowd ){ .shared = shared, .setup = setup, .random = tw__random_fork( setup->seed, 3 ) };
	c.age_capacity = (uint64_t)setup->players * (uint64_t)( setup->seconds + 2 ) * 150;
	c.ages_us = malloc( c.age_capacity * sizeof( uint32_t ) );
	bool is_open = c.ages_us != NULL && tw_schema_create( wire_schema_def(), &c.schema ) == TW_OK &&
	               game_map_load( SKIRMISH_ASSETS "/maps/foundry.tmj", &c.map, error );
	for ( int i = 0; is_open && i < setup->players; ++i )
		is_open = open_viewer( &c, i );
	if ( is_open )
		run_for( &c, JOIN_US, false, setup->players );
	int playing = 0;
	for ( int i = 0; i < setup->players; ++i )
		playing += c.viewers[i].newest_tick != 0 ? 1 : 0;
	if ( is_open && playing == setup->players )
		measure( &c );
	for ( int i = 0; i < setup->players; ++i )
	{
		if ( c.viewers[i].enet != NULL )
			enet_host_destroy( c.viewers[i].enet );
		else
			player_close( &c.viewers[i].player );
	}
	game_map_destroy( c.map );
	tw_schema_destroy( c.schema );
	free( c.ages_us );
	return is_open && playing == setup->players;
}
