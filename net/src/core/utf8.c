#include "core/utf8.h"

// Bytes of the sequence that begins with `lead`, 0 for none. The range of the second byte is what shuts out overlong
// forms, surrogates and numbers beyond the last.
static int sequence_bytes( uint8_t lead, uint8_t* out_second_min, uint8_t* out_second_max )
{
	*out_second_min = 0x80;
	*out_second_max = 0xBF;
	if ( lead < 0x80 )
		return 1;
	if ( lead < 0xC2 || lead > 0xF4 )
		return 0;
	if ( lead == 0xC2 || lead == 0xE0 )
		*out_second_min = 0xA0; // after C2: the C1 controls lie below
	if ( lead == 0xED )
		*out_second_max = 0x9F;
	if ( lead == 0xF0 )
		*out_second_min = 0x90;
	if ( lead == 0xF4 )
		*out_second_max = 0x8F;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool tw__utf8_is_clean( const uint8_t* text, int size_bytes )
{
	int at = 0;
	while ( at < size_bytes )
	{
		uint8_t min, max;
		int count = sequence_bytes( text[at], &min, &max );
		if ( count == 0 || count > size_bytes - at || text[at] < 0x20 || text[at] == 0x7F )
			return false;
		for ( int i = 1; i < count; ++i )
		{
			bool is_second = i == 1;
			if ( text[at + i] < ( is_second ? min : 0x80 ) || text[at + i] > ( is_second ? max : 0xBF ) )
				return false;
		}
		at += count;
	}
	return true;
}
