#include "flood.h"

#include "link/random.h"
#include "wire/wire_schema.h"

#include <stdlib.h>
#include <string.h>

enum
{
	HONEST_AFTER_US = 1000000, // into the attack
	FRAME_US = 2000,
	CLIENTS = FLOOD_MAX_CLIENTS + 1, // the last one joins under attack
};

// What the victim sends is on tape, for whoever has the means to hear it.
typedef struct tap
{
	tw_transport inner;
	flood_shared* shared;
} tap;

typedef struct crowd
{
	flood_shared* shared;
	const flood_setup* setup;
	tw_client* clients[CLIENTS];
	tap victim;
	tw__random random;
	uint64_t honest_us; // when it began to join
} crowd;

static void tap_send( const tw_datagram* items, int count, void* user )
{
	tap* t = user;
	for ( int i = 0; i < count; ++i )
	{
		uint32_t index = atomic_load( &t->shared->tape_count ) % FLOOD_TAPE;
		memcpy( t->shared->tape[index].bytes, items[i].bytes, (size_t)items[i].size_bytes );
		t->shared->tape[index].size_bytes = items[i].size_bytes;
		atomic_fetch_add( &t->shared->tape_count, 1 );
	}
	t->inner.send( items, count, t->inner.user );
}

static int tap_receive( tw_datagram* items, int capacity, void* user )
{
	tap* t = user;
	return t->inner.receive( items, capacity, t->inner.user );
}

static bool open_client( crowd* c, int index )
{
	tw_token token;
	tw_client_def def = tw_client_def_default();
	def.schema = c->setup->schema;
	def.login.token = &token;
	def.protocol_id = c->setup->protocol_id;
	if ( index == 0 )
	{
		c->victim = ( tap ){ .inner = tw_udp_get_transport( c->setup->victim ), .shared = c->shared };
		def.transport = ( tw_transport ){ .send = tap_send, .receive = tap_receive, .user = &c->victim };
	}
	return flood_issue( c->setup, 1 + (uint64_t)index, &token ) &&
	       tw_client_create( &def, tw_clock_now_us(), c->clients + index ) == TW_OK;
}

static wire_input random_input( crowd* c )
{
	uint64_t bits = tw__random_next( &c->random );
	return ( wire_input ){ .aim = (uint16_t)bits,
		               .move_x = (int8_t)( ( bits >> 16 & 1 ) != 0 ? SIM_MOVE_MAX : -SIM_MOVE_MAX ),
		               .move_y = (int8_t)( ( bits >> 17 & 1 ) != 0 ? SIM_MOVE_MAX : -SIM_MOVE_MAX ),
		               .fire_held = ( bits >> 18 & 7 ) == 0 };
}

static void run_client( crowd* c, int index, bool may_send )
{
	uint64_t now_us = tw_clock_now_us();
	tw_client* client = c->clients[index];
	tw_client_receive( client, now_us );
	for ( tw_tick tick; may_send && tw_client_begin_tick( client, now_us, &tick ); )
	{
		wire_input input = random_input( c );
		tw_client_end_tick( client, &input );
	}
	if ( index < FLOOD_MAX_CLIENTS )
		atomic_store( &c->shared->sent_payloads[index], tw_client_get_stats( client ).link.out_packets );
}

static void join_honestly( crowd* c, uint64_t attack_us )
{
	tw_client** honest = c->clients + CLIENTS - 1;
	uint64_t now_us = tw_clock_now_us();
	if ( *honest == NULL && now_us - attack_us > HONEST_AFTER_US && c->honest_us == 0 )
	{
		c->honest_us = now_us;
		open_client( c, CLIENTS - 1 );
	}
	if ( *honest != NULL && atomic_load( &c->shared->honest_join_us ) == 0 &&
	     tw_client_get_status( *honest ).state == TW_CLIENT_PLAYING )
		atomic_store( &c->shared->honest_join_us, now_us - c->honest_us );
}

static int count_playing( const crowd* c )
{
	int count = 0;
	for ( int i = 0; i < c->setup->clients; ++i )
		count += tw_client_get_status( c->clients[i] ).state == TW_CLIENT_PLAYING ? 1 : 0;
	return count;
}

void flood_clients_run( flood_shared* shared, const flood_setup* setup )
{
	crowd* c = calloc( 1, sizeof( crowd ) );
	bool is_open = c != NULL;
	if ( is_open )
		*c = ( crowd ){ .shared = shared, .setup = setup, .random = tw__random_fork( setup->seed, 1 ) };
	for ( int i = 0; is_open && i < setup->clients; ++i )
		is_open = open_client( c, i );
	uint64_t attack_us = 0;
	for ( int phase = FLOOD_JOINING; is_open && phase != FLOOD_OVER; phase = atomic_load( &shared->phase ) )
	{
		uint64_t now_us = tw_clock_now_us();
		for ( int i = 0; i < CLIENTS; ++i )
			if ( c->clients[i] != NULL )
				run_client( c, i, phase != FLOOD_SETTLING );
		if ( phase == FLOOD_JOINING )
			atomic_store( &shared->playing, count_playing( c ) );
		attack_us = phase == FLOOD_UNDER_ATTACK && attack_us == 0 ? now_us : attack_us;
		if ( phase == FLOOD_UNDER_ATTACK )
			join_honestly( c, attack_us );
		tw_clock_sleep_until_us( now_us + FRAME_US );
	}
	for ( int i = 0; c != NULL && i < CLIENTS; ++i )
		tw_client_destroy( c->clients[i] );
	free( c );
}
