#include "sdl/input.h"

#include <string.h>

enum
{
	DEAD_ZONE = 7000,
	TRIGGER_DOWN = 12000,
	WHEEL_UP = 6,
	WHEEL_DOWN = 7,
};

void eng_input_open( eng_input* input )
{
	memset( input, 0, sizeof( *input ) );
	SDL_InitSubSystem( SDL_INIT_GAMECONTROLLER ); // without it there are no pads, and that is all
	SDL_StartTextInput();
}

void eng_input_close( eng_input* input )
{
	if ( input->pad != NULL )
		SDL_GameControllerClose( input->pad );
	input->pad = NULL;
}

void eng_input_begin( eng_input* input )
{
	input->pressed_count = 0;
	input->typed[0] = '\0';
	input->is_resized = input->has_mouse_moved = false;
}

static void press( eng_input* input, eng_control_kind kind, int code )
{
	if ( input->pressed_count < (int)SDL_arraysize( input->pressed ) )
		input->pressed[input->pressed_count++] = ( eng_control ){ .kind = kind, .code = code };
}

static void take_key( eng_input* input, const SDL_KeyboardEvent* event )
{
	if ( event->keysym.scancode < 0 || event->keysym.scancode >= SDL_NUM_SCANCODES )
		return;
	input->keys[event->keysym.scancode] = event->state == SDL_PRESSED;
	if ( event->state == SDL_PRESSED && event->repeat == 0 )
		press( input, ENG_CONTROL_KEY, (int)event->keysym.scancode );
	else if ( event->state == SDL_PRESSED && event->keysym.scancode == SDL_SCANCODE_BACKSPACE )
		press( input, ENG_CONTROL_KEY, SDL_SCANCODE_BACKSPACE );
}

static void take_mouse_button( eng_input* input, const SDL_MouseButtonEvent* event )
{
	if ( event->button >= ENG_MOUSE_BUTTONS )
		return;
	input->mouse[event->button] = event->state == SDL_PRESSED;
	input->mouse_x = (float)event->x;
	input->mouse_y = (float)event->y;
	input->is_pad_in_use = false;
	if ( event->state == SDL_PRESSED )
		press( input, ENG_CONTROL_MOUSE, event->button );
}

static void take_pad_axis( eng_input* input, const SDL_ControllerAxisEvent* event )
{
	if ( event->axis >= SDL_CONTROLLER_AXIS_MAX )
		return;
	bool is_still = event->value < DEAD_ZONE && event->value > -DEAD_ZONE;
	input->axes[event->axis] = is_still ? 0 : (float)event->value / 32767.0f;
	input->is_pad_in_use |= !is_still;
	if ( event->axis != SDL_CONTROLLER_AXIS_TRIGGERLEFT && event->axis != SDL_CONTROLLER_AXIS_TRIGGERRIGHT )
		return;
	bool is_down = event->value > TRIGGER_DOWN;
	if ( is_down && !input->pad_triggers[event->axis] )
		press( input, ENG_CONTROL_PAD, 100 + event->axis );
	input->pad_triggers[event->axis] = is_down;
}

static void take_pad_button( eng_input* input, const SDL_ControllerButtonEvent* event )
{
	if ( event->button >= SDL_CONTROLLER_BUTTON_MAX )
		return;
	input->pad_buttons[event->button] = event->state == SDL_PRESSED;
	input->is_pad_in_use = true;
	if ( event->state == SDL_PRESSED )
		press( input, ENG_CONTROL_PAD, event->button );
}

static void lose_pad( eng_input* input, SDL_JoystickID which )
{
	if ( input->pad == NULL || SDL_JoystickInstanceID( SDL_GameControllerGetJoystick( input->pad ) ) != which )
		return;
	SDL_GameControllerClose( input->pad );
	input->pad = NULL;
	input->is_pad_in_use = false;
	memset( input->pad_buttons, 0, sizeof( input->pad_buttons ) );
	memset( input->pad_triggers, 0, sizeof( input->pad_triggers ) );
	memset( input->axes, 0, sizeof( input->axes ) );
}

