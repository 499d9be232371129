// tickwire_token.c - the program tickwire-token: a connect token of netcode 1.02, as a backend would hand it to a player.
//
//     tickwire-token --key token.key --protocol-id 7 --server 203.0.113.5:40000 --client-id 1 --out player.token

#include "base/args.h"
#include "base/files.h"
#include "base/secrets.h"
#include "tickwire/security.h"

#include <stdio.h>
#include <time.h>

enum
{
	STATUS_FILE = 4,   // the key file cannot be used, as skirmish-server says it
	TOKEN_MODE = 0600, // it holds the keys of a connection
};

typedef struct order
{
	const char* key_file;
	const char* out_file;
	eng_text_list servers;
	uint64_t protocol_id, client_id;
	int expire_s;
	tw_address addresses[TW_TOKEN_ADDRESSES];
	tw_secret_key key;
} order;

static int parse_order( order* o, eng_args* args, int argc, char* const* argv )
{
	const eng_option table[] = {
		{ .name = "key",
		  .value = "FILE",
		  .text = &o->key_file,
		  .is_required = true,
		  .help = "the key that the server has as --token-key, 64 hex digits" },
		{ .name = "protocol-id",
		  .value = "N",
		  .u64 = &o->protocol_id,
		  .is_required = true,
		  .help = "as the server's" },
		{ .name = "server",
		  .value = "ADDR:PORT",
		  .list = &o->servers,
		  .is_required = true,
		  .help = "as one of the server's --public; several are tried in order" },
		{ .name = "client-id",
		  .value = "N",
		  .u64 = &o->client_id,
		  .is_required = true,
		  .help = "what the server shall know this session by" },
		{ .name = "expire",
		  .value = "SECONDS",
		  .integer = &o->expire_s,
		  .min = 1,
		  .max = 86400,
		  .initial = "30",
		  .help = "how long it can be used to join" },
		{ .name = "out",
		  .value = "FILE",
		  .text = &o->out_file,
		  .is_required = true,
		  .help = "where the 2048 bytes go; only its owner can read it" },
	};
	const eng_program program = {
		.name = "tickwire-token",
		.version = TICKWIRE_VERSION,
		.summary = "Makes a connect token: who has it can join that server, once, until it expires.",
		.failure = "the token could not be made or written; 4 the key file cannot be used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	return eng_args_parse( args, &program, argc, argv );
}

static bool parse_servers( order* o, eng_error* error )
{
	if ( o->servers.count > TW_TOKEN_ADDRESSES )
		return eng_error_set( error, "--server: a token has room for %d addresses", TW_TOKEN_ADDRESSES );
	for ( int i = 0; i < o->servers.count; ++i )
		if ( tw_address_parse( o->servers.items[i], o->addresses + i ) != TW_OK )
			return eng_error_set( error, "--server %s: not an address like 203.0.113.5:40000",
			                      o->servers.items[i] );
	return true;
}

static bool write_token( const order* o, eng_error* error )
{
	const tw_token_def def = {
		.token_key = &o->key,
		.protocol_id = o->protocol_id,
		.client_id = o->client_id,
		.addresses = o->addresses,
		.address_count = o->servers.count,
		.unix_s = (uint64_t)time( NULL ),
		.expire_s = o->expire_s,
	};
	tw_token token;
	tw_result result = tw_token_issue( &def, &token );
	bool is_written = result == TW_OK
	                          ? eng_file_write( o->out_file, token.bytes, sizeof( token.bytes ), TOKEN_MODE, error )
	                          : eng_error_set( error, "no token: %s", tw_result_text( result ) );
	tw_wipe( &token, sizeof( token ) );
	return is_written;
}

static int complain( const eng_error* error, int status )
{
	fprintf( stderr, "tickwire-token: %s\n", error->text );
	return status;
}

int main( int argc, char** argv )
{
	order o = { 0 };
	eng_args args;
	eng_error error;
	int status = parse_order( &o, &args, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	if ( !parse_servers( &o, &error ) )
		status = complain( &error, ENG_STATUS_USAGE );
	else if ( !eng_secret_read_key( o.key_file, o.key.bytes, sizeof( o.key.bytes ), &error ) )
		status = complain( &error, STATUS_FILE );
	else if ( !write_token( &o, &error ) )
		status = complain( &error, ENG_STATUS_FAILED );
	else
		status = ENG_STATUS_OK;
	tw_wipe( &o.key, sizeof( o.key ) );
	eng_args_end( &args );
	return status;
}
