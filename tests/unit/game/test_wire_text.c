#include "wire/wire_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test( wire_text, keeps_what_can_be_seen_and_nothing_else )
{
	static const struct
	{
		const char *typed, *clean;
	} ROWS[] = {
		{ "Ann", "Ann" },
		{ "  Ann  of\tthe\nHill ", "Ann of the Hill" },
		{ "", "" },
		{ " \t\r\n", "" },
		{ "\x1B[31mred\x7F", "[31mred" },
		{ "\xC3\x84nne \xF0\x9F\x98\x80", "\xC3\x84nne \xF0\x9F\x98\x80" },
		{ "a\xC2\xA0\xE3\x80\x80z", "a z" }, // no-break and ideographic blanks
		{ "a\xE2\x80\xAE"
		  "b\xE2\x81\xA6"
		  "c",
		  "abc" },                                      // marks of direction
		{ "\xE2\x80\x8B\xEF\xBB\xBF\xE3\x85\xA4", "" }, // blanks of no width, a filler
		{ "a\xFF"
		  "b\xC3(\xED\xA0\x80"
		  "c\xE2\x82",
		  "ab(c" },           // broken pieces
		{ "\xC0\xAFx", "x" }, // an overlong slash
		{ "12345678901234567890too long", "12345678901234567890" },
		{ "1234567890123456789\xC3\xA4", "1234567890123456789" }, // cut at a whole character
		{ "1234567890123456789 b", "1234567890123456789" },
	};
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		char clean[21];
		size_t size_bytes = wire_text_clean( ROWS[i].typed, clean, sizeof( clean ) );
		cr_expect_str_eq( clean, ROWS[i].clean, "row %zu: \"%s\"", i, clean );
		cr_expect_eq( size_bytes, strlen( ROWS[i].clean ) );
	}
}

Test( wire_text, cleaned_once_is_clean )
{
	unsigned random = 1;
	for ( int i = 0; i < 20000; ++i )
	{
		char typed[24] = { 0 }, once[21], twice[21];
		for ( int at = 0; at < 23; ++at )
			typed[at] = (char)( ( random = random * 1103515245u + 12345u ) >> 17 );
		wire_text_clean( typed, once, sizeof( once ) );
		wire_text_clean( once, twice, sizeof( twice ) );
		cr_assert_str_eq( once, twice );
	}
}
