// settings.h - what a player has chosen, kept in a file that people can read and mend.
//
//     settings s;
//     settings_load( &s, path, &notice );            // anything that makes no sense: the default, and a notice
//     s.volume = 0.5f;
//     if ( !settings_save( &s, path, &error ) ) ...
//
// Lines `key = value`; # begins a comment. Keys of another version are kept as they are. Without SDL: bindings are text here.
#pragma once

#include "base/error.h"
#include "tickwire/security.h"

#include <stdbool.h>

/// What keys do. The names are those of the file: "bind.move_up".
#define ACTION_LIST( X )                                                                     \
	X( ACTION_UP, "move_up", "Move up", "key:W key:Up pad:dpup" )                        \
	X( ACTION_DOWN, "move_down", "Move down", "key:S key:Down pad:dpdown" )              \
	X( ACTION_LEFT, "move_left", "Move left", "key:A key:Left pad:dpleft" )              \
	X( ACTION_RIGHT, "move_right", "Move right", "key:D key:Right pad:dpright" )         \
	X( ACTION_FIRE, "fire", "Fire", "mouse:1 pad:righttrigger" )                         \
	X( ACTION_DASH, "dash", "Dash", "key:Space mouse:3 pad:a pad:lefttrigger" )          \
	X( ACTION_PULSE, "pulse", "Pulse", "key:1" )                                         \
	X( ACTION_RAIL, "rail", "Rail", "key:2" )                                            \
	X( ACTION_ROCKET, "rocket", "Rocket", "key:3" )                                      \
	X( ACTION_NEXT, "next_weapon", "Next weapon", "key:E mouse:7 pad:rightshoulder" )    \
	X( ACTION_LAST, "last_weapon", "Previous weapon", "key:Q mouse:6 pad:leftshoulder" ) \
	X( ACTION_SCORES, "scores", "Scoreboard", "key:Tab pad:back" )                       \
	X( ACTION_GRAPH, "net_graph", "Net graph", "key:F3" )                                \
	X( ACTION_LABORATORY, "laboratory", "Network laboratory", "key:F4" )

typedef enum action
{
#define ACTION_ROW( name, key, text, keys ) name,
	ACTION_LIST( ACTION_ROW )
#undef ACTION_ROW
		ACTION_COUNT
} action;

enum
{
	SETTINGS_NAME_BYTES = 32,
	SETTINGS_ADDRESS_BYTES = 128,
	SETTINGS_HISTORY = 6,
	SETTINGS_KNOWN = 32,
	SETTINGS_UNKNOWN = 64,
	SETTINGS_LINE_BYTES = 200,
	SETTINGS_PATH_BYTES = 512,
};

typedef struct settings_known
{
	char address[SETTINGS_ADDRESS_BYTES]; ///< as it was typed
	tw_public_key key;
} settings_known;

typedef struct settings
{
	char name[SETTINGS_NAME_BYTES];
	float volume, volume_menu; ///< [0, 1]
	float ui_scale;            ///< [0.6, 2]
	float shake, flash;        ///< [0, 1]
	int window_mode;           ///< eng_window_mode
	int width, height;         ///< of the window
	int bots;                  ///< [0, 31] behind Play
	int net_graph;             ///< [0, 3]
	bool shows_numbers;        ///< damage
	char bindings[ACTION_COUNT][SETTINGS_ADDRESS_BYTES];

	char history[SETTINGS_HISTORY][SETTINGS_ADDRESS_BYTES]; ///< newest first; empty ones are at the end
	settings_known known[SETTINGS_KNOWN];                   ///< servers joined before
	int known_count;

	char unknown[SETTINGS_UNKNOWN][SETTINGS_LINE_BYTES];
	int unknown_count;
} settings;

const char* action_key( action a );      ///< "move_up"
const char* action_text( action a );     ///< "Move up"
const char* action_defaults( action a ); ///< "key:W key:Up pad:dpup"

void settings_defaults( settings* s );

/// Of this user: $XDG_CONFIG_HOME/skirmish/settings.conf, or the same under $HOME/.config. Empty when there is neither.
void settings_path( char out_path[SETTINGS_PATH_BYTES] );

/// @param out_notice empty, or what was not understood. Always leaves usable settings
void settings_load( settings* s, const char* path, eng_error* out_notice );

/// The text of settings_load(), of `size_bytes`. For files, and for tests.
void settings_parse( settings* s, const char* text, size_t size_bytes, eng_error* out_notice );

/// Makes the folder when there is none. @return false with `error` filled
bool settings_save( const settings* s, const char* path, eng_error* error );

/// The newest first, each once.
void settings_note_address( settings* s, const char* address );

/// NULL for a server that is not known.
const tw_public_key* settings_find_key( const settings* s, const char* address );
void settings_note_key( settings* s, const char* address, const tw_public_key* key );
void settings_forget_key( settings* s, const char* address );
