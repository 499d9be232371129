// value_codec.h - one component's wire values as a difference to values both sides know.
//
//     tw__pasts pasts = { .base = base, .base_age_ticks = 6, .older = { before }, .older_gap_ticks = { 1 } };
//     tw__encode_state( &encoder, models, schema, SHIP, &pasts, 60, values );
//     if ( !tw__decode_state( &decoder, models, schema, SHIP, &pasts, 60, values ) ) drop the packet;
//
// A position with a velocity is expected where the velocity carries it; what else moves is expected to go on as it moved
// between the older state and the base, as far as that has proved right before; everything else is expected to stay.
// Nothing that came as expected costs one cheap decision per component. Inputs and events have their plans in the same
// index space.
#pragma once

#include "core/coder.h"
#include "state/schema.h"
#include "state/value_models.h"

enum
{
	TW__OLDER_STATES = 2
};

/// What both sides know of a component.
typedef struct tw__pasts
{
	const uint32_t* base; // NULL: nothing is known, and the rest does not matter
	int base_age_ticks;   // how long before the new values the base was true. What is beyond a second counts as one
	const uint32_t* older[TW__OLDER_STATES]; // NULL: none. The first tells the motion, the second how steady it was
	int older_gap_ticks[TW__OLDER_STATES];   // how long before the base, at least 1
} tw__pasts;

/// @param component index of a plan
/// @param values each in [0, wire_max], as tw__pack() makes them
void tw__encode_state( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
                       const tw__pasts* pasts, int rate_hz, const uint32_t* values );

/// Takes the same arguments as the encoder had, the pasts included.
/// @param values valid only when it returns true
/// @return false, with decoder->failed set, when a value is out of range or the decoder had failed
bool tw__decode_state( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
                       const tw__pasts* pasts, int rate_hz, uint32_t* values );

/// Against a base alone, or against nothing when it is NULL.
void tw__encode_values( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, const uint32_t* values );
bool tw__decode_values( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, uint32_t* values );
