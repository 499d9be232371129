// input_clock.h - when a client's ticks open, so that inputs reach the server just before they are needed.
//
//     tw__input_clock_start( clock, server_tick, round_trip_us, now_us );    // first snapshot
//     tw__input_clock_note_margin( clock, margin_us, now_us );               // each snapshot: how early inputs came
//     while ( tw__input_clock_is_due( clock, now_us ) )                      // each frame
//         tick = tw__input_clock_take( clock );
//
// The server measures, the client obeys: it tells in each snapshot how long before its tick an input arrived, and the
// clock runs a little faster or slower until that is the wanted slack. A change shows only a round trip later, so the
// rate is kept small against it instead of predicting it.
#pragma once

#include "tickwire/base.h"

typedef struct tw__input_clock
{
	int rate_hz;
	bool started;
	uint32_t next_tick;
	int64_t next_due_ns; // of our clock
	int64_t margin_us;   // smoothed
	bool has_margin;
	int64_t wanted_us;       // slack to aim at
	uint64_t quiet_until_us; // after a jump: samples from before it are still under way
} tw__input_clock;

void tw__input_clock_init( tw__input_clock* clock, int rate_hz );

/// Choose the first tick: far enough ahead of the newest snapshot's for an input to get there in time.
void tw__input_clock_start( tw__input_clock* clock, uint32_t server_tick, uint32_t round_trip_us, uint64_t now_us );

/// @param margin_us how long before its tick began at the server an input arrived; negative is late
/// @return ticks to skip at once, because the clock is hopelessly late; the caller fills them with repeated inputs
int tw__input_clock_note_margin( tw__input_clock* clock, int64_t margin_us, uint32_t round_trip_us, uint64_t now_us );

bool tw__input_clock_is_due( const tw__input_clock* clock, uint64_t now_us );

/// The tick that is due; the next one becomes due a (slightly stretched) tick later.
uint32_t tw__input_clock_take( tw__input_clock* clock );

/// After a frame that took a quarter of a second or more (a stall), its ticks are not worth running one by one.
/// @return ticks to skip, as for note_margin; usually 0
int tw__input_clock_skip_stall( tw__input_clock* clock, uint64_t now_us );

/// How much of the newest tick has passed at now_us: [0, 256].
uint32_t tw__input_clock_get_fraction( const tw__input_clock* clock, uint64_t now_us );

uint64_t tw__input_clock_get_due_us( const tw__input_clock* clock );
