#include "sdl/window.h"

#include <SDL_image.h>
#include <string.h>
#include <time.h>

enum
{
	SECOND_US = 1000000,
	REFRESH_HZ = 60, // when the display does not say
	REFRESH_MAX_HZ = 240,
};

uint64_t eng_window_now_us( void )
{
	uint64_t ticks = SDL_GetPerformanceCounter(), per_second = SDL_GetPerformanceFrequency();
	return ticks / per_second * SECOND_US + ticks % per_second * SECOND_US / per_second;
}

static uint64_t thread_cpu_us( void )
{
	struct timespec t;
	if ( clock_gettime( CLOCK_THREAD_CPUTIME_ID, &t ) != 0 )
		return 0;
	return (uint64_t)t.tv_sec * SECOND_US + (uint64_t)t.tv_nsec / 1000;
}

static bool is_memory_driver( void )
{
	const char* driver = SDL_GetCurrentVideoDriver();
	return driver != NULL && ( strcmp( driver, "dummy" ) == 0 || strcmp( driver, "offscreen" ) == 0 );
}

#if defined( __linux__ )
// SDL would ask Wayland's library first, which complains on standard error where no session can be.
static bool can_have_display( void )
{
	return SDL_getenv( "DISPLAY" ) != NULL || SDL_getenv( "WAYLAND_DISPLAY" ) != NULL ||
	       SDL_getenv( "XDG_RUNTIME_DIR" ) != NULL || SDL_getenv( "SDL_VIDEODRIVER" ) != NULL;
}
#else
static bool can_have_display( void ) { return true; }
#endif

// Without a display SDL can still draw into memory; only who asked for that, or named SDL's driver for it, gets it.
static bool start_video( eng_window* w, const eng_window_def* def, eng_error* error )
{
	char reason[200] = "neither X11 nor Wayland";
	bool is_started = can_have_display() && SDL_InitSubSystem( SDL_INIT_VIDEO ) == 0;
	bool is_wanted = def->can_be_headless || SDL_getenv( "SDL_VIDEODRIVER" ) != NULL;
	if ( can_have_display() && !is_started )
		SDL_strlcpy( reason, SDL_GetError(), sizeof( reason ) );
	w->is_headless = !is_started || is_memory_driver();
	if ( w->is_headless && !is_wanted )
		return eng_error_set( error, "there is no display to open a window on (%s)", reason );
	if ( is_started )
		return true;
	SDL_SetHint( SDL_HINT_VIDEODRIVER, "dummy" );
	if ( SDL_InitSubSystem( SDL_INIT_VIDEO ) == 0 )
		return true;
	return eng_error_set( error, "cannot even draw into memory: %s", SDL_GetError() );
}

static Uint32 mode_flags( eng_window_mode mode )
{
	if ( mode == ENG_BORDERLESS )
		return SDL_WINDOW_FULLSCREEN_DESKTOP;
	return mode == ENG_FULLSCREEN ? SDL_WINDOW_FULLSCREEN : 0;
}

static bool create_renderer( eng_window* w, eng_error* error )
{
	Uint32 flags = w->is_headless ? SDL_RENDERER_SOFTWARE : SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC;
	const char* wanted = SDL_getenv( "SDL_RENDER_DRIVER" );
	if ( wanted != NULL && strcmp( wanted, "software" ) == 0 )
		flags = SDL_RENDERER_SOFTWARE;
	w->renderer = SDL_CreateRenderer( w->window, -1, flags );
	if ( w->renderer == NULL )
		w->renderer = SDL_CreateRenderer( w->window, -1, SDL_RENDERER_SOFTWARE );
	if ( w->renderer == NULL )
		return eng_error_set( error, "nothing here can draw: %s", SDL_GetError() );
	SDL_RendererInfo info;
	if ( SDL_GetRendererInfo( w->renderer, &info ) == 0 )
	{
		SDL_strlcpy( w->renderer_name, info.name, sizeof( w->renderer_name ) );
		w->is_software = ( info.flags & SDL_RENDERER_SOFTWARE ) != 0;
	}
	SDL_SetRenderDrawBlendMode( w->renderer, SDL_BLENDMODE_BLEND );
	return true;
}

