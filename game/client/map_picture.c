#include "map_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
	TILE_PIXELS_MAX = 64, // beyond, the graphics card enlarges it
};

typedef struct shade
{
	float r, g, b; // [0, 255]
} shade;

static float clamp01( float v ) { return v < 0 ? 0 : v > 1 ? 1 : v; }

static shade mix( shade a, shade b, float share )
{
	share = clamp01( share );
	return ( shade ){ a.r + ( b.r - a.r ) * share, a.g + ( b.g - a.g ) * share, a.b + ( b.b - a.b ) * share };
}

static shade dim( shade a, float factor ) { return ( shade ){ a.r * factor, a.g * factor, a.b * factor }; }

// What a pixel sees of its neighbourhood. x, y are within the tile, [0, 1).
typedef struct spot
{
	const game_map* map;
	int column, row;
	uint8_t around[9]; // the tiles' flags, row by row; 4 is the own
	float x, y;
	float pixel; // one pixel in metres
} spot;

static bool is_tile( const spot* s, int dx, int dy, uint8_t flag )
{
	return ( s->around[4 + dx + 3 * dy] & flag ) != 0;
}

// Metres to the nearest tile around that has the flag (or has it not), at most 1.
static float distance_to( const spot* s, float x, float y, uint8_t flag, bool wanted )
{
	float nearest = 1;
	for ( int i = 0; i < 9; ++i )
	{
		if ( ( ( s->around[i] & flag ) != 0 ) != wanted )
			continue;
		float left = (float)( i % 3 - 1 ), top = (float)( i / 3 - 1 );
		float gap_x = x < left ? left - x : x > left + 1 ? x - left - 1 : 0;
		float gap_y = y < top ? top - y : y > top + 1 ? y - top - 1 : 0;
		float squared = gap_x * gap_x + gap_y * gap_y;
		nearest = squared < nearest ? squared : nearest;
	}
	return sqrtf( nearest );
}

// --- Floor -----------------------------------------------------------------------------------------------------------

static shade floor_base( const spot* s, uint8_t kind )
{
	float edge = fminf( fminf( s->x, s->y ), fminf( 1 - s->x, 1 - s->y ) );
	switch ( kind % 8 )
	{
	case 2: // panels: a joint in the middle, too
	{
		float joint = fminf( edge, fminf( fabsf( s->x - 0.5f ), fabsf( s->y - 0.5f ) ) );
		return joint < s->pixel ? ( shade ){ 31, 38, 51 } : ( shade ){ 21, 26, 36 };
	}
	case 3: // hazard stripes, faint
	{
		float stripe = fmodf( ( s->x + s->y ) * 2, 1 );
		return stripe < 0.5f ? ( shade ){ 33, 29, 25 } : ( shade ){ 22, 23, 27 };
	}
	case 4: // grating
	{
		float hole = fminf( fabsf( fmodf( s->x * 4, 1 ) - 0.5f ), fabsf( fmodf( s->y * 4, 1 ) - 0.5f ) );
		return hole < 0.30f ? ( shade ){ 14, 17, 23 } : ( shade ){ 22, 27, 36 };
	}
	default:
		return ( shade ){ 18, 22, 30 };
	}
}

static shade floor_shade( const spot* s )
{
	uint8_t kind = s->map->floor[s->row * s->map->ground.width + s->column];
	shade color = floor_base( s, kind );
	bool is_grid = s->x < s->pixel || s->y < s->pixel;
	if ( is_grid )
		color = mix( color, ( shade ){ 62, 84, 112 }, s->column % 4 == 0 || s->row % 4 == 0 ? 0.42f : 0.2f );
	// Light falls from the upper left: walls throw a shadow to the lower right, and darken what is close.
	float shadow = distance_to( s, s->x - 0.16f, s->y - 0.22f, SIM_TILE_WALL, true );
	float near = distance_to( s, s->x, s->y, SIM_TILE_WALL, true );
	float low = distance_to( s, s->x - 0.06f, s->y - 0.09f, SIM_TILE_LOW, true );
	color = dim( color, 0.52f + 0.48f * clamp01( shadow * 7 ) );
	color = dim( color, 0.74f + 0.26f * clamp01( near * 1.6f ) );
	return dim( color, 0.62f + 0.38f * clamp01( low * 9 ) );
}

// --- Walls -----------------------------------------------------------------------------------------------------------

static shade wall_shade( const spot* s )
{
	float inside = distance_to( s, s->x, s->y, SIM_TILE_WALL, false );
	shade body = mix( ( shade ){ 58, 70, 90 }, ( shade ){ 40, 49, 64 }, inside * 1.4f );
	bool is_lit = !is_tile( s, 0, -1, SIM_TILE_WALL ) && s->y < 2.4f * s->pixel;
	bool is_lit_left = !is_tile( s, -1, 0, SIM_TILE_WALL ) && s->x < 1.6f * s->pixel;
	if ( is_lit )
		return ( shade ){ 150, 174, 206 };
	if ( is_lit_left )
		return ( shade ){ 118, 139, 168 };
	if ( inside < 1.6f * s->pixel )
		return ( shade ){ 78, 94, 118 };
	float bevel = fabsf( inside - 0.17f );
	return bevel < s->pixel * 0.7f ? mix( body, ( shade ){ 24, 30, 40 }, 0.55f ) : body;
}

