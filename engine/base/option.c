#include "base/option.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
	LONGEST_NUMBER_CHARACTERS = 40
};

const eng_option* eng__option_find( const eng_program* program, const char* name, size_t name_length )
{
	for ( int i = 0; i < program->option_count; ++i )
	{
		const char* candidate = program->options[i].name;
		if ( strlen( candidate ) == name_length && memcmp( candidate, name, name_length ) == 0 )
			return &program->options[i];
	}
	return NULL;
}

bool eng__option_has_range( const eng_option* option )
{
	return ( option->integer != NULL || option->real != NULL ) && ( option->min != 0 || option->max != 0 );
}

static bool check_range( const eng_option* option, const char* text, double value, eng_error* error )
{
	if ( !eng__option_has_range( option ) || ( option->min <= value && value <= option->max ) )
		return true;
	return eng_error_set( error, "%s is not in %.12g..%.12g", text, option->min, option->max );
}

// The C library's number readers skip blanks and take words such as "inf"; a value of ours is made of these only.
static bool is_spelled_with( const char* text, const char* characters )
{
	size_t length = strlen( text );
	return 0 < length && length <= LONGEST_NUMBER_CHARACTERS && strspn( text, characters ) == length;
}

static bool set_integer( const eng_option* option, const char* text, eng_error* error )
{
	char* end = NULL;
	errno = 0;
	long value = is_spelled_with( text, "+-0123456789" ) ? strtol( text, &end, 10 ) : 0;
	if ( end == NULL || *end != '\0' )
		return eng_error_set( error, "'%s' is not a whole number", text );
	if ( !check_range( option, text, (double)value, error ) )
		return false;
	if ( errno != 0 || value < INT_MIN || value > INT_MAX )
		return eng_error_set( error, "%s is not in %d..%d", text, INT_MIN, INT_MAX );
	*option->integer = (int)value;
	return true;
}

static bool set_u64( const eng_option* option, const char* text, eng_error* error )
{
	bool is_hexadecimal = text[0] == '0' && ( text[1] == 'x' || text[1] == 'X' );
	const char* digits = is_hexadecimal ? text + 2 : text;
	if ( !is_spelled_with( digits, is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789" ) )
		return eng_error_set( error, "'%s' is not a number, decimal or 0x", text );
	errno = 0;
	unsigned long long value = strtoull( digits, NULL, is_hexadecimal ? 16 : 10 );
	if ( errno != 0 )
		return eng_error_set( error, "%s has more than 64 bits", text );
	*option->u64 = value;
	return true;
}

static bool set_real( const eng_option* option, const char* text, eng_error* error )
{
	char* end = NULL;
	double value = is_spelled_with( text, "+-.0123456789eE" ) ? strtod( text, &end ) : 0;
	if ( end == NULL || *end != '\0' || !isfinite( value ) )
		return eng_error_set( error, "'%s' is not a number", text );
	if ( !check_range( option, text, value, error ) )
		return false;
	*option->real = value;
	return true;
}

static bool set_flag( const eng_option* option, const char* text, eng_error* error )
{
	static const char* const words[] = { "false", "true", "no", "yes", "off", "on", "0", "1" };
	for ( int i = 0; i < 8; ++i )
		if ( strcmp( text, words[i] ) == 0 )
		{
			*option->flag = i % 2 == 1;
			return true;
		}
	return eng_error_set( error, "'%s' is neither true nor false", text );
}

static bool set_choice( const eng_option* option, const char* text, eng_error* error )
{
	char known[200] = "";
	for ( int i = 0; option->choices[i] != NULL; ++i )
	{
		if ( strcmp( text, option->choices[i] ) == 0 )
		{
			*option->choice = i;
			return true;
		}
		strncat( known, i == 0 ? "" : ", ", sizeof( known ) - strlen( known ) - 1 );
		strncat( known, option->choices[i], sizeof( known ) - strlen( known ) - 1 );
	}
	return eng_error_set( error, "'%s' is not one of %s", text, known );
}

static bool add_to_list( const eng_option* option, const char* text, eng_error* error )
{
	if ( option->list->count == ENG_TEXT_LIST_MAX )
		return eng_error_set( error, "given more than %d times", ENG_TEXT_LIST_MAX );
	option->list->items[option->list->count++] = text;
	return true;
}

bool eng__option_set( const eng_option* option, const char* text, eng_error* error )
{
	if ( option->flag != NULL )
		return set_flag( option, text, error );
	if ( option->integer != NULL )
		return set_integer( option, text, error );
	if ( option->u64 != NULL )
		return set_u64( option, text, error );
	if ( option->real != NULL )
		return set_real( option, text, error );
	if ( option->choice != NULL )
		return set_choice( option, text, error );
	if ( option->list != NULL )
		return add_to_list( option, text, error );
	*option->text = text;
	return true;
}

static void clear( const eng_option* option )
{
	if ( option->flag != NULL )
		*option->flag = false;
	else if ( option->integer != NULL )
		*option->integer = 0;
	else if ( option->u64 != NULL )
		*option->u64 = 0;
	else if ( option->real != NULL )
		*option->real = 0;
	else if ( option->choice != NULL )
		*option->choice = 0;
	else if ( option->list != NULL )
		option->list->count = 0;
	else
		*option->text = NULL;
}

bool eng__option_set_initial( const eng_option* option, eng_error* error )
{
	clear( option );
	return option->initial == NULL || eng__option_set( option, option->initial, error );
}
