// statistics.h - percentiles of measured values.
//
//     eng_sort( frame_ms, count );
//     float p99_ms = eng_percentile( frame_ms, count, 99 );
//
// Nearest rank: the smallest value that at least `percent` of all values do not exceed, hence always a value that was
// measured (ISO 3534-1's sample quantile; no interpolation). 0 gives the smallest and 100 the largest.
#pragma once

#if defined( __cplusplus )
extern "C"
{
#endif

	/// Ascending, in place. No value may be NaN.
	void eng_sort( float* values, int count );

	/// `sorted` ascending, `percent` in [0, 100]. @return NaN when count is 0, which a report prints as null
	float eng_percentile( const float* sorted, int count, double percent );

	/// The 50th percentile by nearest rank: of an even count the lower of the two in the middle.
	float eng_median( const float* sorted, int count );

	/// @return the arithmetic mean, NaN when count is 0
	double eng_mean( const float* values, int count );

#if defined( __cplusplus )
}
#endif
