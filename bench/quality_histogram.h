// quality_histogram.h - the quantiles of millions of values in little memory.
//
//     quality_histogram h = { .bin = 0.1 };                  // in the values' unit
//     quality_histogram_add( &h, 1.7 );
//     double p99 = quality_histogram_percentile( &h, 99.0 );
//
// Whole numbers inside, so that the same values in any order give the same quantile.
#pragma once

#include <stdint.h>

enum
{
	QUALITY_BINS = 8192
};

typedef struct quality_histogram
{
	double bin; ///< width; what lies beyond the last bin counts as in it
	uint64_t count;
	uint64_t counts[QUALITY_BINS];
} quality_histogram;

/// @param value not negative
void quality_histogram_add( quality_histogram* histogram, double value );

/// Nearest rank, the upper edge of its bin (0 for the first bin's values of exactly 0 is not told apart).
/// @return NaN when empty
double quality_histogram_percentile( const quality_histogram* histogram, double percent );