// Inset, and hatched: one shoots over it.
static shade low_shade( const spot* s )
{
	float inside = distance_to( s, s->x, s->y, SIM_TILE_LOW, false );
	if ( inside < 0.07f )
		return dim( floor_shade( s ), 0.7f );
	if ( inside < 0.07f + 2 * s->pixel )
		return ( shade ){ 96, 168, 172 };
	bool is_stripe = fmodf( ( s->x + s->y + (float)( s->column + s->row ) ) * 3, 1 ) < 0.5f;
	return is_stripe ? ( shade ){ 37, 56, 64 } : ( shade ){ 30, 45, 53 };
}

static uint32_t paint_pixel( const spot* s )
{
	bool is_wall = is_tile( s, 0, 0, SIM_TILE_WALL ), is_low = is_tile( s, 0, 0, SIM_TILE_LOW );
	shade color = is_wall ? wall_shade( s ) : is_low ? low_shade( s ) : floor_shade( s );
	return 0xFF000000u | (uint32_t)fminf( color.r, 255 ) << 16 | (uint32_t)fminf( color.g, 255 ) << 8 |
	       (uint32_t)fminf( color.b, 255 );
}

// --- Chunks ----------------------------------------------------------------------------------------------------------

static void paint_tile( const map_picture* p, int column, int row, uint32_t* pixels, int pitch )
{
	spot s = { .map = p->map, .column = column, .row = row, .pixel = 1.0f / (float)p->tile_pixels };
	for ( int i = 0; i < 9; ++i )
		s.around[i] = sim_tile_at( &p->map->ground, column + i % 3 - 1, row + i / 3 - 1 );
	for ( int y = 0; y < p->tile_pixels; ++y )
		for ( int x = 0; x < p->tile_pixels; ++x )
		{
			s.x = ( (float)x + 0.5f ) * s.pixel;
			s.y = ( (float)y + 0.5f ) * s.pixel;
			pixels[y * pitch + x] = paint_pixel( &s );
		}
}

static SDL_Texture* paint_chunk( const map_picture* p, SDL_Renderer* renderer, int column, int row, uint32_t* pixels )
{
	int pitch = MAP_PICTURE_CHUNK_TILES * p->tile_pixels;
	memset( pixels, 0, (size_t)pitch * (size_t)pitch * sizeof( *pixels ) );
	for ( int y = 0; y < MAP_PICTURE_CHUNK_TILES; ++y )
		for ( int x = 0; x < MAP_PICTURE_CHUNK_TILES; ++x )
		{
			int tile_x = column * MAP_PICTURE_CHUNK_TILES + x, tile_y = row * MAP_PICTURE_CHUNK_TILES + y;
			uint32_t* corner = pixels + y * p->tile_pixels * pitch + x * p->tile_pixels;
			if ( tile_x < p->map->ground.width && tile_y < p->map->ground.height )
				paint_tile( p, tile_x, tile_y, corner, pitch );
		}
	SDL_Texture* texture =
		SDL_CreateTexture( renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, pitch, pitch );
	if ( texture != NULL )
	{
		SDL_UpdateTexture( texture, NULL, pixels, pitch * (int)sizeof( *pixels ) );
		SDL_SetTextureBlendMode( texture, SDL_BLENDMODE_NONE );
	}
	return texture;
}

void map_picture_paint( map_picture* p, SDL_Renderer* renderer, const game_map* map, float scale )
{
	if ( p->map == map && p->scale == scale )
		return;
	map_picture_release( p );
	p->map = map;
	p->scale = scale;
	p->tile_pixels = SDL_clamp( (int)scale, 4, TILE_PIXELS_MAX );
	p->columns = ( map->ground.width + MAP_PICTURE_CHUNK_TILES - 1 ) / MAP_PICTURE_CHUNK_TILES;
	p->rows = ( map->ground.height + MAP_PICTURE_CHUNK_TILES - 1 ) / MAP_PICTURE_CHUNK_TILES;
	size_t pitch = (size_t)( MAP_PICTURE_CHUNK_TILES * p->tile_pixels );
	uint32_t* pixels = malloc( pitch * pitch * sizeof( *pixels ) );
	for ( int i = 0; pixels != NULL && i < p->columns * p->rows; ++i )
		p->chunks[i] = paint_chunk( p, renderer, i % p->columns, i / p->columns, pixels );
	free( pixels );
}

void map_picture_release( map_picture* p )
{
	for ( int i = 0; i < MAP_PICTURE_CHUNKS * MAP_PICTURE_CHUNKS; ++i )
		if ( p->chunks[i] != NULL )
			SDL_DestroyTexture( p->chunks[i] );
	memset( p, 0, sizeof( *p ) );
}

void map_picture_draw( const map_picture* p, SDL_Renderer* renderer, const camera* c )
{
	float size = MAP_PICTURE_CHUNK_TILES * c->scale;
	for ( int i = 0; i < p->columns * p->rows; ++i )
	{
		SDL_FRect to = { (float)( i % p->columns ) * size - c->left, (float)( i / p->columns ) * size - c->top,
			         size, size };
		bool is_visible =
			to.x < (float)c->width && to.y < (float)c->height && to.x + size > 0 && to.y + size > 0;
		if ( is_visible && p->chunks[i] != NULL )
			SDL_RenderCopyF( renderer, p->chunks[i], NULL, &to );
	}
}
