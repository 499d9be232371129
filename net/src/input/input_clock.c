#include "input/input_clock.h"

enum
{
	SLACK_TICKS = 2,
	SMOOTHING = 16,             // a sample moves the margin by a sixteenth: about a quarter of a second at 60 Hz
	FULL_RATE_ERROR_US = 50000, // from this error on the clock is stretched by MAX_STRETCH_PER_MILLE
	MAX_STRETCH_PER_MILLE = 50,
	STALL_US = 250000,
	JUMP_US = 150000, // an error that stretching would need seconds for
};

static int64_t tick_ns( const tw__input_clock* clock ) { return 1000000000 / clock->rate_hz; }

void tw__input_clock_init( tw__input_clock* clock, int rate_hz )
{
	*clock = ( tw__input_clock ){ .rate_hz = rate_hz, .wanted_us = SLACK_TICKS * ( 1000000 / rate_hz ) };
}

void tw__input_clock_start( tw__input_clock* clock, uint32_t server_tick, uint32_t round_trip_us, uint64_t now_us )
{
	int64_t tick_us = 1000000 / clock->rate_hz;
	uint32_t ahead = (uint32_t)( ( round_trip_us + clock->wanted_us + tick_us - 1 ) / tick_us );
	clock->started = true;
	clock->next_tick = server_tick + ahead + 1;
	clock->next_due_ns = (int64_t)now_us * 1000;
	clock->has_margin = false;
	clock->quiet_until_us = now_us + round_trip_us;
}

int tw__input_clock_note_margin( tw__input_clock* clock, int64_t margin_us, uint32_t round_trip_us, uint64_t now_us )
{
	if ( now_us < clock->quiet_until_us )
		return 0;
	if ( !clock->has_margin )
		clock->margin_us = margin_us;
	else
		clock->margin_us += ( margin_us - clock->margin_us ) / SMOOTHING;
	clock->has_margin = true;

	int64_t error_us = clock->wanted_us - clock->margin_us;
	if ( -JUMP_US < error_us && error_us < JUMP_US )
		return 0;

	int skipped = 0;
	if ( error_us > 0 )
	{
		skipped = (int)( error_us * clock->rate_hz / 1000000 );
		clock->next_tick += (uint32_t)skipped;
	}
	else
		clock->next_due_ns -= error_us * 1000; // far too early: wait
	clock->has_margin = false;
	clock->quiet_until_us = now_us + round_trip_us + (uint64_t)clock->wanted_us;
	return skipped;
}

bool tw__input_clock_is_due( const tw__input_clock* clock, uint64_t now_us )
{
	return clock->started && (int64_t)now_us * 1000 >= clock->next_due_ns;
}

int tw__input_clock_skip_stall( tw__input_clock* clock, uint64_t now_us )
{
	int64_t behind_ns = (int64_t)now_us * 1000 - clock->next_due_ns;
	if ( !clock->started || behind_ns < INT64_C( 1000 ) * STALL_US )
		return 0;
	int skipped = (int)( behind_ns / tick_ns( clock ) );
	clock->next_tick += (uint32_t)skipped;
	clock->next_due_ns += skipped * tick_ns( clock );
	return skipped;
}

uint32_t tw__input_clock_take( tw__input_clock* clock )
{
	int64_t error_us = clock->has_margin ? clock->wanted_us - clock->margin_us : 0;
	if ( error_us > FULL_RATE_ERROR_US )
		error_us = FULL_RATE_ERROR_US;
	if ( error_us < -FULL_RATE_ERROR_US )
		error_us = -FULL_RATE_ERROR_US;

	// Late inputs (a positive error) want shorter ticks.
	int64_t stretch_ns = tick_ns( clock ) * MAX_STRETCH_PER_MILLE / 1000 * error_us / FULL_RATE_ERROR_US;
	clock->next_due_ns += tick_ns( clock ) - stretch_ns;

	// The next sample will show what this tick's change did; until then, believe it.
	if ( clock->has_margin )
		clock->margin_us += stretch_ns / 1000;
	return clock->next_tick++;
}

uint32_t tw__input_clock_get_fraction( const tw__input_clock* clock, uint64_t now_us )
{
	int64_t left_ns = clock->next_due_ns - (int64_t)now_us * 1000;
	int64_t fraction = 256 - left_ns * 256 / tick_ns( clock );
	return fraction < 0 ? 0 : fraction > 256 ? 256 : (uint32_t)fraction;
}

uint64_t tw__input_clock_get_due_us( const tw__input_clock* clock )
{
	return clock->started ? (uint64_t)( ( clock->next_due_ns + 999 ) / 1000 ) : UINT64_MAX;
}
