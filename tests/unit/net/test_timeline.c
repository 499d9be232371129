#include "view/timeline.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	HZ = 60,
	MAX_UNDER_WAY = 512
};

typedef struct pattern
{
	const char* name;
	int delay_us, jitter_us;     // even between 0 and jitter
	int spike_percent, spike_us; // and now and then so much more
	int loss_percent;
	int interval_ticks;
	int outage_ms;           // at the tenth second
	int drift_ppm;           // of the server's clock
	int seconds;             // 0 is 40
	float least_ms, most_ms; // where the delay must be at the end
	float most_starved;      // of the frames of the last half
} pattern;

typedef struct arrival
{
	uint64_t due_us;
	uint32_t tick;
	bool in_use;
} arrival;

typedef struct story
{
	const pattern* pattern;
	tw__timeline timeline;
	arrival under_way[MAX_UNDER_WAY];
	uint32_t random, newest;
	bool was_received[1 << 16];
	int64_t displayed_us;
	int frames, starved;
} story;

static void send( story* s, uint32_t tick, uint64_t now_us )
{
	const pattern* p = s->pattern;
	bool is_out = p->outage_ms > 0 && now_us >= 10000000 && now_us < 10000000 + (uint64_t)p->outage_ms * 1000;
	if ( is_out || (int)( next_random( &s->random ) % 100 ) < p->loss_percent )
		return;
	uint64_t due_us = now_us + (uint64_t)p->delay_us;
	due_us += p->jitter_us > 0 ? next_random( &s->random ) % (uint32_t)p->jitter_us : 0;
	due_us += (int)( next_random( &s->random ) % 100 ) < p->spike_percent ? (uint64_t)p->spike_us : 0;
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( s->under_way[i].in_use )
			continue;
		s->under_way[i] = ( arrival ){ due_us, tick, true };
		return;
	}
}

static void receive( story* s, uint64_t now_us )
{
	for ( int i = 0; i < MAX_UNDER_WAY; ++i )
	{
		if ( !s->under_way[i].in_use || s->under_way[i].due_us > now_us )
			continue;
		s->under_way[i].in_use = false;
		uint32_t tick = s->under_way[i].tick;
		if ( s->newest != 0 && !tw_tick_is_newer( tick, s->newest ) )
			continue; // as a client does
		s->newest = tick;
		s->was_received[tick & 0xFFFF] = true;
		tw__timeline_note_snapshot( &s->timeline, tick, now_us );
	}
}

static int64_t displayed_256ths( const tw__moment* moment )
{
	return (int64_t)moment->from_tick * 256 +
	       (int64_t)( moment->to_tick - moment->from_tick ) * moment->fraction_256ths;
}

static void show( story* s, uint64_t now_us, bool is_counted )
{
	tw__moment moment = tw__timeline_advance( &s->timeline, now_us );
	if ( s->newest == 0 )
		return;
	cr_assert_lt( moment.fraction_256ths, 256 );
	cr_assert( s->was_received[moment.from_tick & 0xFFFF], "%s: tick %u", s->pattern->name, moment.from_tick );
	cr_assert( s->was_received[moment.to_tick & 0xFFFF], "%s: tick %u", s->pattern->name, moment.to_tick );
	cr_assert( moment.to_tick > moment.from_tick || moment.fraction_256ths == 0 );
	for ( uint32_t tick = moment.from_tick + 1; tick < moment.to_tick; ++tick )
		cr_assert_not( s->was_received[tick & 0xFFFF], "the nearest two" );
	int64_t shown = displayed_256ths( &moment );
	cr_assert_geq( shown, s->displayed_us, "%s: backwards at %llu", s->pattern->name, (unsigned long long)now_us );
	s->displayed_us = shown;
	s->frames += is_counted;
	s->starved += is_counted && moment.is_starved;
}

static void tell( const pattern* p )
{
	story* s = calloc( 1, sizeof( *s ) );
	s->pattern = p;
	s->random = 1234;
	tw__timeline_init( &s->timeline, HZ );
	cr_assert_eq( tw__timeline_advance( &s->timeline, 5 ).from_tick, 0 );
	uint64_t end_us = (uint64_t)( p->seconds ? p->seconds : 40 ) * 1000000;
	uint32_t tick = 1;
	for ( uint64_t now_us = 0; now_us < end_us; now_us += 1000 )
	{
		while ( (uint64_t)( (int64_t)tick * ( 1000000 + p->drift_ppm ) / HZ ) <= now_us )
		{
			if ( tick % (uint32_t)p->interval_ticks == 0 )
				send( s, tick, now_us );
			s->was_received[( tick + 2000 ) & 0xFFFF] = false;
			tick++;
		}
		receive( s, now_us );
		if ( now_us % 7000 == 0 )
			show( s, now_us, now_us > end_us / 2 );
	}
	float delay_ms = tw__timeline_get_delay_ms( &s->timeline );
	cr_assert( p->least_ms <= delay_ms && delay_ms <= p->most_ms, "%s: %.1f ms", p->name, (double)delay_ms );
	cr_assert_leq( (float)s->starved / (float)s->frames, p->most_starved, "%s: %d of %d frames", p->name,
	               s->starved, s->frames );
	free( s );
}

