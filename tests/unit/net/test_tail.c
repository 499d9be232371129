#include "core/floor.h"
#include "core/tail.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test( tail, of_time_leaves_out_a_thousandth_of_the_window )
{
	tw__tail* tail = calloc( 1, sizeof( *tail ) );
	uint64_t now_us = 1000000;
	for ( int i = 0; i < 1800; ++i, now_us += 16667 ) // once in 3 s a delay of 40 ms
		tw__tail_add( tail, now_us, 5000, i % 180 == 0 ? 45000 : 21667 );
	// Nine or ten stretches reach up to 45 ms; 30 ms of them, some 3 ms of each, may lie beyond.
	int64_t delay_us = tw__tail_time_quantile( tail, now_us, 1 );
	cr_expect_geq( delay_us, 41600 );
	cr_expect_leq( delay_us, 42100 );
	cr_expect_lt( tw__tail_time_quantile( tail, now_us, 10 ), 22000 );
	free( tail );
}

Test( tail, of_samples_is_the_largest_but_a_thousandth )
{
	tw__tail* tail = calloc( 1, sizeof( *tail ) );
	cr_expect_eq( tw__tail_sample_quantile( tail, 5, 1 ), 0 );
	for ( int i = 0; i < 1000; ++i )
		tw__tail_add( tail, 1000, i * 7 % 1000, i * 7 % 1000 );
	cr_expect_eq( tw__tail_sample_quantile( tail, 1000, 1 ), 998 );
	cr_expect_eq( tw__tail_sample_quantile( tail, 1000, 10 ), 989 );
	free( tail );
}

Test( tail, forgets_after_half_a_minute )
{
	tw__tail* tail = calloc( 1, sizeof( *tail ) );
	tw__tail_add( tail, 0, 90000, 90000 );
	tw__tail_add( tail, 20000000, 100, 100 );
	cr_expect_gt( tw__tail_sample_quantile( tail, 30000000, 1 ), 80000 );
	cr_expect_eq( tw__tail_sample_quantile( tail, 30000001, 1 ), 100 );
	free( tail );
}

Test( floor, rises_and_falls_with_everything_on_the_way_and_not_with_a_stall )
{
	tw__floor floor = { 0 };
	uint64_t now_us = 0;
	for ( int i = 0; i < 600; ++i, now_us += 16667 )
		tw__floor_add( &floor, now_us, 10000 + ( i % 5 ) * 1000 + ( i % 40 == 0 ? 80000 : 0 ) );
	cr_expect_eq( floor.raised_us, 0 );
	for ( int i = 0; i < 60; ++i, now_us += 16667 )
		tw__floor_add( &floor, now_us, 60000 + ( i % 5 ) * 1000 );
	cr_expect_eq( floor.raised_us, 50000 - 8000 );
	for ( int i = 0; i < 60; ++i, now_us += 16667 )
		tw__floor_add( &floor, now_us, 10000 );
	cr_expect_eq( floor.raised_us, 0 );
}
