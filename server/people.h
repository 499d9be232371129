// people.h - the people of a match as each other sees them: names and chat.
//
//     people_join( p, player, "", false );          // on JOINED; bots of the house with their name
//     people_hear( p, event );                      // on MESSAGE
//     people_leave( p, player, reason );            // on LEFT
#pragma once

#include "base/log.h"
#include "tickwire/server.h"
#include "wire/wire_roster.h"

typedef struct people
{
	tw_server* server;
	const eng_log* log;
	wire_roster roster;
	bool has_said_hello[WIRE_ROSTER_SLOTS];
} people;

void people_begin( people* p, tw_server* server, const eng_log* log );

/// Tell the newcomer who is there, and all of the newcomer.
void people_join( people* p, tw_player player, const char* name, bool is_house );
void people_leave( people* p, tw_player player, tw_reason reason );

/// A message from a client.
void people_hear( people* p, const tw_server_event* event );

/// Never NULL.
const char* people_get_name( const people* p, int slot );
