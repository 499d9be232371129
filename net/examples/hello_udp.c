// hello_udp.c - a datagram from one end to the other, over the transport alone: no connection, no encryption.
//
//     hello_udp                      both ends, over loopback
//     hello_udp serve [ADDR]         print what arrives, answer it (ADDR is [::]:40000)
//     hello_udp send ADDR [TEXT]     send one, print the answer

#include "tickwire/transport.h"

#include <stdio.h>
#include <string.h>

static tw_udp* open_udp( const char* address )
{
	tw_udp* udp = NULL;
	tw_result result = tw_udp_create( address, NULL, &udp );
	if ( result != TW_OK )
		fprintf( stderr, "hello_udp: %s: error %d\n", address, (int)result );
	return udp;
}

static void send_text( tw_udp* udp, tw_address to, const char* text )
{
	tw_datagram item = { .address = to, .bytes = (uint8_t*)text, .size_bytes = (int)strlen( text ) };
	tw_transport transport = tw_udp_get_transport( udp );
	transport.send( &item, 1, transport.user );
}

// Wait up to a second for one datagram, and print it. @return false when there was none
static bool print_one( tw_udp* udp, tw_address* out_from )
{
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
	tw_datagram item = { .bytes = bytes, .size_bytes = sizeof( bytes ) };
	tw_transport transport = tw_udp_get_transport( udp );
	if ( !tw_udp_wait( udp, tw_clock_now_us() + 1000000 ) || transport.receive( &item, 1, transport.user ) == 0 )
		return false;
	char from[TW_ADDRESS_CHARS];
	tw_address_format( &item.address, from );
	printf( "%s: %.*s\n", from, item.size_bytes, (const char*)bytes );
	*out_from = item.address;
	return true;
}

static int serve( tw_udp* udp )
{
	tw_address from;
	while ( udp != NULL )
		if ( print_one( udp, &from ) )
			send_text( udp, from, "Hello yourself!" );
	return 1;
}

static int send_to( tw_udp* udp, const char* to_text, const char* text )
{
	tw_address to, from;
	if ( udp == NULL || tw_udp_resolve( to_text, &to ) != TW_OK )
		return 1;
	send_text( udp, to, text );
	bool is_answered = print_one( udp, &from );
	tw_udp_destroy( udp );
	return is_answered ? 0 : 1;
}

int main( int argc, char** argv )
{
	if ( argc > 1 && strcmp( argv[1], "serve" ) == 0 )
		return serve( open_udp( argc > 2 ? argv[2] : "[::]:40000" ) );
	if ( argc > 2 && strcmp( argv[1], "send" ) == 0 )
		return send_to( open_udp( "[::]:0" ), argv[2], argc > 3 ? argv[3] : "Hello, UDP!" );

	tw_udp *here = open_udp( "127.0.0.1:0" ), *there = open_udp( "127.0.0.1:0" );
	tw_address from;
	if ( here == NULL || there == NULL )
		return 1;
	send_text( here, tw_udp_get_address( there ), "Hello, UDP!" );
	bool is_received = print_one( there, &from );
	tw_udp_destroy( here ), tw_udp_destroy( there );
	return is_received ? 0 : 1;
}
