// input_frame.h - what one player did in one tick, and what was on that player's screen; and a run of them on the wire.
//
//     tw__encode_inputs( encoder, models, schema, frames, count );          // consecutive ticks, oldest first
//     count = tw__decode_inputs( decoder, models, schema, near_tick, frames );
//
// Every input datagram carries all inputs that are not known to have arrived, each coded against the one before it, so
// that a held key costs next to nothing and a lost datagram costs no input.
#pragma once

#include "core/coder.h"
#include "state/schema.h"
#include "state/value_codec.h"

enum
{
	TW__MAX_INPUTS_PER_PACKET = 32,
	TW__MAX_VIEW_GAP = 255,
};

/// What was shown: `fraction_256ths` of the way from one received snapshot to another. gap 0: one snapshot only, and
/// beyond it by `fraction_256ths` in units of 1/32 tick.
typedef struct tw__shown
{
	uint32_t from_tick; // 0: nothing yet
	uint8_t gap;        // ticks from there to the other snapshot
	uint8_t fraction_256ths;
} tw__shown;

typedef struct tw__input_frame
{
	uint32_t tick;
	tw__shown shown;
	uint32_t values[TW__MAX_INPUT_VALUES]; // presses as counters that wrap at 256
} tw__input_frame;

/// The values of an input of all zero. Not the wire's zero, which is the low end of a range.
void tw__input_rest( const tw_schema* schema, uint32_t values[TW__MAX_INPUT_VALUES] );

/// @param models tw__value_models of the schema, freshly reset
void tw__encode_inputs( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema,
                        const tw__input_frame* const* frames, int count );

/// @param near_tick the tick that 16 bits of the newest input's tick are widened around
/// @param out_frames room for TW__MAX_INPUTS_PER_PACKET, oldest first
/// @return how many; 0 when the packet is malformed, and decoder->failed is set
int tw__decode_inputs( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, uint32_t near_tick,
                       tw__input_frame* out_frames );
