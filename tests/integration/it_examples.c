// The programs of net/examples, as somebody who has just cloned the repository would run them.

#include "support/program.h"
#include "tickwire/transport.h"

#include <math.h>

enum
{
	PATIENCE_US = 5000000
};

typedef struct place
{
	float x_m, y_m;
} place;

// Where the client says its own square is, in the next line that has it.
static place read_own_place( program* client )
{
	place p = { 0 };
	const char* text = program_expect( client, "me " );
	cr_assert_eq( sscanf( text, "%f %f", &p.x_m, &p.y_m ), 2, "%s", client->line );
	return p;
}

static float distance_m( place a, place b ) { return hypotf( a.x_m - b.x_m, a.y_m - b.y_m ); }

static program start_server( char out_address[TW_ADDRESS_CHARS] )
{
	program server = program_start( ( char*[] ){ "square_server", "127.0.0.1:0", NULL } );
	snprintf( out_address, TW_ADDRESS_CHARS, "%s", program_expect( &server, "listening on " ) );
	return server;
}

Test( square, walks_on_the_screens_of_two_clients_and_everybody_is_told_the_end, .timeout = 30 )
{
	char address[TW_ADDRESS_CHARS];
	program server = start_server( address );
	program stays = program_start( ( char*[] ){ "square_client", address, NULL } );
	program leaves = program_start( ( char*[] ){ "square_client", address, NULL } );

	place before = read_own_place( &stays );
	place after = read_own_place( &stays );
	cr_expect_gt( distance_m( before, after ), 0.5f, "in a second it walks metres" );
	program_expect( &stays, "other " );
	program_expect( &leaves, "other " );

	kill( leaves.id, SIGINT );
	cr_expect_eq( program_finish( &leaves ), 0 );
	cr_expect_str_eq( leaves.line, "left the game" );
	do
		read_own_place( &stays );
	while ( strstr( stays.line, "other" ) != NULL ); // the goodbye arrives long before a timeout would end it

	kill( server.id, SIGINT );
	cr_expect_eq( program_finish( &stays ), 0 );
	cr_expect_str_eq( stays.line, "the server is shutting down" );
	cr_expect_eq( program_finish( &server ), 0 );
}

Test( square, a_taken_port_and_an_address_that_is_none_are_told_in_words, .timeout = 10 )
{
	char address[TW_ADDRESS_CHARS];
	program server = start_server( address );
	program second = program_start( ( char*[] ){ "square_server", address, NULL } );
	program_expect( &second, "square_server: another process already bound that port" );
	cr_expect_eq( program_finish( &second ), 1 );
	program lost = program_start( ( char*[] ){ "square_client", "nowhere", NULL } );
	program_expect( &lost, "square_client: the address could not be parsed or resolved" );
	cr_expect_eq( program_finish( &lost ), 1 );
	kill( server.id, SIGINT );
	cr_expect_eq( program_finish( &server ), 0 );
}

Test( hello_udp, talks_to_itself_when_told_nothing, .timeout = 10 )
{
	program hello = program_start( ( char*[] ){ "hello_udp", NULL } );
	program_expect( &hello, ": Hello, UDP!" );
	cr_expect_eq( program_finish( &hello ), 0 );
}

Test( hello_udp, sends_its_text_and_prints_the_answer, .timeout = 10 )
{
	tw_udp* udp = NULL;
	char text[TW_ADDRESS_CHARS];
	uint8_t bytes[64];
	cr_assert_eq( tw_udp_create( "127.0.0.1:0", NULL, &udp ), TW_OK );
	tw_address here = tw_udp_get_address( udp );
	tw_address_format( &here, text );
	program hello = program_start( ( char*[] ){ "hello_udp", "send", text, "good evening", NULL } );

	tw_transport transport = tw_udp_get_transport( udp );
	tw_datagram item = { .bytes = bytes, .size_bytes = sizeof( bytes ) };
	cr_assert( tw_udp_wait( udp, tw_clock_now_us() + PATIENCE_US ) );
	cr_assert_eq( transport.receive( &item, 1, transport.user ), 1 );
	cr_expect_arr_eq( bytes, "good evening", 12 );
	transport.send( &item, 1, transport.user ); // back to where it came from

	program_expect( &hello, ": good evening" );
	cr_expect_eq( program_finish( &hello ), 0 );
	tw_udp_destroy( udp );
}
