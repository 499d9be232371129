#include "input/input_clock.h"

enum
{
	FIRST_SLACK_TICKS = 2, // until delays have been measured
	SETTLED_SAMPLES = 30,
	TAIL_PER_MILLE = 1,
	MARGIN_US = 2000, // on top of the tail
	RETARGET_US = 250000,
	GROW_PERCENT = 10, // of a tick: how much faster ticks may open while the lead is too small
	SHRINK_PERCENT = 3,
	STALL_US = 250000,
	JUMP_US = 300000,   // a lead that is wrong by so much is not worth stretching ticks for
	OUTAGE_US = 450000, // inputs of so long at once: that was an outage, and no lead is meant to bridge it
};

static int64_t tick_us( const tw__input_clock* clock ) { return 1000000 / clock->rate_hz; }

static int64_t time_of_tick_us( const tw__input_clock* clock, uint32_t tick )
{
	return (int64_t)tick * 1000000 / clock->rate_hz;
}

void tw__input_clock_init( tw__input_clock* clock, int rate_hz ) { *clock = ( tw__input_clock ){ .rate_hz = rate_hz }; }

void tw__input_clock_start( tw__input_clock* clock, uint32_t server_tick, uint32_t round_trip_us, uint64_t now_us )
{
	// The snapshot is half a round trip old, and an input takes the other half.
	int64_t age_us = (int64_t)now_us - time_of_tick_us( clock, server_tick );
	clock->target_us = clock->lead_us = (int64_t)round_trip_us - age_us + FIRST_SLACK_TICKS * tick_us( clock );
	clock->started = true;
	clock->next_tick = server_tick + 1;
	while ( time_of_tick_us( clock, clock->next_tick ) - clock->lead_us < (int64_t)now_us )
		clock->next_tick++;
	clock->next_due_us = time_of_tick_us( clock, clock->next_tick ) - clock->lead_us;
	clock->retarget_us = now_us + RETARGET_US;
}

// Inputs that an outage held up are no measure of the way; but when even the newest is that late, the clock is wrong.
static void add_delays( tw__input_clock* clock, const tw__arrival* arrival, uint64_t now_us )
{
	bool is_hopeless = arrival->margin_us + ( arrival->count - 1 ) * tick_us( clock ) <= -OUTAGE_US;
	if ( arrival->count * tick_us( clock ) >= OUTAGE_US && !is_hopeless )
		return;
	for ( int i = 0; i < arrival->count && i < TW__CLOCK_TICKS; ++i )
	{
		uint32_t tick = arrival->first_tick + (uint32_t)i;
		if ( clock->opened_ticks[tick % TW__CLOCK_TICKS] != tick )
			continue; // not ours, skipped, or too long ago
		int64_t margin_us = arrival->margin_us + i * tick_us( clock );
		int64_t lead_us = time_of_tick_us( clock, tick ) - clock->opened_us[tick % TW__CLOCK_TICKS];
		tw__floor_add( &clock->floor, now_us, lead_us - margin_us );
		int64_t above_us = lead_us - margin_us - clock->floor.raised_us;
		tw__tail_add( &clock->delays, now_us, above_us, above_us );
	}
}

int tw__input_clock_note_arrival( tw__input_clock* clock, const tw__arrival* arrival, uint64_t now_us )
{
	add_delays( clock, arrival, now_us );
	if ( clock->delays.count < SETTLED_SAMPLES )
		return 0;
	if ( now_us >= clock->retarget_us )
	{
		clock->retarget_us = now_us + RETARGET_US;
		clock->tail_us = tw__tail_sample_quantile( &clock->delays, now_us, TAIL_PER_MILLE );
	}
	clock->target_us = clock->tail_us + clock->floor.raised_us + MARGIN_US;

	int64_t error_us = clock->target_us - clock->lead_us;
	if ( -JUMP_US < error_us && error_us < JUMP_US )
		return 0;
	int skipped = error_us > 0 ? (int)( error_us / tick_us( clock ) ) : 0;
	clock->next_tick += (uint32_t)skipped;
	clock->lead_us = clock->target_us;
	clock->next_due_us = time_of_tick_us( clock, clock->next_tick ) - clock->lead_us;
	return skipped;
}

bool tw__input_clock_is_due( const tw__input_clock* clock, uint64_t now_us )
{
	return clock->started && (int64_t)now_us >= clock->next_due_us;
}

int tw__input_clock_skip_stall( tw__input_clock* clock, uint64_t now_us )
{
	int64_t behind_us = (int64_t)now_us - clock->next_due_us;
	if ( !clock->started || behind_us < STALL_US )
		return 0;
	int skipped = (int)( behind_us / tick_us( clock ) );
	clock->next_tick += (uint32_t)skipped;
	clock->next_due_us = time_of_tick_us( clock, clock->next_tick ) - clock->lead_us;
	return skipped;
}

uint32_t tw__input_clock_take( tw__input_clock* clock, uint64_t now_us )
{
	uint32_t tick = clock->next_tick++;
	clock->opened_ticks[tick % TW__CLOCK_TICKS] = tick;
	clock->opened_us[tick % TW__CLOCK_TICKS] = (int64_t)now_us;

	int64_t most_us = tick_us( clock ) * GROW_PERCENT / 100,
		least_us = -( tick_us( clock ) * SHRINK_PERCENT / 100 );
	int64_t error_us = clock->target_us - clock->lead_us;
	clock->lead_us += error_us > most_us ? most_us : error_us < least_us ? least_us : error_us;
	clock->next_due_us = time_of_tick_us( clock, clock->next_tick ) - clock->lead_us;
	return tick;
}

uint32_t tw__input_clock_get_fraction( const tw__input_clock* clock, uint64_t now_us )
{
	int64_t left_us = clock->next_due_us - (int64_t)now_us;
	int64_t fraction = 256 - left_us * 256 / tick_us( clock );
	return fraction < 0 ? 0 : fraction > 256 ? 256 : (uint32_t)fraction;
}

uint64_t tw__input_clock_get_due_us( const tw__input_clock* clock )
{
	return clock->started ? (uint64_t)clock->next_due_us : UINT64_MAX;
}
