// floor.h - how far somebody's upload, or a longer road, holds up everything on the way just now.
//
//     tw__floor_add( floor, now_us, delay_us );
//     delay_us - floor->raised_us                  // what is left: the way itself, jitter, single stalls
//
// The least delay of the last half second against the least of the last half minute, once it is clearly above it. The
// rest keeps its tail meanwhile, so that a delay can follow the floor up and down again instead of staying for half a
// minute at the height of the last upload.
#pragma once

#include <stdint.h>

enum
{
	TW__FLOOR_SAMPLES = 64, // the last half second at 120 Hz
};

typedef struct tw__floor
{
	int64_t raised_us; // not negative
	int64_t least_us[2];
	uint64_t least_since_us;
	int count, newest;
	uint64_t times_us[TW__FLOOR_SAMPLES];
	int64_t delays_us[TW__FLOOR_SAMPLES];
} tw__floor;

/// @param now_us never decreases
void tw__floor_add( tw__floor* floor, uint64_t now_us, int64_t delay_us );
