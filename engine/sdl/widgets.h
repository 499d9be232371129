// widgets.h - buttons, sliders, choices and text fields, made anew in each frame; by mouse, keys and gamepad alike.
//
//     eng_ui_begin( &ui, draw, &input, scale );
//     eng_ui_panel( &ui, ( SDL_FRect ){ x, y, w, h }, "Settings" );
//     eng_ui_slider( &ui, "Volume", &volume, 0, 1, "%.0f %%", 100 );
//     if ( eng_ui_button( &ui, "Back" ) )
//         leave();
//     eng_ui_end( &ui );
//
// Widgets stand below each other in the panel, in the order of the calls. One has the focus: up and down move it, left and
// right change it, Enter or the pad's lower button presses it. The mouse takes the focus to where it points.
#pragma once

#include "sdl/draw.h"
#include "sdl/input.h"

typedef struct eng_ui
{
	eng_draw* draw;
	const eng_input* input;
	float scale; ///< pixels per unit: sizes below are in units of a window 720 high

	int focus, count, last_count;
	bool is_dragging;
	bool is_mouse_only; // the keys belong to somebody else; set it before eng_ui_begin()
	float x, y, width;  // where the next widget goes, in pixels
	bool has_clicked;   ///< something was pressed or changed in this frame: for the click that one hears
	bool has_moved;     ///< the focus moved
	float time_s;
} eng_ui;

void eng_ui_begin( eng_ui* ui, eng_draw* draw, const eng_input* input, float scale );
void eng_ui_end( eng_ui* ui );

/// A new screen: the focus goes to its first widget.
void eng_ui_reset( eng_ui* ui );

/// A dark panel with a heading (NULL: none); what follows stands in it.
void eng_ui_panel( eng_ui* ui, SDL_FRect rect, const char* title );

/// Plain words; long ones are cut where the panel ends.
void eng_ui_label( eng_ui* ui, const char* text, float size, eng_color color );
void eng_ui_space( eng_ui* ui, float units );

/// @return true when pressed
bool eng_ui_button( eng_ui* ui, const char* text );

/// A button with something at its right end. @return true when pressed
bool eng_ui_button_with( eng_ui* ui, const char* text, const char* value );

typedef struct eng_slider
{
	const char* text;
	float* value;
	float min, max, step;
	const char* unit;   ///< after the number: "ms", "%"
	float shown_factor; ///< the number that is shown is the value times this; 0 is 1
} eng_slider;

/// @return true when changed
bool eng_ui_slider( eng_ui* ui, const eng_slider* slider );
bool eng_ui_toggle( eng_ui* ui, const char* text, bool* value );

/// One of several. @param names `count` of them
bool eng_ui_choice( eng_ui* ui, const char* text, int* value, const char* const* names, int count );

/// Text to be edited in place. @return true when Enter was pressed in it
bool eng_ui_field( eng_ui* ui, const char* text, char* value, size_t size_bytes );

/// Escape, or the pad's right button.
bool eng_ui_is_back( const eng_ui* ui );
