#include "quality_reference.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum
{
	TICK_US = 16667,
	BASE_US = 10000,
	SECOND_TICKS = 60,
};

// Snapshots of a steady way, each `late_us( i )` above the base.
static quality_reference* run( int ticks, int64_t ( *late_us )( int ) )
{
	quality_reference* r = calloc( 1, sizeof( *r ) );
	quality_reference_begin( r, BASE_US );
	for ( int i = 0; i < ticks; ++i )
		quality_reference_arrival( r, (int64_t)i * TICK_US, (int64_t)i * TICK_US + BASE_US + late_us( i ) );
	return r;
}

static int64_t never( int i ) { return (void)i, 0; }
static int64_t once_a_second( int i ) { return i % SECOND_TICKS == 0 ? 9000 : 0; }
static int64_t once( int i ) { return i == 20 * SECOND_TICKS ? 100000 : 0; }

Test( quality_reference, waits_an_interval_and_its_margin_on_a_perfect_way )
{
	quality_reference* r = run( 40 * SECOND_TICKS, never );
	int64_t delay_us = quality_reference_delay_us( r, r->newest_arrival_us );
	// The 40 longest of equal stretches share what may lie beyond, 30 ms.
	cr_expect_gt( delay_us, TICK_US + 2000 - 760 );
	cr_expect_leq( delay_us, TICK_US + 2000 );
	free( r );
}

Test( quality_reference, covers_what_happens_more_often_than_a_thousandth_of_the_time )
{
	quality_reference* r = run( 40 * SECOND_TICKS, once_a_second );
	// 30 segments of 9 ms more: 270 ms of 30 s. All but 30 ms of it is covered: a millisecond of each is not.
	int64_t delay_us = quality_reference_delay_us( r, r->newest_arrival_us );
	cr_expect_gt( delay_us, TICK_US + 9000 - 1000 + 2000 - 100, "%lld", (long long)delay_us );
	cr_expect_leq( delay_us, TICK_US + 9000 - 1000 + 2000 + 100, "%lld", (long long)delay_us );
	free( r );
}

Test( quality_reference, grows_by_a_fifth_and_shrinks_by_a_fiftieth_of_real_time )
{
	quality_reference* r = calloc( 1, sizeof( *r ) );
	quality_reference_begin( r, BASE_US );
	int64_t before_us = 0, most_us = 0, least_us = 0;
	for ( int i = 0; i < 70 * SECOND_TICKS; ++i )
	{
		int64_t now_us = (int64_t)i * TICK_US + BASE_US + once( i );
		quality_reference_arrival( r, (int64_t)i * TICK_US, now_us );
		int64_t delay_us = quality_reference_delay_us( r, now_us );
		int64_t change_us = i > SECOND_TICKS ? delay_us - before_us : 0;
		bool is_regular = once( i ) == 0 && ( i == 0 || once( i - 1 ) == 0 );
		most_us = is_regular && change_us > most_us ? change_us : most_us;
		least_us = is_regular && change_us < least_us ? change_us : least_us;
		before_us = delay_us;
	}
	cr_expect_gt( most_us, TICK_US / 6 );
	cr_expect_leq( most_us, TICK_US / 5 + 1 );
	cr_expect_lt( least_us, -TICK_US / 60 );
	cr_expect_geq( least_us, -TICK_US / 50 - 1 );
	free( r );
}

Test( quality_reference, does_not_look_at_what_arrives_after_something_newer )
{
	quality_reference* r = run( 100, never );
	int64_t newest_us = r->newest_us;
	int count = r->count;
	quality_reference_arrival( r, newest_us - TICK_US, r->newest_arrival_us + 1000 );
	cr_expect_eq( r->newest_us, newest_us );
	cr_expect_eq( r->count, count );
	free( r );
}
