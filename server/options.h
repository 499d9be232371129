// options.h - the command line of skirmish-server, and what it opens for it.
//
//     server_options options;
//     int status = server_options_parse( &options, argc, argv );
//     if ( status != ENG_ARGS_RUN )
//         return status;
#pragma once

#include "base/args.h"
#include "base/log.h"
#include "base/secrets.h"
#include "tickwire/security.h"

/// Exit statuses beyond those of base/args.h. docs/SERVER.md lists them.
enum
{
	SERVER_STATUS_NETWORK = 3, ///< the address cannot be used
	SERVER_STATUS_FILE = 4,    ///< a map, key or password file cannot be used
};

typedef struct server_options
{
	const char* bind;
	const char* map;
	const char* password_file;
	const char* key_file;
	const char* token_key_file;
	eng_text_list public_addresses;
	int mode, bots, max_players, seconds, token_lifetime_s;
	uint64_t protocol_id, seed;
	bool is_verbose;
	eng_args args;
	eng_log log;

	// What the files held.
	tw_identity identity;
	tw_secret_key token_key;
	char password[ENG_PASSWORD_BYTES + 1];
	tw_address publics[TW_TOKEN_ADDRESSES];
} server_options;

/// @return ENG_ARGS_RUN, or the exit status
int server_options_parse( server_options* options, int argc, char* const* argv );

/// Read keys and password, make the identity file when it is not there.
/// @return ENG_ARGS_RUN with `out_admission` filled, which points into `options`; or the exit status, and it has been said
int server_options_open( server_options* options, tw_admission* out_admission );
