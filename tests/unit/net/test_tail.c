#include "core/tail.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

static tw__tail* make_tail( void )
{
	tw__tail* tail = calloc( 1, sizeof( *tail ) );
	cr_assert_not_null( tail );
	return tail;
}

Test( tail, of_samples_is_exceeded_by_no_more_than_its_share )
{
	tw__tail* tail = make_tail();
	cr_assert_eq( tw__tail_quantile( tail, 0, 1 ), 0, "nothing is known" );
	for ( int i = 0; i < 1000; ++i )
		tw__tail_add( tail, 1000, i < 995 ? 7000 : 90000, i < 995 ? 7000 : 90000 );
	int64_t common_us = tw__tail_quantile( tail, 1000, 10 ), rare_us = tw__tail_quantile( tail, 1000, 1 );
	cr_assert( 7000 <= common_us && common_us <= 7500, "%d", (int)common_us );
	cr_assert( 90000 <= rare_us && rare_us <= 90500, "%d", (int)rare_us );
	free( tail );
}

// 99 times a delay grows from 0 to 10 ms and once from 0 to 110 ms: above 60 ms it was for 50 of 1,100 ms.
Test( tail, weighs_stretches_by_their_time )
{
	tw__tail* tail = make_tail();
	for ( int i = 0; i < 100; ++i )
		tw__tail_add( tail, 1000, 0, i == 50 ? 110000 : 10000 );
	int64_t quantile_us = tw__tail_quantile( tail, 1000, 45 );
	cr_assert( 57000 <= quantile_us && quantile_us <= 63000, "%d", (int)quantile_us );
	free( tail );
}

Test( tail, forgets_after_thirty_seconds_and_ignores_any_offset )
{
	static const int64_t offsets_us[] = { 0, 5000000000, -5000000000 };
	for ( int i = 0; i < TW_COUNT_OF( offsets_us ); ++i )
	{
		tw__tail* tail = make_tail();
		int64_t offset_us = offsets_us[i];
		tw__tail_add( tail, 1000000, offset_us + 80000, offset_us + 80000 );
		for ( uint64_t at_us = 1000000; at_us < 40000000; at_us += 100000 )
		{
			tw__tail_add( tail, at_us, offset_us + 5000, offset_us + 5000 );
			if ( at_us == 30000000 )
				cr_assert_geq( tw__tail_quantile( tail, at_us, 1 ), offset_us + 80000 );
		}
		cr_assert_leq( tw__tail_quantile( tail, 40000000, 1 ), offset_us + 5500 );
		cr_assert_eq( tw__tail_least( tail, 40000000 ), offset_us + 5000 );
		free( tail );
	}
}
