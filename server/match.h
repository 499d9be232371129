// match.h - one server's match: bodies for those who come, bots of the house, the score.
//
//     match_take_events( match, now_us );                    // after tw_server_receive()
//     match_run_tick( match, tick );                         // inside begin and end of a tick
//     match_after_tick( match );                             // between ticks: the bots think, a round may end
#pragma once

#include "base/log.h"
#include "bot/bot.h"
#include "map/map.h"
#include "tickwire/server.h"
#include "wire/wire_step.h"
#include "wire/wire_view.h"

enum
{
	MATCH_MAX_PLAYERS = 64
};

typedef struct match
{
	tw_server* server;
	const game_map* map;
	const eng_log* log;
	wire_rules* rules;
	int max_players;
	tw_entity bodies[MATCH_MAX_PLAYERS]; // by player slot
	tw_player house[MATCH_MAX_PLAYERS];  // the bots inside
	bot_state* house_bots;               // 64 KiB each
	int house_count;
	wire_view view;
	int joins, rounds;
	bool is_endless; // set it after match_begin(): no round ends, for measuring
} match;

/// @return false without memory; match_end() is then due all the same
bool match_begin( match* m, tw_server* server, const game_map* map, const eng_log* log, int max_players );
void match_end( match* m );

/// @return how many there was room for
int match_add_bots( match* m, int count, uint64_t seed );

void match_take_events( match* m );
void match_run_tick( match* m, tw_tick tick );
void match_after_tick( match* m );

/// The score, best first: at most `capacity` rows. @return how many
typedef struct match_row
{
	int slot;
	int kills, deaths;
	bool is_bot;
} match_row;
int match_get_scores( const match* m, match_row* rows, int capacity );
