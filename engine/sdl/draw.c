#include "sdl/draw.h"

#include "sdl/sprites.h"
#include "sdl/text.h"

#include <math.h>
#include <stdlib.h>

enum
{
	RING_SPRITE_MAX = 44 // pixels of radius
};

struct eng_draw
{
	SDL_Renderer* renderer;
	eng_sprites* sprites;
	eng_text* text;
};

eng_draw* eng_draw_create( SDL_Renderer* renderer, eng_error* out_notice )
{
	eng_draw* draw = calloc( 1, sizeof( *draw ) );
	if ( draw == NULL )
		return NULL;
	draw->renderer = renderer;
	draw->sprites = eng_sprites_create( renderer );
	draw->text = eng__text_create( renderer, out_notice );
	if ( draw->sprites != NULL && draw->text != NULL )
		return draw;
	eng_draw_destroy( draw );
	return NULL;
}

void eng_draw_destroy( eng_draw* draw )
{
	if ( draw == NULL )
		return;
	eng_sprites_destroy( draw->sprites );
	eng__text_destroy( draw->text );
	free( draw );
}

void eng_draw_begin( eng_draw* draw )
{
	eng_sprites_begin_frame( draw->sprites );
	eng__text_begin_frame( draw->text );
}

// --- Round things ----------------------------------------------------------------------------------------------------

static void tint( SDL_Texture* texture, eng_color color )
{
	SDL_SetTextureColorMod( texture, color.r, color.g, color.b );
	SDL_SetTextureAlphaMod( texture, color.a );
}

static void stamp( eng_draw* draw, eng_sprite_key key, float x, float y, eng_color color )
{
	if ( color.a == 0 || key.radius < 1 )
		return;
	const eng_sprite* sprite = eng_sprites_get( draw->sprites, key );
	if ( sprite == NULL )
		return;
	tint( sprite->texture, color );
	SDL_FRect to = { x - (float)sprite->width * 0.5f, y - (float)sprite->height * 0.5f, (float)sprite->width,
		         (float)sprite->height };
	SDL_RenderCopyF( draw->renderer, sprite->texture, NULL, &to );
}

void eng_draw_disc( eng_draw* draw, float x, float y, float radius, eng_color color )
{
	stamp( draw, ( eng_sprite_key ){ .kind = ENG_SPRITE_DISC, .radius = (int)lroundf( radius ) }, x, y, color );
}

void eng_draw_arc( eng_draw* draw, float x, float y, float radius, float width, float part, eng_color color )
{
	eng_sprite_key key = { .kind = ENG_SPRITE_ARC,
		               .radius = (int)lroundf( radius ),
		               .width = (int)lroundf( width ),
		               .part = (int)lroundf( part * ENG_SPRITE_PARTS ) };
	if ( key.part > 0 )
		stamp( draw, key, x, y, color );
}

void eng_draw_glow( eng_draw* draw, float x, float y, float radius, eng_color color )
{
	stamp( draw, ( eng_sprite_key ){ .kind = ENG_SPRITE_GLOW, .radius = (int)lroundf( radius ) }, x, y, color );
}

// --- Lines -----------------------------------------------------------------------------------------------------------

static SDL_Vertex vertex( float x, float y, eng_color color, float u, float v )
{
	return ( SDL_Vertex ){ .position = { x, y },
		               .color = { color.r, color.g, color.b, color.a },
		               .tex_coord = { u, v } };
}

static void stroke( eng_draw* draw, eng_sprite_kind kind, eng_segment s, float width, const eng_color colors[2] )
{
	static const int corners[6] = { 0, 1, 2, 2, 1, 3 };
	eng_sprite_key key = { .kind = kind, .radius = 1, .width = (int)lroundf( width ) };
	const eng_sprite* profile = eng_sprites_get( draw->sprites, key );
	float length = hypotf( s.x1 - s.x0, s.y1 - s.y0 );
	if ( profile == NULL || length < 0.5f )
		return;
	tint( profile->texture, ( eng_color ){ 255, 255, 255, 255 } );
	float half = (float)profile->height * 0.5f / length;
	float nx = -( s.y1 - s.y0 ) * half, ny = ( s.x1 - s.x0 ) * half;
	const SDL_Vertex vertices[4] = {
		vertex( s.x0 + nx, s.y0 + ny, colors[0], 0, 0 ),
		vertex( s.x0 - nx, s.y0 - ny, colors[0], 0, 1 ),
		vertex( s.x1 + nx, s.y1 + ny, colors[1], 1, 0 ),
		vertex( s.x1 - nx, s.y1 - ny, colors[1], 1, 1 ),
	};
	SDL_RenderGeometry( draw->renderer, profile->texture, vertices, 4, corners, 6 );
}

