// options.h - the command line of skirmish-bots.
#pragma once

#include "base/args.h"
#include "base/log.h"
#include "base/secrets.h"
#include "tickwire/security.h"
#include "tickwire/transport.h"

enum
{
	BOTS_MAX = 256,
	BOTS_STATUS_NETWORK = 3, ///< an address cannot be used
	BOTS_STATUS_FILE = 4,    ///< a token, password or map file cannot be used
};

typedef struct bots_options
{
	eng_text_list connect;
	const char* token_file;
	const char* password_file;
	const char* profile_name;
	const char* map;
	int count, mode, strength, seconds;
	uint64_t seed;
	bool is_json;
	eng_args args;
	eng_log log;

	const tw_profile* profile; // NULL: the network as it is
	bool has_token;
	tw_token token;
	char password[ENG_PASSWORD_BYTES + 1];
} bots_options;

/// @return ENG_ARGS_RUN, or the exit status, and it has been said
int bots_options_parse( bots_options* options, int argc, char* const* argv );
