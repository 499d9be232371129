// hud.c - what one needs to know in the match, at the edges of the screen.
#include "client.h"
#include "look.h"

#include <math.h>
#include <stdio.h>

typedef struct hud
{
	client* c;
	eng_draw* draw;
	float width, height, s; // s: pixels per unit
	const sim_body* body;
} hud;

static const eng_color s_panel = { 8, 11, 17, 190 };

// --- Health ----------------------------------------------------------------------------------------------------------

static void draw_health( const hud* h )
{
	char text[16];
	float s = h->s, x = 20 * s, y = h->height - 84 * s, part = (float)h->body->health / SIM_HEALTH_FULL;
	eng_color color = part > 0.5f ? LOOK_GOOD : part > 0.25f ? LOOK_WARN : LOOK_BAD;
	eng_draw_panel( h->draw, ( SDL_FRect ){ x, y, 262 * s, 64 * s }, 12 * s, s_panel );
	eng_draw_rect( h->draw, ( SDL_FRect ){ x + 17 * s, y + 28 * s, 18 * s, 6 * s }, color ); // a cross
	eng_draw_rect( h->draw, ( SDL_FRect ){ x + 23 * s, y + 22 * s, 6 * s, 18 * s }, color );
	snprintf( text, sizeof( text ), "%d", h->body->health );
	eng_text_style style = { .size = 36 * s, .color = LOOK_TEXT, .is_bold = true, .align = ENG_RIGHT };
	eng_draw_text( h->draw, x + 118 * s, y + 9 * s, style, text );
	SDL_FRect bar = { x + 130 * s, y + 25 * s, 114 * s, 13 * s };
	eng_draw_panel( h->draw, bar, 6 * s, ( eng_color ){ 40, 48, 60, 255 } );
	bar.w *= part;
	if ( part > 0 )
		eng_draw_panel( h->draw, bar, 6 * s, color );
}

// --- Weapons and dash ------------------------------------------------------------------------------------------------

static void draw_weapon( const hud* h, int weapon, float x, float y )
{
	static const char* const names[SIM_WEAPON_COUNT] = { "Pulse", "Rail", "Rocket" };
	char ammo[16];
	float s = h->s, wait = (float)sim_weapon_wait_ticks( (uint8_t)weapon, h->c->arena.rate_hz );
	bool is_held = h->body->weapon == weapon;
	int left = weapon == SIM_RAIL ? h->body->rail_ammo : weapon == SIM_ROCKET ? h->body->rocket_ammo : -1;
	SDL_FRect box = { x, y, 104 * s, 64 * s };
	eng_color color = left == 0 ? LOOK_BAD : is_held ? LOOK_TEXT : LOOK_QUIET;
	eng_draw_panel( h->draw, box, 12 * s, is_held ? ( eng_color ){ 24, 42, 56, 225 } : s_panel );
	if ( is_held )
		eng_draw_panel_edge( h->draw, box, 12 * s, eng_color_fade( LOOK_ACCENT, 0.8f ) );
	feed_draw_weapon( h->draw, x + 26 * s, y + 25 * s, 26 * s, weapon, color );
	snprintf( ammo, sizeof( ammo ), left < 0 ? "∞" : "%d", left );
	eng_text_style number = { .size = 22 * s, .color = color, .is_bold = true, .align = ENG_RIGHT };
	eng_draw_text( h->draw, x + 92 * s, y + 10 * s, number, ammo );
	eng_text_style small = { .size = 11 * s, .color = eng_color_fade( color, 0.8f ) };
	eng_draw_text( h->draw, x + 12 * s, y + 43 * s, small, names[weapon] );
	snprintf( ammo, sizeof( ammo ), "%d", weapon + 1 );
	small.align = ENG_RIGHT;
	eng_draw_text( h->draw, x + 92 * s, y + 43 * s, small, ammo );
	if ( is_held && h->body->cooldown_ticks > 0 && wait > 12 )
	{
		float ready = 1 - (float)h->body->cooldown_ticks / wait;
		eng_draw_panel( h->draw, ( SDL_FRect ){ x + 8 * s, y + 58 * s, 88 * s * ready, 3 * s }, 1 * s,
		                LOOK_ACCENT );
	}
}

static void draw_weapons( const hud* h )
{
	float s = h->s, step = 112 * s, x = h->width * 0.5f - step * 1.5f + 4 * s;
	for ( int i = 0; i < SIM_WEAPON_COUNT; ++i )
		draw_weapon( h, i, x + step * (float)i, h->height - 84 * s );
}

