#include "base/statistics.h"

#include <criterion/criterion.h>
#include <math.h>

Test( statistics, percentiles_are_measured_values_by_nearest_rank )
{
	float values[] = { 50, 15, 40, 20, 35 };
	eng_sort( values, 5 );
	static const struct
	{
		double percent;
		float value;
	} cases[] = { { 0, 15 },  { 5, 15 },  { 20, 15 },   { 20.1, 20 }, { 30, 20 },
		      { 40, 20 }, { 50, 35 }, { 99.9, 50 }, { 100, 50 } };
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
		cr_expect_eq( eng_percentile( values, 5, cases[i].percent ), cases[i].value, "%g %%",
		              cases[i].percent );
	cr_expect_eq( eng_median( values, 4 ), 20 );
	cr_expect_eq( eng_mean( values, 5 ), 32 );

	float hundred[100];
	for ( int i = 0; i < 100; ++i )
		hundred[i] = (float)( 100 - i );
	eng_sort( hundred, 100 );
	for ( int percent = 1; percent <= 100; ++percent )
		cr_expect_eq( eng_percentile( hundred, 100, percent ), (float)percent );
}

Test( statistics, of_nothing_there_is_no_number )
{
	cr_assert( isnan( eng_percentile( NULL, 0, 50 ) ) );
	cr_assert( isnan( eng_mean( NULL, 0 ) ) );
	eng_sort( NULL, 0 );
}
