// sprites.h - white shapes with soft edges, drawn once in the size that is asked for and then only copied: that is what a
// software renderer is fast at.
//
//     const eng_sprite* disc = eng_sprites_get( sprites, ( eng_sprite_key ){ ENG_SPRITE_DISC, 12 } );
//
// Owns its textures. A sprite is valid until the next eng_sprites_begin_frame().
#pragma once

#include <SDL.h>
#include <stdint.h>

typedef enum eng_sprite_kind
{
	ENG_SPRITE_NONE,
	ENG_SPRITE_DISC,
	ENG_SPRITE_RING, ///< `width` pixels wide, inside of the radius
	ENG_SPRITE_ARC,  ///< a ring of which `part` of 64 is there, clockwise from the top
	ENG_SPRITE_GLOW, ///< bright in the middle, nothing at the radius; is added to what is below
	ENG_SPRITE_LINE, ///< the profile across a line `width` pixels wide; radius is unused
	ENG_SPRITE_BEAM, ///< the profile across a glowing line; is added
} eng_sprite_kind;

typedef struct eng_sprite_key
{
	eng_sprite_kind kind;
	int radius; ///< pixels, [1, ENG_SPRITE_RADIUS_MAX]
	int width;  ///< pixels
	int part;   ///< [0, 64]
} eng_sprite_key;

enum
{
	ENG_SPRITE_RADIUS_MAX = 400,
	ENG_SPRITE_PARTS = 64
};

typedef struct eng_sprite
{
	SDL_Texture* texture;
	int width, height; ///< pixels; the middle of the shape is the middle of it
} eng_sprite;

typedef struct eng_sprites eng_sprites;

/// @return NULL without memory
eng_sprites* eng_sprites_create( SDL_Renderer* renderer );
void eng_sprites_destroy( eng_sprites* sprites ); ///< accepts NULL

/// Throws everything away when too much has gathered.
void eng_sprites_begin_frame( eng_sprites* sprites );

/// @return NULL when the renderer has no room
const eng_sprite* eng_sprites_get( eng_sprites* sprites, eng_sprite_key key );
