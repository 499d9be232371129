#include "session/replay.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test( replay, keeps_exactly_the_newest_256_apart )
{
	tw__replay window = { 0 };
	tw__replay_record( &window, 300 );
	cr_assert_eq( tw__replay_check( &window, 300 ), TW_DROP_REPEATED );
	cr_assert_eq( tw__replay_check( &window, 45 ), TW__KEEP );
	cr_assert_eq( tw__replay_check( &window, 44 ), TW_DROP_TOO_OLD );
	cr_assert_eq( tw__replay_check( &window, 301 ), TW__KEEP );
}

Test( replay, the_first_and_the_last_number_are_accepted_once )
{
	static const uint64_t numbers[] = { 0, 1, UINT64_MAX - 1, UINT64_MAX };
	for ( size_t i = 0; i < sizeof( numbers ) / sizeof( numbers[0] ); ++i )
	{
		tw__replay window = { 0 };
		cr_assert_eq( tw__replay_check( &window, numbers[i] ), TW__KEEP );
		tw__replay_record( &window, numbers[i] );
		cr_assert_eq( tw__replay_check( &window, numbers[i] ), TW_DROP_REPEATED );
	}
}

// Against the plainest implementation there is, with jumps of every size around the window's.
Test( replay, agrees_with_a_list_of_everything_that_was_ever_seen )
{
	enum
	{
		NUMBERS = 60000
	};
	bool* seen = calloc( NUMBERS, sizeof( bool ) );
	tw__replay window = { 0 };
	uint64_t newest = 0;
	uint32_t random = 1;
	while ( newest < NUMBERS - 1000 )
	{
		random = random * 1664525u + 1013904223u;
		uint64_t back = random >> 8 & 511, ahead = ( random >> 20 ) % 40 == 0 ? random >> 24 : random >> 30;
		uint64_t sequence = ( random >> 5 & 1 ) ? newest + ahead : newest > back ? newest - back : 0;
		bool is_old = newest >= 256 && sequence <= newest - 256;
		tw_drop expected = is_old ? TW_DROP_TOO_OLD : seen[sequence] ? TW_DROP_REPEATED : TW__KEEP;
		cr_assert_eq( tw__replay_check( &window, sequence ), expected, "%d", (int)sequence );
		if ( expected != TW__KEEP )
			continue;
		tw__replay_record( &window, sequence );
		seen[sequence] = true;
		newest = sequence > newest ? sequence : newest;
	}
	free( seen );
}
