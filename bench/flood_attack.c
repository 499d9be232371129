#include "flood.h"

#include "link/random.h"
#include "session/packet.h"

#include <stdlib.h>
#include <string.h>

enum
{
	BURST_US = 1000,
	BATCH = 64,
};

typedef struct attack
{
	flood_shared* shared;
	const flood_setup* setup;
	tw__random random;
	tw_udp* sockets[FLOOD_SOCKETS];
	uint8_t ( *requests )[TW__REQUEST_BYTES]; // FLOOD_TOKENS
	uint8_t bytes[BATCH][TW_MAX_DATAGRAM_BYTES];
	tw_datagram items[BATCH];
	uint64_t sent;
} attack;

static uint32_t below( attack* a, uint32_t count ) { return (uint32_t)( tw__random_next( &a->random ) % count ); }

static void fill_randomly( attack* a, uint8_t* bytes, int size_bytes )
{
	for ( int i = 0; i < size_bytes; i += 8 )
	{
		uint64_t number = tw__random_next( &a->random );
		memcpy( bytes + i, &number, size_bytes - i < 8 ? (size_t)( size_bytes - i ) : 8 );
	}
}

static const uint8_t* any_request( attack* a ) { return a->requests[below( a, FLOOD_TOKENS )]; }

// Nothing that reaches a decryption: noise, wrong sizes, another game's requests, cut requests, packets of nobody.
static int make_garbage( attack* a, uint8_t* bytes )
{
	int size_bytes = 1 + (int)below( a, TW_MAX_DATAGRAM_BYTES );
	fill_randomly( a, bytes, size_bytes );
	switch ( below( a, 4 ) )
	{
	case 0:
		return size_bytes;
	case 1:
		bytes[0] = 0x15; // a payload with a one byte sequence, from somebody unknown
		return size_bytes;
	case 2:
		memcpy( bytes, any_request( a ), TW__REQUEST_BYTES );
		bytes[1 + TW__VERSION_BYTES + below( a, 8 )] ^= 0x55;
		return TW__REQUEST_BYTES;
	default:
		memcpy( bytes, any_request( a ), TW__REQUEST_BYTES );
		return 1 + (int)below( a, TW__REQUEST_BYTES - 1 );
	}
}

// A packet as the victim would send it, but for the key.
static int make_forgery( attack* a, uint8_t* bytes )
{
	int header_bytes = tw__packet_begin( bytes, TW__PACKET_PAYLOAD, 1000000 + a->sent );
	int body_bytes = 32 + (int)below( a, 200 );
	fill_randomly( a, bytes + header_bytes, body_bytes );
	return header_bytes + body_bytes;
}

static int make_request( attack* a, uint8_t* bytes )
{
	memcpy( bytes, any_request( a ), TW__REQUEST_BYTES );
	return TW__REQUEST_BYTES;
}

static int make_replay( attack* a, uint8_t* bytes )
{
	uint32_t count = atomic_load( &a->shared->tape_count );
	if ( count == 0 )
		return make_forgery( a, bytes );
	uint32_t index = below( a, count < FLOOD_TAPE ? count : FLOOD_TAPE );
	int size_bytes = a->shared->tape[index].size_bytes;
	memcpy( bytes, a->shared->tape[index].bytes, (size_t)size_bytes );
	return size_bytes;
}

static void send_batch( attack* a, flood_kind kind, int count )
{
	static int ( *const makers[] )( attack * a, uint8_t * bytes ) = {
		[FLOOD_GARBAGE] = make_garbage,
		[FLOOD_FORGED] = make_forgery,
		[FLOOD_REQUESTS] = make_request,
		[FLOOD_REPLAY] = make_replay,
	};
	uint64_t bytes = 0;
	for ( int i = 0; i < count; ++i )
	{
		int size_bytes = makers[kind]( a, a->bytes[i] );
		a->items[i] =
			( tw_datagram ){ .address = a->setup->server, .bytes = a->bytes[i], .size_bytes = size_bytes };
		bytes += (uint64_t)size_bytes;
		a->sent++;
	}
	bool is_own = kind == FLOOD_FORGED || kind == FLOOD_REPLAY;
	tw_transport transport =
		tw_udp_get_transport( is_own ? a->setup->victim : a->sockets[below( a, FLOOD_SOCKETS )] );
	transport.send( a->items, count, transport.user );
	atomic_fetch_add( &a->shared->attack_datagrams, (uint64_t)count );
	if ( !is_own )
		atomic_fetch_add( &a->shared->attack_bytes, bytes );
}

static void count_answers( attack* a )
{
	for ( int s = 0; s < FLOOD_SOCKETS; ++s )
	{
		tw_transport transport = tw_udp_get_transport( a->sockets[s] );
		for ( int i = 0; i < BATCH; ++i )
			a->items[i] = ( tw_datagram ){ .bytes = a->bytes[i], .size_bytes = sizeof( a->bytes[i] ) };
		int count = transport.receive( a->items, BATCH, transport.user );
		for ( int i = 0; i < count; ++i )
			atomic_fetch_add( &a->shared->answer_bytes, (uint64_t)a->items[i].size_bytes );
	}
}

static bool open_attack( attack* a )
{
	a->requests = malloc( FLOOD_TOKENS * sizeof( *a->requests ) );
	bool is_open = a->requests != NULL;
	for ( int i = 0; is_open && i < FLOOD_TOKENS; ++i )
	{
		tw_token token;
		tw__connect_token parsed;
		is_open = flood_issue( a->setup, 1000000 + (uint64_t)i, &token ) &&
		          tw__connect_token_read( token.bytes, TW_TOKEN_BYTES, &parsed );
		if ( is_open )
			tw__request_write( &parsed, a->requests[i] );
	}
	for ( int i = 0; is_open && i < FLOOD_SOCKETS; ++i )
		is_open = tw_udp_create( "127.0.0.1:0", NULL, a->sockets + i ) == TW_OK;
	return is_open;
}

void flood_attack_run( flood_shared* shared, const flood_setup* setup )
{
	attack* a = calloc( 1, sizeof( attack ) );
	if ( a == NULL )
		return;
	a->shared = shared;
	a->setup = setup;
	a->random = tw__random_fork( setup->seed, 2 );
	bool is_open = open_attack( a );
	while ( atomic_load( &shared->phase ) == FLOOD_JOINING )
		tw_clock_sleep_until_us( tw_clock_now_us() + BURST_US );

	uint64_t start_us = tw_clock_now_us();
	for ( uint64_t round = 0; is_open && atomic_load( &shared->phase ) == FLOOD_UNDER_ATTACK; ++round )
	{
		uint64_t due = ( tw_clock_now_us() - start_us ) * (uint64_t)setup->pps / 1000000;
		while ( a->sent < due && atomic_load( &shared->phase ) == FLOOD_UNDER_ATTACK )
		{
			flood_kind kind =
				setup->kind != FLOOD_ALL ? setup->kind : (flood_kind)( a->sent / BATCH % FLOOD_ALL );
			send_batch( a, kind, due - a->sent < BATCH ? (int)( due - a->sent ) : BATCH );
		}
		count_answers( a );
		tw_clock_sleep_until_us( start_us + ( round + 1 ) * BURST_US );
	}
	atomic_store( &shared->attack_us, tw_clock_now_us() - start_us );
	for ( int i = 0; i < FLOOD_SOCKETS; ++i )
		tw_udp_destroy( a->sockets[i] );
	free( a->requests );
	free( a );
}
