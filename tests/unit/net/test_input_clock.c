#include "input/input_clock.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	HZ = 60,
	TICK_US = 1000000 / HZ,
	WANTED_US = 2 * TICK_US,
	MAX_UNDER_WAY = 256
};

typedef struct link_case
{
	const char* name;
	int delay_us, jitter_us; // one way
	int start_error_us;      // how wrong the first guess is: positive is too late
	int settle_ms;           // by when the slack must be right
	int most_error_us;       // of the mean slack after that
} link_case;

// Samples on their way back.
typedef struct sample
{
	uint64_t due_us;
	int64_t margin_us;
	bool in_use;
} sample;

typedef struct loop
{
	tw__input_clock clock;
	sample samples[MAX_UNDER_WAY];
	uint32_t random;
	uint32_t last_tick;
	int64_t margin_sum_us;
	int margin_count, skipped;
	int drift_ppm; // of the server's clock
} loop;

static int64_t due_at_server_us( const loop* l, uint32_t tick )
{
	return (int64_t)tick * ( 1000000 + l->drift_ppm ) / HZ;
}

static void send_input( loop* l, const link_case* link, uint32_t tick, uint64_t now_us, bool is_settled )
{
	int jitter = link->jitter_us > 0 ? (int)( next_random( &l->random ) % (uint32_t)link->jitter_us ) : 0;
	int64_t arrival_us = (int64_t)now_us + link->delay_us + jitter;
	int64_t margin_us = due_at_server_us( l, tick ) - arrival_us;
	if ( is_settled )
		l->margin_sum_us += margin_us, l->margin_count++;
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( l->samples[i].in_use )
			continue;
		l->samples[i] = ( sample ){ (uint64_t)( arrival_us + link->delay_us ), margin_us, true };
		return;
	}
}

static void step( loop* l, const link_case* link, uint64_t now_us, bool is_settled )
{
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( !l->samples[i].in_use || l->samples[i].due_us > now_us )
			continue;
		l->samples[i].in_use = false;
		uint32_t before = l->clock.next_tick;
		int skipped = tw__input_clock_note_margin( &l->clock, l->samples[i].margin_us,
		                                           2 * (uint32_t)link->delay_us, now_us );
		cr_assert_eq( l->clock.next_tick, before + (uint32_t)skipped );
		l->skipped += skipped;
	}
	while ( tw__input_clock_is_due( &l->clock, now_us ) )
	{
		uint32_t tick = tw__input_clock_take( &l->clock );
		cr_assert( l->last_tick == 0 || tw_tick_is_newer( tick, l->last_tick ), "never twice, never back" );
		l->last_tick = tick;
		send_input( l, link, tick, now_us, is_settled );
	}
	cr_assert_leq( tw__input_clock_get_fraction( &l->clock, now_us ), 256 );
}

Test( input_clock, reaches_the_wanted_slack_from_any_start_and_keeps_it )
{
	static const link_case links[] = {
		{ "right at once", 20000, 0, 0, 500, 1000 },
		{ "a little late", 20000, 0, 30000, 4000, 1500 },
		{ "a little early", 20000, 0, -60000, 6000, 1500 },
		{ "hopelessly late", 20000, 0, 700000, 4000, 1500 },
		{ "far too early", 20000, 0, -700000, 4000, 1500 },
		{ "far away", 150000, 0, 40000, 8000, 2500 },
		{ "jitter", 40000, 15000, 20000, 5000, 3000 },
		{ "far away with jitter, hopeless", 150000, 30000, 900000, 9000, 5000 },
		{ "next door", 200, 0, 0, 500, 1000 },
	};
	for ( int i = 0; i < TW_COUNT_OF( links ); ++i )
	{
		const link_case* link = links + i;
		loop* l = calloc( 1, sizeof( *l ) );
		l->random = 99;
		uint64_t start_us = 5000000;
		tw__input_clock_init( &l->clock, HZ );
		int64_t believed_us = (int64_t)start_us - link->delay_us - link->start_error_us;
		tw__input_clock_start( &l->clock, (uint32_t)( believed_us * HZ / 1000000 ),
		                       2 * (uint32_t)link->delay_us, start_us );
		for ( uint64_t now_us = start_us; now_us < start_us + 20000000; now_us += 1000 )
			step( l, link, now_us, now_us > start_us + (uint64_t)link->settle_ms * 1000 );
		int64_t error_us = l->margin_sum_us / l->margin_count - WANTED_US;
		cr_assert( -link->most_error_us <= error_us && error_us <= link->most_error_us, "%s: %d us", link->name,
		           (int)error_us );
		cr_assert( link->start_error_us > 500000 ? l->skipped > 0 : l->skipped == 0, "%s: %d skipped",
		           link->name, l->skipped );
		free( l );
	}
}

