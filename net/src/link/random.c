#include "link/random.h"

#include <math.h>

static uint64_t mix( uint64_t z )
{
	z = ( z ^ ( z >> 30 ) ) * UINT64_C( 0xbf58476d1ce4e5b9 );
	z = ( z ^ ( z >> 27 ) ) * UINT64_C( 0x94d049bb133111eb );
	return z ^ ( z >> 31 );
}

uint64_t tw__random_next( tw__random* random )
{
	random->state += UINT64_C( 0x9e3779b97f4a7c15 );
	return mix( random->state );
}

tw__random tw__random_fork( uint64_t seed, uint64_t stream )
{
	return ( tw__random ){ mix( mix( seed ) + stream * UINT64_C( 0xd1342543de82ef95 ) ) };
}

double tw__random_unit( tw__random* random )
{
	return (double)( tw__random_next( random ) >> 11 ) * 0x1p-53; // both steps are exact
}

double tw__random_between( tw__random* random, double low, double high )
{
	return low + ( high - low ) * tw__random_unit( random );
}

bool tw__random_chance( tw__random* random, double ratio ) { return tw__random_unit( random ) < ratio; }

// ln x for x > 0, good to 1e-15. With x = m 2^e and m near 1: ln m = 2 artanh( ( m - 1 ) / ( m + 1 ) ), as a series.
static double natural_log( double x )
{
	int exponent = 0;
	double m = frexp( x, &exponent ); // exact; m in [0.5, 1)
	if ( m < 0.70710678118654752 )
	{
		m *= 2.0;
		exponent--;
	}

	double z = ( m - 1.0 ) / ( m + 1.0 ); // at most 0.172
	double square = z * z, sum = 0.0;
	for ( int k = 19; k >= 1; k -= 2 )
		sum = sum * square + 1.0 / k;
	return exponent * 0.69314718055994531 + 2.0 * z * sum;
}

// (0, 1], so that its logarithm is finite.
static double unit_above_zero( tw__random* random ) { return 1.0 - tw__random_unit( random ); }

double tw__random_exponential( tw__random* random, double mean )
{
	return -mean * natural_log( unit_above_zero( random ) );
}

double tw__random_gamma2( tw__random* random, double scale )
{
	double a = unit_above_zero( random ), b = unit_above_zero( random );
	return -scale * natural_log( a * b );
}
