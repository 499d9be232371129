#include "sdl/input.h"
#include "sdl/sound.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static eng_input* open_input( void )
{
	static eng_input input;
	SDL_SetHint( SDL_HINT_VIDEODRIVER, "dummy" );
	SDL_SetHint( SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1" );
	cr_assert_eq( SDL_Init( SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER ), 0, "%s", SDL_GetError() );
	eng_input_open( &input );
	return &input;
}

static void take_all( eng_input* input )
{
	SDL_Event event;
	eng_input_begin( input );
	SDL_PumpEvents();
	while ( SDL_PollEvent( &event ) )
		eng_input_take( input, &event );
}

static void send_key( eng_input* input, SDL_Scancode code, bool is_down )
{
	SDL_Event event = { .type = is_down ? SDL_KEYDOWN : SDL_KEYUP };
	event.key.state = is_down ? SDL_PRESSED : SDL_RELEASED;
	event.key.keysym.scancode = code;
	eng_input_take( input, &event );
}

Test( input, bindings_survive_being_written_and_read_and_nonsense_in_them_is_left_out )
{
	static const struct
	{
		const char *text, *again;
	} cases[] = {
		{ "key:W key:Up pad:dpup", "key:W key:Up pad:dpup" },
		{ "  mouse:1   pad:righttrigger ", "mouse:1 pad:righttrigger" },
		{ "key:Left_Shift", "key:Left_Shift" },
		{ "key:NoSuchKey mouse:0 mouse:99 pad:leftx pad: nonsense key:Space", "key:Space" },
		{ "key:A key:B key:C key:D key:E", "key:A key:B key:C key:D" },
		{ "", "" },
	};
	char text[ENG_BINDING_CHARS];
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		eng_binding binding = eng_binding_parse( cases[i].text );
		eng_binding_format( &binding, text );
		cr_expect_str_eq( text, cases[i].again );
	}
}

Test( input, a_click_shorter_than_a_frame_is_a_press )
{
	eng_input* input = open_input();
	eng_binding jump = eng_binding_parse( "key:Space" );
	take_all( input );
	send_key( input, SDL_SCANCODE_SPACE, true );
	send_key( input, SDL_SCANCODE_SPACE, false );
	send_key( input, SDL_SCANCODE_SPACE, true );
	send_key( input, SDL_SCANCODE_SPACE, false );
	cr_expect_eq( eng_input_presses( input, &jump ), 2 );
	cr_expect_not( eng_input_is_down( input, &jump ) );
	take_all( input );
	cr_expect_eq( eng_input_presses( input, &jump ), 0 );
}

Test( input, keys_held_when_the_window_loses_the_focus_are_let_go )
{
	eng_input* input = open_input();
	eng_binding up = eng_binding_parse( "key:W" );
	SDL_Event lost = { .type = SDL_WINDOWEVENT };
	lost.window.event = SDL_WINDOWEVENT_FOCUS_LOST;
	send_key( input, SDL_SCANCODE_W, true );
	cr_expect( eng_input_is_down( input, &up ) );
	eng_input_take( input, &lost );
	cr_expect_not( eng_input_is_down( input, &up ) );
}

Test( input, a_gamepad_plugged_in_later_moves_fires_and_may_be_pulled_out )
{
	eng_input* input = open_input();
	eng_binding dash = eng_binding_parse( "pad:a" );
	int index = SDL_JoystickAttachVirtual( SDL_JOYSTICK_TYPE_GAMECONTROLLER, SDL_CONTROLLER_AXIS_MAX,
	                                       SDL_CONTROLLER_BUTTON_MAX, 0 );
	cr_assert_geq( index, 0 );
	take_all( input );
	cr_assert_not_null( input->pad );
	SDL_Joystick* stick = SDL_GameControllerGetJoystick( input->pad );
	SDL_JoystickSetVirtualButton( stick, SDL_CONTROLLER_BUTTON_A, 1 );
	SDL_JoystickSetVirtualAxis( stick, SDL_CONTROLLER_AXIS_LEFTX, 30000 );
	SDL_JoystickUpdate();
	take_all( input );
	cr_expect_eq( eng_input_presses( input, &dash ), 1 );
	cr_expect( eng_input_is_down( input, &dash ) );
	cr_expect_gt( input->axes[SDL_CONTROLLER_AXIS_LEFTX], 0.9f );
	cr_expect( input->is_pad_in_use );
	SDL_JoystickDetachVirtual( index );
	take_all( input );
	cr_expect_null( input->pad );
	cr_expect_not( eng_input_is_down( input, &dash ) );
	cr_expect_eq( input->axes[SDL_CONTROLLER_AXIS_LEFTX], 0 );
}

Test( sound, a_recipe_begins_and_ends_quietly_and_is_heard_in_between )
{
	const eng_recipe recipe = { { { ENG_WAVE_SINE, 0, 100, 440, 440, 0.8f, 5, 1.5f },
		                      { ENG_WAVE_NOISE, 50, 100, 2000, 500, 0.5f, 5, 2 } } };
	int length = eng_recipe_length( &recipe ), loudest = 0;
	cr_assert_eq( length, ENG_SOUND_RATE_HZ * 150 / 1000 );
	int16_t* samples = malloc( (size_t)length * 2 * sizeof( int16_t ) );
	cr_assert_not_null( samples );
	eng_recipe_render( &recipe, samples, length );
	for ( int i = 0; i < 2 * length; ++i )
		loudest = abs( samples[i] ) > loudest ? abs( samples[i] ) : loudest;
	cr_expect_gt( loudest, 10000 );
	cr_expect_lt( abs( samples[0] ), 300 );
	cr_expect_lt( abs( samples[2 * length - 1] ), 300 );
	free( samples );
}
