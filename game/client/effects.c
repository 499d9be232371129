#include "effects.h"

#include "look.h"
#include "sim/sim.h"

#include <math.h>
#include <string.h>

static const float TURN = 6.2831853f;

void effects_clear( effects* e )
{
	float flash_share = e->flash_share;
	memset( e, 0, sizeof( *e ) );
	e->flash_share = flash_share;
	e->random = 1;
}

static effect* add( effects* e, effect what )
{
	effect* to = e->items + e->next;
	e->next = ( e->next + 1 ) % EFFECTS_MAX;
	*to = what;
	return to;
}

static float draw_random( effects* e, float low, float high )
{
	e->random = e->random * 1664525u + 1013904223u;
	return low + ( high - low ) * (float)( e->random >> 8 ) / 16777216.0f;
}

static void spray( effects* e, float x, float y, int count, float speed, eng_color color )
{
	for ( int i = 0; i < count; ++i )
	{
		float angle = draw_random( e, 0, TURN ), v = speed * draw_random( e, 0.25f, 1 );
		add( e, ( effect ){ .kind = EFFECT_SPARK,
		                    .x = x,
		                    .y = y,
		                    .vx = v * cosf( angle ),
		                    .vy = v * sinf( angle ),
		                    .life_s = draw_random( e, 0.12f, 0.42f ),
		                    .size = draw_random( e, 0.04f, 0.09f ),
		                    .color = color } );
	}
}

void effects_shot( effects* e, const effects_line* line, int weapon, eng_color color, bool has_hit )
{
	bool is_rail = weapon == SIM_RAIL;
	eng_color light = is_rail ? LOOK_RAIL : LOOK_PULSE;
	add( e, ( effect ){ .kind = is_rail ? EFFECT_RAIL : EFFECT_TRACER,
	                    .x = line->x0,
	                    .y = line->y0,
	                    .x1 = line->x1,
	                    .y1 = line->y1,
	                    .life_s = is_rail ? 0.3f : 0.09f,
	                    .color = is_rail ? eng_color_mix( ENG_RGB( 0x38c8ff ), color, 0.5f ) : light } );
	add( e, ( effect ){ .kind = EFFECT_FLASH,
	                    .x = line->x0,
	                    .y = line->y0,
	                    .life_s = 0.07f,
	                    .size = is_rail ? 1.3f : 0.7f,
	                    .color = light } );
	add( e, ( effect ){ .kind = EFFECT_FLASH,
	                    .x = line->x1,
	                    .y = line->y1,
	                    .life_s = 0.10f,
	                    .size = is_rail ? 0.9f : 0.45f,
	                    .color = light } );
	spray( e, line->x1, line->y1, is_rail ? 9 : 3, has_hit ? 7 : 4.5f, has_hit ? LOOK_WHITE : light );
}

void effects_blast( effects* e, float x, float y )
{
	add( e, ( effect ){
			.kind = EFFECT_SCORCH, .x = x, .y = y, .life_s = 3, .size = 0.9f, .color = { 0, 0, 0, 120 } } );
	add( e, ( effect ){ .kind = EFFECT_FLASH,
	                    .x = x,
	                    .y = y,
	                    .life_s = 0.32f,
	                    .size = 2.7f,
	                    .color = ENG_RGB( 0xffa048 ) } );
	add( e,
	     ( effect ){ .kind = EFFECT_FLASH, .x = x, .y = y, .life_s = 0.14f, .size = 1.6f, .color = LOOK_WHITE } );
	add( e, ( effect ){ .kind = EFFECT_RING,
	                    .x = x,
	                    .y = y,
	                    .life_s = 0.34f,
	                    .size = 2.2f,
	                    .color = ENG_RGB( 0xffc27a ) } );
	spray( e, x, y, 26, 13, ENG_RGB( 0xffc46b ) );
	for ( int i = 0; i < 7; ++i )
	{
		float angle = draw_random( e, 0, TURN ), v = draw_random( e, 0.4f, 2.2f );
		add( e, ( effect ){ .kind = EFFECT_SMOKE,
		                    .x = x,
		                    .y = y,
		                    .vx = v * cosf( angle ),
		                    .vy = v * sinf( angle ),
		                    .life_s = draw_random( e, 0.5f, 1.0f ),
		                    .size = draw_random( e, 0.35f, 0.7f ),
		                    .color = ENG_RGB( 0x5c6470 ) } );
	}
}

