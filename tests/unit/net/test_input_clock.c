#include "input/input_clock.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	HZ = 60,
	TICK_US = 1000000 / HZ,
	MAX_UNDER_WAY = 256
};

typedef struct link_case
{
	const char* name;
	int delay_us, jitter_us; // one way
	int start_error_us;      // how wrong the first guess is: positive is too late
	int drift_ppm;           // of the server's clock
	int settle_ms;           // by when the slack must be right
} link_case;

// News on their way back.
typedef struct news
{
	uint64_t due_us;
	tw__arrival arrival;
	bool in_use;
} news;

typedef struct loop
{
	const link_case* link;
	tw__input_clock clock;
	news under_way[MAX_UNDER_WAY];
	uint32_t random;
	uint32_t last_tick;
	int64_t slack_sum_us;
	int count, late_count, skipped;
} loop;

static int64_t due_at_server_us( const loop* l, uint32_t tick )
{
	return (int64_t)tick * ( 1000000 + l->link->drift_ppm ) / HZ;
}

static void send_input( loop* l, uint32_t tick, uint64_t now_us, bool is_settled )
{
	int jitter = l->link->jitter_us > 0 ? (int)( next_random( &l->random ) % (uint32_t)l->link->jitter_us ) : 0;
	int64_t arrival_us = (int64_t)now_us + l->link->delay_us + jitter;
	int64_t margin_us = due_at_server_us( l, tick ) - arrival_us;
	if ( is_settled )
	{
		l->slack_sum_us += margin_us;
		l->late_count += margin_us < 0;
		l->count++;
	}
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( l->under_way[i].in_use )
			continue;
		l->under_way[i] = ( news ){ (uint64_t)( arrival_us + l->link->delay_us ),
			                    { .first_tick = tick, .count = 1, .margin_us = margin_us },
			                    true };
		return;
	}
}

static void step( loop* l, uint64_t now_us, bool is_settled )
{
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( !l->under_way[i].in_use || l->under_way[i].due_us > now_us )
			continue;
		l->under_way[i].in_use = false;
		uint32_t before = l->clock.next_tick;
		int skipped = tw__input_clock_note_arrival( &l->clock, &l->under_way[i].arrival, now_us );
		cr_assert_eq( l->clock.next_tick, before + (uint32_t)skipped );
		l->skipped += skipped;
	}
	while ( tw__input_clock_is_due( &l->clock, now_us ) )
	{
		uint32_t tick = tw__input_clock_take( &l->clock, now_us );
		cr_assert( l->last_tick == 0 || tw_tick_is_newer( tick, l->last_tick ), "never twice, never back" );
		l->last_tick = tick;
		send_input( l, tick, now_us, is_settled );
	}
	cr_assert_leq( tw__input_clock_get_fraction( &l->clock, now_us ), 256 );
}

Test( input_clock, reaches_the_smallest_slack_that_is_hardly_ever_too_late_from_any_start )
{
	static const link_case links[] = {
		{ "right at once", 20000, 0, 0, 0, 2000 },
		{ "a little late", 20000, 0, 60000, 0, 4000 },
		{ "a little early", 20000, 0, -60000, 0, 6000 },
		{ "hopelessly late", 20000, 0, 400000, 0, 4000 },
		{ "far too early", 20000, 0, -700000, 0, 4000 },
		{ "far away", 150000, 0, 40000, 0, 8000 },
		{ "jitter", 40000, 15000, 20000, 0, 8000 },
		{ "far away with jitter, hopeless", 150000, 30000, 430000, 0, 9000 },
		{ "next door", 200, 0, 0, 0, 4000 },
		{ "a server whose clock is slow", 30000, 0, 0, 300, 8000 },
		{ "a server whose clock is fast", 30000, 0, 0, -50, 8000 },
	};
	for ( int i = 0; i < TW_COUNT_OF( links ); ++i )
	{
		loop* l = calloc( 1, sizeof( *l ) );
		l->link = links + i;
		l->random = 99;
		uint64_t start_us = 5000000;
		tw__input_clock_init( &l->clock, HZ );
		int64_t believed_us = (int64_t)start_us - l->link->delay_us - l->link->start_error_us;
		tw__input_clock_start( &l->clock, (uint32_t)( believed_us * HZ / 1000000 ),
		                       2 * (uint32_t)l->link->delay_us, start_us );
		for ( uint64_t now_us = start_us; now_us < start_us + 25000000; now_us += 1000 )
			step( l, now_us, now_us > start_us + (uint64_t)l->link->settle_ms * 1000 );
		int64_t slack_us = l->slack_sum_us / l->count;
		int drifted_us = abs( l->link->drift_ppm ) * 30; // within what is remembered
		cr_assert_leq( slack_us, l->link->jitter_us + 5000 + drifted_us, "%s: %d us", l->link->name,
		               (int)slack_us );
		cr_assert_leq( l->late_count * 100, l->count * ( l->link->drift_ppm < 0 ? 2 : 1 ), "%s: %d of %d",
		               l->link->name, l->late_count, l->count );
		cr_assert( l->link->start_error_us > 300000 ? l->skipped > 0 : l->skipped == 0, "%s: %d skipped",
		           l->link->name, l->skipped );
		free( l );
	}
}