static void take_window( eng_input* input, const SDL_WindowEvent* event )
{
	if ( event->event == SDL_WINDOWEVENT_SIZE_CHANGED )
		input->is_resized = true;
	if ( event->event == SDL_WINDOWEVENT_FOCUS_GAINED )
		input->is_unfocused = false;
	if ( event->event != SDL_WINDOWEVENT_FOCUS_LOST )
		return;
	input->is_unfocused = true; // the release of what is held goes to somebody else
	memset( input->keys, 0, sizeof( input->keys ) );
	memset( input->mouse, 0, sizeof( input->mouse ) );
}

void eng_input_take( eng_input* input, const SDL_Event* event )
{
	switch ( event->type )
	{
	case SDL_QUIT:
		input->is_quit = true;
		break;
	case SDL_KEYDOWN:
	case SDL_KEYUP:
		take_key( input, &event->key );
		break;
	case SDL_TEXTINPUT:
		SDL_strlcat( input->typed, event->text.text, sizeof( input->typed ) );
		break;
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		take_mouse_button( input, &event->button );
		break;
	case SDL_MOUSEWHEEL:
		if ( event->wheel.y != 0 )
			press( input, ENG_CONTROL_MOUSE, event->wheel.y > 0 ? WHEEL_UP : WHEEL_DOWN );
		break;
	case SDL_MOUSEMOTION:
		input->mouse_x = (float)event->motion.x;
		input->mouse_y = (float)event->motion.y;
		input->has_mouse_moved = true;
		input->is_pad_in_use = false;
		break;
	case SDL_CONTROLLERDEVICEADDED:
		if ( input->pad == NULL )
			input->pad = SDL_GameControllerOpen( event->cdevice.which );
		break;
	case SDL_CONTROLLERDEVICEREMOVED:
		lose_pad( input, event->cdevice.which );
		break;
	case SDL_CONTROLLERAXISMOTION:
		take_pad_axis( input, &event->caxis );
		break;
	case SDL_CONTROLLERBUTTONDOWN:
	case SDL_CONTROLLERBUTTONUP:
		take_pad_button( input, &event->cbutton );
		break;
	case SDL_WINDOWEVENT:
		take_window( input, &event->window );
		break;
	default:
		break;
	}
}

// --- Questions -------------------------------------------------------------------------------------------------------

static bool is_control_down( const eng_input* input, eng_control control )
{
	switch ( control.kind )
	{
	case ENG_CONTROL_KEY:
		return input->keys[control.code];
	case ENG_CONTROL_MOUSE:
		return input->mouse[control.code];
	case ENG_CONTROL_PAD:
		return control.code >= 100 ? input->pad_triggers[control.code - 100] : input->pad_buttons[control.code];
	case ENG_CONTROL_NONE:
	default:
		return false;
	}
}

bool eng_input_is_down( const eng_input* input, const eng_binding* binding )
{
	for ( int i = 0; i < ENG_BINDING_CONTROLS; ++i )
		if ( is_control_down( input, binding->controls[i] ) )
			return true;
	return false;
}

static bool is_same( eng_control a, eng_control b ) { return a.kind == b.kind && a.code == b.code; }

static int count_presses( const eng_input* input, eng_control control )
{
	int count = 0;
	for ( int i = 0; i < input->pressed_count; ++i )
		count += is_same( input->pressed[i], control );
	return count;
}

int eng_input_presses( const eng_input* input, const eng_binding* binding )
{
	int count = 0;
	for ( int i = 0; i < ENG_BINDING_CONTROLS; ++i )
		if ( binding->controls[i].kind != ENG_CONTROL_NONE )
			count += count_presses( input, binding->controls[i] );
	return count;
}

bool eng_input_key( const eng_input* input, SDL_Scancode key )
{
	return count_presses( input, ( eng_control ){ ENG_CONTROL_KEY, (int)key } ) > 0;
}

bool eng_input_pad( const eng_input* input, SDL_GameControllerButton button )
{
	return count_presses( input, ( eng_control ){ ENG_CONTROL_PAD, (int)button } ) > 0;
}

bool eng_input_click( const eng_input* input, int button )
{
	return count_presses( input, ( eng_control ){ ENG_CONTROL_MOUSE, button } ) > 0;
}
