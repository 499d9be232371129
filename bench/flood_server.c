#include "flood.h"

#include "match.h"
#include "session/aead.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum
{
	MAX_SAMPLES = 1 << 20,
	JOIN_US = 20000000,
	SETTLE_US = 500000,
	REJECTS = 20000,         // of the bare AEAD, for comparison
	REJECT_BYTES = 32 + 100, // what a forgery has on average
};

typedef struct host
{
	flood_shared* shared;
	const flood_setup* setup;
	tw_server* server;
	tw_transport inner;
	match match;
	int disconnects;
	bool is_measuring;

	// The batch that is being handled: from the return of its receive call to the next one.
	uint64_t batch_ns, batch_used;
	int batch_count;
	float* own_us; // per rejected datagram
	int own_count;
	float* tick_ms;
	int tick_count;
} host;

static uint64_t now_ns( void )
{
	struct timespec time;
	clock_gettime( CLOCK_MONOTONIC, &time );
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void pass_on( const tw_datagram* items, int count, void* user )
{
	host* h = user;
	h->inner.send( items, count, h->inner.user );
}

static void end_batch( host* h )
{
	uint64_t spent_ns = now_ns() - h->batch_ns;
	if ( h->batch_count == 0 || !h->is_measuring || h->own_count == MAX_SAMPLES ||
	     tw_server_get_stats( h->server ).used_packets != h->batch_used )
		return;
	h->own_us[h->own_count++] = (float)spent_ns / 1000.0f / (float)h->batch_count;
}

static int receive_batch( tw_datagram* items, int count, void* user )
{
	host* h = user;
	end_batch( h );
	h->batch_count = h->inner.receive( items, count, h->inner.user );
	h->batch_used = tw_server_get_stats( h->server ).used_packets;
	h->batch_ns = now_ns();
	return h->batch_count;
}

static int by_size( const void* a, const void* b )
{
	float x = *(const float*)a, y = *(const float*)b;
	return ( x > y ) - ( x < y );
}

static double quantile( float* samples, int count, int percent )
{
	if ( count == 0 )
		return 0.0 / 0.0;
	qsort( samples, (size_t)count, sizeof( float ), by_size );
	return (double)samples[( count - 1 ) * percent / 100];
}

static double resident_mb( void )
{
	long pages = 0;
	FILE* file = fopen( "/proc/self/statm", "r" );
	if ( file == NULL || fscanf( file, "%*d %ld", &pages ) != 1 )
		pages = 0;
	if ( file != NULL )
		fclose( file );
	return (double)pages * (double)sysconf( _SC_PAGESIZE ) / 1048576.0;
}

// What one failed authentication costs by itself.
static double measure_reject_us( void )
{
	uint8_t key[TW__KEY_BYTES] = { 1 }, nonce[TW__NONCE_BYTES] = { 2 }, ad[22] = { 3 }, bytes[REJECT_BYTES] = { 4 };
	tw__aead_data data = { .bytes = ad, .size_bytes = sizeof( ad ) };
	uint64_t start_ns = now_ns();
	int accepted = 0;
	for ( int i = 0; i < REJECTS; ++i )
	{
		nonce[4] = (uint8_t)i;
		bytes[i % REJECT_BYTES]++;
		accepted += tw__aead_open( key, nonce, data, bytes, sizeof( bytes ) ) ? 1 : 0;
	}
	return accepted > 0 ? 0.0 / 0.0 : (double)( now_ns() - start_ns ) / 1000.0 / REJECTS;
}

static void run_frame( host* h )
{
	uint64_t now_us = tw_clock_now_us();
	h->batch_count = 0;
	tw_server_receive( h->server, now_us );
	tw_server_events events = tw_server_get_events( h->server );
	for ( int i = 0; i < events.count && h->is_measuring; ++i )
		h->disconnects += events.items[i].type == TW_SERVER_LEFT ? 1 : 0;
	bool has_guest = false; // beyond the places of a match: it looks on
	for ( int i = 0; i < events.count; ++i )
		has_guest |= tw_player_slot( events.items[i].player ) >= MATCH_MAX_PLAYERS;
	if ( !has_guest )
		match_take_events( &h->match );
	for ( tw_tick tick;; )
	{
		uint64_t start_ns = now_ns();
		if ( !tw_server_begin_tick( h->server, now_us, &tick ) )
			break;
		match_run_tick( &h->match, tick );
		tw_server_end_tick( h->server );
		match_after_tick( &h->match );
		if ( h->is_measuring && h->tick_count < MAX_SAMPLES )
			h->tick_ms[h->tick_count++] = (float)( now_ns() - start_ns ) / 1e6f;
	}
	uint64_t wake_us = tw_server_get_wake_us( h->server );
	tw_clock_sleep_until_us( wake_us < now_us + 1000 ? wake_us : now_us + 1000 );
}

static void run_until( host* h, uint64_t end_us, bool until_all_play )
{
	while ( tw_clock_now_us() < end_us &&
	        !( until_all_play && atomic_load( &h->shared->playing ) == h->setup->clients ) )
		run_frame( h );
}

// Payloads that a client sent and that did not come in, once nothing is under way any more.
static void count_losses( host* h, flood_result* out )
{
	uint64_t sent = 0, arrived = 0;
	for ( int i = 0; i < MATCH_MAX_PLAYERS; ++i )
		for ( uint32_t generation = 1; generation < 4; ++generation )
		{
			tw_player player = { (uint32_t)i + 1, generation };
			uint64_t id = tw_server_get_player_info( h->server, player ).client_id;
			if ( id == 0 || id > (uint64_t)h->setup->clients )
				continue;
			uint64_t its_sent = atomic_load( &h->shared->sent_payloads[id - 1] );
			uint64_t its_arrived = tw_server_get_player_stats( h->server, player ).link.in_packets;
			sent += its_sent;
			arrived += its_arrived;
			if ( id == 1 )
				out->victim_loss_pct =
					100.0 * ( 1.0 - (double)its_arrived / (double)( its_sent + !its_sent ) );
		}
	out->legit_loss_pct = sent > 0 ? 100.0 * ( 1.0 - (double)arrived / (double)sent ) : 0.0 / 0.0;
}

static bool open_host( host* h, tw_udp* udp, game_map** out_map )
{
	char error[GAME_MAP_ERROR_BYTES];
	static const eng_log silent = { .program = "flood", .lowest = ENG_LOG_ERROR };
	tw_server_def def = tw_server_def_default();
	h->inner = tw_udp_get_transport( udp );
	def.schema = h->setup->schema;
	def.transport = ( tw_transport ){ .send = pass_on, .receive = receive_batch, .user = h };
	def.max_players = MATCH_MAX_PLAYERS + 1;
	def.admission = ( tw_admission ){ .mode = TW_ADMIT_TOKENS,
		                          .token_key = &h->setup->token_key,
		                          .protocol_id = h->setup->protocol_id,
		                          .unix_s = (uint64_t)time( NULL ) - 600, // no restart whose tokens to doubt
		                          .token_lifetime_s = 300,
		                          .public_addresses = &h->setup->server,
		                          .public_address_count = 1 };
	h->own_us = calloc( MAX_SAMPLES, sizeof( float ) );
	h->tick_ms = calloc( MAX_SAMPLES, sizeof( float ) );
	return h->own_us != NULL && h->tick_ms != NULL &&
	       game_map_load( SKIRMISH_ASSETS "/maps/foundry.tmj", out_map, error ) &&
	       tw_server_create( &def, tw_clock_now_us(), &h->server ) == TW_OK &&
	       match_begin( &h->match, h->server, *out_map, &silent, MATCH_MAX_PLAYERS );
}

static void run_phases( host* h, flood_result* out )
{
	double before_mb = resident_mb();
	h->is_measuring = true;
	atomic_store( &h->shared->phase, FLOOD_UNDER_ATTACK );
	run_until( h, tw_clock_now_us() + (uint64_t)h->setup->seconds * 1000000, false );
	h->is_measuring = false;
	out->rss_growth_mb = resident_mb() - before_mb;
	atomic_store( &h->shared->phase, FLOOD_SETTLING );
	run_until( h, tw_clock_now_us() + SETTLE_US, false );
	count_losses( h, out );
	out->disconnects = h->disconnects;
	out->tick_ms_p99 = quantile( h->tick_ms, h->tick_count, 99 );
	out->own_us_per_rejected = quantile( h->own_us, h->own_count, 50 );
	out->batches = (uint64_t)h->own_count;
	out->aead_reject_us = measure_reject_us();
}

bool flood_server_run( flood_shared* shared, const flood_setup* setup, tw_udp* udp, flood_result* out )
{
	static host h;
	game_map* map = NULL;
	h = ( host ){ .shared = shared, .setup = setup };
	socklen_t size_bytes = sizeof( out->rcvbuf_bytes );
	getsockopt( tw_udp_get_descriptor( udp ), SOL_SOCKET, SO_RCVBUF, &out->rcvbuf_bytes, &size_bytes );
	bool is_open = open_host( &h, udp, &map );
	if ( is_open )
		run_until( &h, tw_clock_now_us() + JOIN_US, true );
	bool all_play = is_open && atomic_load( &shared->playing ) == setup->clients;
	if ( all_play )
		run_phases( &h, out );
	atomic_store( &shared->phase, FLOOD_OVER );
	match_end( &h.match );
	tw_server_destroy( h.server );
	game_map_destroy( map );
	free( h.own_us );
	free( h.tick_ms );
	return all_play;
}
