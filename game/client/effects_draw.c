#include "effects.h"

#include "look.h"

#include <math.h>
#include <stdio.h>

// One effect on the screen: pixels, and how much of its life is over.
typedef struct view
{
	eng_draw* draw;
	const camera* c;
	const effect* it;
	float x, y, past, flash_share;
} view;

static bool is_visible( const view* v )
{
	float margin = 4 * v->c->scale;
	if ( v->it->kind == EFFECT_TRACER || v->it->kind == EFFECT_RAIL )
		return true;
	return v->x > -margin && v->y > -margin && v->x < (float)v->c->width + margin &&
	       v->y < (float)v->c->height + margin;
}

static void draw_smoke( const view* v )
{
	float radius = v->it->size * ( 0.7f + 1.1f * v->past ) * v->c->scale;
	eng_draw_disc( v->draw, v->x, v->y, radius, eng_color_fade( v->it->color, 0.26f * ( 1 - v->past ) ) );
}

static void draw_trail( const view* v )
{
	float radius = v->it->size * ( 1 - 0.6f * v->past ) * v->c->scale;
	eng_draw_disc( v->draw, v->x, v->y, radius, eng_color_fade( v->it->color, 0.34f * ( 1 - v->past ) ) );
}

static void draw_scorch( const view* v )
{
	float radius = v->it->size * v->c->scale;
	eng_draw_disc( v->draw, v->x, v->y, radius, eng_color_fade( v->it->color, 0.8f * ( 1 - v->past ) ) );
}

static void draw_spark( const view* v )
{
	float tail = 0.035f * v->c->scale;
	eng_segment s = { v->x - v->it->vx * tail, v->y - v->it->vy * tail, v->x, v->y };
	eng_color color = eng_color_fade( v->it->color, 1 - v->past * v->past );
	eng_draw_line( v->draw, s, fmaxf( v->it->size * v->c->scale * 0.7f, 1 ), color );
}

static void draw_shard( const view* v )
{
	float radius = v->it->size * v->c->scale, points[6];
	for ( int i = 0; i < 3; ++i )
	{
		float angle = v->it->angle + (float)i * 2.2f;
		points[2 * i] = v->x + radius * cosf( angle );
		points[2 * i + 1] = v->y + radius * sinf( angle );
	}
	eng_draw_triangle( v->draw, points, eng_color_fade( v->it->color, 1 - v->past * v->past ) );
}

static void draw_flash( const view* v )
{
	float left = 1 - v->past;
	eng_draw_glow( v->draw, v->x, v->y, v->it->size * v->c->scale,
	               eng_color_fade( v->it->color, left * v->flash_share ) );
}

static void draw_ring( const view* v )
{
	float spread = 1 - ( 1 - v->past ) * ( 1 - v->past );
	float radius = fmaxf( v->it->size * spread * v->c->scale, 2 );
	float width = fmaxf( ( 1 - v->past ) * 0.24f * v->c->scale, 1 );
	eng_draw_ring( v->draw, v->x, v->y, radius, width, eng_color_fade( v->it->color, 1 - v->past ) );
}

static eng_segment segment_of( const view* v )
{
	return ( eng_segment ){ v->x, v->y, camera_to_x( v->c, v->it->x1 ), camera_to_y( v->c, v->it->y1 ) };
}

// A streak that runs along the line.
static void draw_tracer( const view* v )
{
	eng_segment all = segment_of( v ), s;
	float head = fminf( v->past * 1.5f + 0.4f, 1 ), tail = fmaxf( head - 0.55f, 0 ) + v->past * 0.3f;
	tail = fminf( tail, head );
	s.x0 = all.x0 + ( all.x1 - all.x0 ) * tail;
	s.y0 = all.y0 + ( all.y1 - all.y0 ) * tail;
	s.x1 = all.x0 + ( all.x1 - all.x0 ) * head;
	s.y1 = all.y0 + ( all.y1 - all.y0 ) * head;
	eng_draw_beam( v->draw, s, 9, eng_color_fade( v->it->color, 0.5f ) );
	eng_draw_fading_line( v->draw, s, 2, eng_color_fade( v->it->color, 0.1f ), v->it->color );
}

static void draw_rail( const view* v )
{
	float left = 1 - v->past;
	eng_segment s = segment_of( v );
	eng_draw_beam( v->draw, s, 30 * left + 8, eng_color_fade( v->it->color, left ) );
	eng_draw_line( v->draw, s, fmaxf( 4 * left, 2 ), eng_color_fade( LOOK_WHITE, left ) );
}

static void draw_number( const view* v )
{
	char text[16];
	float size = v->it->number >= 50 ? 24 : v->it->number >= 20 ? 20 : 16;
	snprintf( text, sizeof( text ), "%d", v->it->number );
	eng_text_style style = { .size = size * v->c->scale / 37,
		                 .color = eng_color_fade( v->it->color, 2 * ( 1 - v->past ) ),
		                 .align = ENG_CENTER,
		                 .is_bold = true,
		                 .has_shadow = true };
	eng_draw_text( v->draw, v->x, v->y, style, text );
}

static void draw_one( const view* v )
{
	switch ( v->it->kind )
	{
	case EFFECT_SMOKE:
		draw_smoke( v );
		break;
	case EFFECT_TRAIL:
		draw_trail( v );
		break;
	case EFFECT_SCORCH:
		draw_scorch( v );
		break;
	case EFFECT_SPARK:
		draw_spark( v );
		break;
	case EFFECT_SHARD:
		draw_shard( v );
		break;
	case EFFECT_FLASH:
		draw_flash( v );
		break;
	case EFFECT_RING:
		draw_ring( v );
		break;
	case EFFECT_TRACER:
		draw_tracer( v );
		break;
	case EFFECT_RAIL:
		draw_rail( v );
		break;
	case EFFECT_NUMBER:
		draw_number( v );
		break;
	case EFFECT_NONE:
	default:
		break;
	}
}

static bool is_low( effect_kind kind ) { return kind == EFFECT_SMOKE || kind == EFFECT_TRAIL || kind == EFFECT_SCORCH; }

static void draw_level( const effects* e, eng_draw* draw, const camera* c, bool low )
{
	for ( int i = 0; i < EFFECTS_MAX; ++i )
	{
		const effect* it = e->items + ( e->next + i ) % EFFECTS_MAX; // oldest first
		if ( it->kind == EFFECT_NONE || is_low( it->kind ) != low )
			continue;
		view v = { .draw = draw,
			   .c = c,
			   .it = it,
			   .x = camera_to_x( c, it->x ),
			   .y = camera_to_y( c, it->y ),
			   .past = it->age_s / it->life_s,
			   .flash_share = e->flash_share };
		if ( is_visible( &v ) )
			draw_one( &v );
	}
}

void effects_draw_low( const effects* e, eng_draw* draw, const camera* c ) { draw_level( e, draw, c, true ); }

void effects_draw_high( const effects* e, eng_draw* draw, const camera* c ) { draw_level( e, draw, c, false ); }
