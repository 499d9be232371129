// input_buffer.h - one player's inputs at the server: they wait for their tick, and what comes too late is counted.
//
//     tw__input_buffer_put( buffer, frames, count, due_us, 60, now_us );   // each datagram's
//     tw__input_buffer_take( buffer, tick );                               // once per tick: `current` is then that tick's
//
// A tick whose input is not there repeats the one before with its presses cleared. The presses of a late input are not
// lost: they are counters, so the next input that is in time carries them too.
#pragma once

#include "input/input_history.h"

enum
{
	TW__INPUT_BUFFER_TICKS = 128
};

/// Inputs that came since the last snapshot: `count` ticks in a row, the first `margin_us` before it began.
typedef struct tw__input_arrival
{
	uint32_t first_tick;
	int count;
	int64_t margin_us;
} tw__input_arrival;

typedef struct tw__input_buffer
{
	const tw_schema* schema;
	tw__input_frame frames[TW__INPUT_BUFFER_TICKS];
	bool is_here[TW__INPUT_BUFFER_TICKS];
	bool has_started;     // an input has come; before that nothing is late
	uint32_t taken_tick;  // newest tick that was run
	uint32_t newest_tick; // newest input that came

	tw__input_frame current;                     // of taken_tick
	uint8_t presses_taken[TW__MAX_INPUT_VALUES]; // counters as far as the step has seen them
	uint8_t new_presses[TW__MAX_INPUT_VALUES];
	bool is_repeated; // current had not come in time

	uint64_t missing_mask; // bit n: taken_tick - n ran without its input
	uint64_t late_count;
	bool has_arrival; // since the last tw__input_buffer_take_arrival()
	tw__input_arrival arrival;
} tw__input_buffer;

void tw__input_buffer_init( tw__input_buffer* buffer, const tw_schema* schema );

/// The inputs of a datagram, of ticks in a row. What has been run, is there already or lies too far ahead is not used.
/// @param due_us when the server will run (or ran) the first of them; the others follow, 1 / rate_hz apart
void tw__input_buffer_put( tw__input_buffer* buffer, const tw__input_frame* frames, int count, int64_t due_us,
                           int rate_hz, uint64_t now_us );

void tw__input_buffer_take( tw__input_buffer* buffer, uint32_t tick );

/// A local player's input for the tick to come.
void tw__input_buffer_set_local( tw__input_buffer* buffer, uint32_t tick, const void* input );

/// The struct for the step.
void tw__input_buffer_get( const tw__input_buffer* buffer, void* out_input );

/// What came since the last call. @return false when nothing did
bool tw__input_buffer_take_arrival( tw__input_buffer* buffer, tw__input_arrival* out_arrival );
