// camera.h - which part of the arena is on the screen.
//
//     camera_resize( &camera, width, height );
//     camera_follow( &camera, own_position, aim_offset, frame_s );
//     float x = camera_x( &camera, metres );
//
// Places in the arena are metres; on the screen pixels.
#pragma once

#include <stdbool.h>

typedef struct camera
{
	int width, height; // of the screen
	float scale;       // pixels per metre
	float x, y;        // metres, in the middle of the screen
	float lead_x, lead_y;
	float shake, shake_time_s;       // metres at most
	float left, top;                 // pixels, whole ones so that the floor does not swim
	float arena_width, arena_height; // metres, 0: unknown
	float aside; // metres that the middle is moved to the right, for what covers a part of the screen
	bool has_place;
} camera;

/// Everybody sees about the same 34 x 19 metres.
void camera_resize( camera* c, int width, int height );

/// The arena's size, so that not more than a few metres beyond its edge are shown.
void camera_set_arena( camera* c, float width_m, float height_m );

/// @param x, y what to follow, metres; lead_x, lead_y where the aim is from there, metres
void camera_follow( camera* c, float x, float y, float lead_x, float lead_y, float frame_s );

/// A jolt of so many metres, dying away.
void camera_shake( camera* c, float metres );

static inline float camera_to_x( const camera* c, float x ) { return x * c->scale - c->left; }
static inline float camera_to_y( const camera* c, float y ) { return y * c->scale - c->top; }
