// probe FILE X Y W H RRGGBB TOLERANCE: which percentage of a region of a picture has that colour, each channel within the
// tolerance. probe FILE --size: its width and height.
#include <SDL_image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int channel_gap( int a, int b ) { return a > b ? a - b : b - a; }

static int count_alike( const SDL_Surface* s, const SDL_Rect* region, unsigned wanted, int tolerance )
{
	int alike = 0;
	for ( int y = region->y; y < region->y + region->h; ++y )
		for ( int x = region->x; x < region->x + region->w; ++x )
		{
			const Uint8* pixel = (const Uint8*)s->pixels + y * s->pitch + x * 3;
			int gap = channel_gap( pixel[0], (int)( wanted >> 16 & 255 ) );
			gap = SDL_max( gap, channel_gap( pixel[1], (int)( wanted >> 8 & 255 ) ) );
			alike += SDL_max( gap, channel_gap( pixel[2], (int)( wanted & 255 ) ) ) <= tolerance;
		}
	return alike;
}

int main( int argc, char** argv )
{
	SDL_Surface* loaded = argc >= 3 ? IMG_Load( argv[1] ) : NULL;
	SDL_Surface* picture = loaded != NULL ? SDL_ConvertSurfaceFormat( loaded, SDL_PIXELFORMAT_RGB24, 0 ) : NULL;
	SDL_FreeSurface( loaded );
	if ( picture == NULL )
		return 2;
	int status = 2;
	if ( argc == 3 && strcmp( argv[2], "--size" ) == 0 )
		status = printf( "%dx%d\n", picture->w, picture->h ) < 0;
	if ( argc == 8 )
	{
		SDL_Rect wanted = { atoi( argv[2] ), atoi( argv[3] ), atoi( argv[4] ), atoi( argv[5] ) },
			 all = { 0, 0, picture->w, picture->h };
		SDL_Rect region;
		if ( SDL_IntersectRect( &wanted, &all, &region ) == SDL_TRUE )
		{
			int alike = count_alike( picture, &region, (unsigned)strtoul( argv[6], NULL, 16 ),
			                         atoi( argv[7] ) );
			status = printf( "%d\n", (int)( 100.0 * alike / ( region.w * region.h ) + 0.5 ) ) < 0;
		}
	}
	SDL_FreeSurface( picture );
	return status;
}
