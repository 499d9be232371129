#include "link/random.h"

#include <criterion/criterion.h>
#include <math.h>

Test( random, streams_of_one_seed_differ_and_repeat )
{
	tw__random a = tw__random_fork( 7, 0 ), b = tw__random_fork( 7, 1 ), again = tw__random_fork( 7, 0 );
	uint64_t first = tw__random_next( &a );
	cr_expect_neq( first, tw__random_next( &b ) );
	cr_expect_eq( first, tw__random_next( &again ) );
}

Test( random, chance_is_never_at_0_and_always_at_1 )
{
	tw__random random = tw__random_fork( 1, 0 );
	for ( int i = 0; i < 1000; ++i )
	{
		cr_assert_not( tw__random_chance( &random, 0.0 ) );
		cr_assert( tw__random_chance( &random, 1.0 ) );
	}
}

Test( random, distributions_have_their_mean_and_deviation )
{
	enum
	{
		COUNT = 200000
	};
	tw__random random = tw__random_fork( 42, 0 );
	double exponential = 0.0, gamma = 0.0, gamma_squares = 0.0;
	for ( int i = 0; i < COUNT; ++i )
	{
		exponential += tw__random_exponential( &random, 3.0 ) / COUNT;
		double g = tw__random_gamma2( &random, 1.0 );
		cr_assert_geq( g, 0.0 );
		gamma += g / COUNT;
		gamma_squares += g * g / COUNT;
	}
	cr_expect_float_eq( exponential, 3.0, 0.03 );
	cr_expect_float_eq( gamma, 2.0, 0.02 );
	cr_expect_float_eq( sqrt( gamma_squares - gamma * gamma ), 1.414, 0.02 );
}

// The same draw through the C library's logarithm, over the whole range of the argument.
Test( random, its_own_logarithm_is_right )
{
	for ( uint64_t stream = 0; stream < 2000; ++stream )
	{
		tw__random a = tw__random_fork( 3, stream ), b = a;
		double expected = -log( 1.0 - tw__random_unit( &b ) );
		double drawn = tw__random_exponential( &a, 1.0 );
		cr_assert_float_eq( drawn, expected, 1e-14 * ( 1.0 + expected ) );
	}
}
