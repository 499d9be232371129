// feed.h - who got whom, in the upper right corner, and single lines of news.
//
//     feed_kill( &feed, killer_slot, victim_slot, SIM_RAIL, own_slot );
//     feed_draw( &feed, draw, width, scale );
#pragma once

#include "sdl/draw.h"

enum
{
	FEED_LINES = 5,
	FEED_TEXT_BYTES = 64,
};

typedef struct feed_line
{
	float age_s;
	char left[FEED_TEXT_BYTES], right[FEED_TEXT_BYTES]; // left alone is news
	eng_color left_color, right_color;
	int weapon; // -1: no weapon between them
	bool is_own;
} feed_line;

typedef struct feed
{
	feed_line lines[FEED_LINES]; // newest first
	int count;
} feed;

/// "You" for the own slot, else "Player N".
void feed_name( int slot, int own_slot, char out_text[FEED_TEXT_BYTES] );

/// @param killer -1 when nobody is to blame
void feed_kill( feed* f, int killer, int victim, int weapon, int own_slot );
void feed_news( feed* f, const char* text );
void feed_advance( feed* f, float frame_s );
void feed_draw( const feed* f, eng_draw* draw, float width, float scale );

/// The sign of a weapon, about `size` pixels wide and high around its middle.
void feed_draw_weapon( eng_draw* draw, float x, float y, float size, int weapon, eng_color color );
