#include "sdl/coarse_font.h"

enum
{
	FIRST = '!',
	LAST = '_',
	COLUMNS = 5,
	ROWS = 7,
	ADVANCE = 6, // dots from one letter to the next
	LINE = 10,   // dots of a line, its space included
	LETTERS_MAX = 160,
};

// clang-format off
// Row by row from the top; bit 4 is the leftmost dot.
static const uint8_t s_letters[LAST - FIRST + 1][ROWS] = {
	[ '!' - FIRST ] = { 4, 4, 4, 4, 4, 0, 4 },
	[ '"' - FIRST ] = { 10, 10, 0, 0, 0, 0, 0 },
	[ '#' - FIRST ] = { 10, 31, 10, 10, 10, 31, 10 },
	[ '%' - FIRST ] = { 25, 25, 2, 4, 8, 19, 19 },
	[ '&' - FIRST ] = { 12, 18, 20, 8, 21, 18, 13 },
	[ '\'' - FIRST ] = { 4, 4, 0, 0, 0, 0, 0 },
	[ '(' - FIRST ] = { 2, 4, 8, 8, 8, 4, 2 },
	[ ')' - FIRST ] = { 8, 4, 2, 2, 2, 4, 8 },
	[ '*' - FIRST ] = { 0, 21, 14, 31, 14, 21, 0 },
	[ '+' - FIRST ] = { 0, 4, 4, 31, 4, 4, 0 },
	[ ',' - FIRST ] = { 0, 0, 0, 0, 4, 4, 8 },
	[ '-' - FIRST ] = { 0, 0, 0, 31, 0, 0, 0 },
	[ '.' - FIRST ] = { 0, 0, 0, 0, 0, 12, 12 },
	[ '/' - FIRST ] = { 1, 1, 2, 4, 8, 16, 16 },
	[ '0' - FIRST ] = { 14, 17, 19, 21, 25, 17, 14 },
	[ '1' - FIRST ] = { 4, 12, 4, 4, 4, 4, 14 },
	[ '2' - FIRST ] = { 14, 17, 1, 2, 4, 8, 31 },
	[ '3' - FIRST ] = { 14, 17, 1, 6, 1, 17, 14 },
	[ '4' - FIRST ] = { 2, 6, 10, 18, 31, 2, 2 },
	[ '5' - FIRST ] = { 31, 16, 30, 1, 1, 17, 14 },
	[ '6' - FIRST ] = { 14, 16, 16, 30, 17, 17, 14 },
	[ '7' - FIRST ] = { 31, 1, 2, 4, 4, 4, 4 },
	[ '8' - FIRST ] = { 14, 17, 17, 14, 17, 17, 14 },
	[ '9' - FIRST ] = { 14, 17, 17, 15, 1, 1, 14 },
	[ ':' - FIRST ] = { 0, 12, 12, 0, 12, 12, 0 },
	[ '<' - FIRST ] = { 2, 4, 8, 16, 8, 4, 2 },
	[ '=' - FIRST ] = { 0, 0, 31, 0, 31, 0, 0 },
	[ '>' - FIRST ] = { 8, 4, 2, 1, 2, 4, 8 },
	[ '?' - FIRST ] = { 14, 17, 1, 2, 4, 0, 4 },
	[ 'A' - FIRST ] = { 4, 10, 17, 17, 31, 17, 17 },
	[ 'B' - FIRST ] = { 30, 17, 17, 30, 17, 17, 30 },
	[ 'C' - FIRST ] = { 14, 17, 16, 16, 16, 17, 14 },
	[ 'D' - FIRST ] = { 28, 18, 17, 17, 17, 18, 28 },
	[ 'E' - FIRST ] = { 31, 16, 16, 30, 16, 16, 31 },
	[ 'F' - FIRST ] = { 31, 16, 16, 30, 16, 16, 16 },
	[ 'G' - FIRST ] = { 14, 17, 16, 23, 17, 17, 14 },
	[ 'H' - FIRST ] = { 17, 17, 17, 31, 17, 17, 17 },
	[ 'I' - FIRST ] = { 14, 4, 4, 4, 4, 4, 14 },
	[ 'J' - FIRST ] = { 7, 2, 2, 2, 2, 18, 12 },
	[ 'K' - FIRST ] = { 17, 18, 20, 24, 20, 18, 17 },
	[ 'L' - FIRST ] = { 16, 16, 16, 16, 16, 16, 31 },
	[ 'M' - FIRST ] = { 17, 27, 21, 21, 17, 17, 17 },
	[ 'N' - FIRST ] = { 17, 25, 21, 21, 19, 17, 17 },
	[ 'O' - FIRST ] = { 14, 17, 17, 17, 17, 17, 14 },
	[ 'P' - FIRST ] = { 30, 17, 17, 30, 16, 16, 16 },
	[ 'Q' - FIRST ] = { 14, 17, 17, 17, 21, 18, 13 },
	[ 'R' - FIRST ] = { 30, 17, 17, 30, 20, 18, 17 },
	[ 'S' - FIRST ] = { 15, 16, 16, 14, 1, 1, 30 },
	[ 'T' - FIRST ] = { 31, 4, 4, 4, 4, 4, 4 },
	[ 'U' - FIRST ] = { 17, 17, 17, 17, 17, 17, 14 },
	[ 'V' - FIRST ] = { 17, 17, 17, 17, 17, 10, 4 },
	[ 'W' - FIRST ] = { 17, 17, 17, 21, 21, 27, 17 },
	[ 'X' - FIRST ] = { 17, 17, 10, 4, 10, 17, 17 },
	[ 'Y' - FIRST ] = { 17, 17, 10, 4, 4, 4, 4 },
	[ 'Z' - FIRST ] = { 31, 1, 2, 4, 8, 16, 31 },
	[ '[' - FIRST ] = { 14, 8, 8, 8, 8, 8, 14 },
	[ ']' - FIRST ] = { 14, 2, 2, 2, 2, 2, 14 },
	[ '_' - FIRST ] = { 0, 0, 0, 0, 0, 0, 31 },
};
// clang-format on

