#include "options.h"

#include "base/files.h"
#include "base/hex.h"
#include "base/secrets.h"

#include <string.h>
#include <time.h>

enum
{
	KEY_BYTES = sizeof( tw_secret_key ),
	KEY_MODE = 0600,
};

int server_options_parse( server_options* options, int argc, char* const* argv )
{
	static const char* const modes[] = { "ffa", "team", "ball", NULL }; // as sim_mode counts them
	memset( options, 0, sizeof( *options ) );
	// clang-format off
	const eng_option table[] = {
		{ .name = "bind", .value = "ADDR[:PORT]", .text = &options->bind, .initial = "[::]:40000",
		  .help = "where to listen; [::] takes IPv4 and IPv6, port 0 lets the system choose" },
		{ .name = "public", .value = "ADDR:PORT", .list = &options->public_addresses,
		  .help = "how clients reach this server, as tokens name it; needed with --token-key" },
		{ .name = "map", .value = "FILE", .text = &options->map,
		  .help = "a .tmj map; default foundry, for ball court" },
		{ .name = "mode", .value = "MODE", .choice = &options->mode, .choices = modes, .initial = "ffa",
		  .help = "how a match is played and won" },
		{ .name = "bots", .value = "N", .integer = &options->bots, .min = 0, .max = 63, .initial = "0",
		  .help = "bots inside the server" },
		{ .name = "max-players", .value = "N", .integer = &options->max_players, .min = 1, .max = 64, .initial = "32",
		  .help = "places, bots included" },
		{ .name = "key", .value = "FILE", .text = &options->key_file,
		  .help = "the server's identity, 64 hex digits; made when absent. Without it, a new one each start" },
		{ .name = "password-file", .value = "FILE", .text = &options->password_file,
		  .help = "whose first line is asked for" },
		{ .name = "token-key", .value = "FILE", .text = &options->token_key_file,
		  .help = "netcode's private key, 64 hex digits: admits by connect tokens only" },
		{ .name = "token-lifetime", .value = "SECONDS", .integer = &options->token_lifetime_s, .min = 1, .max = 3600,
		  .initial = "30", .help = "the longest a token can be used to join, as its issuer sets it" },
		{ .name = "protocol-id", .value = "N", .u64 = &options->protocol_id, .initial = "0",
		  .help = "0: Skirmish's own" },
		{ .name = "seed", .value = "N", .u64 = &options->seed, .initial = "1",
		  .help = "of the bots inside the server" },
		{ .name = "seconds", .value = "N", .integer = &options->seconds, .min = 0, .max = 1000000, .initial = "0",
		  .help = "stop by itself after so long; 0: never" },
		{ .name = "verbose", .flag = &options->is_verbose,
		  .help = "a line of figures every second" },
	};
	// clang-format on
	const eng_program program = {
		.name = "skirmish-server",
		.version = TICKWIRE_VERSION,
		.summary = "The dedicated server of Skirmish: simulates the match at 60 ticks a second and tells "
			   "everybody.\n"
			   "SIGTERM and SIGINT say goodbye to all players and exit with 0.",
		.failure = "it could not run; 3 the address cannot be used; 4 a map, key or password file cannot be "
			   "used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
		.reads_config = true,
	};
	int status = eng_args_parse( &options->args, &program, argc, argv );
	options->log = ( eng_log ){ .program = "skirmish-server",
		                    .lowest = options->is_verbose ? ENG_LOG_DEBUG : ENG_LOG_INFO };
	if ( status == ENG_ARGS_RUN && options->bots >= options->max_players && options->bots > 0 )
	{
		eng_log_error( &options->log, "--bots %d leaves no place for a player among --max-players %d",
		               options->bots, options->max_players );
		return ENG_STATUS_USAGE;
	}
	return status;
}

// @return false, and it has been said
static bool read_key( const server_options* options, const char* path, uint8_t out_key[KEY_BYTES] )
{
	eng_error error;
	bool is_read = eng_secret_read_key( path, out_key, KEY_BYTES, &error );
	if ( !is_read )
		eng_log_error( &options->log, "%s", error.text );
	return is_read;
}

static bool open_identity( server_options* options )
{
	if ( options->key_file == NULL )
		return tw_identity_create( NULL, &options->identity ) == TW_OK;
	if ( eng_file_exists( options->key_file ) )
	{
		if ( !read_key( options, options->key_file, options->identity.secret_key.bytes ) )
			return false;
		tw_identity_derive( &options->identity.secret_key, &options->identity );
		return true;
	}

	char text[2 * KEY_BYTES + 1];
	eng_error error;
	if ( tw_identity_create( NULL, &options->identity ) != TW_OK )
		return false;
	eng_hex_encode( options->identity.secret_key.bytes, KEY_BYTES, text );
	text[2 * KEY_BYTES] = '\n';
	bool is_written = eng_file_write( options->key_file, text, sizeof( text ), KEY_MODE, &error );
	tw_wipe( text, sizeof( text ) );
	if ( !is_written )
		eng_log_error( &options->log, "%s", error.text );
	else
		eng_log_info( &options->log, "made a new identity in %s", options->key_file );
	return is_written;
}

static bool open_password( server_options* options )
{
	eng_error error;
	bool is_read = eng_secret_read_password( options->password_file, options->password, &error );
	if ( !is_read )
		eng_log_error( &options->log, "%s", error.text );
	return is_read;
}

static bool open_publics( server_options* options )
{
	for ( int i = 0; i < options->public_addresses.count; ++i )
	{
		const char* text = options->public_addresses.items[i];
		if ( i == TW_TOKEN_ADDRESSES )
			eng_log_error( &options->log, "--public: at most %d addresses", TW_TOKEN_ADDRESSES );
		else if ( tw_address_parse( text, options->publics + i ) != TW_OK )
			eng_log_error( &options->log, "--public %s: not an address like 192.0.2.1:40000", text );
		else
			continue;
		return false;
	}
	bool are_needed = options->token_key_file != NULL && options->public_addresses.count == 0;
	if ( are_needed )
		eng_log_error( &options->log,
		               "--token-key needs --public: tokens name the addresses they are good for" );
	return !are_needed;
}

int server_options_open( server_options* options, tw_admission* out_admission )
{
	*out_admission = ( tw_admission ){ .mode = TW_ADMIT_ANYBODY,
		                           .identity = &options->identity,
		                           .protocol_id = options->protocol_id,
		                           .unix_s = (uint64_t)time( NULL ) };
	if ( !open_publics( options ) )
		return ENG_STATUS_USAGE;
	if ( options->token_key_file != NULL )
	{
		if ( !read_key( options, options->token_key_file, options->token_key.bytes ) )
			return SERVER_STATUS_FILE;
		out_admission->mode = TW_ADMIT_TOKENS;
		out_admission->identity = NULL;
		out_admission->token_key = &options->token_key;
		out_admission->public_addresses = options->publics;
		out_admission->public_address_count = options->public_addresses.count;
		out_admission->token_lifetime_s = options->token_lifetime_s;
		return ENG_ARGS_RUN;
	}
	if ( !open_identity( options ) )
		return SERVER_STATUS_FILE;
	if ( options->password_file != NULL )
	{
		if ( !open_password( options ) )
			return SERVER_STATUS_FILE;
		out_admission->mode = TW_ADMIT_PASSWORD;
		out_admission->password = options->password;
	}
	return ENG_ARGS_RUN;
}
