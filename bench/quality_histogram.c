#include "quality_histogram.h"

#include <math.h>

void quality_histogram_add( quality_histogram* histogram, double value )
{
	double at = value / histogram->bin;
	int bin = at < QUALITY_BINS - 1 ? (int)at : QUALITY_BINS - 1;
	histogram->counts[bin < 0 ? 0 : bin]++;
	histogram->count++;
}

double quality_histogram_percentile( const quality_histogram* histogram, double percent )
{
	if ( histogram->count == 0 )
		return NAN;
	double rank = ceil( percent / 100.0 * (double)histogram->count );
	uint64_t sum = 0;
	int bin = 0;
	while ( bin < QUALITY_BINS - 1 && (double)( sum += histogram->counts[bin] ) < rank )
		bin++;
	return (double)( bin + 1 ) * histogram->bin;
}
