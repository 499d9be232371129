#include "relay_options.h"

#include <string.h>

enum
{
	MAX_SECONDS = 366 * 86400
};

static bool find_profile( relay_options* options )
{
	options->profile = tw_profile_find( options->profile_name );
	if ( options->profile != NULL )
		return true;
	char names[256] = "";
	for ( int i = 0; tw_profile_get( i ) != NULL; ++i )
		snprintf( names + strlen( names ), sizeof( names ) - strlen( names ), " %s",
		          tw_profile_get( i )->name );
	eng_log_error( &options->log, "--profile %s: no such network; there are%s", options->profile_name, names );
	return false;
}

static bool find_server( relay_options* options )
{
	tw_result result = tw_udp_resolve( options->to_text, &options->to );
	if ( result != TW_OK )
		eng_log_error( &options->log, "--to %s: %s", options->to_text, tw_result_text( result ) );
	return result == TW_OK;
}

int relay_options_parse( relay_options* options, int argc, char* const* argv )
{
	memset( options, 0, sizeof( *options ) );
	// clang-format off
	const eng_option table[] = {
		{ .name = "listen", .value = "ADDR:PORT", .text = &options->listen_text, .is_required = true,
		  .help = "where clients come in, such as [::]:40001; port 0 lets the system choose" },
		{ .name = "to", .value = "HOST:PORT", .text = &options->to_text, .is_required = true,
		  .help = "where the server is" },
		{ .name = "profile", .value = "NAME", .text = &options->profile_name, .is_required = true,
		  .help = "the network each client sits behind; docs/TUNING.md has the list" },
		{ .name = "seed", .value = "N", .u64 = &options->seed, .initial = "1",
		  .help = "decides what is lost and delayed" },
		{ .name = "seconds", .value = "N", .integer = &options->length_s, .min = 0, .max = MAX_SECONDS, .initial = "0",
		  .help = "end after so long; 0: only by a signal" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-relay",
		.version = TICKWIRE_VERSION,
		.summary =
			"Relays any program's UDP through a simulated bad network, in real time. Clients talk to the "
			"listening address\ninstead of the server; each gets a line of its own, drawn from the "
			"profile and the seed.",
		.failure = "it could not run; 3 an address cannot be used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	eng_args args;
	options->log = ( eng_log ){ .program = "tickwire-relay", .lowest = ENG_LOG_INFO };
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	if ( !find_profile( options ) )
		return ENG_STATUS_USAGE;
	return find_server( options ) ? ENG_ARGS_RUN : RELAY_STATUS_NETWORK;
}
