// input.h - keys, mouse and gamepad as one thing, and the names that settings files call their parts by.
//
//     eng_binding jump = eng_binding_parse( "key:Space pad:a" );
//     eng_input_begin( &input );
//     while ( SDL_PollEvent( &event ) )
//         eng_input_take( &input, &event );
//     if ( eng_input_presses( &input, &jump ) > 0 )
//         ...
//
// The first gamepad that is plugged in is used, whenever that happens.
#pragma once

#include <SDL.h>
#include <stdbool.h>

enum
{
	ENG_BINDING_CONTROLS = 4,
	ENG_BINDING_CHARS = 128,
	ENG_INPUT_TYPED_BYTES = 64,
	ENG_MOUSE_BUTTONS = 8,
};

typedef enum eng_control_kind
{
	ENG_CONTROL_NONE,
	ENG_CONTROL_KEY,   ///< `code` is an SDL_Scancode: the place on the keyboard, not the letter
	ENG_CONTROL_MOUSE, ///< `code` is a button from 1; 6 and 7 are the wheel up and down
	ENG_CONTROL_PAD,   ///< `code` is an SDL_GameControllerButton, or 100 + an SDL_GameControllerAxis of a trigger
} eng_control_kind;

typedef struct eng_control
{
	eng_control_kind kind;
	int code;
} eng_control;

/// What does one thing: any of these.
typedef struct eng_binding
{
	eng_control controls[ENG_BINDING_CONTROLS];
} eng_binding;

typedef struct eng_input
{
	bool keys[SDL_NUM_SCANCODES];
	bool mouse[ENG_MOUSE_BUTTONS];
	bool pad_buttons[SDL_CONTROLLER_BUTTON_MAX];
	bool pad_triggers[SDL_CONTROLLER_AXIS_MAX];
	eng_control pressed[32]; // since begin, in order
	int pressed_count;
	float mouse_x, mouse_y; ///< pixels
	bool has_mouse_moved;
	float axes[SDL_CONTROLLER_AXIS_MAX]; ///< [-1, 1], nothing in the dead zone
	bool is_pad_in_use;                  ///< the pad was touched later than the mouse
	char typed[ENG_INPUT_TYPED_BYTES];   ///< UTF-8, since begin
	bool is_quit, is_resized, is_unfocused;
	SDL_GameController* pad;
} eng_input;

void eng_input_open( eng_input* input );
void eng_input_close( eng_input* input );

/// Forget what happened in the last frame; what is held stays.
void eng_input_begin( eng_input* input );
void eng_input_take( eng_input* input, const SDL_Event* event );

bool eng_input_is_down( const eng_input* input, const eng_binding* binding );
int eng_input_presses( const eng_input* input, const eng_binding* binding );

/// Whether that key went down in this frame, repeats left out.
bool eng_input_key( const eng_input* input, SDL_Scancode key );
bool eng_input_pad( const eng_input* input, SDL_GameControllerButton button );
bool eng_input_click( const eng_input* input, int button );

/// "key:W mouse:1 pad:a"; words that mean nothing are left out.
eng_binding eng_binding_parse( const char* text );
void eng_binding_format( const eng_binding* binding, char out_text[ENG_BINDING_CHARS] );

/// For people: "W", "Left click", "Pad A".
void eng_control_describe( eng_control control, char* out_text, size_t size_bytes );
