// input_clock.h - when a client's ticks open, so that inputs reach the server just before they are needed.
//
//     tw__input_clock_start( clock, server_tick, round_trip_us, now_us );    // first snapshot
//     tw__input_clock_note_arrival( clock, &arrival, now_us );               // each snapshot: how early inputs came
//     while ( tw__input_clock_is_due( clock, now_us ) )                      // each frame
//         tick = tw__input_clock_take( clock, now_us );
//
// The server measures, the client obeys: each snapshot tells how long before its tick an input arrived. The client knows
// when it opened that tick, so the two give the way's own delay, free of whatever the clock has done since; there is no
// feedback loop to become unstable and no dead time to wait for. The lead then follows the tail of that delay: the
// smallest with which at most 0.1 % of the inputs of the last 30 s would have come too late.
#pragma once

#include "core/floor.h"
#include "core/tail.h"
#include "tickwire/base.h"

enum
{
	TW__CLOCK_TICKS = 256
};

typedef struct tw__input_clock
{
	int rate_hz;
	bool started;
	uint32_t next_tick;
	int64_t next_due_us;
	int64_t lead_us;   // a tick's number times its length, less the time at which it opens here
	int64_t target_us; // for the lead
	uint64_t retarget_us;
	tw__floor floor; // of the delay from opening a tick here to its input's arrival, clock offset included
	tw__tail delays; // above the floor
	int64_t tail_us;
	uint32_t opened_ticks[TW__CLOCK_TICKS]; // by tick modulo: those that were opened, not skipped
	int64_t opened_us[TW__CLOCK_TICKS];
} tw__input_clock;

/// What a snapshot tells: `count` inputs came at once, the first of them `margin_us` before its tick began (negative:
/// after it). The others' ticks follow one by one, so theirs are known too.
typedef struct tw__arrival
{
	uint32_t first_tick;
	int count;
	int64_t margin_us;
} tw__arrival;

void tw__input_clock_init( tw__input_clock* clock, int rate_hz );

/// Choose the first tick: far enough ahead of the newest snapshot's for an input to get there in time.
void tw__input_clock_start( tw__input_clock* clock, uint32_t server_tick, uint32_t round_trip_us, uint64_t now_us );

/// @return ticks to skip at once, because the clock is hopelessly late; the caller fills them with repeated inputs
int tw__input_clock_note_arrival( tw__input_clock* clock, const tw__arrival* arrival, uint64_t now_us );

bool tw__input_clock_is_due( const tw__input_clock* clock, uint64_t now_us );

/// After a frame that took a quarter of a second or more (a stall), its ticks are not worth running one by one.
/// @return ticks to skip, as for note_arrival; usually 0
int tw__input_clock_skip_stall( tw__input_clock* clock, uint64_t now_us );

/// The tick that is due; the next one becomes due a (slightly stretched) tick later.
uint32_t tw__input_clock_take( tw__input_clock* clock, uint64_t now_us );

/// How much of the newest tick has passed at now_us: [0, 256].
uint32_t tw__input_clock_get_fraction( const tw__input_clock* clock, uint64_t now_us );

uint64_t tw__input_clock_get_due_us( const tw__input_clock* clock );
