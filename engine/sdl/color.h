// color.h - colours as values.
//
//     eng_draw_disc( draw, x, y, 12, eng_color_fade( TEAM_A, 0.5f ) );
#pragma once

#include <stdint.h>

typedef struct eng_color
{
	uint8_t r, g, b, a;
} eng_color;

#define ENG_RGB( hex ) ( ( eng_color ){ (uint8_t)( ( hex ) >> 16 ), (uint8_t)( ( hex ) >> 8 ), (uint8_t)( hex ), 255 } )

/// The same colour, `share` [0, 1] as opaque.
static inline eng_color eng_color_fade( eng_color c, float share )
{
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	c.a = (uint8_t)( (float)c.a * share );
	return c;
}

/// From a to b by `share` [0, 1], alpha included.
static inline eng_color eng_color_mix( eng_color a, eng_color b, float share )
{
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return ( eng_color ){ (uint8_t)( (float)a.r + ( (float)b.r - (float)a.r ) * share ),
		              (uint8_t)( (float)a.g + ( (float)b.g - (float)a.g ) * share ),
		              (uint8_t)( (float)a.b + ( (float)b.b - (float)a.b ) * share ),
		              (uint8_t)( (float)a.a + ( (float)b.a - (float)a.a ) * share ) };
}
