// quality_frames.h - what the frames of one screen show: how old, how evenly, how often nothing new.
//
//     quality_frames_add( &frames, frame_us, displayed_us, base_us, is_extrapolated );   // each frame, true times
//     quality_frames_finish( &frames );
//
// A frame is starved when it extrapolated, or when its displayed time advanced by less than 0.79 of the frame's; a
// freeze is a run of such frames longer than 50 ms. The same for our screen and for the reference controller's.
#pragma once

#include "quality_histogram.h"

#include <stdbool.h>

typedef struct quality_frames
{
	uint64_t count, starved, freezes;
	double delay_ms_sum; ///< beyond the way's least delay
	int64_t measured_us;
	quality_histogram rates; ///< |rate - 1|, in 1/10000

	int64_t last_frame_us, last_displayed_us, run_us;
	bool has_last;
} quality_frames;

void quality_frames_begin( quality_frames* frames );

/// @return true when the frame was starved
bool quality_frames_add( quality_frames* frames, int64_t frame_us, int64_t displayed_us, int64_t base_us,
                         bool is_extrapolated );
void quality_frames_finish( quality_frames* frames );
