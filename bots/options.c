#include "options.h"

#include "base/files.h"

#include <stdio.h>
#include <string.h>

static int find_profile( bots_options* options )
{
	if ( options->profile_name == NULL )
		return ENG_ARGS_RUN;
	options->profile = tw_profile_find( options->profile_name );
	if ( options->profile != NULL )
		return ENG_ARGS_RUN;
	char names[256] = "";
	for ( int i = 0; tw_profile_get( i ) != NULL; ++i )
		snprintf( names + strlen( names ), sizeof( names ) - strlen( names ), " %s",
		          tw_profile_get( i )->name );
	eng_log_error( &options->log, "--profile %s: no such network; there are%s", options->profile_name, names );
	return ENG_STATUS_USAGE;
}

static int read_token( bots_options* options )
{
	eng_file file;
	eng_error error;
	if ( options->token_file == NULL )
		return ENG_ARGS_RUN;
	bool is_read = eng_file_read( options->token_file, TW_TOKEN_BYTES, &file, &error );
	if ( is_read && file.size_bytes != TW_TOKEN_BYTES )
	{
		is_read = eng_error_set( &error, "%s: a token has %d bytes, this has %zu", options->token_file,
		                         TW_TOKEN_BYTES, file.size_bytes );
		eng_file_release( &file );
	}
	if ( !is_read )
	{
		eng_log_error( &options->log, "%s", error.text );
		return BOTS_STATUS_FILE;
	}
	memcpy( options->token.bytes, file.bytes, TW_TOKEN_BYTES );
	options->has_token = true;
	eng_file_release( &file );
	return ENG_ARGS_RUN;
}

static int read_password( bots_options* options )
{
	eng_error error;
	if ( options->password_file == NULL ||
	     eng_secret_read_password( options->password_file, options->password, &error ) )
		return ENG_ARGS_RUN;
	eng_log_error( &options->log, "%s", error.text );
	return BOTS_STATUS_FILE;
}

int bots_options_parse( bots_options* options, int argc, char* const* argv )
{
	static const char* const modes[] = { "fight", "apart", NULL };
	static const char* const strengths[] = { "easy", "normal", "hard", NULL };
	memset( options, 0, sizeof( *options ) );
	// clang-format off
	const eng_option table[] = {
		{ .name = "connect", .value = "HOST[:PORT]", .list = &options->connect, .initial = NULL,
		  .help = "the server, #FINGERPRINT may follow; several: the bots are spread over them" },
		{ .name = "count", .value = "N", .integer = &options->count, .min = 1, .max = BOTS_MAX, .initial = "8",
		  .help = "bots, each a network client of its own" },
		{ .name = "seconds", .value = "N", .integer = &options->seconds, .min = 1, .max = 1000000, .initial = "30",
		  .help = "how long to play" },
		{ .name = "bots", .value = "MODE", .choice = &options->mode, .choices = modes, .initial = "fight",
		  .help = "whether they seek each other" },
		{ .name = "strength", .value = "HOW", .choice = &options->strength, .choices = strengths, .initial = "normal",
		  .help = "how well they play" },
		{ .name = "profile", .value = "NAME", .text = &options->profile_name,
		  .help = "a named bad network between each bot and the server" },
		{ .name = "token", .value = "FILE", .text = &options->token_file,
		  .help = "a connect token for one bot" },
		{ .name = "password-file", .value = "FILE", .text = &options->password_file,
		  .help = "for a server that wants one" },
		{ .name = "map", .value = "FILE", .text = &options->map,
		  .help = "the map the server plays; default foundry" },
		{ .name = "seed", .value = "N", .u64 = &options->seed, .initial = "1",
		  .help = "of bots and bad networks" },
		{ .name = "json", .flag = &options->is_json,
		  .help = "print the figures as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "skirmish-bots",
		.version = TICKWIRE_VERSION,
		.summary = "Headless players for Skirmish: each is a real network client that sees what it is sent.",
		.failure = "not all bots could play to the end; 3 an address cannot be used; "
			   "4 a token, password or map file cannot be used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	int status = eng_args_parse( &options->args, &program, argc, argv );
	options->log = ( eng_log ){ .program = "skirmish-bots", .lowest = ENG_LOG_INFO };
	if ( status != ENG_ARGS_RUN )
		return status;
	if ( options->connect.count == 0 )
		options->connect = ( eng_text_list ){ .items = { "127.0.0.1:40000" }, .count = 1 };
	if ( options->token_file != NULL && options->count != 1 )
	{
		eng_log_error( &options->log, "--token lets one bot in: give --count 1" );
		return ENG_STATUS_USAGE;
	}
	status = find_profile( options );
	if ( status == ENG_ARGS_RUN )
		status = read_token( options );
	return status == ENG_ARGS_RUN ? read_password( options ) : status;
}
