// tail.h - the tail of a delay over the last 30 s: how large it was for all but a given share of the time.
//
//     tw__tail_add( tail, now_us, low_us, high_us );            // for a while the delay grew from low to high
//     tw__tail_add( tail, now_us, delay_us, delay_us );         // or: one sample
//     delay_us = tw__tail_quantile( tail, now_us, 1 );          // exceeded by at most 1 per mille
//
// What starves a screen or a server is the tail, weighted by time; a mean and a deviation do not see it. Delays may be
// measured between two unsynchronised clocks: only differences matter, so any offset drops out.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	TW__TAIL_SEGMENTS = 2048, // 30 s at 60 Hz
	TW__TAIL_WINDOW_US = 30 * 1000000,
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

/// How many segments lie in the window. After a long silence there is nothing to go by, and 0 is not a delay.
int tw__tail_count( const tw__tail* tail, uint64_t now_us );

/// The smallest delay in the window; 0 without segments.
int64_t tw__tail_least( const tw__tail* tail, uint64_t now_us );

/// @return a delay, rounded up to half a millisecond above the smallest one in the window; 0 without segments
int64_t tw__tail_quantile( const tw__tail* tail, uint64_t now_us, int per_mille );
