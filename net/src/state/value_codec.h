// value_codec.h - one component's wire values as a difference to values both sides know.
//
//     tw__value_models_reset( schema, models );                                     // at the start of each packet
//     tw__encode_values( &encoder, models, schema, SHIP, base, 6, 60, values );     // base is 6 ticks old, at 60 Hz
//     if ( !tw__decode_values( &decoder, models, schema, SHIP, base, 6, 60, values ) ) drop the packet;
//
// A position with a velocity is expected where the velocity carries it; everything else is expected to stay. Nothing that
// came as expected costs one cheap decision per component. Inputs and events have their plans in the same index space.
#pragma once

#include "core/model.h"
#include "state/schema.h"

/// The adaptive models of all elements of a schema: a block of tw__value_models_size() bytes, aligned for uint32_t. It may
/// be copied with memcpy.
typedef struct tw__value_models tw__value_models;

/// Compute the models that a packet starts from. For tw_schema_create(), which keeps them; others reset.
void tw__value_models_init( const tw_schema* schema, tw__value_models* models );

/// Bytes of the models of this schema.
size_t tw__value_models_size( const tw_schema* schema );

/// To what the schema keeps, at the cost of a memcpy.
void tw__value_models_reset( const tw_schema* schema, tw__value_models* models );

/// @param component index of a plan
/// @param base NULL: nothing is known; then age and rate do not matter
/// @param base_age_ticks how long before `values` the base was true. What is beyond a second counts as one
/// @param values each in [0, wire_max], as tw__pack() makes them
void tw__encode_values( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, const uint32_t* values );

/// Takes the same arguments as the encoder had, the base included.
/// @param values valid only when it returns true
/// @return false, with decoder->failed set, when a value is out of range or the decoder had failed
bool tw__decode_values( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, uint32_t* values );
