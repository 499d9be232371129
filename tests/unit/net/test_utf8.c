#include "core/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test( utf8, is_clean_when_well_formed_and_without_controls )
{
	static const struct
	{
		const char* text;
		bool is_clean;
	} ROWS[] = {
		{ "", true },
		{ "hello", true },
		{ "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", true }, // a-umlaut, euro, a face
		{ "\xC2\xA0", true },                             // the first after the C1 controls
		{ "\xED\x9F\xBF", true },                         // the last before the surrogates
		{ "\xF4\x8F\xBF\xBF", true },                     // the last of all
		{ "a\nb", false },
		{ "\x1B[31m", false },
		{ "\x7F", false },
		{ "\xC2\x80", false },
		{ "\xC2\x9F", false },
		{ "\x80", false },
		{ "\xC0\x80", false }, // overlong
		{ "\xC1\xBF", false },
		{ "\xE0\x9F\xBF", false },
		{ "\xF0\x8F\xBF\xBF", false },
		{ "\xED\xA0\x80", false }, // surrogate
		{ "\xF4\x90\x80\x80", false },
		{ "\xF5\x80\x80\x80", false },
		{ "\xFF", false },
		{ "\xC3", false }, // cut
		{ "\xE2\x82", false },
		{ "\xF0\x9F\x98", false },
		{ "\xC3(", false },
		{ "\xE2\x82(", false },
	};
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
		cr_expect_eq( tw__utf8_is_clean( (const uint8_t*)ROWS[i].text, (int)strlen( ROWS[i].text ) ),
		              ROWS[i].is_clean, "row %zu", i );
	cr_expect_not( tw__utf8_is_clean( (const uint8_t*)"a\0b", 3 ), "a zero within is a control character" );
}

// Every character there is, against the definition.
Test( utf8, knows_every_character )
{
	for ( uint32_t c = 0; c <= 0x110000; ++c )
	{
		uint8_t text[4];
		int size_bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		static const uint8_t LEADS[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
		text[0] = (uint8_t)( LEADS[size_bytes] | c >> ( 6 * ( size_bytes - 1 ) ) );
		for ( int i = 1; i < size_bytes; ++i )
			text[i] = (uint8_t)( 0x80 | ( c >> ( 6 * ( size_bytes - 1 - i ) ) & 0x3F ) );
		bool is_control = c < 0x20 || ( c >= 0x7F && c < 0xA0 );
		bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
		bool expected = !is_control && !is_surrogate && c <= 0x10FFFF;
		cr_assert_eq( tw__utf8_is_clean( text, size_bytes ), expected, "U+%04X", c );
	}
}
