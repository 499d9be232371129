// scoreboard.c - everybody, best first.
#include "client.h"
#include "look.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct score_row
{
	int slot, kills, deaths;
	bool is_alive;
} score_row;

static int by_score( const void* a, const void* b )
{
	const score_row *x = a, *y = b;
	if ( x->kills != y->kills )
		return y->kills - x->kills;
	return x->deaths != y->deaths ? x->deaths - y->deaths : x->slot - y->slot;
}

static int collect( const arena* a, score_row rows[ARENA_PLAYERS] )
{
	int count = 0;
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
	{
		const arena_fighter* f = a->fighters + i;
		if ( f->is_present )
			rows[count++] = ( score_row ){
				.slot = i, .kills = f->kills, .deaths = f->deaths, .is_alive = f->is_alive
			};
	}
	qsort( rows, (size_t)count, sizeof( rows[0] ), by_score );
	return count;
}

static void draw_number( client* c, float right, float y, int number, eng_color color )
{
	char text[16];
	snprintf( text, sizeof( text ), "%d", number );
	eng_text_style style = { .size = 16 * c->scale, .color = color, .align = ENG_RIGHT, .is_bold = true };
	eng_draw_text( c->draw, right, y, style, text );
}

static void draw_row( client* c, SDL_FRect box, int place, const score_row* row )
{
	char name[FEED_TEXT_BYTES];
	bool is_own = row->slot == c->arena.own_slot;
	float s = c->scale, y = box.y + 4 * s;
	eng_color color = is_own ? LOOK_ACCENT : look_of_player( row->slot );
	eng_draw_panel( c->draw, box, 6 * s,
	                is_own ? ( eng_color ){ 26, 52, 68, 230 } : ( eng_color ){ 24, 30, 40, 180 } );
	draw_number( c, box.x + 34 * s, y, place, LOOK_QUIET );
	eng_draw_disc( c->draw, box.x + 54 * s, box.y + box.h * 0.5f, 7 * s,
	               eng_color_fade( color, row->is_alive ? 1 : 0.35f ) );
	feed_name( row->slot, -1, name );
	eng_text_style style = { .size = 16 * s, .color = row->is_alive ? LOOK_TEXT : LOOK_QUIET, .is_bold = is_own };
	float x = box.x + 72 * s;
	x += eng_draw_text( c->draw, x, y, style, is_own ? c->settings.name : name );
	style.color = LOOK_QUIET;
	style.is_bold = false;
	if ( is_own )
		eng_draw_text( c->draw, x + 8 * s, y, style, "(you)" );
	draw_number( c, box.x + box.w - 96 * s, y, row->kills, LOOK_TEXT );
	draw_number( c, box.x + box.w - 20 * s, y, row->deaths, LOOK_QUIET );
}

void client_draw_scores( client* c )
{
	score_row rows[ARENA_PLAYERS];
	int count = collect( &c->arena, rows ), shown = count < 16 ? count : 16;
	float s = c->scale, w = 560 * s, h = ( 108 + 32 * (float)shown ) * s;
	SDL_FRect box = { ( (float)c->window.width - w ) * 0.5f, ( (float)c->window.height - h ) * 0.45f, w, h };
	eng_ui_panel( &c->ui, box, c->map->name );
	eng_text_style head = { .size = 12 * s, .color = LOOK_QUIET, .align = ENG_RIGHT };
	eng_draw_text( c->draw, box.x + w - 122 * s, box.y + 50 * s, head, "kills" );
	eng_draw_text( c->draw, box.x + w - 46 * s, box.y + 50 * s, head, "deaths" );
	for ( int i = 0; i < shown; ++i )
		draw_row( c, ( SDL_FRect ){ box.x + 24 * s, box.y + ( 78 + 32 * (float)i ) * s, w - 48 * s, 28 * s },
		          i + 1, rows + i );
}
