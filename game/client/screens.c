// screens.c - the menus, each a function that draws and acts.
#include "client.h"
#include "look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static SDL_FRect place_panel( const client* c, float width, float height )
{
	float s = c->scale, w = width * s, h = height * s;
	return ( SDL_FRect ){ ( (float)c->window.width - w ) * 0.5f, ( (float)c->window.height - h ) * 0.5f, w, h };
}

static void darken( client* c, uint8_t share )
{
	eng_draw_rect( c->draw, ( SDL_FRect ){ 0, 0, (float)c->window.width, (float)c->window.height },
	               ( eng_color ){ 4, 6, 10, share } );
}

// Darker where the menu is, by and by.
static void darken_left( client* c )
{
	static const int STRIPS = 24;
	float width = floorf( 34 * c->scale );
	for ( int i = 0; i < STRIPS; ++i )
	{
		float left = 1 - (float)i / (float)STRIPS;
		eng_color color = { 4, 6, 10, (uint8_t)( 190 * left * left ) };
		eng_draw_rect( c->draw, ( SDL_FRect ){ width * (float)i, 0, width, (float)c->window.height }, color );
	}
}

// --- The main menu ---------------------------------------------------------------------------------------------------

static void draw_title( client* c )
{
	float s = c->scale, x = 84 * s, y = 96 * s;
	eng_draw_glow( c->draw, x + 210 * s, y + 40 * s, 300 * s, eng_color_fade( LOOK_ACCENT, 0.22f ) );
	eng_text_style big = { .size = 78 * s, .color = LOOK_WHITE, .is_bold = true, .has_shadow = true };
	float width = eng_draw_text( c->draw, x, y - 18 * s, big, "SKIRMISH" );
	eng_draw_rect( c->draw, ( SDL_FRect ){ x + 4 * s, y + 78 * s, width * 0.32f, 4 * s }, LOOK_ACCENT );
	eng_text_style small = { .size = 16 * s, .color = LOOK_QUIET, .has_shadow = true };
	eng_draw_text( c->draw, x + 4 * s, y + 94 * s, small, "Dash, aim, do not stand still." );
}

static void draw_main( client* c )
{
	float s = c->scale;
	darken( c, 60 );
	darken_left( c );
	draw_title( c );
	eng_ui_panel( &c->ui, ( SDL_FRect ){ 84 * s, 246 * s, 330 * s, 274 * s }, NULL );
	if ( eng_ui_button( &c->ui, "Play" ) )
		client_play( c );
	else if ( eng_ui_button( &c->ui, "Join a server" ) )
		client_go( c, SCREEN_JOIN );
	else if ( eng_ui_button( &c->ui, "Settings" ) )
		client_go( c, SCREEN_SETTINGS );
	else if ( eng_ui_button( &c->ui, "Credits" ) )
		client_go( c, SCREEN_CREDITS );
	else if ( eng_ui_button( &c->ui, "Quit" ) )
		c->is_done = true;
	eng_text_style small = { .size = 12 * s, .color = LOOK_QUIET, .has_shadow = true };
	eng_draw_text( c->draw, 86 * s, (float)c->window.height - 34 * s, small,
	               "skirmish " TICKWIRE_VERSION "   Enter begins a match against bots" );
}

// --- Join ------------------------------------------------------------------------------------------------------------

static void draw_join( client* c )
{
	darken( c, 120 );
	eng_ui_panel( &c->ui, place_panel( c, 620, 470 ), "Join a server" );
	eng_ui_label( &c->ui, "Address, with :PORT unless it is 40000. #FINGERPRINT makes sure it is the right one.",
	              13, LOOK_QUIET );
	eng_ui_space( &c->ui, 4 );
	bool is_go = eng_ui_field( &c->ui, "Address", c->join_text, sizeof( c->join_text ) );
	is_go |= eng_ui_button( &c->ui, "Join" );
	const char* chosen = is_go && c->join_text[0] != '\0' ? c->join_text : NULL;
	bool is_back = eng_ui_button( &c->ui, "Back" ) || eng_ui_is_back( &c->ui );
	eng_ui_space( &c->ui, 6 );
	for ( int i = 0; i < SETTINGS_HISTORY && c->settings.history[i][0] != '\0'; ++i )
		if ( eng_ui_button_with( &c->ui, c->settings.history[i], i == 0 ? "last time" : "" ) )
			chosen = c->settings.history[i];
	if ( chosen != NULL )
		client_join( c, chosen );
	else if ( is_back )
		client_go( c, SCREEN_MAIN );
}