void eng_draw_line( eng_draw* draw, eng_segment s, float width, eng_color color )
{
	stroke( draw, ENG_SPRITE_LINE, s, width, ( eng_color[2] ){ color, color } );
}

void eng_draw_fading_line( eng_draw* draw, eng_segment s, float width, eng_color tail, eng_color color )
{
	stroke( draw, ENG_SPRITE_LINE, s, width, ( eng_color[2] ){ tail, color } );
}

void eng_draw_beam( eng_draw* draw, eng_segment s, float width, eng_color color )
{
	stroke( draw, ENG_SPRITE_BEAM, s, width, ( eng_color[2] ){ color, color } );
}

// A large ring as a sprite is mostly nothing, and nothing costs as much as something.
static void stroke_ring( eng_draw* draw, float x, float y, float radius, float width, eng_color color )
{
	static const int SEGMENTS = 40;
	float middle = radius - width * 0.5f, last_x = x + middle, last_y = y;
	for ( int i = 1; i <= SEGMENTS; ++i )
	{
		float angle = 6.2831853f * (float)i / (float)SEGMENTS;
		float next_x = x + middle * cosf( angle ), next_y = y + middle * sinf( angle );
		eng_draw_line( draw, ( eng_segment ){ last_x, last_y, next_x, next_y }, width, color );
		last_x = next_x;
		last_y = next_y;
	}
}

void eng_draw_ring( eng_draw* draw, float x, float y, float radius, float width, eng_color color )
{
	eng_sprite_key key = { .kind = ENG_SPRITE_RING,
		               .radius = (int)lroundf( radius ),
		               .width = (int)lroundf( width ) };
	if ( radius > RING_SPRITE_MAX )
		stroke_ring( draw, x, y, radius, fmaxf( width, 1 ), color );
	else
		stamp( draw, key, x, y, color );
}

// --- Areas -----------------------------------------------------------------------------------------------------------

void eng_draw_triangle( eng_draw* draw, const float points[6], eng_color color )
{
	SDL_Vertex vertices[3];
	for ( int i = 0; i < 3; ++i )
		vertices[i] = vertex( points[2 * i], points[2 * i + 1], color, 0, 0 );
	SDL_SetRenderDrawBlendMode( draw->renderer, SDL_BLENDMODE_BLEND );
	SDL_RenderGeometry( draw->renderer, NULL, vertices, 3, NULL, 0 );
}

void eng_draw_polygon( eng_draw* draw, float x, float y, float radius, int corners, float angle, eng_color color )
{
	SDL_Vertex vertices[12];
	int indices[30], count = 0;
	corners = SDL_clamp( corners, 3, 12 );
	for ( int i = 0; i < corners; ++i )
	{
		float at = angle + 6.2831853f * (float)i / (float)corners;
		vertices[i] = vertex( x + radius * cosf( at ), y + radius * sinf( at ), color, 0, 0 );
		if ( i < 2 )
			continue;
		indices[count++] = 0;
		indices[count++] = i - 1;
		indices[count++] = i;
	}
	SDL_SetRenderDrawBlendMode( draw->renderer, SDL_BLENDMODE_BLEND );
	SDL_RenderGeometry( draw->renderer, NULL, vertices, corners, indices, count );
}

void eng_draw_rect( eng_draw* draw, SDL_FRect rect, eng_color color )
{
	// What hides all below need not be mixed with it, which a software renderer does pixel by pixel.
	SDL_SetRenderDrawBlendMode( draw->renderer, color.a == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND );
	SDL_SetRenderDrawColor( draw->renderer, color.r, color.g, color.b, color.a );
	SDL_RenderFillRectF( draw->renderer, &rect );
}

