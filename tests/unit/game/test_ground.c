#include "arena.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static arena a;

static const char* const yard[] = { "####################", //
	                            "#                  #", //
	                            "#  ##    #     -   #", //
	                            "#  ##   # #    -   #", //
	                            "#        #     -   #", //
	                            "#                  #", //
	                            "#  #   #  #        #", //
	                            "#                  #", //
	                            "##################S#", //
	                            "#               #  #", //
	                            "# ############# # ##", //
	                            "# #           # #  #", //
	                            "# # ######### # ## #", //
	                            "# #         # # #  #", //
	                            "# ######### # # # ##", //
	                            "#S          #      #", //
	                            "####################", //
	                            NULL };

Test( ground, a_line_ends_on_the_edge_of_the_first_tile_that_blocks )
{
	arena_open( &a, yard );
	const int32_t from[2] = { 1536, 2560 }, to[2] = { 10000, 2560 };
	sim_trace_hit hit = sim_trace( &a.map, from, to, SIM_TILE_WALL );
	cr_assert( hit.is_blocked );
	cr_assert_eq( hit.position[0], 3 * SIM_METRE );
	cr_assert_eq( hit.position[1], 2560 );
	cr_assert_eq( hit.tile[0], 3 );

	hit = sim_trace( &a.map, to, from, SIM_TILE_WALL ); // starts in the wall at 9, 2
	cr_assert( hit.is_blocked );
	cr_assert_eq( hit.position[0], to[0] );
}

Test( ground, low_walls_block_only_who_asks_for_them )
{
	arena_open( &a, yard );
	const int32_t from[2] = { 13 * 1024, 3000 }, to[2] = { 18 * 1024, 3100 };
	cr_assert_not( sim_trace( &a.map, from, to, SIM_TILE_WALL ).is_blocked );
	cr_assert_eq( sim_trace( &a.map, from, to, SIM_TILE_SOLID ).position[0], 15 * 1024 );
}

Test( ground, a_line_exactly_through_the_gap_between_two_corners_is_blocked_from_both_sides )
{
	arena_open( &a, yard ); // (9,2) and (8,3) touch at the corner 9, 3
	const int32_t outside[2] = { 8 * 1024 + 512, 2 * 1024 + 512 }, inside[2] = { 9 * 1024 + 512, 3 * 1024 + 512 };
	cr_assert( sim_trace( &a.map, outside, inside, SIM_TILE_WALL ).is_blocked );
	cr_assert( sim_trace( &a.map, inside, outside, SIM_TILE_WALL ).is_blocked );
}

// The model: a thousand points along the line, none of them well inside a wall before the end, and some wall at it.
Test( ground, random_lines_never_skip_a_wall )
{
	arena_open( &a, yard );
	srand( 1 );
	for ( int i = 0; i < 5000; ++i )
	{
		const int32_t from[2] = { rand() % ( 20 * 1024 ), rand() % ( 17 * 1024 ) };
		const int32_t to[2] = { rand() % ( 20 * 1024 ), rand() % ( 17 * 1024 ) };
		if ( sim_tile_at( &a.map, from[0] / 1024, from[1] / 1024 ) == SIM_TILE_WALL )
			continue;
		const sim_trace_hit hit = sim_trace( &a.map, from, to, SIM_TILE_WALL );
		for ( int k = 0; k < 1000; ++k )
		{
			const int32_t x = from[0] + ( hit.position[0] - from[0] ) * k / 1000;
			const int32_t y = from[1] + ( hit.position[1] - from[1] ) * k / 1000;
			const bool is_inside = x % 1024 > 2 && x % 1024 < 1021 && y % 1024 > 2 && y % 1024 < 1021;
			const bool is_wall = sim_tile_at( &a.map, x / 1024, y / 1024 ) == SIM_TILE_WALL;
			cr_assert( !is_inside || !is_wall, "line %d is in a wall at %d, %d", i, x, y );
		}
		cr_assert( hit.is_blocked || ( hit.position[0] == to[0] && hit.position[1] == to[1] ) );
	}
}

Test( ground, everything_outside_is_wall )
{
	arena_open( &a, yard );
	cr_assert_eq( sim_tile_at( &a.map, -1, 3 ), SIM_TILE_WALL );
	cr_assert_eq( sim_tile_at( &a.map, 3, 1000 ), SIM_TILE_WALL );
	cr_assert( sim_disc_overlaps( &a.map, ( int32_t[2] ){ -5000, 300 }, SIM_BODY_RADIUS ) );
}

Test( ground, a_disc_slides_along_a_wall_and_loses_only_the_speed_into_it )
{
	arena_open( &a, yard );
	int32_t position[2] = { 5 * 1024, 1024 + SIM_BODY_RADIUS + 20 }, velocity[2] = { 3000, -3000 };
	sim_disc_slide( &a.map, position, velocity, ( int32_t[2] ){ 1000, -1000 } );
	cr_assert_eq( position[0], 6 * 1024 - 24 );
	cr_assert_eq( position[1], 1024 + SIM_BODY_RADIUS );
	cr_assert_eq( velocity[0], 3000 );
	cr_assert_eq( velocity[1], 0 );
}

Test( ground, a_disc_never_ends_in_a_wall_however_it_is_thrown )
{
	arena_open( &a, yard );
	srand( 2 );
	for ( int run = 0; run < 200; ++run )
	{
		int32_t position[2] = { 1536, 15 * 1024 + 512 };
		int32_t velocity[2] = { 0, 0 };
		for ( int i = 0; i < 200; ++i )
		{
			const int32_t delta[2] = { rand() % 4001 - 2000, rand() % 4001 - 2000 };
			sim_disc_slide( &a.map, position, velocity, delta );
			cr_assert_not( sim_disc_overlaps( &a.map, position, SIM_BODY_RADIUS ),
			               "run %d, throw %d: in a wall at %d, %d", run, i, position[0], position[1] );
		}
	}
}
