// coarse_font.h - letters of five by seven dots, for a machine without fonts. For text.c.
//
//     SDL_Surface* line = eng__coarse_render( "NO FONT", 16 );
#pragma once

#include <SDL.h>

/// White on nothing. Capitals, digits and the usual signs; small letters become capitals, the rest a box.
/// @param size pixels of a line. @return NULL without memory; the caller frees it
SDL_Surface* eng__coarse_render( const char* line, int size );
