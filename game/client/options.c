#include "options.h"

#include "base/files.h"

#include <stdio.h>
#include <string.h>

static int find_profile( client_options* options )
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

static int read_size( client_options* options )
{
	int used = 0;
	if ( options->size == NULL )
		return ENG_ARGS_RUN;
	bool is_good = sscanf( options->size, "%5dx%5d%n", &options->width, &options->height, &used ) == 2 &&
	               options->size[used] == '\0' && options->width >= 640 && options->width <= 7680 &&
	               options->height >= 360 && options->height <= 4320;
	if ( is_good )
		return ENG_ARGS_RUN;
	eng_log_error( &options->log, "--size %s: expected WIDTHxHEIGHT from 640x360 to 7680x4320", options->size );
	return ENG_STATUS_USAGE;
}

static int read_token( client_options* options )
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
		return ENG_STATUS_FAILED;
	}
	memcpy( options->token.bytes, file.bytes, TW_TOKEN_BYTES );
	options->has_token = true;
	eng_file_release( &file );
	return ENG_ARGS_RUN;
}

static int check( client_options* options )
{
	if ( options->plays && options->connect != NULL )
	{
		eng_log_error( &options->log, "--play and --connect exclude each other" );
		return ENG_STATUS_USAGE;
	}
	if ( options->has_token && options->connect == NULL )
	{
		eng_log_error( &options->log, "--token needs --connect" );
		return ENG_STATUS_USAGE;
	}
	return ENG_ARGS_RUN;
}

int client_options_parse( client_options* options, int argc, char* const* argv )
{
	memset( options, 0, sizeof( *options ) );
	// clang-format off
	const eng_option table[] = {
		{ .name = "connect", .value = "HOST[:PORT]", .text = &options->connect,
		  .help = "join this server at once; #FINGERPRINT may follow" },
		{ .name = "play", .flag = &options->plays,
		  .help = "go straight into a match against bots" },
		{ .name = "name", .value = "NAME", .text = &options->name,
		  .help = "what the others call you; the settings keep it" },
		{ .name = "token", .value = "FILE", .text = &options->token_file,
		  .help = "a connect token for --connect" },
		{ .name = "map", .value = "FILE", .text = &options->map,
		  .help = "the map that is played; default foundry" },
		{ .name = "bots", .value = "N", .integer = &options->bots, .min = 0, .max = 31, .initial = "7",
		  .help = "against how many --play is" },
		{ .name = "profile", .value = "NAME", .text = &options->profile_name,
		  .help = "a named bad network between this client and the server" },
		{ .name = "size", .value = "WxH", .text = &options->size,
		  .help = "of the window in pixels" },
		{ .name = "screenshot", .value = "FILE", .text = &options->screenshot,
		  .help = "write the window as PNG and exit; needs no display" },
		{ .name = "after", .value = "SECONDS", .real = &options->after_s, .min = 0, .max = 3600, .initial = "5",
		  .help = "when the screenshot is taken" },
		{ .name = "seconds", .value = "N", .integer = &options->seconds, .min = 0, .max = 1000000, .initial = "0",
		  .help = "exit by itself after so long; 0: never" },
		{ .name = "headless", .flag = &options->is_headless,
		  .help = "where there is no display, draw into memory" },
		{ .name = "autopilot", .flag = &options->has_autopilot,
		  .help = "plays by itself: for pictures and measures" },
		{ .name = "net-graph", .value = "LEVEL", .integer = &options->net_graph, .min = 0, .max = 3, .initial = "0",
		  .help = "begin with the net graph on" },
		{ .name = "laboratory", .flag = &options->shows_laboratory,
		  .help = "begin with the network laboratory open" },
		{ .name = "scores", .flag = &options->shows_scores,
		  .help = "keep the scoreboard open" },
		{ .name = "settings", .value = "FILE", .text = &options->settings_file,
		  .help = "instead of skirmish/settings.conf in the user's configuration" },
		{ .name = "stats", .flag = &options->has_stats,
		  .help = "at the end print what frames cost, as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "skirmish",
		.version = TICKWIRE_VERSION,
		.summary = "An arena shooter for 2 to 64 players. Without options it begins in the menu.",
		.failure = "no window, or a file that cannot be used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	int status = eng_args_parse( &options->args, &program, argc, argv );
	options->log = ( eng_log ){ .program = "skirmish", .lowest = ENG_LOG_INFO };
	if ( status == ENG_ARGS_RUN )
		status = find_profile( options );
	if ( status == ENG_ARGS_RUN )
		status = read_size( options );
	if ( status == ENG_ARGS_RUN )
		status = read_token( options );
	return status == ENG_ARGS_RUN ? check( options ) : status;
}
