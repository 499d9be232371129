#include "feed.h"

#include "look.h"
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>

static const float SHOWN_S = 6, FADE_S = 0.6f;

void feed_name( int slot, int own_slot, char out_text[FEED_TEXT_BYTES] )
{
	if ( slot < 0 )
		snprintf( out_text, FEED_TEXT_BYTES, "Somebody" );
	else if ( slot == own_slot )
		snprintf( out_text, FEED_TEXT_BYTES, "You" );
	else
		snprintf( out_text, FEED_TEXT_BYTES, "Player %d", slot + 1 );
}

static feed_line* push( feed* f )
{
	memmove( f->lines + 1, f->lines, ( FEED_LINES - 1 ) * sizeof( f->lines[0] ) );
	memset( f->lines, 0, sizeof( f->lines[0] ) );
	f->count = f->count < FEED_LINES ? f->count + 1 : FEED_LINES;
	f->lines[0].weapon = -1;
	return f->lines;
}

static eng_color color_of( int slot, int own_slot )
{
	if ( slot < 0 )
		return LOOK_QUIET;
	return slot == own_slot ? LOOK_ACCENT : look_of_player( slot );
}

void feed_kill( feed* f, int killer, int victim, int weapon, int own_slot )
{
	feed_line* line = push( f );
	line->weapon = weapon;
	line->is_own = own_slot >= 0 && ( killer == own_slot || victim == own_slot );
	feed_name( killer, own_slot, line->left );
	feed_name( victim, own_slot, line->right );
	line->left_color = color_of( killer, own_slot );
	line->right_color = color_of( victim, own_slot );
	if ( killer == victim )
		snprintf( line->left, sizeof( line->left ), "Own rocket" );
}

void feed_news( feed* f, const char* text )
{
	feed_line* line = push( f );
	snprintf( line->left, sizeof( line->left ), "%s", text );
	line->left_color = LOOK_QUIET;
}

void feed_advance( feed* f, float frame_s )
{
	for ( int i = 0; i < f->count; ++i )
		f->lines[i].age_s += frame_s;
	while ( f->count > 0 && f->lines[f->count - 1].age_s > SHOWN_S )
		f->count--;
}

void feed_draw_weapon( eng_draw* draw, float x, float y, float size, int weapon, eng_color color )
{
	float h = size * 0.5f;
	if ( weapon == SIM_PULSE )
		for ( int i = -1; i <= 1; ++i )
			eng_draw_line( draw,
			               ( eng_segment ){ x + (float)i * h * 0.66f - h * 0.26f, y,
			                                x + (float)i * h * 0.66f + h * 0.2f, y },
			               size * 0.2f, color );
	if ( weapon == SIM_RAIL )
	{
		eng_draw_line( draw, ( eng_segment ){ x - h, y, x + h, y }, size * 0.14f, color );
		eng_draw_ring( draw, x, y, h * 0.5f, size * 0.12f, color );
	}
	if ( weapon == SIM_ROCKET )
	{
		const float head[6] = { x + h, y, x + h * 0.1f, y - h * 0.5f, x + h * 0.1f, y + h * 0.5f };
		eng_draw_triangle( draw, head, color );
		eng_draw_line( draw, ( eng_segment ){ x - h * 0.8f, y, x + h * 0.15f, y }, size * 0.3f, color );
	}
}

static void draw_line( const feed_line* line, eng_draw* draw, float right, float y, float scale )
{
	float fade = line->age_s > SHOWN_S - FADE_S ? ( SHOWN_S - line->age_s ) / FADE_S : 1;
	eng_text_style left = { .size = 15 * scale,
		                .color = eng_color_fade( line->left_color, fade ),
		                .is_bold = true };
	eng_text_style last = left;
	last.color = eng_color_fade( line->right_color, fade );
	float icon = line->weapon >= 0 ? 34 * scale : 0;
	float width = eng_text_width( draw, left, line->left ) + icon + eng_text_width( draw, last, line->right );
	float x = right - width - 12 * scale;
	SDL_FRect box = { x - 10 * scale, y, width + 20 * scale, 26 * scale };
	eng_draw_panel( draw, box, 6 * scale, eng_color_fade( ( eng_color ){ 8, 11, 16, 170 }, fade ) );
	if ( line->is_own )
		eng_draw_panel_edge( draw, box, 6 * scale, eng_color_fade( LOOK_ACCENT, 0.6f * fade ) );
	x += eng_draw_text( draw, x, y + 4 * scale, left, line->left );
	if ( icon > 0 )
		feed_draw_weapon( draw, x + icon * 0.5f, y + 13 * scale, 17 * scale, line->weapon,
		                  eng_color_fade( LOOK_TEXT, 0.8f * fade ) );
	eng_draw_text( draw, x + icon, y + 4 * scale, last, line->right );
}

void feed_draw( const feed* f, eng_draw* draw, float width, float scale )
{
	for ( int i = 0; i < f->count; ++i )
		draw_line( f->lines + i, draw, width - 16 * scale, ( 16 + 30 * (float)i ) * scale, scale );
}
