// session.h - one connection to a server, from the first knock to the reason why it ended.
//
//     session_open( &s, &setup, now_us );                        // what goes wrong is in s.failure or s.status.reason
//     session_receive( &s, now_us );
//     for ( tw_tick tick; session_begin_tick( &s, now_us, &tick ); )
//         session_end_tick( &s, tick, &input );
//     session_show( &s, now_us );                                // s.shown is what to draw
//     session_close( &s );
#pragma once

#include "bot/bot.h"
#include "link.h"
#include "map/map.h"
#include "tickwire/client.h"
#include "wire/wire_step.h"
#include "wire/wire_view.h"

typedef struct session_setup
{
	const tw_schema* schema;
	const game_map* map;
	const char* address;         ///< as typed
	const tw_token* token;       ///< NULL: without
	const tw_public_key* pinned; ///< NULL: whoever answers
	const tw_profile* weather;   ///< NULL: the network as it is
	bool has_autopilot;
} session_setup;

typedef struct session
{
	client_link link;
	tw_client* client; // NULL: not connected, and not trying
	wire_rules* rules;
	const game_map* map;
	const tw_world* shown; // NULL: nothing to draw yet
	tw_client_status status;
	tw_result failure; // why it could not even try
	uint64_t opened_us, playing_us;
	bool has_autopilot;
	bot_state bot;
	wire_view view;
} session;

/// The session stays where it is in memory until closed. Blocks while a name is looked up.
/// @return false when it could not even try; `failure` says why
bool session_open( session* s, const session_setup* setup, uint64_t now_us );
void session_close( session* s ); ///< a closed one is fine

void session_receive( session* s, uint64_t now_us );
bool session_begin_tick( session* s, uint64_t now_us, tw_tick* out_tick );

/// With the autopilot on, `input` is replaced by what it wants.
void session_end_tick( session* s, tw_tick tick, const wire_input* input );
void session_show( session* s, uint64_t now_us );

bool session_is_playing( const session* s );

/// Why it ended, for a player. @return NULL while it has not
const char* session_get_end_text( const session* s );
