#include "base/hex.h"

#include <criterion/criterion.h>
#include <string.h>

Test( hex, goes_there_and_back )
{
	const uint8_t key[4] = { 0x00, 0x9A, 0xFF, 0x10 };
	char text[9];
	eng_hex_encode( key, 4, text );
	cr_assert_str_eq( text, "009aff10" );

	uint8_t back[4] = { 0 };
	cr_assert( eng_hex_decode( " 009AfF10\r\n", back, 4 ) );
	cr_assert_eq( memcmp( back, key, 4 ), 0 );
}

Test( hex, anything_else_changes_nothing )
{
	static const char* const bad[] = { "",         "009aff",    "009aff1",    "009aff1000",
		                           "009aff1g", "009a ff10", "0x009aff10", "009aff10 0" };
	for ( size_t i = 0; i < sizeof( bad ) / sizeof( bad[0] ); ++i )
	{
		uint8_t key[4] = { 1, 2, 3, 4 };
		cr_expect( !eng_hex_decode( bad[i], key, 4 ), "%s", bad[i] );
		cr_expect_eq( memcmp( key, "\1\2\3\4", 4 ), 0 );
	}
}
