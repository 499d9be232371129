#include "wire/wire_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum
{
	BROKEN = 0xFFFFFFFF >> 1, // no character
};

// @return bytes of the next character, 1 for a broken one
static size_t read_character( const uint8_t* text, uint32_t* out_character )
{
	static const uint32_t LEAST[] = { 0, 0, 0x80, 0x800, 0x10000 }; // by bytes: shorter forms are the valid ones
	uint8_t lead = text[0];
	size_t count = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
	uint32_t character = count == 1 ? lead : lead & ( 0x7Fu >> count );
	*out_character = BROKEN;
	if ( ( lead >= 0x80 && lead < 0xC2 ) || lead > 0xF4 )
		return 1;
	for ( size_t i = 1; i < count; ++i ) // a final zero continues nothing, so this stays inside
	{
		if ( ( text[i] & 0xC0 ) != 0x80 )
			return 1;
		character = character << 6 | ( text[i] & 0x3Fu );
	}
	bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
	if ( character < LEAST[count] || character > 0x10FFFF || is_surrogate )
		return 1;
	*out_character = character;
	return count;
}

static bool is_blank( uint32_t c )
{
	return c == ' ' || ( c >= 0x09 && c <= 0x0D ) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       ( c >= 0x2000 && c <= 0x200A ) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
	       c == 0x3000;
}

// Controls, marks of direction, joiners, fillers, tags, private use: nothing a reader could see or tell apart.
static bool is_unseen( uint32_t c )
{
	static const uint32_t RANGES[][2] = {
		{ 0x00, 0x1F },     { 0x7F, 0x9F },     { 0xAD, 0xAD },        { 0x34F, 0x34F },   { 0x61C, 0x61C },
		{ 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },    { 0x200B, 0x200F }, { 0x202A, 0x202E },
		{ 0x2060, 0x206F }, { 0x3164, 0x3164 }, { 0xE000, 0xF8FF },    { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
		{ 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFF }, { 0xE0000, 0x10FFFF }, { BROKEN, BROKEN },
	};
	for ( size_t i = 0; i < sizeof( RANGES ) / sizeof( RANGES[0] ); ++i )
		if ( RANGES[i][0] <= c && c <= RANGES[i][1] )
			return true;
	return false;
}

size_t wire_text_clean( const char* typed, char* out_text, size_t capacity_bytes )
{
	const uint8_t* from = (const uint8_t*)typed;
	size_t used = 0;
	bool is_blank_due = false;
	while ( *from != 0 )
	{
		uint32_t character;
		size_t count = read_character( from, &character );
		if ( is_blank( character ) )
			is_blank_due = used > 0;
		else if ( !is_unseen( character ) )
		{
			if ( used + count + is_blank_due + 1 > capacity_bytes )
				break;
			if ( is_blank_due )
				out_text[used++] = ' ';
			is_blank_due = false;
			memcpy( out_text + used, from, count );
			used += count;
		}
		from += count;
	}
	out_text[used] = '\0';
	return used;
}
