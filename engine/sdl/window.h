// window.h - the window, its renderer, the pace of frames, and pictures of it.
//
//     eng_window window;
//     if ( !eng_window_open( &window, &( eng_window_def ){ .title = "Skirmish", .width = 1280, .height = 720 }, &error ) )
//         return report( error.text );
//     while ( running )
//     {
//         draw( window.renderer );
//         eng_window_present( &window );             // measures what building and presenting the frame took
//         while ( !eng_window_is_frame_due( &window ) )
//             other_work();
//     }
//     eng_window_close( &window );
//
// One per process: SDL's video, audio and gamepad systems are started and ended by it.
#pragma once

#include "base/error.h"

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum eng_window_mode
{
	ENG_WINDOWED,
	ENG_BORDERLESS, ///< the whole desktop, its resolution unchanged
	ENG_FULLSCREEN,
	ENG_WINDOW_MODE_COUNT
} eng_window_mode;

typedef struct eng_window_def
{
	const char* title;
	int width, height; ///< pixels, [320, 7680] x [240, 4320]
	eng_window_mode mode;
	bool can_be_headless; ///< without a display, draw into memory instead of failing
} eng_window_def;

enum
{
	ENG_FRAME_COSTS = 16384 ///< the newest so many frames are remembered for figures
};

typedef struct eng_window
{
	SDL_Window* window;
	SDL_Renderer* renderer;
	int width, height; ///< pixels, as of the last eng_window_begin()
	bool is_headless;  ///< there was no display, and the picture is only in memory
	bool is_software;  ///< SDL's software renderer, which has no screen to wait for
	char renderer_name[32];
	uint64_t frame_us, due_us, begin_us, presented_us;

	uint64_t frames;
	uint64_t begin_cpu_us;
	float cpu_ms
		[ENG_FRAME_COSTS]; // the same, as time of this thread on a processor: what a busy machine adds is left out
	float costs_ms[ENG_FRAME_COSTS]; // building and presenting, newest at frames - 1
	float gaps_ms[ENG_FRAME_COSTS];  // from one presented frame to the next
} eng_window;

/// @return false with one sentence in `error`
bool eng_window_open( eng_window* w, const eng_window_def* def, eng_error* error );
void eng_window_close( eng_window* w );

void eng_window_set_mode( eng_window* w, eng_window_mode mode );

/// Start of a frame: takes the current size and the time.
void eng_window_begin( eng_window* w );
void eng_window_present( eng_window* w );

/// True when the next frame should begin. Sleeps at most a millisecond when it is not.
bool eng_window_is_frame_due( const eng_window* w );

/// The picture as it is drawn, as a PNG; call it before presenting. @return false with `error` filled
bool eng_window_save_png( const eng_window* w, const char* path, eng_error* error );

/// Microseconds of a monotonic clock.
uint64_t eng_window_now_us( void );
