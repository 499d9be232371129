#include "sdl/text.h"

#include "sdl/coarse_font.h"

#include <SDL_ttf.h>
#include <stdlib.h>
#include <string.h>

enum
{
	LINES = 512,
	LINE_BYTES = 160,
	FONTS = 24,
	UNUSED_FRAMES = 120,
	PIXELS_MIN = 8,
	PIXELS_MAX = 160,
};

typedef struct entry
{
	uint64_t hash; // 0: free
	uint64_t used_frame;
	eng_sprite sprite;
} entry;

typedef struct font
{
	TTF_Font* font;
	int size;
	bool is_bold;
} font;

struct eng_text
{
	SDL_Renderer* renderer;
	const char* paths[2]; // regular and bold, NULL: our own letters
	uint64_t frame;
	int font_count;
	font fonts[FONTS];
	entry entries[LINES];
};

static bool is_readable( const char* path )
{
	SDL_RWops* file = path != NULL ? SDL_RWFromFile( path, "rb" ) : NULL;
	if ( file != NULL )
		SDL_RWclose( file );
	return file != NULL;
}

static void find_fonts( eng_text* text )
{
	static const char* const folders[][2] = {
		{ "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
		  "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf" },
		{ "/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf" },
		{ "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
		  "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf" },
	};
	const char* wanted = SDL_getenv( "SKIRMISH_FONT" );
	if ( wanted != NULL )
	{
		text->paths[0] = text->paths[1] = is_readable( wanted ) ? wanted : NULL;
		return;
	}
	for ( int i = 0; i < (int)SDL_arraysize( folders ) && text->paths[0] == NULL; ++i )
	{
		text->paths[0] = is_readable( folders[i][0] ) ? folders[i][0] : NULL;
		text->paths[1] = is_readable( folders[i][1] ) ? folders[i][1] : text->paths[0];
	}
}

eng_text* eng__text_create( SDL_Renderer* renderer, eng_error* out_notice )
{
	eng_text* text = calloc( 1, sizeof( *text ) );
	out_notice->text[0] = '\0';
	if ( text == NULL )
		return NULL;
	text->renderer = renderer;
	if ( TTF_Init() == 0 )
		find_fonts( text );
	if ( text->paths[0] == NULL )
		eng_error_set( out_notice, "the font DejaVu Sans is not installed; text is coarse" );
	return text;
}

void eng__text_destroy( eng_text* text )
{
	if ( text == NULL )
		return;
	for ( int i = 0; i < LINES; ++i )
		if ( text->entries[i].hash != 0 )
			SDL_DestroyTexture( text->entries[i].sprite.texture );
	for ( int i = 0; i < text->font_count; ++i )
		TTF_CloseFont( text->fonts[i].font );
	if ( TTF_WasInit() )
		TTF_Quit();
	free( text );
}

void eng__text_begin_frame( eng_text* text )
{
	text->frame++;
	for ( int i = 0; i < LINES; ++i )
	{
		entry* e = text->entries + i;
		if ( e->hash == 0 || e->used_frame + UNUSED_FRAMES >= text->frame )
			continue;
		SDL_DestroyTexture( e->sprite.texture );
		memset( e, 0, sizeof( *e ) );
	}
}

// NULL: draw with our own letters.
static TTF_Font* get_font( eng_text* text, int size, bool is_bold )
{
	for ( int i = 0; i < text->font_count; ++i )
		if ( text->fonts[i].size == size && text->fonts[i].is_bold == is_bold )
			return text->fonts[i].font;
	if ( text->paths[is_bold] == NULL )
		return NULL;
	if ( text->font_count == FONTS ) // a window being resized asks for many sizes
		TTF_CloseFont( text->fonts[--text->font_count].font );
	TTF_Font* opened = TTF_OpenFont( text->paths[is_bold], size );
	if ( opened == NULL )
	{
		text->paths[is_bold] = NULL;
		return NULL;
	}
	TTF_SetFontHinting( opened, TTF_HINTING_LIGHT );
	text->fonts[text->font_count++] = ( font ){ .font = opened, .size = size, .is_bold = is_bold };
	return opened;
}

static SDL_Surface* render( eng_text* text, int size, bool is_bold, const char* line )
{
	TTF_Font* f = get_font( text, size, is_bold );
	SDL_Surface* surface = NULL;
	if ( f != NULL )
		surface = TTF_RenderUTF8_Blended( f, line, ( SDL_Color ){ 255, 255, 255, 255 } );
	return surface != NULL ? surface : eng__coarse_render( line, size );
}

static uint64_t hash_line( int size, bool is_bold, const char* line )
{
	uint64_t hash = UINT64_C( 1469598103934665603 ) ^ ( (uint64_t)size << 1 | (uint64_t)is_bold );
	for ( ; *line != '\0'; ++line )
		hash = ( hash ^ (uint8_t)*line ) * UINT64_C( 1099511628211 );
	return hash | 1;
}

// The line's own entry, or else the one to be replaced: a free one, or the longest unused of its neighbourhood.
static entry* find_entry( eng_text* text, uint64_t hash )
{
	entry* worst = NULL;
	for ( uint64_t i = 0; i < 8; ++i )
	{
		entry* e = text->entries + ( ( hash >> 20 ) + i ) % (uint64_t)LINES;
		if ( e->hash == hash )
			return e;
		if ( worst == NULL || e->used_frame < worst->used_frame )
			worst = e;
	}
	return worst;
}

const eng_sprite* eng__text_get( eng_text* text, float size, bool is_bold, const char* line )
{
	char cut[LINE_BYTES];
	if ( line == NULL || line[0] == '\0' )
		return NULL;
	SDL_utf8strlcpy( cut, line, sizeof( cut ) );
	int pixels = SDL_clamp( (int)( size + 0.5f ), PIXELS_MIN, PIXELS_MAX );
	uint64_t hash = hash_line( pixels, is_bold, cut );
	entry* e = find_entry( text, hash );
	if ( e->hash != hash )
	{
		SDL_Surface* surface = render( text, pixels, is_bold, cut );
		SDL_Texture* texture = surface != NULL ? SDL_CreateTextureFromSurface( text->renderer, surface ) : NULL;
		int width = surface != NULL ? surface->w : 0, height = surface != NULL ? surface->h : 0;
		SDL_FreeSurface( surface );
		if ( texture == NULL )
			return NULL;
		if ( e->hash != 0 )
			SDL_DestroyTexture( e->sprite.texture );
		*e = ( entry ){ .hash = hash, .sprite = { .texture = texture, .width = width, .height = height } };
	}
	e->used_frame = text->frame;
	return &e->sprite;
}
