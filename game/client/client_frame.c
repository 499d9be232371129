// client_frame.c - one frame, as a list of stages.
#include "base/signals.h"
#include "client.h"
#include "look.h"

#include <math.h>
#include <stdio.h>

// --- In --------------------------------------------------------------------------------------------------------------

static void take_time( client* c )
{
	uint64_t now_us = tw_clock_now_us();
	c->frame_s = fminf( (float)( now_us - c->now_us ) / 1000000, 0.1f );
	c->now_us = now_us;
	eng_window_begin( &c->window );
	camera_resize( &c->camera, c->window.width, c->window.height );
	camera_set_arena( &c->camera, (float)c->map->ground.width, (float)c->map->ground.height );
	float fit = fminf( (float)c->window.height / 720, (float)c->window.width / 1100 );
	c->scale = fit * c->settings.ui_scale;
	eng_draw_begin( c->draw );
}

static void take_keys( client* c )
{
	SDL_Event event;
	eng_input_begin( &c->input );
	while ( SDL_PollEvent( &event ) )
		eng_input_take( &c->input, &event );
	c->is_done |= c->input.is_quit || eng_signals_stop() != 0;
	if ( c->input.is_resized && c->settings.window_mode == ENG_WINDOWED )
		SDL_GetWindowSize( c->window.window, &c->settings.width, &c->settings.height );
	if ( !client_is_in_match( c ) )
		return;
	if ( controls_presses( &c->controls, &c->input, ACTION_GRAPH ) > 0 )
		c->graph.level = ( c->graph.level + 1 ) % 4;
	if ( controls_presses( &c->controls, &c->input, ACTION_LABORATORY ) == 0 )
		return;
	c->laboratory.is_open = !c->laboratory.is_open;
	client_go( c, c->screen ); // the cursor comes or goes
}

// In the laboratory's panel a click is for it and not for the trigger.
static bool is_over_laboratory( const client* c )
{
	return c->laboratory.is_open &&
	       ( c->ui.is_dragging || c->input.mouse_x > (float)c->window.width - 420 * c->scale );
}

static void steer( client* c )
{
	const arena_fighter* own = arena_own( &c->arena );
	float x = (float)c->window.width * 0.5f, y = (float)c->window.height * 0.5f;
	if ( own != NULL )
	{
		x = camera_to_x( &c->camera, own->x );
		y = camera_to_y( &c->camera, own->y );
	}
	bool is_enabled = c->screen == SCREEN_MATCH && !c->input.is_unfocused;
	controls_frame( &c->controls, &c->input, x, y, is_enabled );
	if ( is_over_laboratory( c ) )
	{
		c->controls.is_firing = false;
		c->controls.fire_presses = 0;
	}
}

// --- The match -------------------------------------------------------------------------------------------------------

static void run_network( client* c )
{
	c->now_us = tw_clock_now_us();
	local_game_frame( &c->local, c->now_us );
	session_receive( &c->session, c->now_us );
	for ( tw_tick tick; session_begin_tick( &c->session, c->now_us, &tick ); )
	{
		wire_input input = controls_take( &c->controls );
		session_end_tick( &c->session, tick, &input );
	}
	session_show( &c->session, c->now_us );
}

static void measure( client* c )
{
	if ( c->is_backdrop )
		return;
	net_graph_sample( &c->graph, &c->session, &c->arena, c->now_us );
	const wire_fighter* truth = local_game_get_fighter( &c->local, c->session.status.player );
	if ( truth != NULL )
		net_graph_set_ghost( &c->graph, arena_metres( truth->position[0] ),
		                     arena_metres( truth->position[1] ) );
}

// The dead look at who got them.
static void point_camera( client* c )
{
	const arena_fighter* own = arena_own( &c->arena );
	if ( own == NULL )
		return;
	float x = own->x, y = own->y, lead_x = c->controls.aim_x / c->camera.scale,
	      lead_y = c->controls.aim_y / c->camera.scale;
	if ( c->is_backdrop || c->session.has_autopilot )
	{
		lead_x = 5 * cosf( own->aim );
		lead_y = 5 * sinf( own->aim );
	}
	if ( !own->is_alive && c->killer_slot >= 0 && c->killer_slot != c->arena.own_slot )
	{
		lead_x = c->arena.fighters[c->killer_slot].x - x;
		lead_y = c->arena.fighters[c->killer_slot].y - y;
	}
	// Beside the menu, or beside the laboratory's panel.
	float aside_m = c->is_backdrop ? -6.0f : client_is_in_match( c ) && c->laboratory.is_open ? 5.0f : 0;
	c->camera.aside = c->camera.aside + ( aside_m - c->camera.aside ) * fminf( c->frame_s * 8, 1 );
	camera_follow( &c->camera, x, y, lead_x, lead_y, c->frame_s );
}

// --- Out -------------------------------------------------------------------------------------------------------------

static double seconds_since_start( const client* c ) { return (double)( c->now_us - c->start_us ) / 1e6; }

static void take_picture( client* c )
{
	eng_error error;
	if ( c->options.screenshot == NULL || seconds_since_start( c ) < c->options.after_s )
		return;
	if ( eng_window_save_png( &c->window, c->options.screenshot, &error ) )
		eng_log_info( &c->options.log, "%s written", c->options.screenshot );
	else
	{
		eng_log_error( &c->options.log, "%s", error.text );
		c->has_failed = true;
	}
	c->is_done = true;
}

static void present( client* c )
{
	eng_window_present( &c->window );
	if ( c->options.seconds > 0 && seconds_since_start( c ) >= c->options.seconds )
		c->is_done = true;
}

void client_idle( client* c )
{
	uint64_t now_us = tw_clock_now_us();
	local_game_frame( &c->local, now_us );
	client_link_advance( &c->session.link, now_us );
}

bool client_frame( client* c )
{
	static void ( *const stages[] )( client* ) = {
		take_time,          take_keys,    steer,   client_step_connection, run_network,
		client_react,       point_camera, measure, client_draw_scene,      client_draw_hud,
		client_draw_screen, take_picture, present,
	};
	for ( size_t i = 0; i < SDL_arraysize( stages ); ++i )
		stages[i]( c );
	while ( !c->is_done && !eng_window_is_frame_due( &c->window ) )
		client_idle( c );
	return !c->is_done;
}