static void draw_dash( const hud* h )
{
	float s = h->s, x = h->width * 0.5f - 214 * s, y = h->height - 52 * s;
	float wait = SIM_DASH_WAIT_MS * (float)h->c->arena.rate_hz / 1000,
	      ready = 1 - (float)h->body->dash_ticks / fmaxf( wait, 1 );
	eng_color color = ready >= 1 ? LOOK_ACCENT : LOOK_QUIET;
	eng_draw_disc( h->draw, x, y, 32 * s, s_panel );
	eng_draw_ring( h->draw, x, y, 27 * s, 4 * s, ( eng_color ){ 40, 48, 60, 255 } );
	eng_draw_arc( h->draw, x, y, 27 * s, 4 * s, fminf( ready, 1 ), color );
	for ( int i = 0; i < 2; ++i )
	{
		float tip = x + ( 2 + 10 * (float)i ) * s;
		eng_draw_line( h->draw, ( eng_segment ){ tip - 9 * s, y - 9 * s, tip, y }, 3 * s, color );
		eng_draw_line( h->draw, ( eng_segment ){ tip - 9 * s, y + 9 * s, tip, y }, 3 * s, color );
	}
}

// --- Score -----------------------------------------------------------------------------------------------------------

static void draw_score( const hud* h )
{
	char text[48];
	const arena* a = &h->c->arena;
	const arena_fighter* own = arena_own( a );
	int best = 0, place = 1;
	for ( int i = 0; own != NULL && i < ARENA_PLAYERS; ++i )
	{
		if ( !a->fighters[i].is_present || i == a->own_slot )
			continue;
		best = a->fighters[i].kills > best ? a->fighters[i].kills : best;
		place += a->fighters[i].kills > own->kills;
	}
	float s = h->s, x = h->width * 0.5f, y = 14 * s;
	eng_draw_panel( h->draw, ( SDL_FRect ){ x - 126 * s, y, 252 * s, 46 * s }, 12 * s, s_panel );
	eng_text_style number = { .size = 26 * s, .color = LOOK_ACCENT, .is_bold = true, .align = ENG_RIGHT };
	snprintf( text, sizeof( text ), "%d", own != NULL ? own->kills : 0 );
	eng_draw_text( h->draw, x - 60 * s, y + 7 * s, number, text );
	number.color = LOOK_WARN;
	number.align = ENG_LEFT;
	snprintf( text, sizeof( text ), "%d", best );
	eng_draw_text( h->draw, x + 60 * s, y + 7 * s, number, text );
	eng_text_style small = { .size = 11 * s, .color = LOOK_QUIET, .align = ENG_CENTER };
	snprintf( text, sizeof( text ), "place %d", place );
	eng_draw_text( h->draw, x, y + 7 * s, small, text );
	snprintf( text, sizeof( text ), "first to %d", SIM_FRAG_LIMIT );
	eng_draw_text( h->draw, x, y + 23 * s, small, text );
	eng_draw_text( h->draw, x - 98 * s, y + 16 * s, small, "you" );
	eng_draw_text( h->draw, x + 103 * s, y + 16 * s, small, "best" );
}

// --- In the middle ---------------------------------------------------------------------------------------------------

static void draw_cross( const hud* h )
{
	const eng_input* in = &h->c->input;
	float s = h->s, x = in->mouse_x, y = in->mouse_y;
	if ( in->is_pad_in_use || h->c->session.has_autopilot )
		return;
	bool is_hit = h->c->hit_mark_s > 0;
	eng_color color = is_hit ? LOOK_BAD : LOOK_WHITE;
	for ( int i = 0; i < 4; ++i )
	{
		float angle = (float)i * 1.5707963f + ( is_hit ? 0.7853982f : 0 ), dx = cosf( angle ),
		      dy = sinf( angle );
		float near = ( is_hit ? 4 : 7 ) * s, far = ( is_hit ? 13 : 14 ) * s;
		eng_segment line = { x + dx * near, y + dy * near, x + dx * far, y + dy * far };
		eng_draw_line( h->draw, line, 4 * s, ( eng_color ){ 0, 0, 0, 120 } );
		eng_draw_line( h->draw, line, 2 * s, color );
	}
	eng_draw_disc( h->draw, x, y, fmaxf( 1.5f * s, 1 ), color );
	float wait = (float)sim_weapon_wait_ticks( h->body->weapon, h->c->arena.rate_hz );
	if ( wait > 12 && h->body->cooldown_ticks > 0 )
		eng_draw_arc( h->draw, x, y, 19 * s, 2, 1 - (float)h->body->cooldown_ticks / wait,
		              eng_color_fade( LOOK_WHITE, 0.7f ) );
}

