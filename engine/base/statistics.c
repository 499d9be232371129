#include "base/statistics.h"

#include <math.h>
#include <stdlib.h>

static int compare_floats( const void* left, const void* right )
{
	float a = *(const float*)left, b = *(const float*)right;
	return ( a > b ) - ( a < b );
}

void eng_sort( float* values, int count )
{
	if ( count > 0 )
		qsort( values, (size_t)count, sizeof( *values ), compare_floats );
}

float eng_percentile( const float* sorted, int count, double percent )
{
	if ( count <= 0 )
		return NAN;
	// Multiplied before it is divided, so that 99 % of 100 values is rank 99 and not 99.00000000000001.
	double rank = ceil( percent * count / 100.0 );
	if ( !( rank >= 1 ) )
		rank = 1;
	if ( rank > count )
		rank = count;
	return sorted[(int)rank - 1];
}

float eng_median( const float* sorted, int count ) { return eng_percentile( sorted, count, 50 ); }

double eng_mean( const float* values, int count )
{
	double sum = 0;
	for ( int i = 0; i < count; ++i )
		sum += values[i];
	return count > 0 ? sum / count : NAN;
}