// --- Connecting, and why it failed -----------------------------------------------------------------------------------

static const char* what_it_waits_for( const client* c )
{
	if ( c->is_connect_due )
		return "Looking up the address …";
	switch ( c->session.status.state )
	{
	case TW_CLIENT_CONNECTING:
		return "Knocking: the server has not answered yet …";
	case TW_CLIENT_JOINING:
		return "The server answered; the match is coming in …";
	case TW_CLIENT_PLAYING:
		return "Here we go.";
	case TW_CLIENT_CLOSED:
	default:
		return "…";
	}
}

static void draw_spinner( client* c, float x, float y )
{
	float turn = (float)( c->now_us % 1200000 ) / 1200000 * 6.2831853f;
	for ( int i = 0; i < 8; ++i )
	{
		float angle = turn + (float)i * 0.7853982f, part = (float)( i + 1 ) / 8;
		eng_draw_disc( c->draw, x + cosf( angle ) * 22 * c->scale, y + sinf( angle ) * 22 * c->scale,
		               4 * c->scale * part + 1, eng_color_fade( LOOK_ACCENT, part ) );
	}
}

static void draw_failure( client* c, SDL_FRect box )
{
	eng_ui_panel( &c->ui, box, "Not connected" );
	eng_ui_label( &c->ui, c->address, 15, LOOK_QUIET );
	eng_ui_label( &c->ui, c->failure, 18, LOOK_WARN );
	eng_ui_space( &c->ui, 14 );
	bool is_trusting = c->is_key_changed && eng_ui_button( &c->ui, "It has a new key: trust it, and try again" );
	bool is_again = eng_ui_button( &c->ui, "Try again" );
	bool is_back = eng_ui_button( &c->ui, "Back to the menu" ) || eng_ui_is_back( &c->ui );
	char address[SETTINGS_ADDRESS_BYTES];
	snprintf( address, sizeof( address ), "%s", c->address );
	if ( is_trusting )
		client_trust_new_key( c );
	else if ( is_again )
		client_join( c, address );
	else if ( is_back )
		client_leave( c );
}

static void draw_connecting( client* c )
{
	darken( c, 120 );
	if ( c->failure[0] != '\0' )
	{
		draw_failure( c, place_panel( c, 620, 340 ) );
		return;
	}
	SDL_FRect box = place_panel( c, 620, 260 );
	eng_ui_panel( &c->ui, box, "Connecting" );
	eng_ui_label( &c->ui, c->address, 15, LOOK_QUIET );
	eng_ui_label( &c->ui, what_it_waits_for( c ), 18, LOOK_TEXT );
	draw_spinner( c, box.x + box.w - 60 * c->scale, box.y + 56 * c->scale );
	eng_ui_space( &c->ui, 18 );
	if ( eng_ui_button( &c->ui, "Cancel" ) || eng_ui_is_back( &c->ui ) )
		client_leave( c );
}

// --- In the match ----------------------------------------------------------------------------------------------------

static void draw_host_lines( client* c )
{
	char text[160];
	if ( c->local.server == NULL || !c->local.is_public )
		return;
	snprintf( text, sizeof( text ), "Friends may join at YOUR-ADDRESS:%d (from outside: forward UDP port %d)",
	          c->local.port, c->local.port );
	eng_ui_label( &c->ui, text, 13, LOOK_QUIET );
	snprintf( text, sizeof( text ), "Fingerprint %s", c->local.fingerprint );
	eng_ui_label( &c->ui, text, 13, LOOK_QUIET );
	eng_ui_space( &c->ui, 8 );
}

