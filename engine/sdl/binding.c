#include "sdl/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	WORD_CHARS = 48
};

static eng_control parse_pad( const char* name )
{
	SDL_GameControllerAxis axis = SDL_GameControllerGetAxisFromString( name );
	if ( axis == SDL_CONTROLLER_AXIS_TRIGGERLEFT || axis == SDL_CONTROLLER_AXIS_TRIGGERRIGHT )
		return ( eng_control ){ ENG_CONTROL_PAD, 100 + (int)axis };
	SDL_GameControllerButton button = SDL_GameControllerGetButtonFromString( name );
	if ( button > SDL_CONTROLLER_BUTTON_INVALID && button < SDL_CONTROLLER_BUTTON_MAX )
		return ( eng_control ){ ENG_CONTROL_PAD, (int)button };
	return ( eng_control ){ 0 };
}

// A key's name may have blanks; the file has underlines in their place.
static eng_control parse_key( char* name )
{
	for ( char* c = name; *c != '\0'; ++c )
		*c = *c == '_' && c != name ? ' ' : *c;
	SDL_Scancode code = SDL_GetScancodeFromName( name );
	if ( code <= SDL_SCANCODE_UNKNOWN || code >= SDL_NUM_SCANCODES )
		return ( eng_control ){ 0 };
	return ( eng_control ){ ENG_CONTROL_KEY, (int)code };
}

static eng_control parse_control( char* word )
{
	if ( strncmp( word, "key:", 4 ) == 0 )
		return parse_key( word + 4 );
	if ( strncmp( word, "pad:", 4 ) == 0 )
		return parse_pad( word + 4 );
	int button = strncmp( word, "mouse:", 6 ) == 0 ? atoi( word + 6 ) : 0;
	if ( button > 0 && button < ENG_MOUSE_BUTTONS )
		return ( eng_control ){ ENG_CONTROL_MOUSE, button };
	return ( eng_control ){ 0 };
}

eng_binding eng_binding_parse( const char* text )
{
	eng_binding binding = { 0 };
	char word[WORD_CHARS];
	int count = 0;
	while ( count < ENG_BINDING_CONTROLS )
	{
		text += strspn( text, " \t" );
		size_t length = strcspn( text, " \t" );
		if ( length == 0 )
			break;
		if ( length < sizeof( word ) )
		{
			memcpy( word, text, length );
			word[length] = '\0';
			eng_control control = parse_control( word );
			if ( control.kind != ENG_CONTROL_NONE )
				binding.controls[count++] = control;
		}
		text += length;
	}
	return binding;
}

static const char* pad_name( int code )
{
	const char* name = code >= 100 ? SDL_GameControllerGetStringForAxis( (SDL_GameControllerAxis)( code - 100 ) )
	                               : SDL_GameControllerGetStringForButton( (SDL_GameControllerButton)code );
	return name != NULL ? name : "";
}

static void format_control( eng_control control, char word[WORD_CHARS] )
{
	word[0] = '\0';
	if ( control.kind == ENG_CONTROL_MOUSE )
		snprintf( word, WORD_CHARS, "mouse:%d", control.code );
	if ( control.kind == ENG_CONTROL_PAD )
		snprintf( word, WORD_CHARS, "pad:%s", pad_name( control.code ) );
	if ( control.kind != ENG_CONTROL_KEY )
		return;
	snprintf( word, WORD_CHARS, "key:%s", SDL_GetScancodeName( (SDL_Scancode)control.code ) );
	for ( char* c = word; *c != '\0'; ++c )
		*c = *c == ' ' ? '_' : *c;
}

void eng_binding_format( const eng_binding* binding, char out_text[ENG_BINDING_CHARS] )
{
	char word[WORD_CHARS];
	out_text[0] = '\0';
	for ( int i = 0; i < ENG_BINDING_CONTROLS; ++i )
	{
		format_control( binding->controls[i], word );
		if ( word[0] == '\0' )
			continue;
		if ( out_text[0] != '\0' )
			SDL_strlcat( out_text, " ", ENG_BINDING_CHARS );
		SDL_strlcat( out_text, word, ENG_BINDING_CHARS );
	}
}

void eng_control_describe( eng_control control, char* out_text, size_t size_bytes )
{
	static const char* const mouse[ENG_MOUSE_BUTTONS] = { "",     "Left click", "Middle click", "Right click",
		                                              "Back", "Forward",    "Wheel up",     "Wheel down" };
	switch ( control.kind )
	{
	case ENG_CONTROL_KEY:
		SDL_strlcpy( out_text, SDL_GetScancodeName( (SDL_Scancode)control.code ), size_bytes );
		break;
	case ENG_CONTROL_MOUSE:
		SDL_strlcpy( out_text, mouse[control.code % ENG_MOUSE_BUTTONS], size_bytes );
		break;
	case ENG_CONTROL_PAD:
		SDL_snprintf( out_text, size_bytes, "Pad %s", pad_name( control.code ) );
		break;
	case ENG_CONTROL_NONE:
	default:
		SDL_strlcpy( out_text, "-", size_bytes );
		break;
	}
}
