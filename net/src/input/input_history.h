// input_history.h - a client's own inputs: kept until they have arrived, and for replays after that.
//
//     tw__input_history_add( history, tick, input, shown );
//     count = tw__input_history_unacked( history, frames );                  // what the next datagram carries
//     tw__input_history_ack( history, tick );                                // a datagram with it has arrived
//     tw__input_history_get( history, tick, input );                         // for the step, also in a replay
#pragma once

#include "input/input_frame.h"

enum
{
	TW__INPUT_HISTORY_TICKS = 128, // 2 s at 60 Hz
};

typedef struct tw__input_history
{
	const tw_schema* schema;
	uint32_t newest_tick;
	uint32_t unacked_tick; // the oldest that is not known to have arrived
	int count;             // valid frames, ending with newest_tick
	tw__input_frame frames[TW__INPUT_HISTORY_TICKS];
	uint8_t presses[TW__INPUT_HISTORY_TICKS][TW__MAX_INPUT_VALUES]; // new in that tick, as the step reads them
} tw__input_history;

void tw__input_history_init( tw__input_history* history, const tw_schema* schema );

/// Ticks come one after the other; a gap starts over. @param input struct of the schema's input, or NULL: the one
/// before, with no new presses
void tw__input_history_add( tw__input_history* history, uint32_t tick, const void* input, tw__shown shown );

/// Everything up to `tick` has arrived.
void tw__input_history_ack( tw__input_history* history, uint32_t tick );

/// Oldest first, at most TW__MAX_INPUTS_PER_PACKET, always with the newest. @return how many
int tw__input_history_unacked( const tw__input_history* history, const tw__input_frame** out_frames );

/// The struct for the step. A tick that is not kept reads as all zero.
void tw__input_history_get( const tw__input_history* history, uint32_t tick, void* out_input );

bool tw__input_history_has( const tw__input_history* history, uint32_t tick );
