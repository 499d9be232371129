#include "quality_frames.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum
{
	FRAME_US = 6944
};

typedef struct screen
{
	quality_frames* frames;
	int64_t frame_us, displayed_us;
} screen;

static screen begin( void )
{
	screen s = { .frames = malloc( sizeof( quality_frames ) ), .frame_us = 1000000, .displayed_us = 950000 };
	quality_frames_begin( s.frames );
	quality_frames_add( s.frames, s.frame_us, s.displayed_us, 10000, false ); // the first has nothing before it
	return s;
}

static void show( screen* s, int count, int64_t advance_us, bool is_extrapolated )
{
	for ( int i = 0; i < count; ++i )
	{
		s->frame_us += FRAME_US;
		s->displayed_us += advance_us;
		quality_frames_add( s->frames, s->frame_us, s->displayed_us, 10000, is_extrapolated );
	}
}

Test( quality_frames, delay_is_what_lies_beyond_the_least_of_the_way )
{
	screen s = begin();
	show( &s, 100, FRAME_US, false );
	cr_expect_eq( s.frames->count, 100 );
	cr_expect_float_eq( s.frames->delay_ms_sum / 100.0, 40.0, 1e-9 );
	cr_expect_eq( s.frames->starved, 0 );
	free( s.frames );
}

Test( quality_frames, slow_time_is_starved_below_four_fifths_of_it )
{
	static const struct
	{
		int64_t advance_us;
		bool is_extrapolated;
		uint64_t starved;
	} cases[] = { { FRAME_US, false, 0 },
		      { FRAME_US * 80 / 100, false, 0 },
		      { FRAME_US * 78 / 100, false, 5 },
		      { 0, false, 5 },
		      { FRAME_US, true, 5 } };
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		screen s = begin();
		show( &s, 5, cases[i].advance_us, cases[i].is_extrapolated );
		cr_expect_eq( s.frames->starved, cases[i].starved, "case %zu", i );
		free( s.frames );
	}
}

Test( quality_frames, a_freeze_is_a_starved_run_longer_than_50_ms )
{
	screen s = begin();
	show( &s, 7, 0, true ); // 48.6 ms
	show( &s, 1, FRAME_US, false );
	show( &s, 8, 0, true ); // 55.6 ms
	show( &s, 1, FRAME_US, false );
	cr_expect_eq( s.frames->freezes, 1 );
	show( &s, 20, 0, true ); // still on at the end
	quality_frames_finish( s.frames );
	cr_expect_eq( s.frames->freezes, 2 );
	cr_expect_eq( s.frames->starved, 35 );
	free( s.frames );
}

Test( quality_frames, rates_are_told_to_a_hundredth_of_a_percent )
{
	screen s = begin();
	show( &s, 990, FRAME_US, false );
	show( &s, 10, FRAME_US * 99 / 100, false );
	cr_expect_lt( quality_histogram_percentile( &s.frames->rates, 99.0 ), 0.0002 );
	cr_expect_float_eq( quality_histogram_percentile( &s.frames->rates, 99.5 ), 0.0101, 0.0001 );
	quality_histogram nothing = { .bin = 1.0 };
	cr_expect( isnan( quality_histogram_percentile( &nothing, 50.0 ) ) );
	free( s.frames );
}
