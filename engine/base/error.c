#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

void eng_text_make_printable( char* text )
{
	for ( ; *text != '\0'; ++text )
		if ( (unsigned char)*text < 0x20 || *text == 0x7F )
			*text = '?';
}

bool eng_error_set( eng_error* error, const char* format, ... )
{
	va_list arguments;
	va_start( arguments, format );
	vsnprintf( error->text, sizeof( error->text ), format, arguments );
	va_end( arguments );
	eng_text_make_printable( error->text );
	return false;
}
