#include "view/timeline.h"

#include "core/system.h"

enum
{
	RETARGET_US = 250 * 1000, // how often the quantile is taken anew
	MARGIN_US = 1200,         // on top of the quantile: frames and snapshots beat against each other
	OUTAGE_US = 500 * 1000,   // longer silences are outages, and no delay is meant to bridge them
	REACH_US = 200 * 1000,
	GROW_LEAST_PER_MILLE = 9, // a change of pace by less than a hundredth is not seen
	GROW_MOST_PER_MILLE = 200,
	SHRINK_PER_MILLE = 9,
	SHRINK_FAR_PER_MILLE = 20,
	FAR_US = 25 * 1000,
	SETTLED_SEGMENTS = 30,
};

static int64_t time_of_tick_us( const tw__timeline* timeline, uint32_t tick )
{
	return (int64_t)tick * 1000000 / timeline->rate_hz;
}

void tw__timeline_init( tw__timeline* timeline, int rate_hz, int interval_ticks, int tail_per_mille )
{
	*timeline = ( tw__timeline ){ .rate_hz = rate_hz,
		                      .interval_ticks = interval_ticks,
		                      .tail_per_mille = tail_per_mille };
}

// Keeps `ticks` rising; a late one is sorted in where it belongs.
static void remember_tick( tw__timeline* timeline, uint32_t tick )
{
	timeline->tick_newest = ( timeline->tick_newest + 1 ) % TW__TIMELINE_TICKS;
	timeline->tick_count += timeline->tick_count < TW__TIMELINE_TICKS;
	int at = timeline->tick_newest;
	for ( int n = 1; n < timeline->tick_count; ++n )
	{
		int before = ( at + TW__TIMELINE_TICKS - 1 ) % TW__TIMELINE_TICKS;
		if ( !tw_tick_is_newer( timeline->ticks[before], tick ) )
			break;
		timeline->ticks[at] = timeline->ticks[before];
		at = before;
	}
	timeline->ticks[at] = tick;
}

static void start( tw__timeline* timeline, uint32_t tick, uint64_t now_us )
{
	timeline->started = true;
	timeline->least_age_us = (int64_t)now_us - time_of_tick_us( timeline, tick );
	timeline->target_us = timeline->least_age_us +
	                      2 * time_of_tick_us( timeline, (uint32_t)timeline->interval_ticks ) + MARGIN_US;
	timeline->delay_us = timeline->target_us;
	timeline->displayed_us = (int64_t)now_us - timeline->delay_us;
	timeline->advanced_us = now_us;
	timeline->retarget_us = now_us + RETARGET_US;
}

void tw__timeline_note_snapshot( tw__timeline* timeline, uint32_t tick, uint64_t now_us )
{
	int64_t age_us = (int64_t)now_us - time_of_tick_us( timeline, tick );
	remember_tick( timeline, tick );
	if ( !timeline->started )
		start( timeline, tick, now_us );
	else if ( !tw_tick_is_newer( tick, timeline->newest_tick ) )
		return;
	else
	{
		int64_t newest_us = time_of_tick_us( timeline, timeline->newest_tick );
		int64_t low_us = (int64_t)timeline->newest_arrival_us - newest_us,
			high_us = (int64_t)now_us - newest_us;
		if ( low_us < high_us && high_us - low_us <= OUTAGE_US ) // after a stall many come in one moment
			tw__tail_add( &timeline->ages, now_us, low_us - timeline->floor.raised_us,
			              high_us - timeline->floor.raised_us );
	}
	tw__floor_add( &timeline->floor, now_us, age_us );
	if ( age_us < timeline->least_age_us )
		timeline->least_age_us = age_us;
	timeline->newest_tick = tick;
	timeline->newest_arrival_us = now_us;
}

static void retarget( tw__timeline* timeline, uint64_t now_us )
{
	if ( timeline->ages.count < SETTLED_SEGMENTS )
		return;
	if ( now_us >= timeline->retarget_us )
	{
		timeline->retarget_us = now_us + RETARGET_US;
		timeline->tail_us = tw__tail_time_quantile( &timeline->ages, now_us, timeline->tail_per_mille );
	}
	timeline->target_us = timeline->tail_us + timeline->floor.raised_us + MARGIN_US;
}

static int64_t clamp( int64_t value, int64_t least, int64_t most )
{
	return value < least ? least : value > most ? most : value;
}

// Gently towards a near target, as fast as may be towards a far one.
static void slew( tw__timeline* timeline, int64_t elapsed_us )
{
	int64_t wanted_us = timeline->target_us - timeline->delay_us;
	int64_t grow_per_mille = clamp( wanted_us * 1000 / REACH_US, GROW_LEAST_PER_MILLE, GROW_MOST_PER_MILLE );
	int64_t shrink_per_mille = wanted_us < -FAR_US ? SHRINK_FAR_PER_MILLE : SHRINK_PER_MILLE;
	timeline->delay_us +=
		clamp( wanted_us, -( elapsed_us * shrink_per_mille / 1000 ), elapsed_us * grow_per_mille / 1000 );
}

static uint32_t find_beyond( const tw__timeline* timeline, int64_t into_us )
{
	int64_t us = into_us < TW__MOST_BEYOND_US ? into_us : TW__MOST_BEYOND_US;
	int64_t beyond_32nds = us * 32 * timeline->rate_hz / 1000000;
	return beyond_32nds < 255 ? (uint32_t)beyond_32nds : 255;
}

// The two received snapshots around the displayed time.
static tw__moment find_moment( const tw__timeline* timeline )
{
	uint32_t after = timeline->newest_tick;
	for ( int n = 0; n < timeline->tick_count; ++n )
	{
		int at = ( timeline->tick_newest + TW__TIMELINE_TICKS - n ) % TW__TIMELINE_TICKS;
		uint32_t tick = timeline->ticks[at];
		int64_t into_us = timeline->displayed_us - time_of_tick_us( timeline, tick );
		if ( into_us >= 0 && n == 0 )
			return ( tw__moment ){ .from_tick = tick,
				               .to_tick = tick,
				               .beyond_32nds = find_beyond( timeline, into_us ),
				               .is_starved = into_us > 0 };
		if ( into_us >= 0 )
		{
			int64_t gap_us = time_of_tick_us( timeline, after ) - time_of_tick_us( timeline, tick );
			uint32_t fraction = gap_us > 0 ? (uint32_t)( into_us * 256 / gap_us ) : 0;
			return ( tw__moment ){ .from_tick = tick, .to_tick = after, .fraction_256ths = fraction & 255 };
		}
		after = tick;
	}
	return ( tw__moment ){ .from_tick = after, .to_tick = after };
}

tw__moment tw__timeline_advance( tw__timeline* timeline, uint64_t now_us )
{
	if ( !timeline->started )
		return ( tw__moment ){ 0 };

	retarget( timeline, now_us );
	slew( timeline, (int64_t)( now_us - timeline->advanced_us ) );
	timeline->advanced_us = now_us;
	int64_t displayed_us = (int64_t)now_us - timeline->delay_us;
	if ( displayed_us > timeline->displayed_us )
		timeline->displayed_us = displayed_us;
	return find_moment( timeline );
}

float tw__timeline_get_delay_ms( const tw__timeline* timeline )
{
	return timeline->started ? (float)( timeline->delay_us - timeline->least_age_us ) / 1000.0f : 0.0f;
}
