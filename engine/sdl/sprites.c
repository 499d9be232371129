#include "sdl/sprites.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum
{
	SLOTS = 1024, // a power of two
	FULL = 640,   // start again beyond
};

typedef struct slot
{
	uint64_t key;
	eng_sprite sprite;
} slot;

struct eng_sprites
{
	SDL_Renderer* renderer;
	int count;
	slot slots[SLOTS];
};

eng_sprites* eng_sprites_create( SDL_Renderer* renderer )
{
	eng_sprites* sprites = calloc( 1, sizeof( *sprites ) );
	if ( sprites != NULL )
		sprites->renderer = renderer;
	return sprites;
}

static void clear( eng_sprites* sprites )
{
	for ( int i = 0; i < SLOTS; ++i )
		if ( sprites->slots[i].sprite.texture != NULL )
			SDL_DestroyTexture( sprites->slots[i].sprite.texture );
	memset( sprites->slots, 0, sizeof( sprites->slots ) );
	sprites->count = 0;
}

void eng_sprites_destroy( eng_sprites* sprites )
{
	if ( sprites != NULL )
		clear( sprites );
	free( sprites );
}

void eng_sprites_begin_frame( eng_sprites* sprites )
{
	if ( sprites->count > FULL )
		clear( sprites );
}

// --- Shapes ----------------------------------------------------------------------------------------------------------

static float saturate( float value ) { return value < 0 ? 0 : value > 1 ? 1 : value; }

static float disc_at( float distance, float radius ) { return saturate( radius - distance + 0.5f ); }

static float ring_at( float distance, float radius, float width )
{
	return saturate( radius - distance + 0.5f ) * saturate( distance - ( radius - width ) + 0.5f );
}

static float arc_at( float x, float y, const eng_sprite_key* key )
{
	float turn = atan2f( x, -y ) / 6.2831853f;
	turn = turn < 0 ? turn + 1 : turn;
	float distance = hypotf( x, y );
	float beyond_px = ( turn - (float)key->part / ENG_SPRITE_PARTS ) * 6.2831853f * distance;
	return ring_at( distance, (float)key->radius, (float)key->width ) * saturate( 0.5f - beyond_px );
}

static float glow_at( float distance, float radius )
{
	float near = saturate( 1 - distance / radius );
	return near * near * ( 0.35f + 0.65f * near );
}

static float coverage( const eng_sprite_key* key, float x, float y )
{
	switch ( key->kind )
	{
	case ENG_SPRITE_DISC:
		return disc_at( hypotf( x, y ), (float)key->radius );
	case ENG_SPRITE_RING:
		return ring_at( hypotf( x, y ), (float)key->radius, (float)key->width );
	case ENG_SPRITE_ARC:
		return arc_at( x, y, key );
	case ENG_SPRITE_GLOW:
		return glow_at( hypotf( x, y ), (float)key->radius );
	case ENG_SPRITE_LINE:
		return disc_at( fabsf( y ), (float)key->width * 0.5f );
	case ENG_SPRITE_BEAM:
		return glow_at( fabsf( y ), (float)key->width * 0.5f );
	case ENG_SPRITE_NONE:
	default:
		return 0;
	}
}

static bool is_line( const eng_sprite_key* key )
{
	return key->kind == ENG_SPRITE_LINE || key->kind == ENG_SPRITE_BEAM;
}

static SDL_Texture* draw( SDL_Renderer* renderer, const eng_sprite_key* key, int width, int height )
{
	uint32_t* pixels = malloc( (size_t)( width * height ) * sizeof( *pixels ) );
	if ( pixels == NULL )
		return NULL;
	for ( int y = 0; y < height; ++y )
		for ( int x = 0; x < width; ++x )
		{
			float part = coverage( key, (float)x + 0.5f - (float)width * 0.5f,
			                       (float)y + 0.5f - (float)height * 0.5f );
			pixels[y * width + x] = ( (uint32_t)( part * 255.0f + 0.5f ) << 24 ) | 0xFFFFFFu;
		}
	SDL_Texture* texture =
		SDL_CreateTexture( renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, width, height );
	if ( texture != NULL )
	{
		bool is_added = key->kind == ENG_SPRITE_GLOW || key->kind == ENG_SPRITE_BEAM;
		SDL_UpdateTexture( texture, NULL, pixels, width * (int)sizeof( *pixels ) );
		SDL_SetTextureBlendMode( texture, is_added ? SDL_BLENDMODE_ADD : SDL_BLENDMODE_BLEND );
	}
	free( pixels );
	return texture;
}

// --- The cache -------------------------------------------------------------------------------------------------------

// Large ones in coarser steps, so that a ring that grows does not fill the cache.
static eng_sprite_key round_key( eng_sprite_key key )
{
	int step = key.radius < 32 ? 1 : key.radius < 64 ? 2 : key.radius < 128 ? 4 : 8;
	key.radius = SDL_clamp( ( key.radius + step / 2 ) / step * step, 1, ENG_SPRITE_RADIUS_MAX );
	key.width = SDL_clamp( key.width, 1, 255 );
	key.part = SDL_clamp( key.part, 0, ENG_SPRITE_PARTS );
	return key;
}

static uint64_t pack( const eng_sprite_key* key )
{
	return (uint64_t)key->kind << 48 | (uint64_t)key->radius << 24 | (uint64_t)key->width << 8 |
	       (uint64_t)key->part;
}

static slot* find( eng_sprites* sprites, uint64_t packed )
{
	uint32_t at = (uint32_t)( ( packed * UINT64_C( 0x9E3779B97F4A7C15 ) ) >> 40 );
	for ( ;; ++at )
	{
		slot* s = sprites->slots + ( at & ( SLOTS - 1 ) );
		if ( s->key == packed || s->key == 0 )
			return s;
	}
}

const eng_sprite* eng_sprites_get( eng_sprites* sprites, eng_sprite_key key )
{
	key = round_key( key );
	uint64_t packed = pack( &key );
	slot* s = find( sprites, packed );
	if ( s->key == packed )
		return &s->sprite;
	if ( sprites->count >= SLOTS - 8 )
		return NULL;
	int width = is_line( &key ) ? 4 : 2 * key.radius + 2;
	int height = is_line( &key ) ? key.width + 2 : 2 * key.radius + 2;
	SDL_Texture* texture = draw( sprites->renderer, &key, width, height );
	if ( texture == NULL )
		return NULL;
	*s = ( slot ){ .key = packed, .sprite = { .texture = texture, .width = width, .height = height } };
	sprites->count++;
	return &s->sprite;
}
