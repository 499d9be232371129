// The program tickwire-relay between real sockets.

#include "tickwire/transport.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
	PATIENCE_US = 10000000
};

typedef struct program
{
	pid_t id;
	FILE* errors; // what it writes to stderr
} program;

static const char* relay_path( void )
{
	static char path[1024];
	const char* folder = getenv( "TICKWIRE_BIN" );
	snprintf( path, sizeof( path ), "%s/tickwire-relay", folder != NULL ? folder : "build/dev/bin" );
	return path;
}

static program start( char** arguments )
{
	int ends[2];
	cr_assert_eq( pipe( ends ), 0 );
	program p = { .id = fork() };
	cr_assert_geq( p.id, 0 );
	if ( p.id == 0 )
	{
		dup2( ends[1], STDERR_FILENO );
		close( ends[0] ), close( ends[1] );
		execv( relay_path(), arguments );
		_exit( 127 );
	}
	close( ends[1] );
	p.errors = fdopen( ends[0], "r" );
	return p;
}

// @return the exit status, or -1 after a crash
static int finish( program p )
{
	int status = 0;
	while ( fgetc( p.errors ) != EOF ) // until it ends: a closed pipe would kill it
		continue;
	fclose( p.errors );
	cr_assert_eq( waitpid( p.id, &status, 0 ), p.id );
	return WIFEXITED( status ) ? WEXITSTATUS( status ) : -1;
}

static tw_udp* open_udp( void )
{
	tw_udp* udp = NULL;
	cr_assert_eq( tw_udp_create( "127.0.0.1:0", NULL, &udp ), TW_OK );
	return udp;
}

static void send_text( tw_udp* udp, tw_address to, const char* text )
{
	uint8_t bytes[64];
	size_t size = strlen( text );
	memcpy( bytes, text, size );
	tw_transport transport = tw_udp_get_transport( udp );
	transport.send( &( tw_datagram ){ .address = to, .bytes = bytes, .size_bytes = (int)size }, 1, transport.user );
}

static tw_address expect_text( tw_udp* udp, const char* text )
{
	uint8_t bytes[64];
	tw_datagram item = { .bytes = bytes, .size_bytes = sizeof( bytes ) };
	tw_transport transport = tw_udp_get_transport( udp );
	cr_assert( tw_udp_wait( udp, tw_clock_now_us() + PATIENCE_US ), "nobody said \"%s\"", text );
	cr_assert_eq( transport.receive( &item, 1, transport.user ), 1 );
	cr_assert_eq( item.size_bytes, (int)strlen( text ) );
	cr_assert_eq( memcmp( bytes, text, strlen( text ) ), 0 );
	return item.address;
}

Test( relay, each_client_has_a_socket_of_its_own_and_gets_its_own_answers )
{
	tw_udp *server = open_udp(), *a = open_udp(), *b = open_udp();
	char to[TW_ADDRESS_CHARS], line[512], here[TW_ADDRESS_CHARS];
	tw_address address = tw_udp_get_address( server ), relay_address;
	tw_address_format( &address, to );
	program p = start(
		( char*[] ){ "tickwire-relay", "--listen", "127.0.0.1:0", "--to", to, "--profile", "lan", NULL } );
	cr_assert_not_null( fgets( line, sizeof( line ), p.errors ) );
	cr_assert_eq( sscanf( line, "tickwire-relay: listening on %63[^,],", here ), 1, "%s", line );
	cr_assert_eq( tw_address_parse( here, &relay_address ), TW_OK );

	send_text( a, relay_address, "from a" );
	tw_address address_a = expect_text( server, "from a" );
	send_text( b, relay_address, "from b" );
	tw_address address_b = expect_text( server, "from b" );
	cr_expect_not( tw_address_equals( &address_a, &address_b ) );
	send_text( server, address_b, "to b" );
	send_text( server, address_a, "to a" );
	tw_address from = expect_text( b, "to b" );
	cr_expect( tw_address_equals( &from, &relay_address ) );
	expect_text( a, "to a" );

	kill( p.id, SIGTERM );
	cr_assert_not_null( fgets( line, sizeof( line ), p.errors ) );
	cr_expect_not_null( strstr( line, "clients 2, turned away 0; datagrams in 4, passed on 4, lost 0" ), "%s",
	                    line );
	cr_expect_eq( finish( p ), 0 );
	tw_udp_destroy( server ), tw_udp_destroy( a ), tw_udp_destroy( b );
}

Test( relay, a_wrong_command_line_is_told_in_one_line_and_its_own_status )
{
	static const struct
	{
		char* arguments[9];
		int status;
	} rows[] = {
		{ { "tickwire-relay", "--bogus", NULL }, 2 },
		{ { "tickwire-relay", "--seed", NULL }, 2 },
		{ { "tickwire-relay", "--seed", "-1", NULL }, 2 },
		{ { "tickwire-relay", "--seconds", "1x", NULL }, 2 },
		{ { "tickwire-relay", "stray", NULL }, 2 },
		{ { "tickwire-relay", NULL }, 2 },
		{ { "tickwire-relay", "--listen", "[::]:0", "--to", "127.0.0.1:9", "--profile", "5G", NULL }, 2 },
		{ { "tickwire-relay", "--listen", "[::]:0", "--to", "nowhere", "--profile", "LAN", NULL }, 3 },
		{ { "tickwire-relay", "--listen", "nonsense", "--to", "127.0.0.1:9", "--profile", "LAN", NULL }, 3 },
	};
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		char line[512];
		program p = start( (char**)rows[i].arguments );
		cr_expect_not_null( fgets( line, sizeof( line ), p.errors ), "row %zu", i );
		cr_expect_not_null( strchr( line, '\n' ), "row %zu", i );
		cr_expect_null( fgets( line, sizeof( line ), p.errors ), "row %zu: %s", i, line );
		cr_expect_eq( finish( p ), rows[i].status, "row %zu", i );
	}
}

Test( relay, ends_by_itself_after_the_time_it_was_given )
{
	program p = start( ( char*[] ){ "tickwire-relay", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:9", "--profile",
	                                "ROAM", "--seconds", "1", NULL } );
	cr_expect_eq( finish( p ), 0 );
}