// The four quarters of a sprite, into the corners of a rectangle.
static void stamp_corners( eng_draw* draw, eng_sprite_key key, SDL_FRect rect, eng_color color )
{
	const eng_sprite* sprite = eng_sprites_get( draw->sprites, key );
	if ( sprite == NULL )
		return;
	tint( sprite->texture, color );
	int half = sprite->width / 2, size = key.radius;
	for ( int i = 0; i < 4; ++i )
	{
		bool is_right = ( i & 1 ) != 0, is_low = ( i & 2 ) != 0;
		SDL_Rect from = { is_right ? half : half - size, is_low ? half : half - size, size, size };
		SDL_FRect to = { is_right ? rect.x + rect.w - (float)size : rect.x,
			         is_low ? rect.y + rect.h - (float)size : rect.y, (float)size, (float)size };
		SDL_RenderCopyF( draw->renderer, sprite->texture, &from, &to );
	}
}

// Whole pixels, so that the parts of a panel meet without a seam.
static SDL_FRect snap( SDL_FRect rect )
{
	float right = floorf( rect.x + rect.w + 0.5f ), low = floorf( rect.y + rect.h + 0.5f );
	rect.x = floorf( rect.x + 0.5f );
	rect.y = floorf( rect.y + 0.5f );
	rect.w = right - rect.x;
	rect.h = low - rect.y;
	return rect;
}

static int corner_radius( SDL_FRect rect, float radius )
{
	float limit = fminf( rect.w, rect.h ) * 0.5f;
	return SDL_clamp( (int)fminf( radius, limit ), 1, 31 );
}

void eng_draw_panel( eng_draw* draw, SDL_FRect rect, float radius, eng_color color )
{
	rect = snap( rect );
	if ( color.a == 0 || rect.w < 2 || rect.h < 2 )
		return;
	int size = corner_radius( rect, radius );
	float r = (float)size;
	stamp_corners( draw, ( eng_sprite_key ){ .kind = ENG_SPRITE_DISC, .radius = size }, rect, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x + r, rect.y, rect.w - 2 * r, r }, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x, rect.y + r, rect.w, rect.h - 2 * r }, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x + r, rect.y + rect.h - r, rect.w - 2 * r, r }, color );
}

void eng_draw_panel_edge( eng_draw* draw, SDL_FRect rect, float radius, eng_color color )
{
	rect = snap( rect );
	if ( color.a == 0 || rect.w < 2 || rect.h < 2 )
		return;
	int size = corner_radius( rect, radius );
	float r = (float)size;
	stamp_corners( draw, ( eng_sprite_key ){ .kind = ENG_SPRITE_RING, .radius = size, .width = 1 }, rect, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x + r, rect.y, rect.w - 2 * r, 1 }, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x + r, rect.y + rect.h - 1, rect.w - 2 * r, 1 }, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x, rect.y + r, 1, rect.h - 2 * r }, color );
	eng_draw_rect( draw, ( SDL_FRect ){ rect.x + rect.w - 1, rect.y + r, 1, rect.h - 2 * r }, color );
}

// --- Text ------------------------------------------------------------------------------------------------------------

float eng_text_width( eng_draw* draw, eng_text_style style, const char* text )
{
	const eng_sprite* line = eng__text_get( draw->text, style.size, style.is_bold, text );
	return line != NULL ? (float)line->width : 0;
}

float eng_draw_text( eng_draw* draw, float x, float y, eng_text_style style, const char* text )
{
	const eng_sprite* line = eng__text_get( draw->text, style.size, style.is_bold, text );
	if ( line == NULL )
		return 0;
	float width = (float)line->width;
	x = style.align == ENG_CENTER ? x - width * 0.5f : style.align == ENG_RIGHT ? x - width : x;
	SDL_FRect to = { floorf( x + 0.5f ), floorf( y + 0.5f ), width, (float)line->height };
	if ( style.has_shadow )
	{
		SDL_FRect below = { to.x + 1, to.y + 1, to.w, to.h };
		tint( line->texture, ( eng_color ){ 4, 6, 10, (uint8_t)( style.color.a * 3 / 4 ) } );
		SDL_RenderCopyF( draw->renderer, line->texture, NULL, &below );
	}
	tint( line->texture, style.color );
	SDL_RenderCopyF( draw->renderer, line->texture, NULL, &to );
	return width;
}