static void find_pace( eng_window* w )
{
	SDL_DisplayMode mode;
	int rate_hz = REFRESH_HZ;
	if ( SDL_GetWindowDisplayMode( w->window, &mode ) == 0 && mode.refresh_rate > 0 )
		rate_hz = mode.refresh_rate;
	rate_hz = SDL_clamp( rate_hz, REFRESH_HZ / 2, REFRESH_MAX_HZ );
	w->frame_us = (uint64_t)( SECOND_US / rate_hz );
}

bool eng_window_open( eng_window* w, const eng_window_def* def, eng_error* error )
{
	memset( w, 0, sizeof( *w ) );
	SDL_SetHint( SDL_HINT_RENDER_SCALE_QUALITY, "linear" );
	SDL_SetHint( SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0" );
	SDL_SetHint( SDL_HINT_NO_SIGNAL_HANDLERS, "1" );
	if ( !start_video( w, def, error ) )
		return false;
	SDL_InitSubSystem( SDL_INIT_EVENTS );
	w->window = SDL_CreateWindow( def->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, def->width,
	                              def->height, SDL_WINDOW_RESIZABLE | mode_flags( def->mode ) );
	if ( w->window == NULL )
		return eng_error_set( error, "cannot open a window: %s", SDL_GetError() );
	SDL_SetWindowMinimumSize( w->window, 640, 360 );
	if ( !create_renderer( w, error ) )
		return false;
	find_pace( w );
	eng_window_begin( w );
	w->due_us = w->presented_us = w->begin_us;
	return true;
}

void eng_window_close( eng_window* w )
{
	if ( w->renderer != NULL )
		SDL_DestroyRenderer( w->renderer );
	if ( w->window != NULL )
		SDL_DestroyWindow( w->window );
	w->renderer = NULL;
	w->window = NULL;
	SDL_Quit();
}

void eng_window_set_mode( eng_window* w, eng_window_mode mode )
{
	SDL_SetWindowFullscreen( w->window, mode_flags( mode ) );
	find_pace( w );
}

void eng_window_begin( eng_window* w )
{
	w->begin_us = eng_window_now_us();
	w->begin_cpu_us = thread_cpu_us();
	if ( SDL_GetRendererOutputSize( w->renderer, &w->width, &w->height ) != 0 || w->width < 1 || w->height < 1 )
		w->width = w->height = 1;
}

void eng_window_present( eng_window* w )
{
	SDL_RenderFlush( w->renderer );
	SDL_RenderPresent( w->renderer );
	uint64_t now_us = eng_window_now_us();
	uint64_t at = w->frames % ENG_FRAME_COSTS;
	w->costs_ms[at] = (float)( now_us - w->begin_us ) / 1000.0f;
	w->cpu_ms[at] = (float)( thread_cpu_us() - w->begin_cpu_us ) / 1000.0f;
	w->gaps_ms[at] = (float)( now_us - w->presented_us ) / 1000.0f;
	w->presented_us = now_us;
	w->frames++;
	w->due_us += w->frame_us;
	if ( w->due_us + w->frame_us < now_us ) // fell behind: do not hurry after what is lost
		w->due_us = now_us;
}

bool eng_window_is_frame_due( const eng_window* w )
{
	if ( !w->is_software )
		return true; // the screen's own rhythm held the last present
	uint64_t now_us = eng_window_now_us();
	if ( now_us >= w->due_us )
		return true;
	if ( w->due_us - now_us > 1200 )
		SDL_Delay( 1 );
	return eng_window_now_us() >= w->due_us;
}

bool eng_window_save_png( const eng_window* w, const char* path, eng_error* error )
{
	SDL_Surface* picture = SDL_CreateRGBSurfaceWithFormat( 0, w->width, w->height, 24, SDL_PIXELFORMAT_RGB24 );
	if ( picture == NULL )
		return eng_error_set( error, "%s: no memory for the picture", path );
	bool is_saved = SDL_RenderReadPixels( w->renderer, NULL, SDL_PIXELFORMAT_RGB24, picture->pixels,
	                                      picture->pitch ) == 0 &&
	                IMG_SavePNG( picture, path ) == 0;
	SDL_FreeSurface( picture );
	return is_saved || eng_error_set( error, "%s: cannot save the picture: %s", path, SDL_GetError() );
}
