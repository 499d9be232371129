#include "base/hex.h"

#include <string.h>

static const char blanks[] = " \t\r\n";

void eng_hex_encode( const uint8_t* bytes, size_t size_bytes, char* out_text )
{
	static const char digits[] = "0123456789abcdef";
	for ( size_t i = 0; i < size_bytes; ++i )
	{
		*out_text++ = digits[bytes[i] >> 4];
		*out_text++ = digits[bytes[i] & 15];
	}
	*out_text = '\0';
}

// Not isxdigit(): what a digit is must not depend on the locale.
static int digit_value( char digit )
{
	if ( '0' <= digit && digit <= '9' )
		return digit - '0';
	if ( 'a' <= digit && digit <= 'f' )
		return digit - 'a' + 10;
	if ( 'A' <= digit && digit <= 'F' )
		return digit - 'A' + 10;
	return -1;
}

bool eng_hex_decode( const char* text, uint8_t* out_bytes, size_t size_bytes )
{
	text += strspn( text, blanks );
	size_t digit_count = 0;
	while ( digit_value( text[digit_count] ) >= 0 )
		digit_count++;
	const char* rest = text + digit_count;
	if ( digit_count != 2 * size_bytes || rest[strspn( rest, blanks )] != '\0' )
		return false;

	for ( size_t i = 0; i < size_bytes; ++i )
		out_bytes[i] = (uint8_t)( digit_value( text[2 * i] ) * 16 + digit_value( text[2 * i + 1] ) );
	return true;
}
