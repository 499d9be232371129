#include "quality_frames.h"

#include <math.h>

enum
{
	FREEZE_US = 50000,
	LEAST_ADVANCE_PERCENT = 79, // a controller that slows by a fifth is not starved
};

void quality_frames_begin( quality_frames* frames ) { *frames = ( quality_frames ){ .rates.bin = 0.0001 }; }

static void end_run( quality_frames* frames )
{
	frames->freezes += frames->run_us > FREEZE_US;
	frames->run_us = 0;
}

bool quality_frames_add( quality_frames* frames, int64_t frame_us, int64_t displayed_us, int64_t base_us,
                         bool is_extrapolated )
{
	int64_t elapsed_us = frame_us - frames->last_frame_us, advance_us = displayed_us - frames->last_displayed_us;
	bool is_first = !frames->has_last;
	frames->last_frame_us = frame_us;
	frames->last_displayed_us = displayed_us;
	frames->has_last = true;
	if ( is_first || elapsed_us <= 0 )
		return false;

	bool is_starved = is_extrapolated || advance_us * 100 < elapsed_us * LEAST_ADVANCE_PERCENT;
	frames->count++;
	frames->starved += is_starved;
	frames->measured_us += elapsed_us;
	frames->delay_ms_sum += (double)( frame_us - displayed_us - base_us ) / 1000.0;
	quality_histogram_add( &frames->rates, fabs( (double)advance_us / (double)elapsed_us - 1.0 ) );
	if ( is_starved )
		frames->run_us += elapsed_us;
	else
		end_run( frames );
	return is_starved;
}

void quality_frames_finish( quality_frames* frames ) { end_run( frames ); }