Test( timeline, never_runs_backwards_and_approaches_the_tail_of_what_the_network_does )
{
	static const pattern patterns[] = {
		{ .name = "perfect",
		  .delay_us = 20000,
		  .interval_ticks = 1,
		  .least_ms = 16,
		  .most_ms = 22,
		  .most_starved = 0.001f },
		{ .name = "every third tick",
		  .delay_us = 20000,
		  .interval_ticks = 3,
		  .least_ms = 49,
		  .most_ms = 56,
		  .most_starved = 0.001f },
		{ .name = "jitter",
		  .delay_us = 30000,
		  .jitter_us = 30000,
		  .interval_ticks = 1,
		  .least_ms = 35,
		  .most_ms = 55,
		  .most_starved = 0.01f },
		{ .name = "a tenth is lost",
		  .delay_us = 30000,
		  .loss_percent = 10,
		  .interval_ticks = 1,
		  .least_ms = 45,
		  .most_ms = 90,
		  .most_starved = 0.01f },
		{ .name = "spikes",
		  .delay_us = 30000,
		  .jitter_us = 2000,
		  .spike_percent = 2,
		  .spike_us = 80000,
		  .interval_ticks = 1,
		  .least_ms = 25,
		  .most_ms = 70,
		  .most_starved = 0.01f },
		{ .name = "an outage of 2 s",
		  .delay_us = 20000,
		  .interval_ticks = 1,
		  .outage_ms = 2000,
		  .least_ms = 16,
		  .most_ms = 25,
		  .most_starved = 0.01f },
		{ .name = "an outage longer than all that is remembered",
		  .delay_us = 20000,
		  .jitter_us = 30000,
		  .interval_ticks = 1,
		  .outage_ms = 35000,
		  .seconds = 50,
		  .least_ms = 25,
		  .most_ms = 60,
		  .most_starved = 1.0f },
		{ .name = "drifting apart for long",
		  .delay_us = 20000,
		  .interval_ticks = 1,
		  .drift_ppm = 5000,
		  .seconds = 200,
		  .least_ms = 15,
		  .most_ms = 200,
		  .most_starved = 0.01f },
		{ .name = "drifting together for long",
		  .delay_us = 20000,
		  .interval_ticks = 1,
		  .drift_ppm = -1000,
		  .seconds = 200,
		  .least_ms = 15,
		  .most_ms = 60,
		  .most_starved = 0.01f },
	};
	for ( int i = 0; i < TW_COUNT_OF( patterns ); ++i )
		tell( patterns + i );
}

Test( timeline, changes_its_pace_within_the_stated_limits )
{
	static tw__timeline timeline;
	tw__timeline_init( &timeline, HZ );
	uint32_t random = 5;
	uint64_t now_us = 1000000;
	int64_t before_us = 0;
	for ( uint32_t tick = 60; tick < 3000; ++tick )
	{
		if ( tick % 1000 < 500 || next_random( &random ) % 8 != 0 ) // the loss comes and goes
			tw__timeline_note_snapshot( &timeline, tick, now_us );
		for ( int frame = 0; frame < 2; ++frame )
		{
			now_us += 1000000 / HZ / 2;
			tw__timeline_advance( &timeline, now_us );
			int64_t passed_us = timeline.displayed_us - before_us;
			cr_assert( before_us == 0 || ( passed_us >= 1000000 / HZ / 2 * 80 / 100 - 1 &&
			                               passed_us <= 1000000 / HZ / 2 * 102 / 100 + 1 ) );
			before_us = timeline.displayed_us;
		}
	}
}

// The ages are differences of two clocks, so that nothing to go by must not read as an age of 0.
Test( timeline, keeps_its_delay_through_a_silence_of_any_length )
{
	static tw__timeline timeline;
	tw__timeline_init( &timeline, HZ );
	uint64_t now_us = UINT64_C( 900000000000 ); // this machine has been up for days, the server for a second
	for ( uint32_t tick = 60; tick < 600; ++tick, now_us += 1000000 / HZ )
	{
		tw__timeline_note_snapshot( &timeline, tick, now_us );
		tw__timeline_advance( &timeline, now_us );
	}
	int64_t delay_us = timeline.delay_us;
	for ( int n = 0; n < 60 * HZ; ++n, now_us += 1000000 / HZ )
		tw__timeline_advance( &timeline, now_us );
	int64_t moved_us = timeline.delay_us - delay_us;
	cr_assert( -1000 <= moved_us && moved_us <= 1000, "%lld us", (long long)moved_us );
}