static void draw_pause( client* c )
{
	bool is_hosting = c->local.server != NULL && c->local.is_public;
	darken( c, 100 );
	eng_ui_panel( &c->ui, place_panel( c, 560, is_hosting ? 304 : 256 ), "The match goes on" );
	draw_host_lines( c );
	bool is_back = eng_ui_button( &c->ui, "Back to the match" ) || eng_ui_is_back( &c->ui );
	if ( eng_ui_button( &c->ui, "Settings" ) )
		client_go( c, SCREEN_SETTINGS );
	else if ( eng_ui_button( &c->ui, "Leave the match" ) )
		client_leave( c );
	else if ( eng_ui_button( &c->ui, "Quit" ) )
		c->is_done = true;
	else if ( is_back )
		client_go( c, SCREEN_MATCH );
}

static void draw_match( client* c )
{
	if ( c->laboratory.is_open )
		client_draw_laboratory( c );
	if ( eng_input_key( &c->input, SDL_SCANCODE_ESCAPE ) ||
	     eng_input_pad( &c->input, SDL_CONTROLLER_BUTTON_START ) )
		client_go( c, SCREEN_PAUSE );
}

// --- Credits ---------------------------------------------------------------------------------------------------------

static void draw_credits( client* c )
{
	static const char* const lines[] = {
		"Skirmish and the tickwire netcode library, MIT licence.",
		"Maps, shapes and sounds are made by code in this repository.",
		"",
		"SDL 2, SDL_ttf, SDL_image and SDL_mixer (zlib licence)",
		"libsodium (ISC), cJSON (MIT), inih (BSD)",
		"DejaVu Sans, by the DejaVu fonts team after Bitstream Vera",
	};
	darken( c, 120 );
	eng_ui_panel( &c->ui, place_panel( c, 600, 320 ), "Credits" );
	for ( size_t i = 0; i < SDL_arraysize( lines ); ++i )
		eng_ui_label( &c->ui, lines[i], 15, LOOK_TEXT );
	eng_ui_space( &c->ui, 10 );
	if ( eng_ui_button( &c->ui, "Back" ) || eng_ui_is_back( &c->ui ) )
		client_go( c, SCREEN_MAIN );
}

static void draw_notice( client* c )
{
	if ( c->notice_s <= 0 )
		return;
	c->notice_s -= c->frame_s;
	float s = c->scale, fade = fminf( c->notice_s / 0.5f, 1 );
	eng_text_style style = { .size = 15 * s, .color = eng_color_fade( LOOK_WARN, fade ), .align = ENG_CENTER };
	float w = eng_text_width( c->draw, style, c->notice ) + 40 * s, x = (float)c->window.width * 0.5f,
	      y = (float)c->window.height - 136 * s;
	eng_draw_panel( c->draw, ( SDL_FRect ){ x - w * 0.5f, y, w, 34 * s }, 10 * s,
	                eng_color_fade( ( eng_color ){ 8, 11, 17, 225 }, fade ) );
	eng_draw_text( c->draw, x, y + 7 * s, style, c->notice );
}

void client_draw_screen( client* c )
{
	static void ( *const screens[] )( client* ) = {
		[SCREEN_MAIN] = draw_main,
		[SCREEN_JOIN] = draw_join,
		[SCREEN_SETTINGS] = client_draw_settings,
		[SCREEN_BINDINGS] = client_draw_bindings,
		[SCREEN_CREDITS] = draw_credits,
		[SCREEN_CONNECTING] = draw_connecting,
		[SCREEN_MATCH] = draw_match,
		[SCREEN_PAUSE] = draw_pause,
	};
	client_screen before = c->screen;
	c->ui.is_mouse_only = c->screen == SCREEN_MATCH || c->rebinding >= 0;
	eng_ui_begin( &c->ui, c->draw, &c->input, c->scale );
	screens[c->screen]( c );
	eng_ui_end( &c->ui );
	if ( c->screen != before )
		eng_ui_reset( &c->ui ); // its widgets are not counted yet
	draw_notice( c );
	if ( c->ui.has_clicked )
		eng_sound_play( &c->sound, SOUND_MENU_PRESS, ( eng_voice ){ .volume = c->settings.volume_menu } );
	else if ( c->ui.has_moved )
		eng_sound_play( &c->sound, SOUND_MENU_MOVE, ( eng_voice ){ .volume = c->settings.volume_menu } );
}
