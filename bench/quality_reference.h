// quality_reference.h - the controller that ours is compared with, on the same arrivals.
//
//     quality_reference_arrival( &r, sent_us, received_us );      // every snapshot, in order of arrival
//     delay_us = quality_reference_delay_us( &r, frame_us );
//     is_extrapolated = r.newest_us < frame_us - r.base_us - delay_us
//
// Every 0.25 s its target is the smallest delay that would have starved the screen for at most 0.1 % of the last 30 s,
// plus 2 ms; towards it the delay grows by at most 20 % and shrinks by at most 2 % of real time, linearly in between.
// Delays are above the way's least, in true time: it is given what a real client does not know.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	QUALITY_REFERENCE_SEGMENTS = 4096, // 30 s at 120 Hz
};

typedef struct quality_reference_segment
{
	int64_t begin_us, low_us, high_us; ///< when it began; the age of the newest snapshot then, and when it ended
} quality_reference_segment;

typedef struct quality_reference
{
	int64_t base_us;
	int64_t newest_us, newest_arrival_us; ///< sent, received
	bool has_newest, has_delay;
	int64_t update_us;         ///< next
	int64_t slew_us;           ///< when the delay was from_us
	int64_t from_us, delay_us; ///< and where it goes
	int count, newest;
	quality_reference_segment segments[QUALITY_REFERENCE_SEGMENTS];
} quality_reference;

void quality_reference_begin( quality_reference* r, int64_t base_us );
void quality_reference_arrival( quality_reference* r, int64_t sent_us, int64_t received_us );

/// @return what it delays by at a moment not before the newest arrival
int64_t quality_reference_delay_us( const quality_reference* r, int64_t now_us );
