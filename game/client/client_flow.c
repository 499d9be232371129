// client_flow.c - from the menu to a match and back.
#include "client.h"

#include <stdio.h>
#include <string.h>

enum
{
	BACKDROP_BOTS = 7
};

// What the task bar says, and whoever reads titles aloud.
static void set_title( client* c )
{
	static const char* const titles[] = {
		[SCREEN_MAIN] = "Menu",     [SCREEN_JOIN] = "Join",        [SCREEN_SETTINGS] = "Settings",
		[SCREEN_BINDINGS] = "Keys", [SCREEN_CREDITS] = "Credits",  [SCREEN_CONNECTING] = "Connecting",
		[SCREEN_MATCH] = "Match",   [SCREEN_PAUSE] = "Match menu",
	};
	char title[64];
	bool has_failed = c->screen == SCREEN_CONNECTING && c->failure[0] != '\0';
	snprintf( title, sizeof( title ), "Skirmish - %s", has_failed ? "Not connected" : titles[c->screen] );
	SDL_SetWindowTitle( c->window.window, title );
}

void client_go( client* c, client_screen screen )
{
	if ( screen == SCREEN_SETTINGS && c->screen != SCREEN_BINDINGS )
		c->back_screen = c->screen;
	c->screen = screen;
	c->rebinding = -1;
	eng_ui_reset( &c->ui );
	c->input.pressed_count = 0; // one press is not for two screens
	bool hides_cursor = screen == SCREEN_MATCH && !c->laboratory.is_open;
	set_title( c );
	SDL_ShowCursor( hides_cursor ? SDL_DISABLE : SDL_ENABLE );
}

void client_say( client* c, const char* text )
{
	if ( text[0] == '\0' )
		return;
	snprintf( c->notice, sizeof( c->notice ), "%s", text );
	c->notice_s = 6;
	eng_log_warn( &c->options.log, "%s", text );
}

void client_keep_settings( client* c )
{
	eng_error error;
	if ( !settings_save( &c->settings, c->settings_path, &error ) )
		client_say( c, error.text );
}

bool client_is_in_match( const client* c ) { return !c->is_backdrop && session_is_playing( &c->session ); }

// --- What runs -------------------------------------------------------------------------------------------------------

static void stop( client* c )
{
	session_close( &c->session );
	local_game_close( &c->local, c->now_us );
	arena_clear( &c->arena );
	effects_clear( &c->effects );
	net_graph_clear( &c->graph );
	memset( &c->feed, 0, sizeof( c->feed ) );
	c->camera.has_place = c->is_backdrop = c->is_connect_due = false;
	c->killer_slot = -1;
}

static bool host( client* c, bool is_public, int bots )
{
	static const eng_log silent = { .program = "skirmish", .lowest = ENG_LOG_WARN };
	eng_error error;
	local_game_setup setup = { .schema = c->schema,
		                   .map = c->map,
		                   .log = &silent,
		                   .bots = bots,
		                   .is_public = is_public,
		                   .seed = c->now_us };
	if ( local_game_open( &c->local, &setup, c->now_us, &error ) )
		return true;
	client_say( c, error.text );
	return false;
}

static bool is_own_machine( const char* address )
{
	return strncmp( address, "127.", 4 ) == 0 || strncmp( address, "[::1]", 5 ) == 0;
}

static bool connect_to( client* c, const char* address, bool has_autopilot )
{
	session_setup setup = {
		.schema = c->schema, .map = c->map, .address = address, .has_autopilot = has_autopilot
	};
	if ( !c->is_backdrop )
	{
		setup.weather = laboratory_get( &c->laboratory );
		setup.token = c->options.has_token ? &c->options.token : NULL;
		setup.pinned = is_own_machine( address ) ? NULL : settings_find_key( &c->settings, address );
	}
	return session_open( &c->session, &setup, c->now_us );
}

static void start_backdrop( client* c )
{
	stop( c );
	c->is_backdrop = true;
	if ( host( c, false, BACKDROP_BOTS ) )
		connect_to( c, c->local.address, true );
}

// --- What screens can do ---------------------------------------------------------------------------------------------

void client_play( client* c )
{
	stop( c );
	c->failure[0] = '\0';
	c->is_key_changed = false;
	client_go( c, SCREEN_CONNECTING );
	snprintf( c->address, sizeof( c->address ), "a match on this machine" );
	if ( host( c, true, c->settings.bots ) )
		connect_to( c, c->local.address, c->options.has_autopilot );
	else
		client_leave( c );
}

void client_join( client* c, const char* address )
{
	char kept[SETTINGS_ADDRESS_BYTES]; // it may be a line of the history
	snprintf( kept, sizeof( kept ), "%s", address );
	stop( c );
	c->failure[0] = '\0';
	c->is_key_changed = false;
	snprintf( c->address, sizeof( c->address ), "%s", kept );
	c->is_connect_due = true;
	client_go( c, SCREEN_CONNECTING );
}

void client_leave( client* c )
{
	c->failure[0] = '\0';
	start_backdrop( c );
	client_go( c, SCREEN_MAIN );
}

void client_trust_new_key( client* c )
{
	char address[SETTINGS_ADDRESS_BYTES];
	snprintf( address, sizeof( address ), "%s", c->address );
	settings_forget_key( &c->settings, address );
	client_keep_settings( c );
	client_join( c, address );
}

// --- How it goes -----------------------------------------------------------------------------------------------------

static void remember_server( client* c )
{
	tw_public_key key;
	if ( c->local.server != NULL )
		return;
	settings_note_address( &c->settings, c->address );
	if ( !is_own_machine( c->address ) && tw_client_get_server_key( c->session.client, &key ) )
		settings_note_key( &c->settings, c->address, &key );
	client_keep_settings( c );
}

static void fail( client* c, const char* why )
{
	char kept[sizeof( c->failure ) - 2];
	snprintf( kept, sizeof( kept ), "%s", why );
	bool is_key_changed = c->session.failure == TW_OK && c->session.status.reason == TW_REASON_KEY_CHANGED;
	eng_log_warn( &c->options.log, "%s: %s", c->address, kept );
	start_backdrop( c );
	c->is_key_changed = is_key_changed;
	kept[0] = (char)SDL_toupper( (unsigned char)kept[0] );
	snprintf( c->failure, sizeof( c->failure ), "%s.", kept );
	client_go( c, SCREEN_CONNECTING );
}

void client_step_connection( client* c )
{
	const char* end = session_get_end_text( &c->session );
	if ( c->is_connect_due && c->window.frames > 0 )
	{
		c->is_connect_due = false;
		connect_to( c, c->address, c->options.has_autopilot );
		end = session_get_end_text( &c->session );
	}
	if ( end != NULL && c->is_backdrop )
		session_close( &c->session ); // only the picture behind the menu
	else if ( end != NULL )
		fail( c, end );
	else if ( c->screen == SCREEN_CONNECTING && client_is_in_match( c ) )
	{
		remember_server( c );
		if ( c->join_ms == 0 )
			c->join_ms = (double)( c->now_us - c->start_us ) / 1000;
		client_go( c, SCREEN_MATCH );
	}
}
