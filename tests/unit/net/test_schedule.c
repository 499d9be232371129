#include "link/random.h"
#include "link/schedule.h"

#include <criterion/criterion.h>

Test( schedule, comes_out_by_time_and_in_order_of_arrival_among_equals )
{
	enum
	{
		COUNT = 1000
	};
	tw__schedule_entry entries[COUNT];
	uint64_t due_us[COUNT];
	tw__schedule schedule = { .entries = entries, .capacity = COUNT };
	tw__random random = tw__random_fork( 5, 0 );
	cr_expect_eq( tw__schedule_get_next_us( &schedule ), UINT64_MAX );

	for ( int round = 0; round < 3; ++round )
	{
		for ( int i = 0; i < COUNT; ++i )
		{
			due_us[i] = tw__random_next( &random ) % 50; // many equals
			tw__schedule_push( &schedule, due_us[i], i );
		}
		int last = -1;
		for ( int i = 0; i < COUNT; ++i )
		{
			uint64_t next_us = tw__schedule_get_next_us( &schedule );
			int item = tw__schedule_pop( &schedule );
			cr_assert_eq( due_us[item], next_us );
			cr_assert( last < 0 || due_us[last] < due_us[item] ||
			           ( due_us[last] == due_us[item] && last < item ) );
			last = item;
		}
		cr_expect_eq( schedule.count, 0 );
	}
}
