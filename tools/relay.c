#include "relay.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum
{
	MAX_CLIENTS = 256,
	IDLE_US = 60 * 1000000, // a client that is silent for this long has gone
	MAX_SLEEP_US = 100000,  // so that signals and idle clients are looked after
	BATCH_DATAGRAMS = 64
};

typedef struct client
{
	bool in_use;
	tw_address address; // the real one
	tw_transport inside;
	tw_address inside_address;
	tw_udp* upstream;
	uint64_t last_heard_us;
} client;

typedef struct batch
{
	tw_datagram items[BATCH_DATAGRAMS];
	uint8_t bytes[BATCH_DATAGRAMS][TW_MAX_DATAGRAM_BYTES];
} batch;

struct relay
{
	relay_options options;
	tw_udp* listener;
	tw_simnet* net;
	tw_transport server; // inside
	tw_address server_address;
	client clients[MAX_CLIENTS];
	uint64_t begin_us, now_us, client_count, refused_count;
	struct pollfd waited_for[1 + MAX_CLIENTS];
	batch batch;
};

// Addresses of the simulated network mean nothing outside of it.
static tw_address inside_address( uint64_t number )
{
	tw_address address = { .port = 1 };
	memcpy( address.ip + 8, &number, sizeof( number ) );
	return address;
}

static int receive_batch( relay* r, tw_transport from )
{
	for ( int i = 0; i < BATCH_DATAGRAMS; ++i )
	{
		r->batch.items[i].bytes = r->batch.bytes[i];
		r->batch.items[i].size_bytes = TW_MAX_DATAGRAM_BYTES;
	}
	return from.receive( r->batch.items, BATCH_DATAGRAMS, from.user );
}

static void send_on( tw_transport through, tw_datagram* item, const tw_address* to )
{
	item->address = *to;
	through.send( item, 1, through.user );
}

// --- Clients ---------------------------------------------------------------------------------------------------------

static client* find_client( relay* r, const tw_address* address )
{
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		if ( r->clients[i].in_use && tw_address_equals( &r->clients[i].address, address ) )
			return r->clients + i;
	}
	return NULL;
}

static client* find_client_inside( relay* r, const tw_address* address )
{
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		if ( r->clients[i].in_use && tw_address_equals( &r->clients[i].inside_address, address ) )
			return r->clients + i;
	}
	return NULL;
}

static void drop_client( relay* r, client* c )
{
	tw_simnet_remove( r->net, c->inside_address );
	tw_udp_destroy( c->upstream );
	*c = ( client ){ 0 };
}

static client* add_client( relay* r, const tw_address* address )
{
	client* c = r->clients;
	while ( c < r->clients + MAX_CLIENTS && c->in_use )
		c++;
	tw_udp* upstream = NULL;
	if ( c == r->clients + MAX_CLIENTS || tw_udp_create( "[::]:0", NULL, &upstream ) != TW_OK )
	{
		r->refused_count++;
		return NULL;
	}

	r->client_count++;
	*c = ( client ){ .in_use = true, .address = *address, .upstream = upstream };
	c->inside_address = inside_address( 1 + r->client_count );
	c->inside = tw_simnet_add( r->net, c->inside_address, r->options.profile );
	return c;
}

// A client that roamed is seen by the server from another address: another socket. If there is none to be had, the old
// one goes on, and only the address stays.
static void follow_roaming( relay* r, client* c )
{
	tw_address address = tw_simnet_get_address( r->net, c->inside );
	tw_udp* upstream = NULL;
	if ( tw_address_equals( &address, &c->inside_address ) )
		return;
	c->inside_address = address;
	if ( tw_udp_create( "[::]:0", NULL, &upstream ) != TW_OK )
		return;
	tw_udp_destroy( c->upstream );
	c->upstream = upstream;
}

static void look_after_clients( relay* r )
{
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		client* c = r->clients + i;
		if ( c->in_use && r->now_us - c->last_heard_us > IDLE_US )
			drop_client( r, c );
		else if ( c->in_use )
			follow_roaming( r, c );
	}
}

// --- Four ways -------------------------------------------------------------------------------------------------------

static void take_from_clients( relay* r )
{
	int count = receive_batch( r, tw_udp_get_transport( r->listener ) );
	for ( int i = 0; i < count; ++i )
	{
		tw_datagram* item = r->batch.items + i;
		client* c = find_client( r, &item->address );
		if ( c == NULL )
			c = add_client( r, &item->address );
		if ( c == NULL )
			continue;
		c->last_heard_us = r->now_us;
		send_on( c->inside, item, &r->server_address );
	}
}

// Only the server's: anybody may send to the port.
static void take_from_server( relay* r, client* c )
{
	int count = receive_batch( r, tw_udp_get_transport( c->upstream ) );
	for ( int i = 0; i < count; ++i )
	{
		if ( tw_address_equals( &r->batch.items[i].address, &r->options.to ) )
			send_on( r->server, r->batch.items + i, &c->inside_address );
	}
}

