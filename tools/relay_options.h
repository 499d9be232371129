// relay_options.h - the command line of tickwire-relay.
//
//     relay_options options;
//     switch ( relay_options_parse( argc, argv, &options ) ) ...
#pragma once

#include "tickwire/transport.h"

typedef struct relay_options
{
	const char* listen_text; ///< to bind, as tw_udp_create() reads it
	tw_address to;
	const tw_profile* profile;
	uint64_t seed;
	uint64_t length_s; ///< 0 is until a signal
} relay_options;

typedef enum relay_order
{
	RELAY_RUN,
	RELAY_DONE, ///< help or version, printed
	RELAY_WRONG ///< told on stderr in one line
} relay_order;

relay_order relay_options_parse( int argc, char** argv, relay_options* out_options );
