// The program tickwire-token, and a server that admits by its tokens alone.

#include "support/program.h"
#include "tickwire/security.h"

#include <sys/stat.h>

#define KEY_TEXT "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

enum
{
	NEVER_CONNECTED = 1 // exit status of skirmish-bots
};

typedef struct folder
{
	char path[64], key[96], token[96], other_token[96];
} folder;

static folder make_folder( void )
{
	folder f = { .path = "/tmp/tickwire_token_XXXXXX" };
	cr_assert_not_null( mkdtemp( f.path ) );
	snprintf( f.key, sizeof( f.key ), "%s/key", f.path );
	snprintf( f.token, sizeof( f.token ), "%s/token", f.path );
	snprintf( f.other_token, sizeof( f.other_token ), "%s/other", f.path );
	FILE* file = fopen( f.key, "w" );
	cr_assert_not_null( file );
	cr_assert_geq( fputs( KEY_TEXT, file ), 0 );
	cr_assert_eq( fclose( file ), 0 );
	return f;
}

static void remove_folder( const folder* f )
{
	unlink( f->key ), unlink( f->token ), unlink( f->other_token );
	cr_expect_eq( rmdir( f->path ), 0, "something was left behind in %s", f->path );
}

// A port that nobody has: the server's tokens must name it before the server can say what it got.
static void choose_address( char out_text[TW_ADDRESS_CHARS] )
{
	tw_udp* udp = NULL;
	cr_assert_eq( tw_udp_create( "127.0.0.1:0", NULL, &udp ), TW_OK );
	tw_address address = tw_udp_get_address( udp );
	tw_address_format( &address, out_text );
	tw_udp_destroy( udp );
}

static int issue( const folder* f, const char* server, char* client_id, const char* out )
{
	program p = program_start( ( char*[] ){ "tickwire-token", "--key", (char*)f->key, "--protocol-id", "0x7001",
	                                        "--server", (char*)server, "--client-id", client_id, "--out",
	                                        (char*)out, NULL } );
	return program_finish( &p );
}

static int join( const char* server, const char* token )
{
	program bot = program_start( ( char*[] ){ "skirmish-bots", "--connect", (char*)server, "--count", "1",
	                                          "--seconds", "1", "--token", (char*)token, NULL } );
	return program_finish( &bot );
}

Test( token, opens_the_door_once, .timeout = 60 )
{
	char address[TW_ADDRESS_CHARS];
	folder f = make_folder();
	choose_address( address );
	program server = program_start( ( char*[] ){ "skirmish-server", "--bind", address, "--public", address,
	                                             "--token-key", f.key, "--protocol-id", "0x7001", NULL } );
	program_expect( &server, "listening on " );

	cr_assert_eq( issue( &f, address, "17", f.token ), 0 );
	cr_expect_eq( join( address, f.token ), 0 );
	cr_expect_eq( join( address, f.token ), NEVER_CONNECTED, "a token is one session" );
	cr_assert_eq( issue( &f, address, "18", f.other_token ), 0 );
	cr_expect_eq( join( address, f.other_token ), 0, "the refusal was the token's fault, not the server's" );

	kill( server.id, SIGTERM );
	program_expect( &server, "2 joins" );
	cr_expect_eq( program_finish( &server ), 0 );
	remove_folder( &f );
}

Test( token, is_2048_bytes_for_its_owner_alone, .timeout = 10 )
{
	folder f = make_folder();
	struct stat status;
	cr_assert_eq( issue( &f, "[::1]:40000", "1", f.token ), 0 );
	cr_assert_eq( stat( f.token, &status ), 0 );
	cr_expect_eq( status.st_size, TW_TOKEN_BYTES );
	cr_expect_eq( status.st_mode & 0777, 0600 );
	remove_folder( &f );
}

Test( token, is_not_made_from_a_wrong_command_line, .timeout = 20 )
{
	folder f = make_folder();
	const struct
	{
		char *key, *protocol_id, *server, *expire, *says;
		int status;
	} rows[] = {
		{ f.key, "7", "localhost:40000", "30", "--server localhost:40000", 2 },
		{ f.key, "7x", "127.0.0.1:1", "30", "--protocol-id", 2 },
		{ f.key, "7", "127.0.0.1:1", "0", "--expire", 2 },
		{ "/nonexistent", "7", "127.0.0.1:1", "30", "/nonexistent", 4 },
		{ "/dev/null", "7", "127.0.0.1:1", "30", "64 hex digits", 4 },
	};
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		program p = program_start( ( char*[] ){ "tickwire-token", "--key", rows[i].key, "--protocol-id",
		                                        rows[i].protocol_id, "--server", rows[i].server, "--client-id",
		                                        "1", "--expire", rows[i].expire, "--out", f.token, NULL } );
		program_expect( &p, rows[i].says );
		cr_expect_null( program_read_line( &p ), "row %zu: more than one line: %s", i, p.line );
		cr_expect_eq( program_finish( &p ), rows[i].status, "row %zu", i );
	}
	remove_folder( &f ); // fails when one of them had left a token
}
