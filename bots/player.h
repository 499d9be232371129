// player.h - one bot: a tickwire client, a mind, and what it noticed.
//
//     player_open( &p, &setup, now_us );
//     player_frame( &p, now_us, draws );          // as often as you like; `draws` at the rate of a screen
//     player_close( &p );
#pragma once

#include "bot/bot.h"
#include "tickwire/client.h"
#include "wire/wire_roster.h"
#include "wire/wire_step.h"
#include "wire/wire_view.h"

enum
{
	PLAYER_TICKS = 256
}; // longer than a verdict takes

typedef struct player_counts
{
	uint64_t ticks, moving_ticks; // alive, and of these with some speed
	uint64_t shots, contacts;     // fired; of these that struck somebody on the own screen
	uint64_t agreed, denied;      // contacts the server confirmed, or gave to somebody else or nobody
	uint64_t clamped;             // contacts of a screen that was older than a server goes back
	uint64_t voided;              // contacts of a shot that never was, because its shooter was dead by then
	uint64_t false_hits;          // the server's, where the own screen showed none
	uint64_t lines;               // of chat
} player_counts;

/// Where it plays, and how well.
typedef struct player_setup
{
	const tw_schema* schema; ///< wire_schema_def()'s
	const sim_map* map;
	tw_client_def client; ///< with address, transport and login; schema and step are filled in
	bot_strength strength;
	bot_mode mode;
	uint32_t seed;
	const char* name; ///< NULL: one of bot_name()

	/// NULL: tw_client_create()
	tw_result ( *create )( const tw_client_def* def, uint64_t now_us, tw_client** out_client, void* user );
	void* create_user;
} player_setup;

typedef struct player
{
	tw_client* client;
	wire_rules* rules;
	const sim_map* map;
	bot_state bot;
	wire_view view;
	const tw_world* shown;
	wire_hello hello;
	bool has_said_hello;
	wire_roster roster;
	bool is_clamped[PLAYER_TICKS]; // by tick modulo: its screen was older than WIRE_MAX_REWIND_MS
	bool has_played;
	uint64_t playing_us, ended_us; // first and last moment in play
	player_counts counts;
	tw_client_stats stats; // of the last frame in play
	tw_reason reason;
} player;

/// @return TW_OK, or why it cannot even try
tw_result player_open( player* p, const player_setup* setup, uint64_t now_us );
void player_frame( player* p, uint64_t now_us, bool draws );
void player_close( player* p );

/// When there is something to do, packets apart.
uint64_t player_get_wake_us( const player* p );
