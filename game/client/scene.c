// scene.c - the arena as it is now: floor, what lies about, rockets, players, light.
#include "client.h"
#include "look.h"

#include <math.h>
#include <stdio.h>

static const float BODY_M = (float)SIM_BODY_RADIUS / SIM_METRE;
static const float TRAIL_SPEED = 9; // metres per second; nobody walks so fast

// --- Rockets ---------------------------------------------------------------------------------------------------------

static void draw_rocket( client* c, const wire_missile* m )
{
	const camera* cam = &c->camera;
	float x = arena_metres( m->position[0] ), y = arena_metres( m->position[1] );
	float vx = arena_metres( m->velocity[0] ), vy = arena_metres( m->velocity[1] );
	float speed = fmaxf( hypotf( vx, vy ), 0.01f ), dx = vx / speed, dy = vy / speed;
	float px = camera_to_x( cam, x ), py = camera_to_y( cam, y ), s = cam->scale;
	effects_rocket_smoke( &c->effects, x - dx * 0.35f, y - dy * 0.35f, c->frame_s );
	eng_draw_glow( c->draw, px - dx * 0.3f * s, py - dy * 0.3f * s, 0.9f * s,
	               eng_color_fade( LOOK_ROCKET, 0.75f ) );
	eng_segment flame = { px - dx * 0.75f * s, py - dy * 0.75f * s, px - dx * 0.2f * s, py - dy * 0.2f * s };
	eng_draw_fading_line( c->draw, flame, 0.16f * s, eng_color_fade( LOOK_ROCKET, 0 ), ENG_RGB( 0xffe0a0 ) );
	eng_segment hull = { px - dx * 0.28f * s, py - dy * 0.28f * s, px + dx * 0.18f * s, py + dy * 0.18f * s };
	eng_draw_line( c->draw, hull, 0.2f * s, ENG_RGB( 0xd8dee8 ) );
	eng_draw_disc( c->draw, px + dx * 0.18f * s, py + dy * 0.18f * s, 0.1f * s, LOOK_ROCKET );
}

static void draw_rockets( client* c )
{
	tw_column column = tw_world_get_column( c->session.shown, WIRE_MISSILE );
	const wire_missile* missiles = column.states;
	for ( int i = 0; i < column.count; ++i )
		if ( tw_world_exists( c->session.shown, column.entities[i] ) )
			draw_rocket( c, missiles + i );
}

// --- Players ---------------------------------------------------------------------------------------------------------

typedef struct figure
{
	const arena_fighter* f;
	float x, y, radius; // pixels
	float dx, dy;       // where it aims
	eng_color color;
	bool is_own;
	int slot;
} figure;

static void draw_barrel( const client* c, const figure* g )
{
	static const float lengths[SIM_WEAPON_COUNT] = { 1.8f, 2.25f, 1.75f };
	static const float widths[SIM_WEAPON_COUNT] = { 0.36f, 0.26f, 0.6f };
	int weapon = g->f->weapon % SIM_WEAPON_COUNT;
	float near = 0.35f * g->radius, far = lengths[weapon] * g->radius;
	eng_segment s = { g->x + g->dx * near, g->y + g->dy * near, g->x + g->dx * far, g->y + g->dy * far };
	eng_draw_line( c->draw, s, widths[weapon] * g->radius + 4, ENG_RGB( 0x0a0d13 ) );
	eng_draw_line( c->draw, s, widths[weapon] * g->radius, eng_color_mix( g->color, LOOK_WHITE, 0.55f ) );
}

static void draw_health_ring( const client* c, const figure* g )
{
	float part = (float)g->f->health / SIM_HEALTH_FULL, radius = g->radius + 7;
	eng_color color = part > 0.5f ? LOOK_GOOD : part > 0.25f ? LOOK_WARN : LOOK_BAD;
	eng_draw_ring( c->draw, g->x, g->y, radius, 3, ( eng_color ){ 6, 8, 12, 150 } );
	eng_draw_arc( c->draw, g->x, g->y, radius, 3, part, eng_color_fade( color, g->is_own ? 0.95f : 0.75f ) );
}

static void draw_shield( const client* c, const figure* g )
{
	float wave = 0.5f + 0.5f * sinf( (float)( c->now_us % 1000000 ) / 1000000.0f * 6.2831853f * 3 );
	float radius = g->radius * ( 1.75f + 0.12f * wave );
	eng_draw_glow( c->draw, g->x, g->y, radius * 1.5f, eng_color_fade( LOOK_WHITE, 0.16f + 0.1f * wave ) );
	eng_draw_ring( c->draw, g->x, g->y, radius, 2, eng_color_fade( LOOK_WHITE, 0.35f + 0.4f * wave ) );
}

static void draw_body( const client* c, const figure* g )
{
	float r = g->radius, hurt = fmaxf( 1 - g->f->hurt_s / 0.13f, 0 );
	eng_color fill = eng_color_mix( g->color, LOOK_WHITE, hurt * ( 0.4f + 0.6f * c->settings.flash ) );
	eng_draw_disc( c->draw, g->x + 3, g->y + 5, r + 2, ( eng_color ){ 0, 0, 0, 90 } );
	eng_draw_glow( c->draw, g->x, g->y, r * 2.3f, eng_color_fade( g->color, g->is_own ? 0.46f : 0.3f ) );
	draw_health_ring( c, g );
	draw_barrel( c, g );
	eng_draw_disc( c->draw, g->x, g->y, r + 2, ENG_RGB( 0x0a0d13 ) );
	eng_draw_disc( c->draw, g->x, g->y, r, fill );
	eng_draw_disc( c->draw, g->x, g->y, r * 0.62f, eng_color_mix( fill, ENG_RGB( 0x0a0d13 ), 0.5f ) );
	eng_draw_disc( c->draw, g->x + g->dx * r * 0.3f, g->y + g->dy * r * 0.3f, r * 0.3f,
	               eng_color_mix( fill, LOOK_WHITE, 0.7f ) );
	if ( g->is_own )
		eng_draw_ring( c->draw, g->x, g->y, r + 2, 2, LOOK_WHITE );
}

