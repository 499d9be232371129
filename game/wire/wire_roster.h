// wire_roster.h - who is in the match and what they are called.
//
// A client:
//     wire_roster roster = { 0 };
//     if ( event->type == TW_CLIENT_MESSAGE && event->number == WIRE_ROSTER )
//         wire_roster_apply( &roster, event->content );
//     draw( wire_roster_get_name( &roster, tw_player_slot( player ) ) );      // never NULL: "Player 3" when not known
//
// To be somebody, once the status is JOINING or PLAYING (and again for another name):
//     wire_hello hello;
//     wire_text_clean( wanted, hello.name, sizeof( hello.name ) );
//     tw_client_post( client, WIRE_HELLO, &hello );
//
// Plain data without pointers into it: copy it, keep one per connection, all zero is empty.
#pragma once

#include "wire/wire_schema.h"

enum
{
	WIRE_ROSTER_SLOTS = SIM_MAX_ACTORS,
};

typedef struct wire_roster_row
{
	tw_player player;               ///< null: nobody there
	char name[WIRE_NAME_BYTES + 1]; ///< unique among those who are there
	bool is_house;                  ///< a bot of the server's
} wire_roster_row;

typedef struct wire_roster
{
	wire_roster_row rows[WIRE_ROSTER_SLOTS]; ///< by slot
} wire_roster;

/// What the server says of one slot.
void wire_roster_apply( wire_roster* roster, const wire_member* member );

/// The name in a slot, "Player N" for an empty one. Never NULL; valid until the roster changes.
/// @param slot of a player or of a fighter's owner; anything else is called "Nobody"
const char* wire_roster_get_name( const wire_roster* roster, int slot );

// --- The server's side -----------------------------------------------------------------------------------------------

/// Give a player a name: cleaned, "Player N" instead of nothing, "Ann (2)" when there is another Ann.
/// @return the row as it is to be posted
wire_member wire_roster_set( wire_roster* roster, tw_player player, const char* wanted, bool is_house );

/// The player has left. @return what is to be posted
wire_member wire_roster_clear( wire_roster* roster, tw_player player );

/// A row as it is to be posted. @return false for an empty one
bool wire_roster_get_member( const wire_roster* roster, int slot, wire_member* out_member );