Test( input_clock, opens_ticks_a_tenth_sooner_or_three_hundredths_later_at_most )
{
	static const int64_t margins_us[] = { -100000, 0, 20000, 60000, 150000 };
	for ( int i = 0; i < TW_COUNT_OF( margins_us ); ++i )
	{
		static tw__input_clock clock;
		tw__input_clock_init( &clock, HZ );
		tw__input_clock_start( &clock, 10, 40000, 1000000 );
		uint64_t before_us = 0;
		for ( int n = 0; n < 200; ++n )
		{
			uint64_t due_us = tw__input_clock_get_due_us( &clock );
			if ( n > 0 )
			{
				cr_assert_geq( due_us - before_us, TICK_US * 90 / 100 - 1 );
				cr_assert_leq( due_us - before_us, TICK_US * 103 / 100 + 2 );
			}
			before_us = due_us;
			cr_assert( tw__input_clock_is_due( &clock, due_us ) );
			cr_assert_not( tw__input_clock_is_due( &clock, due_us - 1 ) );
			uint32_t tick = tw__input_clock_take( &clock, due_us );
			tw__arrival arrival = { .first_tick = tick, .count = 1, .margin_us = margins_us[i] };
			cr_assert_eq( tw__input_clock_note_arrival( &clock, &arrival, due_us ), 0 );
		}
	}
}

Test( input_clock, learns_nothing_from_arrivals_of_ticks_it_did_not_open )
{
	static tw__input_clock clock;
	tw__input_clock_init( &clock, HZ );
	tw__input_clock_start( &clock, 10, 40000, 1000000 );
	int64_t target_us = clock.target_us;
	for ( uint32_t n = 0; n < 400; ++n )
	{
		tw__arrival stranger = { .first_tick = 5000 + n * 7919, .count = 128, .margin_us = -400000 };
		cr_assert_eq( tw__input_clock_note_arrival( &clock, &stranger, 1000000 + n * 20000 ), 0 );
	}
	cr_assert_eq( clock.target_us, target_us );
	cr_assert_eq( clock.delays.count, 0 );
}

Test( input_clock, gives_up_the_ticks_of_a_stall_and_only_those )
{
	static const struct
	{
		int stall_ms, skipped;
	} cases[] = { { 0, 0 }, { 16, 0 }, { 200, 0 }, { 250, 15 }, { 1000, 60 }, { 60000, 3600 } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		static tw__input_clock clock;
		tw__input_clock_init( &clock, HZ );
		cr_assert_eq( tw__input_clock_skip_stall( &clock, 99000000 ), 0, "not started" );
		cr_assert_not( tw__input_clock_is_due( &clock, 99000000 ) );
		cr_assert_eq( tw__input_clock_get_due_us( &clock ), UINT64_MAX );
		tw__input_clock_start( &clock, 10, 0, 1000000 );
		uint32_t next = clock.next_tick;
		uint64_t now_us = tw__input_clock_get_due_us( &clock ) + (uint64_t)cases[i].stall_ms * 1000;
		int skipped = tw__input_clock_skip_stall( &clock, now_us );
		cr_assert( cases[i].skipped <= skipped + 1 && skipped <= cases[i].skipped + 1, "%d ms: %d",
		           cases[i].stall_ms, skipped );
		cr_assert_eq( clock.next_tick, next + (uint32_t)skipped );
		if ( skipped > 0 )
			cr_assert_leq( tw__input_clock_get_due_us( &clock ), now_us + TICK_US );
	}
}