static const uint8_t* letter_of( unsigned char c )
{
	static const uint8_t box[ROWS] = { 31, 17, 17, 17, 17, 17, 31 };
	static const uint8_t blank[ROWS] = { 0 };
	if ( c >= 'a' && c <= 'z' )
		c = (unsigned char)( c - 'a' + 'A' );
	if ( c == ' ' )
		return blank;
	return c >= FIRST && c <= LAST ? s_letters[c - FIRST] : box;
}

static void draw_letter( SDL_Surface* surface, int x, int scale, const uint8_t* rows )
{
	for ( int row = 0; row < ROWS; ++row )
		for ( int column = 0; column < COLUMNS; ++column )
			if ( ( rows[row] >> ( COLUMNS - 1 - column ) & 1 ) != 0 )
				SDL_FillRect( surface,
				              &( SDL_Rect ){ x + column * scale, ( row + 1 ) * scale, scale, scale },
				              0xFFFFFFFFu );
}

SDL_Surface* eng__coarse_render( const char* line, int size )
{
	int scale = size > LINE ? size / LINE : 1, x = 0;
	int letters = (int)SDL_min( SDL_utf8strlen( line ), LETTERS_MAX );
	SDL_Surface* surface = SDL_CreateRGBSurfaceWithFormat( 0, ( letters * ADVANCE + 1 ) * scale, LINE * scale, 32,
	                                                       SDL_PIXELFORMAT_ARGB8888 );
	if ( surface == NULL )
		return NULL;
	for ( const char* at = line; *at != '\0' && letters > 0; ++at )
	{
		if ( ( (unsigned char)*at & 0xC0 ) == 0x80 ) // inside of a UTF-8 letter, which is one box
			continue;
		draw_letter( surface, x, scale, letter_of( (unsigned char)*at ) );
		x += ADVANCE * scale;
		letters--;
	}
	return surface;
}
