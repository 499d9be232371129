// look.h - the colours of the game, in one place. Safe for the usual kinds of colour blindness: nothing is told by hue alone.
#pragma once

#include "sdl/color.h"

#define LOOK_VOID ENG_RGB( 0x06080c )
#define LOOK_TEXT ENG_RGB( 0xe2eaf4 )
#define LOOK_QUIET ENG_RGB( 0x8a98ac )
#define LOOK_ACCENT ENG_RGB( 0x4cc9f0 )
#define LOOK_GOOD ENG_RGB( 0x7ee0a8 )
#define LOOK_WARN ENG_RGB( 0xffb454 )
#define LOOK_BAD ENG_RGB( 0xff5d5d )
#define LOOK_WHITE ENG_RGB( 0xffffff )
#define LOOK_PULSE ENG_RGB( 0xffe08a )
#define LOOK_RAIL ENG_RGB( 0x8ef0ff )
#define LOOK_ROCKET ENG_RGB( 0xff9550 )

/// Of a player who is not oneself.
static inline eng_color look_of_player( int slot )
{
	static const uint32_t colors[6] = { 0xff8c42, 0xf25f5c, 0xc77dff, 0xf9c74f, 0x43d9a3, 0xff7ab8 };
	return ENG_RGB( colors[(unsigned)slot % 6u] );
}
