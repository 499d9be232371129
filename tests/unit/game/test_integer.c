#include "sim/integer.h"
#include "sim/rules.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double TAU = 6.28318530717958647692;

Test( integer, sine_and_cosine_are_within_two_units_and_exact_at_quarter_turns )
{
	for ( int angle = 0; angle < SIM_TURN; ++angle )
	{
		const double radians = angle * TAU / SIM_TURN;
		cr_assert_lt( fabs( sim_sin( (uint16_t)angle ) - SIM_UNIT * sin( radians ) ), 2.0, "sin %d", angle );
		cr_assert_lt( fabs( sim_cos( (uint16_t)angle ) - SIM_UNIT * cos( radians ) ), 2.0, "cos %d", angle );
	}
	cr_assert_eq( sim_sin( 0 ), 0 );
	cr_assert_eq( sim_sin( 16384 ), SIM_UNIT );
	cr_assert_eq( sim_sin( 32768 ), 0 );
	cr_assert_eq( sim_sin( 49152 ), -SIM_UNIT );
}

Test( integer, angle_of_a_vector_is_that_of_the_vector )
{
	cr_assert_eq( sim_angle_of( 0, 0 ), 0 );
	for ( int angle = 0; angle < SIM_TURN; angle += 7 )
	{
		for ( int length = 1000; length <= 1 << 24; length *= 16 )
		{
			const double radians = angle * TAU / SIM_TURN;
			const int32_t x = (int32_t)lround( length * cos( radians ) );
			const int32_t y = (int32_t)lround( length * sin( radians ) );
			const double exact = atan2( y, x ) / TAU * SIM_TURN;
			const int16_t off = (int16_t)( sim_angle_of( x, y ) - (int32_t)lround( exact ) );
			cr_assert_leq( abs( off ), 4, "angle %d length %d: off by %d", angle, length, off );
		}
	}
}

Test( integer, root_is_the_largest_whose_square_fits )
{
	const uint64_t values[] = {
		0, 1, 2, 3, 4, 15, 16, 17, 1u << 31, 1e9, UINT64_MAX, UINT64_MAX - 1, UINT64_C( 1 ) << 62, 999999999999u
	};
	for ( size_t i = 0; i < sizeof( values ) / sizeof( values[0] ); ++i )
	{
		const uint64_t root = sim_sqrt( values[i] );
		cr_assert_leq( root * root, values[i] );
		cr_assert( root == UINT32_MAX || ( root + 1 ) * ( root + 1 ) > values[i] );
	}
}

Test( integer, a_speed_split_into_ticks_loses_nothing_however_slow )
{
	const int32_t speeds[] = { 1, -1, 7, -59, 61, 1024, -6656, 24576 };
	const int rates[] = { 20, 60, 64, 120 };
	for ( size_t s = 0; s < sizeof( speeds ) / sizeof( speeds[0] ); ++s )
	{
		for ( size_t r = 0; r < sizeof( rates ) / sizeof( rates[0] ); ++r )
		{
			int32_t sum = 0;
			for ( int i = 0; i < rates[r]; ++i )
				sum += sim_split( speeds[s], 4294960000u + (uint32_t)i, rates[r] );
			cr_assert_eq( sum, speeds[s] );
		}
	}
}

Test( integer, limiting_keeps_the_direction_and_never_exceeds )
{
	for ( int angle = 0; angle < SIM_TURN; angle += 97 )
	{
		int32_t vector[2] = { sim_cos( (uint16_t)angle ) * 3, sim_sin( (uint16_t)angle ) * 3 };
		sim_limit( vector, 6656 );
		const int32_t length = sim_length( vector[0], vector[1] );
		cr_assert( length <= 6656 && length >= 6653, "length %d", length );
		cr_assert_leq( abs( (int16_t)( sim_angle_of( vector[0], vector[1] ) - angle ) ), 16 );
	}
}

Test( integer, waits_are_rounded_up_to_whole_ticks )
{
	cr_assert_eq( sim_ticks_from_ms( 2000, 60 ), 120 );
	cr_assert_eq( sim_ticks_from_ms( 125, 60 ), 8 );
	cr_assert_eq( sim_ticks_from_ms( 1, 60 ), 1 );
	cr_assert_eq( sim_ticks_from_ms( 0, 60 ), 0 );
	cr_assert_eq( sim_ticks_from_ms( 2000, SIM_RATE_MAX_HZ ), 240 );
}