// One frame of a picture frame: `at` pixels from the edge, `width` wide.
static void draw_border( const hud* h, float at, float width, eng_color color )
{
	float w = h->width - 2 * at, tall = h->height - 2 * at;
	eng_draw_rect( h->draw, ( SDL_FRect ){ at, at, w, width }, color );
	eng_draw_rect( h->draw, ( SDL_FRect ){ at, at + tall - width, w, width }, color );
	eng_draw_rect( h->draw, ( SDL_FRect ){ at, at + width, width, tall - 2 * width }, color );
	eng_draw_rect( h->draw, ( SDL_FRect ){ at + w - width, at + width, width, tall - 2 * width }, color );
}

static void draw_hurt( const hud* h )
{
	static const int BORDERS = 12;
	float share = h->c->hurt_s / 0.35f * h->c->settings.flash, width = fmaxf( floorf( 4 * h->s ), 2 );
	float low = h->body->health > 0 && h->body->health <= 25 ? 0.4f : 0;
	share = fmaxf( share, low );
	for ( int i = 0; share > 0 && i < BORDERS; ++i )
	{
		float inner = (float)( BORDERS - i ) / (float)BORDERS;
		draw_border( h, width * (float)i, width, eng_color_fade( LOOK_BAD, share * inner * inner * 0.6f ) );
	}
}

static void draw_death( const hud* h )
{
	char name[FEED_TEXT_BYTES], text[FEED_TEXT_BYTES + 32];
	float s = h->s, y = h->height * 0.30f;
	feed_name( h->c->killer_slot, h->c->arena.own_slot, name );
	if ( h->c->killer_slot == h->c->arena.own_slot )
		snprintf( text, sizeof( text ), "Your own rocket" );
	else
		snprintf( text, sizeof( text ), "%s got you", h->c->killer_slot < 0 ? "Somebody" : name );
	eng_text_style big = {
		.size = 34 * s, .color = LOOK_TEXT, .align = ENG_CENTER, .is_bold = true, .has_shadow = true
	};
	eng_draw_rect( h->draw, ( SDL_FRect ){ 0, y - 18 * s, h->width, 96 * s }, ( eng_color ){ 4, 6, 10, 130 } );
	eng_draw_text( h->draw, h->width * 0.5f, y - 4 * s, big, text );
	float wait_s = (float)h->body->respawn_ticks / (float)( h->c->arena.rate_hz > 0 ? h->c->arena.rate_hz : 60 );
	if ( wait_s > 0 )
		snprintf( text, sizeof( text ), "back in %.1f s", (double)wait_s );
	else
		snprintf( text, sizeof( text ), "back in a moment" ); // the server says where
	eng_text_style small = { .size = 17 * s, .color = LOOK_QUIET, .align = ENG_CENTER, .has_shadow = true };
	eng_draw_text( h->draw, h->width * 0.5f, y + 42 * s, small, text );
}

static void draw_hint( const hud* h )
{
	float age_s = (float)( h->c->now_us - h->c->session.playing_us ) / 1000000;
	if ( age_s > 9 || h->c->laboratory.is_open )
		return;
	float s = h->s, fade = fminf( ( 9 - age_s ) / 0.6f, 1 ), x = h->width - 330 * s, y = h->height - 74 * s;
	eng_draw_panel( h->draw, ( SDL_FRect ){ x, y, 310 * s, 54 * s }, 12 * s, eng_color_fade( s_panel, fade ) );
	eng_text_style bold = { .size = 15 * s, .color = eng_color_fade( LOOK_ACCENT, fade ), .is_bold = true };
	eng_draw_text( h->draw, x + 16 * s, y + 8 * s, bold, "F4  network laboratory" );
	eng_text_style small = { .size = 12 * s, .color = eng_color_fade( LOOK_QUIET, fade ) };
	eng_draw_text( h->draw, x + 16 * s, y + 30 * s, small, "F3 net graph   Tab scores   Space dash   Esc menu" );
}

static void draw_scores( const hud* h )
{
	bool is_held = eng_input_is_down( &h->c->input, h->c->controls.bindings + ACTION_SCORES );
	if ( is_held || h->c->options.shows_scores )
		client_draw_scores( h->c );
}

void client_draw_hud( client* c )
{
	hud h = { .c = c,
		  .draw = c->draw,
		  .width = (float)c->window.width,
		  .height = (float)c->window.height,
		  .s = c->scale,
		  .body = &c->arena.own };
	if ( !client_is_in_match( c ) || arena_own( &c->arena ) == NULL )
		return;
	draw_hurt( &h );
	draw_score( &h );
	feed_draw( &c->feed, c->draw, h.width, h.s );
	if ( sim_is_alive( h.body ) )
	{
		draw_health( &h );
		draw_dash( &h );
		draw_weapons( &h );
	}
	else
		draw_death( &h );
	net_graph_draw( &c->graph, c->draw, h.s );
	if ( c->screen == SCREEN_MATCH )
		draw_hint( &h );
	draw_scores( &h );
	if ( c->screen == SCREEN_MATCH )
		draw_cross( &h );
}