static void give_to_server( relay* r )
{
	for ( int count = receive_batch( r, r->server ); count > 0; count = receive_batch( r, r->server ) )
	{
		for ( int i = 0; i < count; ++i )
		{
			client* c = find_client_inside( r, &r->batch.items[i].address );
			if ( c != NULL )
				send_on( tw_udp_get_transport( c->upstream ), r->batch.items + i, &r->options.to );
		}
	}
}

static void give_to_client( relay* r, client* c )
{
	for ( int count = receive_batch( r, c->inside ); count > 0; count = receive_batch( r, c->inside ) )
	{
		for ( int i = 0; i < count; ++i )
			send_on( tw_udp_get_transport( r->listener ), r->batch.items + i, &c->address );
	}
}

// --- Time ------------------------------------------------------------------------------------------------------------

static void wait_for_any( relay* r, uint64_t until_us )
{
	nfds_t count = 0;
	r->waited_for[count++] = ( struct pollfd ){ .fd = tw_udp_get_descriptor( r->listener ), .events = POLLIN };
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		if ( r->clients[i].in_use )
			r->waited_for[count++] =
				( struct pollfd ){ .fd = tw_udp_get_descriptor( r->clients[i].upstream ),
				                   .events = POLLIN };
	}

	uint64_t now_us = tw_clock_now_us();
	uint64_t rest_us = until_us > now_us ? until_us - now_us : 0;
#if defined( __linux__ )
	struct timespec rest = { .tv_nsec = (long)rest_us * 1000 }; // less than a second
	ppoll( r->waited_for, count, &rest, NULL );
#else
	poll( r->waited_for, count, (int)( ( rest_us + 999 ) / 1000 ) );
#endif
}

void relay_run_once( relay* r )
{
	uint64_t latest_us = r->now_us + MAX_SLEEP_US, due_us = tw_simnet_get_next_us( r->net );
	wait_for_any( r, due_us < latest_us ? due_us : latest_us );

	r->now_us = tw_clock_now_us();
	tw_simnet_advance( r->net, r->now_us );
	look_after_clients( r );
	take_from_clients( r );
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		if ( r->clients[i].in_use )
			take_from_server( r, r->clients + i );
	}
	give_to_server( r );
	for ( int i = 0; i < MAX_CLIENTS; ++i )
	{
		if ( r->clients[i].in_use )
			give_to_client( r, r->clients + i );
	}
}

// --- Beginning and end -----------------------------------------------------------------------------------------------

static void print_greeting( const relay* r )
{
	char here[TW_ADDRESS_CHARS], there[TW_ADDRESS_CHARS];
	tw_address address = tw_udp_get_address( r->listener );
	tw_address_format( &address, here );
	tw_address_format( &r->options.to, there );
	eng_log_info( &r->options.log, "listening on %s, relaying to %s through %s, seed %" PRIu64, here, there,
	              r->options.profile->name, r->options.seed );
}

static tw_result open_both_sides( relay* r )
{
	tw_result result = tw_udp_create( r->options.listen_text, NULL, &r->listener );
	if ( result != TW_OK )
		return result;
	tw_simnet_def def = { .seed = r->options.seed, .max_endpoints = 1 + MAX_CLIENTS };
	result = tw_simnet_create( &def, &r->net );
	if ( result != TW_OK )
		return result;
	r->server_address = inside_address( 1 );
	r->server = tw_simnet_add( r->net, r->server_address, NULL );
	return TW_OK;
}

tw_result relay_create( const relay_options* options, relay** out_relay )
{
	relay* r = calloc( 1, sizeof( *r ) );
	if ( r == NULL )
		return TW_ERR_MEMORY;
	r->options = *options;
	tw_result result = open_both_sides( r );
	if ( result != TW_OK )
	{
		relay_destroy( r );
		return result;
	}
	r->begin_us = r->now_us = tw_clock_now_us();
	tw_simnet_advance( r->net, r->now_us );
	print_greeting( r );
	*out_relay = r;
	return TW_OK;
}

void relay_destroy( relay* r )
{
	if ( r == NULL )
		return;
	for ( int i = 0; i < MAX_CLIENTS; ++i )
		tw_udp_destroy( r->clients[i].upstream );
	tw_simnet_destroy( r->net );
	tw_udp_destroy( r->listener );
	free( r );
}

void relay_print_summary( const relay* r )
{
	tw_simnet_stats s = tw_simnet_get_stats( r->net );
	eng_log_info( &r->options.log,
	              "%" PRIu64 " s; clients %" PRIu64 ", turned away %" PRIu64 "; datagrams in %" PRIu64
	              ", passed on %" PRIu64 ", lost %" PRIu64 ", doubled %" PRIu64 ", dropped by queues %" PRIu64,
	              ( r->now_us - r->begin_us ) / 1000000u, r->client_count, r->refused_count, s.sent, s.delivered,
	              s.lost + s.unroutable, s.duplicated, s.queue_drops + s.overflows );
}
