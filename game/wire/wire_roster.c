#include "wire/wire_roster.h"

#include "wire/wire_text.h"

#include <stdio.h>
#include <string.h>

static bool is_slot( int slot ) { return 0 <= slot && slot < WIRE_ROSTER_SLOTS; }

void wire_roster_apply( wire_roster* roster, const wire_member* member )
{
	int slot = tw_player_slot( member->player );
	if ( !is_slot( slot ) )
		return;
	wire_roster_row* row = roster->rows + slot;
	*row = ( wire_roster_row ){ 0 };
	if ( member->name[0] == '\0' )
		return;
	row->player = member->player;
	row->is_house = member->is_house != 0;
	memcpy( row->name, member->name, sizeof( row->name ) );
}

const char* wire_roster_get_name( const wire_roster* roster, int slot )
{
	static const char* const UNNAMED[] = {
		"Player 1",  "Player 2",  "Player 3",  "Player 4",  "Player 5",  "Player 6",  "Player 7",  "Player 8",
		"Player 9",  "Player 10", "Player 11", "Player 12", "Player 13", "Player 14", "Player 15", "Player 16",
		"Player 17", "Player 18", "Player 19", "Player 20", "Player 21", "Player 22", "Player 23", "Player 24",
		"Player 25", "Player 26", "Player 27", "Player 28", "Player 29", "Player 30", "Player 31", "Player 32",
		"Player 33", "Player 34", "Player 35", "Player 36", "Player 37", "Player 38", "Player 39", "Player 40",
		"Player 41", "Player 42", "Player 43", "Player 44", "Player 45", "Player 46", "Player 47", "Player 48",
		"Player 49", "Player 50", "Player 51", "Player 52", "Player 53", "Player 54", "Player 55", "Player 56",
		"Player 57", "Player 58", "Player 59", "Player 60", "Player 61", "Player 62", "Player 63", "Player 64",
	};
	_Static_assert( sizeof( UNNAMED ) / sizeof( UNNAMED[0] ) == WIRE_ROSTER_SLOTS, "a name for each" );
	if ( !is_slot( slot ) )
		return "Nobody";
	return roster->rows[slot].name[0] != '\0' ? roster->rows[slot].name : UNNAMED[slot];
}

static bool is_taken( const wire_roster* roster, int but_slot, const char* name )
{
	for ( int i = 0; i < WIRE_ROSTER_SLOTS; ++i )
		if ( i != but_slot && strcmp( roster->rows[i].name, name ) == 0 )
			return true;
	return false;
}

// "Ann", or "Ann (n)" with as much of the name as there is room for.
static void number_name( const char* base, int number, char out_name[WIRE_NAME_BYTES + 1] )
{
	char ending[16] = "";
	if ( number > 1 )
		snprintf( ending, sizeof( ending ), " (%d)", number );
	size_t room_bytes = WIRE_NAME_BYTES + 1 - strlen( ending );
	size_t used_bytes = wire_text_clean( base, out_name, room_bytes );
	strcpy( out_name + used_bytes, ending );
}

wire_member wire_roster_set( wire_roster* roster, tw_player player, const char* wanted, bool is_house )
{
	int slot = tw_player_slot( player );
	char base[WIRE_NAME_BYTES + 1];
	wire_roster_row row = { .player = player, .is_house = is_house };
	wire_member member = { 0 };
	if ( !is_slot( slot ) )
		return member;
	roster->rows[slot] = ( wire_roster_row ){ 0 };
	if ( wire_text_clean( wanted, base, sizeof( base ) ) == 0 )
		strcpy( base, wire_roster_get_name( roster, slot ) );
	int number = 1;
	do
		number_name( base, number++, row.name );
	while ( is_taken( roster, slot, row.name ) ); // ends: there are fewer others than numbers
	roster->rows[slot] = row;
	wire_roster_get_member( roster, slot, &member );
	return member;
}

wire_member wire_roster_clear( wire_roster* roster, tw_player player )
{
	wire_member member = { .player = player };
	wire_roster_apply( roster, &member );
	return member;
}

bool wire_roster_get_member( const wire_roster* roster, int slot, wire_member* out_member )
{
	if ( !is_slot( slot ) || roster->rows[slot].name[0] == '\0' )
		return false;
	const wire_roster_row* row = roster->rows + slot;
	*out_member = ( wire_member ){ .player = row->player, .is_house = row->is_house };
	memcpy( out_member->name, row->name, sizeof( out_member->name ) );
	return true;
}
