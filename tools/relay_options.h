// relay_options.h - the command line of tickwire-relay.
//
//     relay_options options;
//     int status = relay_options_parse( &options, argc, argv );
//     if ( status != ENG_ARGS_RUN )
//         return status;
#pragma once

#include "base/args.h"
#include "base/log.h"
#include "tickwire/transport.h"

enum
{
	RELAY_STATUS_NETWORK = 3 ///< an address cannot be used
};

typedef struct relay_options
{
	const char* listen_text; ///< to bind, as tw_udp_create() reads it
	const char* to_text;
	const char* profile_name;
	int length_s; ///< 0 is until a signal
	uint64_t seed;
	tw_address to;
	const tw_profile* profile;
	eng_log log;
} relay_options;

/// @return ENG_ARGS_RUN, or the exit status, and it has been said
int relay_options_parse( relay_options* options, int argc, char* const* argv );