void effects_death( effects* e, float x, float y, eng_color color )
{
	add( e, ( effect ){ .kind = EFFECT_FLASH, .x = x, .y = y, .life_s = 0.28f, .size = 2.2f, .color = color } );
	add( e, ( effect ){ .kind = EFFECT_RING, .x = x, .y = y, .life_s = 0.38f, .size = 1.5f, .color = color } );
	spray( e, x, y, 14, 8, LOOK_WHITE );
	for ( int i = 0; i < 16; ++i )
	{
		float angle = draw_random( e, 0, TURN ), v = draw_random( e, 2, 8 );
		add( e, ( effect ){ .kind = EFFECT_SHARD,
		                    .x = x,
		                    .y = y,
		                    .vx = v * cosf( angle ),
		                    .vy = v * sinf( angle ),
		                    .life_s = draw_random( e, 0.6f, 1.3f ),
		                    .size = draw_random( e, 0.10f, 0.24f ),
		                    .angle = angle,
		                    .spin = draw_random( e, -12, 12 ),
		                    .color = color } );
	}
}

void effects_spawn( effects* e, float x, float y, eng_color color )
{
	add( e, ( effect ){ .kind = EFFECT_FLASH, .x = x, .y = y, .life_s = 0.45f, .size = 1.8f, .color = color } );
	add( e, ( effect ){ .kind = EFFECT_RING, .x = x, .y = y, .life_s = 0.45f, .size = 1.2f, .color = color } );
}

void effects_number( effects* e, float x, float y, int number, eng_color color )
{
	add( e, ( effect ){ .kind = EFFECT_NUMBER,
	                    .x = x + draw_random( e, -0.25f, 0.25f ),
	                    .y = y - 0.5f,
	                    .vy = -2.4f,
	                    .life_s = 0.8f,
	                    .number = number,
	                    .color = color } );
}

void effects_rocket_smoke( effects* e, float x, float y, float frame_s )
{
	if ( draw_random( e, 0, 1 ) > frame_s * 70 )
		return;
	add( e, ( effect ){ .kind = EFFECT_SMOKE,
	                    .x = x,
	                    .y = y,
	                    .vx = draw_random( e, -0.5f, 0.5f ),
	                    .vy = draw_random( e, -0.5f, 0.5f ),
	                    .life_s = 0.55f,
	                    .size = draw_random( e, 0.12f, 0.24f ),
	                    .color = ENG_RGB( 0x8c95a3 ) } );
}

void effects_dash_trail( effects* e, float x, float y, float frame_s, eng_color color )
{
	if ( draw_random( e, 0, 1 ) < frame_s * 90 )
		add( e, ( effect ){
				.kind = EFFECT_TRAIL, .x = x, .y = y, .life_s = 0.26f, .size = 0.4f, .color = color } );
}

void effects_advance( effects* e, float frame_s )
{
	for ( int i = 0; i < EFFECTS_MAX; ++i )
	{
		effect* it = e->items + i;
		if ( it->kind == EFFECT_NONE )
			continue;
		float slow = it->kind == EFFECT_SPARK || it->kind == EFFECT_SHARD ? exp2f( -frame_s / 0.16f ) : 1;
		it->age_s += frame_s;
		it->x += it->vx * frame_s;
		it->y += it->vy * frame_s;
		it->vx *= slow;
		it->vy *= slow;
		it->angle += it->spin * frame_s;
		if ( it->age_s >= it->life_s )
			it->kind = EFFECT_NONE;
	}
}
