// timeline.h - which moment of the server's past a client draws.
//
//     tw__timeline_note_snapshot( timeline, tick, now_us );          // each snapshot, when it arrives
//     tw__moment moment = tw__timeline_advance( timeline, now_us );  // once per frame
//
// The delay is a controlled quantile, not a constant: the smallest that would have left the screen without a newer
// snapshot for at most 0.1 % of the last 30 s. It is measured on the age of the newest snapshot, weighted by time, which
// is what starves a screen; a mean and a standard deviation of arrivals do not see the tail. The displayed time never
// runs backwards: the delay grows by at most 20 % and shrinks by at most 2 % of real time.
#pragma once

#include "core/floor.h"
#include "core/tail.h"
#include "tickwire/base.h"

enum
{
	TW__TIMELINE_TICKS = 256,
	TW__MOST_BEYOND_US = 100000, // what is shown goes on with its velocity for so long, then stands still
};

typedef struct tw__timeline
{
	int rate_hz, interval_ticks, tail_per_mille;
	bool started;
	uint32_t newest_tick;
	uint64_t newest_arrival_us;
	int64_t delay_us,
		target_us;    // between our clock and the displayed server time, clock offset and transit included
	int64_t least_age_us; // smallest age at an arrival so far: the zero from which delays are told to people
	int64_t tail_us;      // of the ages above the floor
	uint64_t retarget_us, advanced_us;
	int64_t displayed_us; // server time; never decreases

	tw__floor floor; // of snapshots' ages when they arrive
	tw__tail ages;   // of the newest snapshot, above that

	uint32_t ticks[TW__TIMELINE_TICKS]; // received, rising
	int tick_count, tick_newest;
} tw__timeline;

/// What is on the screen: `fraction_256ths` of the way between two received snapshots, equal when only one is used.
typedef struct tw__moment
{
	uint32_t from_tick, to_tick;
	uint32_t fraction_256ths; // [0, 255]; 0 when both are equal
	uint32_t beyond_32nds;    // of a tick, past the newest snapshot, when both are equal; at most 100 ms
	bool is_starved;          // nothing newer has come
} tw__moment;

/// @param interval_ticks from snapshot to snapshot
/// @param tail_per_mille of the time the screen may be without a newer snapshot
void tw__timeline_init( tw__timeline* timeline, int rate_hz, int interval_ticks, int tail_per_mille );

/// Snapshots that are older than the newest fill gaps but do not move the clock.
void tw__timeline_note_snapshot( tw__timeline* timeline, uint32_t tick, uint64_t now_us );

/// @return all zero before the first snapshot
tw__moment tw__timeline_advance( tw__timeline* timeline, uint64_t now_us );

/// How long after the moment a perfect link would have allowed, in ms.
float tw__timeline_get_delay_ms( const tw__timeline* timeline );
