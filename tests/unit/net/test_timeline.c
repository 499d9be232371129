#include "view/timeline.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum
{
	TICK_US = 16667,
	FRAME_US = 6944,
	WAY_US = 30000,
	SMOOTH = 1,
	FAST = 10,
};

typedef struct story
{
	tw__timeline* timeline;
	uint64_t now_us; // of the next frame
	uint32_t tick;
	int64_t zero_us;
	int64_t least_advance_us, most_advance_us;
} story;

static story begin( int interval_ticks, int tail_per_mille )
{
	story s = { .timeline = calloc( 1, sizeof( tw__timeline ) ), .now_us = 5000000, .tick = 1000 };
	s.zero_us = (int64_t)s.now_us - (int64_t)s.tick * TICK_US;
	tw__timeline_init( s.timeline, 60, interval_ticks, tail_per_mille );
	return s;
}

// Ticks come one by one, each `late_us` after its time; frames are drawn between them.
static tw__moment play( story* s, int ticks, int interval_ticks, int64_t ( *late_us )( uint32_t ) )
{
	tw__moment moment = { 0 };
	s->least_advance_us = INT64_MAX;
	s->most_advance_us = 0;
	int64_t arrived_us = 0;
	for ( int i = 0; i < ticks; i += interval_ticks, s->tick += (uint32_t)interval_ticks )
	{
		int64_t arrival_us = s->zero_us + (int64_t)s->tick * TICK_US + WAY_US + late_us( s->tick );
		arrived_us = arrival_us > arrived_us ? arrival_us : arrived_us; // first in, first out
		for ( ; (int64_t)s->now_us < arrived_us; s->now_us += FRAME_US )
		{
			int64_t before_us = s->timeline->displayed_us;
			moment = tw__timeline_advance( s->timeline, s->now_us );
			int64_t advance_us = s->timeline->displayed_us - before_us;
			if ( before_us == 0 )
				continue;
			s->least_advance_us = advance_us < s->least_advance_us ? advance_us : s->least_advance_us;
			s->most_advance_us = advance_us > s->most_advance_us ? advance_us : s->most_advance_us;
		}
		tw__timeline_note_snapshot( s->timeline, s->tick, (uint64_t)arrived_us );
	}
	return moment;
}

static int64_t never( uint32_t tick ) { return (void)tick, 0; }
static int64_t often( uint32_t tick ) { return tick % 8 == 0 ? 25000 : 0; }

Test( timeline, waits_for_the_next_snapshot_and_little_more_on_a_steady_way )
{
	for ( int interval_ticks = 1; interval_ticks <= 3; ++interval_ticks )
	{
		story s = begin( interval_ticks, SMOOTH );
		play( &s, 1800, interval_ticks, never );
		float delay_ms = tw__timeline_get_delay_ms( s.timeline );
		float interval_ms = (float)( interval_ticks * TICK_US ) / 1000.0f;
		cr_expect_gt( delay_ms, interval_ms );
		cr_expect_lt( delay_ms, interval_ms + 2.0f );
		free( s.timeline );
	}
}

Test( timeline, never_runs_backwards_and_changes_its_pace_within_limits )
{
	story s = begin( 1, SMOOTH );
	play( &s, 600, 1, never );
	play( &s, 600, 1, often );
	cr_expect_geq( s.least_advance_us, FRAME_US * 80 / 100 - 2 );
	play( &s, 2400, 1, never );
	cr_expect_leq( s.most_advance_us, FRAME_US * 102 / 100 + 2 );
	cr_expect_lt( tw__timeline_get_delay_ms( s.timeline ), 20.0f );
	free( s.timeline );
}

Test( timeline, of_the_fast_preset_gives_up_what_is_rare )
{
	story smooth = begin( 1, SMOOTH ), fast = begin( 1, FAST );
	int64_t ( *rarely )( uint32_t ) = often;
	play( &smooth, 1800, 1, rarely );
	play( &fast, 1800, 1, rarely );
	cr_expect_lt( tw__timeline_get_delay_ms( fast.timeline ), tw__timeline_get_delay_ms( smooth.timeline ) );
	free( smooth.timeline );
	free( fast.timeline );
}

Test( timeline, goes_on_for_a_tenth_of_a_second_past_the_newest_snapshot )
{
	story s = begin( 1, SMOOTH );
	play( &s, 600, 1, never );
	tw__moment moment = { 0 };
	uint32_t last = 0;
	for ( int i = 0; i < 30; ++i, s.now_us += FRAME_US )
	{
		moment = tw__timeline_advance( s.timeline, s.now_us );
		cr_expect_geq( moment.beyond_32nds, last );
		last = moment.beyond_32nds;
	}
	cr_expect( moment.is_starved );
	cr_expect_eq( moment.from_tick, moment.to_tick );
	cr_expect_eq( moment.beyond_32nds, 6 * 32 ); // 100 ms are six ticks
	free( s.timeline );
}
