#include "link/line.h"

#include <criterion/criterion.h>

Test( line, an_outage_takes_both_directions_for_its_length_once_a_period )
{
	tw_profile profile = { .outage_ms = 500.0f, .outage_period_s = 10.0f };
	tw__line line;
	tw__line_begin( &line, &profile, 4, 0 );
	int lost[2] = { 0, 0 }, outages = 0;
	bool was_out = false;
	for ( uint64_t now_us = 0; now_us < 100000000; now_us += 1000 )
	{
		bool is_out = tw__line_pass( &line, TW__UP, now_us, 1 ).fate == TW__FATE_LOST;
		lost[TW__UP] += is_out;
		lost[TW__DOWN] += tw__line_pass( &line, TW__DOWN, now_us, 1 ).fate == TW__FATE_LOST;
		outages += is_out && !was_out;
		was_out = is_out;
	}
	cr_expect_eq( outages, 10 );
	cr_expect( 4990 <= lost[TW__UP] && lost[TW__UP] <= 5000, "%d", lost[TW__UP] );
	cr_expect_eq( lost[TW__UP], lost[TW__DOWN] );
}

Test( line, a_range_of_round_trips_is_drawn_once_and_halved )
{
	tw_profile profile = { .round_trip_ms = 20.0f, .round_trip_max_ms = 400.0f };
	uint64_t least_us = UINT64_MAX, most_us = 0;
	for ( uint64_t seed = 0; seed < 200; ++seed )
	{
		tw__line line;
		tw__line_begin( &line, &profile, seed, 0 );
		uint64_t base_us = line.channels[TW__UP].base_us;
		cr_assert_eq( base_us, line.channels[TW__DOWN].base_us );
		cr_assert( 10000 <= base_us && base_us <= 200000 );
		least_us = base_us < least_us ? base_us : least_us;
		most_us = base_us > most_us ? base_us : most_us;
	}
	cr_expect_lt( least_us, 20000 );
	cr_expect_gt( most_us, 190000 );
}

Test( line, roaming_takes_the_other_profile_and_keeps_its_outages )
{
	tw__line line;
	tw__line_begin( &line, tw_profile_find( "ROAM" ), 4, 1000 );
	uint64_t first_us = tw__line_get_roam_us( &line );
	cr_assert( 300000 <= first_us && first_us <= 60301000 );
	tw__line_roam( &line, first_us );
	cr_expect_eq( line.channels[TW__UP].base_us, 35000 ); // of 4G
	cr_expect_eq( tw__line_get_roam_us( &line ), first_us + 60000000 );

	tw__line_begin( &line, tw_profile_find( "OUTAGE" ), 4, 0 );
	cr_expect_eq( tw__line_get_roam_us( &line ), UINT64_MAX );
}
