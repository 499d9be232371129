// random.h - repeatable random numbers for the simulated network.
//
//     tw__random random = tw__random_fork( seed, 3 );                  // the third independent stream of that seed
//     if ( tw__random_chance( &random, 0.02 ) ) ...                    // in 2 % of calls
//     delay_us += tw__random_gamma2( &random, 300.0 );
//
// Bit-identical on every machine with IEEE doubles: only + - * / and exact operations are used, since the logarithms of
// two C libraries differ in the last bit. Not for secrets.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, period 2^64.
typedef struct tw__random
{
	uint64_t state;
} tw__random;

/// Streams of one seed are independent of each other: what is drawn from one never shifts another.
tw__random tw__random_fork( uint64_t seed, uint64_t stream );

uint64_t tw__random_next( tw__random* random );

/// [0, 1), in steps of 2^-53.
double tw__random_unit( tw__random* random );

/// [low, high).
double tw__random_between( tw__random* random, double low, double high );

/// True in `ratio` of calls. 0 is never and 1 is always.
bool tw__random_chance( tw__random* random, double ratio );

/// Exponentially distributed with this mean.
double tw__random_exponential( tw__random* random, double mean );

/// Gamma distributed with shape 2: the sum of two exponentials of mean `scale`. Its mean is 2 scale, its standard
/// deviation sqrt( 2 ) scale.
double tw__random_gamma2( tw__random* random, double scale );
