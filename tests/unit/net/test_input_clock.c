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
	int delay_us, jitter_us; // one way; jitter is uniform
	int start_error_us;      // how wrong the first guess is: positive is too late
	int settle_ms;           // by when the slack must be right
} link_case;

// What the server will tell, on its way back.
typedef struct sample
{
	uint64_t due_us;
	tw__arrival arrival;
	bool in_use;
} sample;

typedef struct loop
{
	tw__input_clock clock;
	sample samples[MAX_UNDER_WAY];
	uint32_t random;
	uint32_t last_tick;
	int64_t margin_sum_us;
	int margin_count, late_count, skipped;
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
	{
		l->margin_sum_us += margin_us;
		l->margin_count++;
		l->late_count += margin_us < 0;
	}
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( l->samples[i].in_use )
			continue;
		l->samples[i] = ( sample ){ (uint64_t)( arrival_us + link->delay_us ), { tick, 1, margin_us }, true };
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
		int skipped = tw__input_clock_note_arrival( &l->clock, &l->samples[i].arrival, now_us );
		cr_assert_eq( l->clock.next_tick, before + (uint32_t)skipped );
		l->skipped += skipped;
	}
	while ( tw__input_clock_is_due( &l->clock, now_us ) )
	{
		uint32_t tick = tw__input_clock_take( &l->clock, now_us );
		cr_assert( l->last_tick == 0 || tw_tick_is_newer( tick, l->last_tick ), "never twice, never back" );
		l->last_tick = tick;
		send_input( l, link, tick, now_us, is_settled );
	}
	cr_assert_leq( tw__input_clock_get_fraction( &l->clock, now_us ), 256 );
}

// The slack that is left over: the mean margin, less what the jitter alone makes of it.
static int64_t excess_slack_us( const loop* l, const link_case* link )
{
	return l->margin_sum_us / l->margin_count - link->jitter_us / 2;
}

Test( input_clock, leads_by_the_tail_of_the_delay_from_any_start )
{
	static const link_case links[] = {
		{ "right at once", 20000, 0, 0, 2000 },
		{ "a little late", 20000, 0, 30000, 4000 },
		{ "a little early", 20000, 0, -60000, 6000 },
		{ "hopelessly late", 20000, 0, 700000, 4000 },
		{ "far too early", 20000, 0, -700000, 6000 },
		{ "far away", 150000, 0, 40000, 8000 },
		{ "jitter", 40000, 15000, 20000, 5000 },
		{ "far away with jitter, hopeless", 150000, 30000, 900000, 9000 },
		{ "next door", 200, 0, 0, 3000 },
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
		int64_t excess_us = excess_slack_us( l, link );
		cr_assert( 0 <= excess_us && excess_us <= 4000, "%s: %d us to spare", link->name, (int)excess_us );
		cr_assert_leq( l->late_count, l->margin_count / 200, "%s: %d late", link->name, l->late_count );
		cr_assert( link->start_error_us > 500000 ? l->skipped > 0 : l->skipped == 0, "%s: %d skipped",
		           link->name, l->skipped );
		free( l );
	}
}

Test( input_clock, follows_a_server_whose_clock_drifts )
{
	static const link_case link = { "drift", 30000, 0, 0, 0 };
	static const int drifts_ppm[] = { 500, -500 };
	for ( int i = 0; i < TW_COUNT_OF( drifts_ppm ); ++i )
	{
		loop* l = calloc( 1, sizeof( *l ) );
		l->random = 7;
		l->drift_ppm = drifts_ppm[i];
		tw__input_clock_init( &l->clock, HZ );
		tw__input_clock_start( &l->clock, 300, 60000, 5000000 + 30000 );
		for ( uint64_t now_us = 5030000; now_us < 95000000; now_us += 1000 )
			step( l, &link, now_us, now_us > 20000000 );
		// The tail remembers 30 s, in which 500 ppm are 15 ms: slower is at once, faster only as that passes.
		int64_t excess_us = excess_slack_us( l, &link );
		cr_assert( -1000 < excess_us && excess_us < 18000, "%d ppm: %d us", drifts_ppm[i], (int)excess_us );
		free( l );
	}
}

Test( input_clock, stretches_ticks_within_its_limits )
{
	static const int64_t targets_us[] = { -200000, -1, 0, 1, 200000 };
	for ( int i = 0; i < TW_COUNT_OF( targets_us ); ++i )
	{
		tw__input_clock clock;
		tw__input_clock_init( &clock, HZ );
		tw__input_clock_start( &clock, 10, 0, 1000000 );
		clock.target_us = clock.lead_us + targets_us[i];
		int64_t before_us = clock.next_due_us;
		tw__input_clock_take( &clock, 1000000 );
		int64_t length_us = clock.next_due_us - before_us;
		cr_assert_geq( length_us, TICK_US * 90 / 100 - 1 );
		cr_assert_leq( length_us, TICK_US * 103 / 100 + 1 );
		cr_assert( targets_us[i] <= 1 || length_us < TICK_US, "late inputs want shorter ticks" );
	}
}

Test( input_clock, learns_nothing_from_ticks_it_did_not_open )
{
	tw__input_clock clock;
	tw__input_clock_init( &clock, HZ );
	tw__input_clock_start( &clock, 10, 0, 1000000 );
	tw__input_clock_take( &clock, 1000000 );
	int64_t target_us = clock.target_us;
	for ( int i = 0; i < 100; ++i )
		tw__input_clock_note_arrival( &clock, &( tw__arrival ){ 5000, 128, -400000 }, 9000000 );
	cr_assert_eq( clock.target_us, target_us );
	cr_assert_eq( clock.delays.count, 0 );
}

Test( input_clock, gives_up_the_ticks_of_a_stall_and_only_those )
{
	static const struct
	{
		int stall_ms, skipped;
	} cases[] = { { 0, 0 }, { 16, 0 }, { 200, 0 }, { 270, 15 }, { 1000, 60 }, { 60000, 3600 } };
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
		cr_assert_leq( tw__input_clock_get_due_us( &clock ), now_us + TICK_US );
	}
}
