// input_buffer.h - one player's inputs at the server: they wait for their tick, and what comes too late is counted.
//
//     tw__input_buffer_put( buffer, frame, due_us, now_us );        // each input of each datagram
//     tw__input_buffer_take( buffer, tick );                        // once per tick: `current` is then that tick's
//
// A tick whose input is not there repeats the one before with its presses cleared. The presses of a late input are not
// lost: they are counters, so the next input that is in time carries them too.
#pragma once

#include "input/input_history.h"

enum
{
	TW__INPUT_BUFFER_TICKS = 128
};

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
	bool has_margin; // since the last tw__input_buffer_take_margin()
	int64_t margin_us;
} tw__input_buffer;

void tw__input_buffer_init( tw__input_buffer* buffer, const tw_schema* schema );

/// @param due_us when the server will run (or ran) frame->tick
/// @return false when it is of no use: already run, there before, or too far in the future
bool tw__input_buffer_put( tw__input_buffer* buffer, const tw__input_frame* frame, int64_t due_us, uint64_t now_us );

void tw__input_buffer_take( tw__input_buffer* buffer, uint32_t tick );

/// A local player's input for the tick to come.
void tw__input_buffer_set_local( tw__input_buffer* buffer, uint32_t tick, const void* input );

/// The struct for the step.
void tw__input_buffer_get( const tw__input_buffer* buffer, void* out_input );

/// How long before its tick the input came that was newest in its datagram: the least since the last call.
bool tw__input_buffer_take_margin( tw__input_buffer* buffer, int64_t* out_margin_us );
