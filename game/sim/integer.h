// integer.h - the little mathematics the rules need, in integers, the same bits everywhere.
//
//     int32_t x = length * sim_cos( aim ) / SIM_UNIT;
//     uint16_t aim = sim_angle_of( target_x - own_x, target_y - own_y );
//     int32_t step = sim_split( velocity, tick, 60 );          // what velocity moves in this very tick
//
// Angles are in 1/65536 turn from +x towards +y, so they wrap by themselves. Pure functions, no tables that need filling.

#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	SIM_UNIT = 16384, ///< 1.0 of sines and of unit vectors
};

/// @return [-SIM_UNIT, SIM_UNIT], exact at quarter turns, within 2 elsewhere
int32_t sim_sin( uint16_t angle );
int32_t sim_cos( uint16_t angle );

/// Direction of a vector, within 4/65536 turn for vectors longer than 1000. 0 for the zero vector.
/// @param x,y at most 2^24 either way
uint16_t sim_angle_of( int32_t x, int32_t y );

/// Largest root with root * root <= value.
uint32_t sim_sqrt( uint64_t value );

/// @param x,y at most 2^30 either way
int32_t sim_length( int32_t x, int32_t y );

/// Shorten a vector to `limit` if it is longer; its direction stays.
void sim_limit( int32_t vector[2], int32_t limit );

/// Rounds towards minus infinity. @param divisor above 0
int64_t sim_floor_div( int64_t value, int64_t divisor );

/// How much a speed per second moves in tick `tick`: floor( v * (tick + 1) / hz ) - floor( v * tick / hz ). Over any
/// `rate_hz` ticks the parts sum up to exactly `per_second`, so that the slowest motion moves, without a remainder that
/// would have to be state.
int32_t sim_split( int32_t per_second, uint32_t tick, int rate_hz );

/// Ticks that `ms` last, rounded up, so that nothing is shorter than its rule says.
uint8_t sim_ticks_from_ms( int ms, int rate_hz );

/// Random-looking bits of two numbers: what is random in a step is a hash of (player, tick), so that it replays.
uint32_t sim_mix( uint32_t a, uint32_t b );
