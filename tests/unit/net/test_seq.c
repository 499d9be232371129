#include "core/seq.h"

#include <criterion/criterion.h>

Test( seq, compares_across_the_wrap )
{
	static const struct
	{
		uint16_t a, b;
		int distance;
	} ROWS[] = { { 5, 3, 2 },      { 3, 5, -2 },        { 0, 65535, 1 },
		     { 65535, 0, -1 }, { 32767, 0, 32767 }, { 32768, 0, -32768 } };
	for ( int i = 0; i < 6; ++i )
	{
		cr_assert_eq( tw__seq_distance( ROWS[i].a, ROWS[i].b ), ROWS[i].distance );
		cr_assert_eq( tw__seq_is_newer( ROWS[i].a, ROWS[i].b ), ROWS[i].distance > 0 );
	}
	cr_assert_not( tw__seq_is_newer( 7, 7 ) );
}

Test( seq, widens_to_the_number_nearest_to_the_reference )
{
	static const uint64_t REFERENCES[] = { 40000, 65536, 1 << 20, UINT64_C( 1 ) << 63 };
	for ( int r = 0; r < 4; ++r )
		for ( int64_t away = -32768; away < 32768; away += 127 )
		{
			uint64_t wanted = REFERENCES[r] + (uint64_t)away;
			cr_assert_eq( tw__seq_widen( (uint16_t)wanted, REFERENCES[r] ), wanted );
		}
}
