// draw.h - flat shapes with clean edges, glow, and text.
//
//     eng_draw* draw = eng_draw_create( renderer, &notice );
//     eng_draw_begin( draw );
//     eng_draw_glow( draw, x, y, 60, eng_color_fade( orange, 0.4f ) );
//     eng_draw_disc( draw, x, y, 16, orange );
//     eng_draw_text( draw, x, y - 30, ( eng_text_style ){ .size = 16, .color = white, .align = ENG_CENTER }, "7" );
//
// Coordinates are pixels from the upper left, y downwards. A shape lies over those drawn before it.
#pragma once

#include "base/error.h"
#include "sdl/color.h"

#include <SDL.h>
#include <stdbool.h>

typedef struct eng_draw eng_draw;

/// @param out_notice what is missing but can be done without, such as a font; empty when nothing is
/// @return NULL without memory
eng_draw* eng_draw_create( SDL_Renderer* renderer, eng_error* out_notice );
void eng_draw_destroy( eng_draw* draw ); ///< accepts NULL
void eng_draw_begin( eng_draw* draw );   ///< once per frame

void eng_draw_disc( eng_draw* draw, float x, float y, float radius, eng_color color );
void eng_draw_ring( eng_draw* draw, float x, float y, float radius, float width, eng_color color );

/// The part [0, 1] of a ring, clockwise from the top.
void eng_draw_arc( eng_draw* draw, float x, float y, float radius, float width, float part, eng_color color );

/// Light: added to what is below.
void eng_draw_glow( eng_draw* draw, float x, float y, float radius, eng_color color );

typedef struct eng_segment
{
	float x0, y0, x1, y1;
} eng_segment;

void eng_draw_line( eng_draw* draw, eng_segment s, float width, eng_color color );

/// From `tail` at the segment's start to `color` at its end.
void eng_draw_fading_line( eng_draw* draw, eng_segment s, float width, eng_color tail, eng_color color );

/// Light along a line: added to what is below.
void eng_draw_beam( eng_draw* draw, eng_segment s, float width, eng_color color );

void eng_draw_triangle( eng_draw* draw, const float points[6], eng_color color );

/// A regular polygon, turned by `angle` radians. @param corners [3, 12]
void eng_draw_polygon( eng_draw* draw, float x, float y, float radius, int corners, float angle, eng_color color );

void eng_draw_rect( eng_draw* draw, SDL_FRect rect, eng_color color );

/// A rectangle with round corners of `radius` pixels.
void eng_draw_panel( eng_draw* draw, SDL_FRect rect, float radius, eng_color color );

/// Its outline, a pixel or two wide.
void eng_draw_panel_edge( eng_draw* draw, SDL_FRect rect, float radius, eng_color color );

typedef enum eng_align
{
	ENG_LEFT,
	ENG_CENTER,
	ENG_RIGHT
} eng_align;

typedef struct eng_text_style
{
	float size; ///< pixels of a line
	eng_color color;
	eng_align align; ///< x is the left end, the middle, or the right end
	bool is_bold;
	bool has_shadow; ///< for text over the match
} eng_text_style;

/// One line, y at its top. @return its width in pixels
float eng_draw_text( eng_draw* draw, float x, float y, eng_text_style style, const char* text );
float eng_text_width( eng_draw* draw, eng_text_style style, const char* text );
