// local_game.h - a server with bots inside this process, in the same loop: behind Play, and behind the menu.
//
//     if ( !local_game_open( &game, &setup, now_us, &error ) ) ...
//     session_open( ..., game.address, ... );                   // joined over loopback UDP, as any other
//     local_game_frame( &game, now_us );                        // often: a packet waits for the next call
//     local_game_close( &game, now_us );
#pragma once

#include "base/error.h"
#include "server/match.h"

enum
{
	LOCAL_GAME_PORT = 40000,
	LOCAL_GAME_PLACES = 32,
};

typedef struct local_game_setup
{
	const tw_schema* schema;
	const game_map* map;
	const eng_log* log;
	int bots;
	bool is_public; ///< friends may join: all addresses, port 40000 or the next free one. Otherwise this machine only
	uint64_t seed;
} local_game_setup;

typedef struct local_game
{
	tw_server* server; // NULL: closed
	match match;
	int port;
	bool is_public;
	char address[TW_ADDRESS_CHARS + TW_FINGERPRINT_CHARS + 1]; // for the own client, with the fingerprint
	char fingerprint[TW_FINGERPRINT_CHARS];
} local_game;

/// The game stays where it is in memory until closed. @return false with one sentence in `error`
bool local_game_open( local_game* game, const local_game_setup* setup, uint64_t now_us, eng_error* error );

/// Tells everybody, and waits at most a tenth of a second for it. A closed one is fine.
void local_game_close( local_game* game, uint64_t now_us );
void local_game_frame( local_game* game, uint64_t now_us );

/// Where the server has somebody's body. @return NULL when nothing runs or there is none
const wire_fighter* local_game_get_fighter( const local_game* game, tw_player player );
