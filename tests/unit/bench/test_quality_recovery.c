#include "quality_recovery.h"

#include <criterion/criterion.h>

enum
{
	FRAME_US = 6944
};

typedef struct story
{
	quality_recovery r;
	int64_t now_us;
} story;

static void go( story* s, int64_t us, bool is_in_gap, double delay_us, double slack_us )
{
	for ( int64_t end_us = s->now_us + us; s->now_us < end_us; s->now_us += FRAME_US )
		quality_recovery_note( &s->r, s->now_us, is_in_gap, delay_us, slack_us );
}

Test( quality_recovery, lasts_until_delay_and_slack_are_as_before )
{
	story s = { .now_us = 1000 };
	go( &s, 3000000, false, 40000.0, 20000.0 );
	go( &s, 1000000, true, 40000.0, -1e9 );
	go( &s, 500000, false, 90000.0, 20000.0 );
	go( &s, 300000, false, 40000.0, 30000.0 );
	go( &s, 1000000, false, 43000.0, 18500.0 ); // within 10 %
	cr_expect_eq( s.r.count, 1 );
	cr_expect_gt( s.r.longest_us, 790000 );
	cr_expect_lt( s.r.longest_us, 830000 );
}

Test( quality_recovery, that_does_not_come_counts_as_ten_seconds )
{
	story s = { .now_us = 1000 };
	go( &s, 3000000, false, 40000.0, 20000.0 );
	go( &s, 1000000, true, 40000.0, 20000.0 );
	go( &s, 11000000, false, 90000.0, 20000.0 );
	cr_expect_eq( s.r.count, 1 );
	cr_expect_eq( s.r.longest_us, 10000000 );
}

Test( quality_recovery, with_less_than_before_is_none_by_the_letter )
{
	for ( int may_be_less = 0; may_be_less < 2; ++may_be_less )
	{
		story s = { .now_us = 1000, .r.may_be_less = may_be_less != 0 };
		go( &s, 3000000, false, 40000.0, 20000.0 );
		go( &s, 1000000, true, 40000.0, 20000.0 );
		go( &s, 11000000, false, 40000.0, 15000.0 );
		cr_expect_eq( s.r.longest_us == 10000000, may_be_less == 0 );
	}
}
