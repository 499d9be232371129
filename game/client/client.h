// client.h - everything the client is, and the few things that its screens can do.
//
//     static client c;
//     int status = client_open( &c, argc, argv );
//     while ( status == ENG_ARGS_RUN && client_frame( &c ) )
//         ;
//     return client_close( &c, status );
//
// One per process. A frame is a list of stages, see client_frame.c.
#pragma once

#include "arena.h"
#include "camera.h"
#include "controls.h"
#include "effects.h"
#include "feed.h"
#include "laboratory.h"
#include "local_game.h"
#include "map_picture.h"
#include "net_graph.h"
#include "options.h"
#include "sdl/widgets.h"
#include "sdl/window.h"
#include "session.h"
#include "settings.h"
#include "sounds.h"

typedef enum client_screen
{
	SCREEN_MAIN,
	SCREEN_JOIN,
	SCREEN_SETTINGS,
	SCREEN_BINDINGS,
	SCREEN_CREDITS,
	SCREEN_CONNECTING, ///< or why it failed
	SCREEN_MATCH,
	SCREEN_PAUSE, ///< over the match, which goes on
} client_screen;

typedef struct client
{
	client_options options;
	settings settings;
	char settings_path[SETTINGS_PATH_BYTES];

	eng_window window;
	eng_draw* draw;
	eng_input input;
	eng_sound sound;
	eng_ui ui;
	float scale; // pixels per unit of the interface

	tw_schema* schema;
	game_map* map;
	local_game local;
	session session;
	bool is_backdrop;    // what runs is the match behind the menu
	bool is_connect_due; // the connect screen has been shown once; now it may block
	char address[SETTINGS_ADDRESS_BYTES];
	char failure[200]; // why the last connection ended; empty: it did not
	bool is_key_changed;

	controls controls;
	camera camera;
	map_picture picture;
	arena arena;
	effects effects;
	feed feed;
	net_graph graph;
	laboratory laboratory;

	client_screen screen, back_screen; // back_screen: where the settings return to
	bool is_done, has_failed;          // has_failed: a picture that was asked for could not be written
	int rebinding;                     // an action that waits for its key; -1: none
	char join_text[SETTINGS_ADDRESS_BYTES];
	char notice[ENG_ERROR_BYTES];
	float notice_s; // how long it is still shown

	uint64_t start_us, now_us;
	float frame_s, hit_mark_s, hurt_s, death_s;
	int players_seen; // most at once
	double join_ms;   // from the start to the first match
	int killer_slot;  // who got the own player last; -1: nobody
} client;

/// @return ENG_ARGS_RUN, or the exit status, and it has been said
int client_open( client* c, int argc, char** argv );
int client_close( client* c, int status );

/// @return false when it is over
bool client_frame( client* c );

/// Between frames: packets, and the match that is hosted here.
void client_idle( client* c );

// --- What screens can do, client_flow.c ------------------------------------------------------------------------------

void client_go( client* c, client_screen screen );
void client_play( client* c );                      ///< a match here, against bots
void client_join( client* c, const char* address ); ///< shows the connect screen
void client_leave( client* c );                     ///< back to the menu and the match behind it
void client_trust_new_key( client* c );             ///< and try again
void client_say( client* c, const char* text );     ///< a notice at the lower edge
void client_keep_settings( client* c );             ///< after a change
bool client_is_in_match( const client* c );
void client_step_connection( client* c ); ///< stage: open what is due, see how it goes

// --- Stages with a file of their own ---------------------------------------------------------------------------------

void client_react( client* c );         ///< client_react.c: events become sounds, effects, feed
void client_draw_scene( client* c );    ///< scene.c: the arena and who is in it
void client_draw_hud( client* c );      ///< hud.c
void client_draw_scores( client* c );   ///< scoreboard.c
void client_draw_screen( client* c );   ///< screens.c: menus
void client_draw_settings( client* c ); ///< screen_settings.c
void client_draw_bindings( client* c );
void client_draw_laboratory( client* c ); ///< laboratory_panel.c
