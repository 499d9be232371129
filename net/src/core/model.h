// model.h - numbers of unknown size as adaptive binary decisions.
//
//     tw__number_models models;
//     tw__number_models_init( &models, 4 );
//     tw__encode_signed( &encoder, &models, value - guess );     value = guess + tw__decode_signed( &decoder, &models );
//
// Exponential Golomb: how many bits the number has in unary, then those bits. The length and the bits below the top one
// that still carry information are adaptive, the rest is raw. Small numbers are cheap, every 32-bit number is possible.
#pragma once

#include "core/coder.h"

enum
{
	TW__LENGTH_MODELS = 16,  // lengths beyond share the last one
	TW__MANTISSA_MODELS = 16 // of the bit after the leading one, by length
};

typedef struct tw__number_models
{
	tw__model is_zero;  // of signed numbers
	tw__model is_minus; // the same
	tw__model is_longer[TW__LENGTH_MODELS];
	tw__model mantissa[TW__MANTISSA_MODELS];
} tw__number_models;

/// @param usual_bits about how many bits the numbers have, [0, 32]: where learning starts from
void tw__number_models_init( tw__number_models* models, int usual_bits );

/// Any value, about 2 * log2( value ) decisions.
void tw__encode_number( tw__encoder* encoder, tw__number_models* models, uint32_t value );

/// @return 0 after a failure. At most 65 decisions, whatever arrives
uint32_t tw__decode_number( tw__decoder* decoder, tw__number_models* models );

/// A value in [0, max], where both sides know `max`: that saves saying that it is not longer still.
void tw__encode_bounded( tw__encoder* encoder, tw__number_models* models, uint32_t value, uint32_t max );

/// Fails for a value beyond `max`.
uint32_t tw__decode_bounded( tw__decoder* decoder, tw__number_models* models, uint32_t max );

/// Any value, INT32_MIN included.
void tw__encode_signed( tw__encoder* encoder, tw__number_models* models, int32_t value );
int32_t tw__decode_signed( tw__decoder* decoder, tw__number_models* models );
