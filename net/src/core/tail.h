// tail.h - the tail of a delay over the last 30 s: how large it was for all but a given share.
//
//     tw__tail_add( tail, now_us, low_us, high_us );                // for a while the delay grew from low to high
//     delay_us = tw__tail_time_quantile( tail, now_us, 1 );         // exceeded for at most 1 per mille of the time
//
//     tw__tail_add( tail, now_us, delay_us, delay_us );             // or: one sample after the other
//     delay_us = tw__tail_sample_quantile( tail, now_us, 1 );       // exceeded by at most 1 per mille of them
//
// What starves a screen or a server is the tail; a mean and a deviation do not see it. Delays may be measured between
// two unsynchronised clocks: only differences matter, so any offset drops out. Exact, to the microsecond.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	TW__TAIL_SEGMENTS = 4096, // 30 s at 120 Hz
	TW__TAIL_WINDOW_US = 30 * 1000000,
	TW__TAIL_LONGEST = 96, // largest segments that are looked at: 1 % of 30 s is in fewer
};

typedef struct tw__tail_segment
{
	uint64_t end_us;
	int64_t low_us, high_us;
} tw__tail_segment;

typedef struct tw__tail
{
	int count, newest;
	tw__tail_segment segments[TW__TAIL_SEGMENTS];
} tw__tail;

/// @param now_us when the stretch ended; never decreases
void tw__tail_add( tw__tail* tail, uint64_t now_us, int64_t low_us, int64_t high_us );

/// @param per_mille of the time that the window covers, [1, 10]
/// @return 0 without segments
int64_t tw__tail_time_quantile( const tw__tail* tail, uint64_t now_us, int per_mille );

/// @param per_mille of the samples in the window, [1, 10]; between two of them linear. @return 0 without any
int64_t tw__tail_sample_quantile( const tw__tail* tail, uint64_t now_us, int per_mille );
