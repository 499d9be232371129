#include "camera.h"

#include <math.h>

static const float VISIBLE_WIDTH_M = 34, VISIBLE_HEIGHT_M = 19.2f;
static const float LEAD_SHARE = 0.24f, LEAD_MAX_M = 4.0f, LEAD_HALF_LIFE_S = 0.09f;
static const float MARGIN_M = 1.5f; // of nothing, beyond the outer walls
static const float JUMP_M = 6;      // farther than this in a frame is a respawn: cut, do not fly

void camera_resize( camera* c, int width, int height )
{
	c->width = width;
	c->height = height;
	c->scale = fmaxf( (float)width / VISIBLE_WIDTH_M, (float)height / VISIBLE_HEIGHT_M );
	c->scale = fmaxf( floorf( c->scale ), 8 );
}

void camera_set_arena( camera* c, float width_m, float height_m )
{
	c->arena_width = width_m;
	c->arena_height = height_m;
}

// The middle of the screen, kept so far inside that only MARGIN_M of nothing is seen; a small arena is centred.
static float keep_inside( float middle, float visible, float arena )
{
	float low = visible * 0.5f - MARGIN_M, high = arena - low;
	if ( arena <= 0 )
		return middle;
	return low > high ? arena * 0.5f : fminf( fmaxf( middle, low ), high );
}

static void settle( camera* c )
{
	float wave_x = sinf( c->shake_time_s * 71 ), wave_y = sinf( c->shake_time_s * 83 + 1 );
	float x = keep_inside( c->x + c->lead_x, (float)c->width / c->scale, c->arena_width );
	float y = keep_inside( c->y + c->lead_y, (float)c->height / c->scale, c->arena_height );
	x += c->aside;
	c->left = floorf( ( x + wave_x * c->shake ) * c->scale - (float)c->width * 0.5f );
	c->top = floorf( ( y + wave_y * c->shake ) * c->scale - (float)c->height * 0.5f );
}

void camera_follow( camera* c, float x, float y, float lead_x, float lead_y, float frame_s )
{
	float length = hypotf( lead_x, lead_y ) * LEAD_SHARE;
	float shorter = length > LEAD_MAX_M ? LEAD_SHARE * LEAD_MAX_M / length : LEAD_SHARE;
	float keep = exp2f( -frame_s / LEAD_HALF_LIFE_S );
	if ( !c->has_place || hypotf( x - c->x, y - c->y ) > JUMP_M )
		keep = 0;
	c->has_place = true;
	c->lead_x = lead_x * shorter + ( c->lead_x - lead_x * shorter ) * keep;
	c->lead_y = lead_y * shorter + ( c->lead_y - lead_y * shorter ) * keep;
	c->x = x;
	c->y = y;
	c->shake_time_s += frame_s;
	c->shake *= exp2f( -frame_s / 0.07f );
	settle( c );
}

void camera_shake( camera* c, float metres ) { c->shake = fminf( c->shake + metres, 0.5f ); }
