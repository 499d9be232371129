#include "settings.h"

#include "settings_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const settings_row s_rows[SETTINGS_ROWS] = {
	{ "name",         SETTINGS_TEXT,    offsetof( settings, name ),          0, 0, 0 },
	{ "volume",       SETTINGS_REAL,    offsetof( settings, volume ),        0, 1, 0.8 },
	{ "volume_menu",  SETTINGS_REAL,    offsetof( settings, volume_menu ),   0, 1, 0.6 },
	{ "ui_scale",     SETTINGS_REAL,    offsetof( settings, ui_scale ),      0.6, 2, 1 },
	{ "shake",        SETTINGS_REAL,    offsetof( settings, shake ),         0, 1, 1 },
	{ "flash",        SETTINGS_REAL,    offsetof( settings, flash ),         0, 1, 1 },
	{ "window_mode",  SETTINGS_INTEGER, offsetof( settings, window_mode ),   0, 2, 0 },
	{ "width",        SETTINGS_INTEGER, offsetof( settings, width ),         640, 7680, 1280 },
	{ "height",       SETTINGS_INTEGER, offsetof( settings, height ),        360, 4320, 720 },
	{ "bots",         SETTINGS_INTEGER, offsetof( settings, bots ),          0, 31, 7 },
	{ "numbers",      SETTINGS_BOOL,    offsetof( settings, shows_numbers ), 0, 1, 1 },
};
// clang-format on

const settings_row* settings_rows( void ) { return s_rows; }

static const struct
{
	const char *key, *text, *defaults;
} s_actions[ACTION_COUNT] = {
#define ACTION_ROW( name, key, text, keys ) [name] = { key, text, keys },
	ACTION_LIST( ACTION_ROW )
#undef ACTION_ROW
};

const char* action_key( action a ) { return s_actions[a].key; }
const char* action_text( action a ) { return s_actions[a].text; }
const char* action_defaults( action a ) { return s_actions[a].defaults; }

void settings_defaults( settings* s )
{
	memset( s, 0, sizeof( *s ) );
	for ( int i = 0; i < SETTINGS_ROWS; ++i )
	{
		char* at = (char*)s + s_rows[i].offset;
		if ( s_rows[i].type == SETTINGS_REAL )
			*(float*)(void*)at = (float)s_rows[i].initial;
		if ( s_rows[i].type == SETTINGS_INTEGER )
			*(int*)(void*)at = (int)s_rows[i].initial;
		if ( s_rows[i].type == SETTINGS_BOOL )
			*(bool*)(void*)at = s_rows[i].initial != 0;
	}
	snprintf( s->name, sizeof( s->name ), "Player" );
	for ( int i = 0; i < ACTION_COUNT; ++i )
		snprintf( s->bindings[i], sizeof( s->bindings[i] ), "%s", s_actions[i].defaults );
}

void settings_path( char out_path[SETTINGS_PATH_BYTES] )
{
	const char *config = getenv( "XDG_CONFIG_HOME" ), *home = getenv( "HOME" );
	int length = -1;
	out_path[0] = '\0';
	if ( config != NULL && config[0] == '/' )
		length = snprintf( out_path, SETTINGS_PATH_BYTES, "%s/skirmish/settings.conf", config );
	else if ( home != NULL && home[0] == '/' )
		length = snprintf( out_path, SETTINGS_PATH_BYTES, "%s/.config/skirmish/settings.conf", home );
	if ( length >= SETTINGS_PATH_BYTES )
		out_path[0] = '\0';
}

// --- Servers ---------------------------------------------------------------------------------------------------------

void settings_note_address( settings* s, const char* address )
{
	char kept[SETTINGS_ADDRESS_BYTES];
	int at = 0;
	snprintf( kept, sizeof( kept ), "%s", address ); // it may be a line of the history itself
	while ( at < SETTINGS_HISTORY - 1 && strcmp( s->history[at], kept ) != 0 )
		at++;
	memmove( s->history[1], s->history[0], (size_t)at * sizeof( s->history[0] ) );
	memcpy( s->history[0], kept, sizeof( kept ) );
}

static int find_known( const settings* s, const char* address )
{
	for ( int i = 0; i < s->known_count; ++i )
		if ( strcmp( s->known[i].address, address ) == 0 )
			return i;
	return -1;
}

const tw_public_key* settings_find_key( const settings* s, const char* address )
{
	int at = find_known( s, address );
	return at >= 0 ? &s->known[at].key : NULL;
}

void settings_forget_key( settings* s, const char* address )
{
	int at = find_known( s, address );
	if ( at < 0 )
		return;
	s->known_count--;
	memmove( s->known + at, s->known + at + 1, (size_t)( s->known_count - at ) * sizeof( s->known[0] ) );
}

void settings_note_key( settings* s, const char* address, const tw_public_key* key )
{
	if ( strlen( address ) >= SETTINGS_ADDRESS_BYTES )
		return;
	settings_forget_key( s, address );
	if ( s->known_count == SETTINGS_KNOWN ) // the oldest is asked about again, should one return
		settings_forget_key( s, s->known[0].address );
	settings_known* to = s->known + s->known_count++;
	snprintf( to->address, sizeof( to->address ), "%s", address );
	to->key = *key;
}
