#include "people.h"

#include "wire/wire_text.h"

#include <string.h>

static const tw_player s_everybody = { 0 };

void people_begin( people* p, tw_server* server, const eng_log* log )
{
	*p = ( people ){ .server = server, .log = log };
}

const char* people_get_name( const people* p, int slot ) { return wire_roster_get_name( &p->roster, slot ); }

// Somebody who has stopped acknowledging does not hear it, and is about to time out.
static void post( people* p, tw_player to, int message, const void* content )
{
	(void)tw_server_post( p->server, to, message, content );
}

static void tell_of_everybody( people* p, tw_player newcomer )
{
	for ( int slot = 0; slot < WIRE_ROSTER_SLOTS; ++slot )
	{
		wire_member member;
		if ( slot != tw_player_slot( newcomer ) && wire_roster_get_member( &p->roster, slot, &member ) )
			post( p, newcomer, WIRE_ROSTER, &member );
	}
}

void people_join( people* p, tw_player player, const char* name, bool is_house )
{
	wire_member member = wire_roster_set( &p->roster, player, name, is_house );
	p->has_said_hello[tw_player_slot( player )] = is_house;
	tell_of_everybody( p, player );
	post( p, s_everybody, WIRE_ROSTER, &member );
}

void people_leave( people* p, tw_player player, tw_reason reason )
{
	int slot = tw_player_slot( player );
	eng_log_info( p->log, "%s (player %d) left: %s", people_get_name( p, slot ), slot + 1,
	              tw_reason_text( reason ) );
	wire_member member = wire_roster_clear( &p->roster, player );
	post( p, s_everybody, WIRE_ROSTER, &member );
}

static void log_hello( const people* p, tw_player player, const char* name_before )
{
	int slot = tw_player_slot( player );
	if ( p->has_said_hello[slot] )
	{
		eng_log_info( p->log, "%s is now called %s", name_before, people_get_name( p, slot ) );
		return;
	}
	char address[TW_ADDRESS_CHARS];
	tw_player_info info = tw_server_get_player_info( p->server, player );
	tw_address_format( &info.address, address );
	eng_log_info( p->log, "%s (player %d) joined from %s", people_get_name( p, slot ), slot + 1, address );
}

static void hear_hello( people* p, tw_player player, const wire_hello* hello )
{
	char before[WIRE_NAME_BYTES + 1];
	int slot = tw_player_slot( player );
	strcpy( before, people_get_name( p, slot ) );
	wire_member member = wire_roster_set( &p->roster, player, hello->name, false );
	log_hello( p, player, before );
	p->has_said_hello[slot] = true;
	if ( strcmp( before, member.name ) != 0 )
		post( p, s_everybody, WIRE_ROSTER, &member );
}

static void hear_chat( people* p, tw_player player, const wire_chat* chat )
{
	wire_chat line = { .author = player };
	if ( wire_text_clean( chat->text, line.text, sizeof( line.text ) ) == 0 )
		return;
	eng_log_info( p->log, "<%s> %s", people_get_name( p, tw_player_slot( player ) ), line.text );
	post( p, s_everybody, WIRE_CHAT, &line );
}

// Said and gone in the same frame: nobody is left to be called anything.
static bool is_present( const people* p, tw_player player )
{
	return tw_player_equals( p->roster.rows[tw_player_slot( player )].player, player );
}

void people_hear( people* p, const tw_server_event* event )
{
	if ( !is_present( p, event->player ) )
		return;
	if ( event->number == WIRE_HELLO )
		hear_hello( p, event->player, event->content );
	else if ( event->number == WIRE_CHAT )
		hear_chat( p, event->player, event->content );
}
