// options.h - the command line of skirmish.
#pragma once

#include "base/args.h"
#include "base/log.h"
#include "tickwire/security.h"
#include "tickwire/transport.h"

typedef struct client_options
{
	const char* connect; // NULL: begin in the menu
	const char* name;
	const char* profile_name;
	const char* screenshot;
	const char* size;
	const char* map;
	const char* token_file;
	const char* settings_file;
	double after_s;
	int seconds, bots, net_graph;
	bool plays, is_headless, has_stats, has_autopilot, shows_laboratory, shows_scores;
	eng_args args;
	eng_log log;

	const tw_profile* profile; // NULL: the network as it is
	int width, height;         // 0: as the settings say
	bool has_token;
	tw_token token;
} client_options;

/// @return ENG_ARGS_RUN, or the exit status, and it has been said
int client_options_parse( client_options* options, int argc, char* const* argv );