// A thin line ahead of the own weapon; it says where a shot would go, not what it would hit.
static void draw_aim_line( const client* c, const figure* g )
{
	float near = g->radius * 2.2f, far = g->radius * 2.2f + 5 * c->camera.scale;
	eng_segment s = { g->x + g->dx * far, g->y + g->dy * far, g->x + g->dx * near, g->y + g->dy * near };
	eng_draw_fading_line( c->draw, s, 1, eng_color_fade( LOOK_ACCENT, 0 ), eng_color_fade( LOOK_ACCENT, 0.45f ) );
}

static void draw_label( const client* c, const figure* g )
{
	char name[FEED_TEXT_BYTES];
	feed_name( g->slot, -1, name );
	eng_text_style style = { .size = 12 * c->scale,
		                 .color = eng_color_fade( g->color, 0.9f ),
		                 .align = ENG_CENTER,
		                 .has_shadow = true };
	eng_draw_text( c->draw, g->x, g->y - g->radius - 26 * c->scale, style, name );
}

static void draw_figure( client* c, int slot )
{
	const arena_fighter* f = c->arena.fighters + slot;
	bool is_own = slot == c->arena.own_slot && !c->is_backdrop;
	float aim = is_own && !c->session.has_autopilot ? c->controls.aim : f->aim; // the own at the rate of the screen
	figure g = { .f = f,
		     .x = camera_to_x( &c->camera, f->x ),
		     .y = camera_to_y( &c->camera, f->y ),
		     .radius = BODY_M * c->camera.scale,
		     .dx = cosf( aim ),
		     .dy = sinf( aim ),
		     .color = is_own ? LOOK_ACCENT : look_of_player( slot ),
		     .is_own = is_own,
		     .slot = slot };
	if ( hypotf( f->vx, f->vy ) > TRAIL_SPEED )
		effects_dash_trail( &c->effects, f->x, f->y, c->frame_s, g.color );
	float margin = 3 * c->camera.scale;
	if ( g.x < -margin || g.y < -margin || g.x > (float)c->camera.width + margin ||
	     g.y > (float)c->camera.height + margin )
		return;
	draw_body( c, &g );
	if ( f->is_protected )
		draw_shield( c, &g );
	if ( is_own )
		draw_aim_line( c, &g );
	else
		draw_label( c, &g );
}

static void draw_players( client* c )
{
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
		if ( i != c->arena.own_slot && c->arena.fighters[i].is_present && c->arena.fighters[i].is_alive )
			draw_figure( c, i );
	const arena_fighter* own = arena_own( &c->arena );
	if ( own != NULL && own->is_alive )
		draw_figure( c, c->arena.own_slot ); // on top of the others
}

// --- The ghost -------------------------------------------------------------------------------------------------------

static void draw_ghost( const client* c )
{
	float x, y;
	if ( !c->laboratory.shows_ghost || !sim_is_alive( &c->arena.own ) || c->is_backdrop ||
	     !net_graph_get_ghost( &c->graph, &x, &y ) )
		return;
	float px = camera_to_x( &c->camera, x ), py = camera_to_y( &c->camera, y ), r = BODY_M * c->camera.scale;
	eng_draw_ring( c->draw, px, py, r + 2, 2, eng_color_fade( LOOK_WHITE, 0.7f ) );
	eng_draw_disc( c->draw, px, py, r, eng_color_fade( LOOK_WHITE, 0.16f ) );
	eng_text_style style = { .size = 11 * c->scale,
		                 .color = eng_color_fade( LOOK_WHITE, 0.8f ),
		                 .align = ENG_CENTER,
		                 .has_shadow = true };
	eng_draw_text( c->draw, px, py + r + 8 * c->scale, style, "server" );
}

// What the arena does not cover.
static void draw_void( client* c )
{
	const camera* cam = &c->camera;
	float right = camera_to_x( cam, (float)c->map->ground.width ),
	      low = camera_to_y( cam, (float)c->map->ground.height );
	bool is_covered = cam->left >= 0 && cam->top >= 0 && right >= (float)cam->width && low >= (float)cam->height;
	if ( !is_covered || c->session.shown == NULL || !cam->has_place )
		eng_draw_rect( c->draw, ( SDL_FRect ){ 0, 0, (float)cam->width, (float)cam->height }, LOOK_VOID );
}

void client_draw_scene( client* c )
{
	draw_void( c );
	map_picture_paint( &c->picture, c->window.renderer, c->map, c->camera.scale );
	if ( c->session.shown == NULL || !c->camera.has_place )
		return;
	map_picture_draw( &c->picture, c->window.renderer, &c->camera );
	effects_draw_low( &c->effects, c->draw, &c->camera );
	draw_rockets( c );
	draw_ghost( c );
	draw_players( c );
	effects_draw_high( &c->effects, c->draw, &c->camera );
}
