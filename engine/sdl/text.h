// text.h - lines of text as textures, kept while they are in use. For draw.c.
//
//     const eng_sprite* line = eng__text_get( text, 16, false, "Player 3" );
//
// DejaVu Sans where it is found, or the font that the environment variable SKIRMISH_FONT names; without one, coarse letters
// of our own, so that the game stays usable.
#pragma once

#include "base/error.h"
#include "sdl/sprites.h"

#include <stdbool.h>

typedef struct eng_text eng_text;

/// @param out_notice empty, or that there is no font. @return NULL without memory
eng_text* eng__text_create( SDL_Renderer* renderer, eng_error* out_notice );
void eng__text_destroy( eng_text* text ); ///< accepts NULL
void eng__text_begin_frame( eng_text* text );

/// White, on nothing. Valid until the frame ends. @return NULL for an empty line, and when there is no room
const eng_sprite* eng__text_get( eng_text* text, float size, bool is_bold, const char* line );