Test( input_clock, follows_a_server_whose_clock_drifts )
{
	static const link_case link = { "drift", 30000, 0, 0, 0, 0 };
	loop* l = calloc( 1, sizeof( *l ) );
	l->random = 7;
	l->drift_ppm = 500;
	tw__input_clock_init( &l->clock, HZ );
	tw__input_clock_start( &l->clock, 300, 60000, 5000000 + 30000 );
	for ( uint64_t now_us = 5030000; now_us < 65000000; now_us += 1000 )
		step( l, &link, now_us, now_us > 20000000 );
	int64_t error_us = l->margin_sum_us / l->margin_count - WANTED_US;
	cr_assert( -2000 < error_us && error_us < 2000 );
	free( l );
}

Test( input_clock, stretches_ticks_by_a_twentieth_at_most )
{
	static const int64_t margins_us[] = { -100000, 0, 20000, WANTED_US, 60000, 150000 };
	for ( int i = 0; i < TW_COUNT_OF( margins_us ); ++i )
	{
		tw__input_clock clock;
		tw__input_clock_init( &clock, HZ );
		tw__input_clock_start( &clock, 10, 0, 1000000 );
		cr_assert_eq( tw__input_clock_note_margin( &clock, margins_us[i], 0, 1000000 ), 0 );
		int64_t before_ns = clock.next_due_ns;
		tw__input_clock_take( &clock );
		int64_t length_ns = clock.next_due_ns - before_ns;
		cr_assert_geq( length_ns, INT64_C( 1000 ) * TICK_US * 95 / 100 );
		cr_assert_leq( length_ns, INT64_C( 1001 ) * TICK_US * 105 / 100 );
		cr_assert_eq( length_ns < 1000000000 / HZ, margins_us[i] < WANTED_US );
	}
}

Test( input_clock, gives_up_the_ticks_of_a_stall_and_only_those )
{
	static const struct
	{
		int stall_ms, skipped;
	} cases[] = { { 0, 0 }, { 16, 0 }, { 200, 0 }, { 250, 15 }, { 1000, 60 }, { 60000, 3600 } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__input_clock clock;
		tw__input_clock_init( &clock, HZ );
		cr_assert_eq( tw__input_clock_skip_stall( &clock, 99000000 ), 0, "not started" );
		cr_assert_not( tw__input_clock_is_due( &clock, 99000000 ) );
		cr_assert_eq( tw__input_clock_get_due_us( &clock ), UINT64_MAX );
		tw__input_clock_start( &clock, 10, 0, 1000000 );
		uint32_t next = clock.next_tick;
		uint64_t now_us = 1000000 + (uint64_t)cases[i].stall_ms * 1000;
		int skipped = tw__input_clock_skip_stall( &clock, now_us );
		cr_assert( cases[i].skipped <= skipped + 1 && skipped <= cases[i].skipped + 1, "%d ms: %d",
		           cases[i].stall_ms, skipped );
		cr_assert_eq( clock.next_tick, next + (uint32_t)skipped );
		cr_assert( tw__input_clock_is_due( &clock, now_us ) || skipped > 0 );
		if ( skipped > 0 )
			cr_assert_leq( tw__input_clock_get_due_us( &clock ), now_us + TICK_US );
	}
}
