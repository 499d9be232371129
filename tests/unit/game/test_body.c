#include "arena.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static arena a;

static int32_t speed_of( const sim_actor* actor )
{
	return sim_length( actor->body.velocity[0], actor->body.velocity[1] );
}

Test( body, runs_at_top_speed_in_every_direction_and_reaches_it_in_a_ninth_of_a_second )
{
	for ( int angle = 0; angle < SIM_TURN; angle += 1024 )
	{
		arena_open_hall( &a );
		sim_actor* player = arena_place( &a, 32 * 1024, 32 * 1024 );
		player->input.move_x = (int8_t)( sim_cos( (uint16_t)angle ) * SIM_MOVE_MAX / SIM_UNIT );
		player->input.move_y = (int8_t)( sim_sin( (uint16_t)angle ) * SIM_MOVE_MAX / SIM_UNIT );
		arena_run( &a, 8 );
		const int32_t speed = speed_of( player );
		cr_assert( speed <= SIM_TOP_SPEED && speed >= SIM_TOP_SPEED * 97 / 100, "angle %d: %d", angle, speed );
	}
}

Test( body, is_not_faster_on_the_diagonal )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 20 * 1024, 20 * 1024 );
	player->input.move_x = player->input.move_y = SIM_MOVE_MAX;
	arena_run( &a, 60 );
	cr_assert_leq( speed_of( player ), SIM_TOP_SPEED );
	cr_assert_geq( speed_of( player ), SIM_TOP_SPEED - 4 );
}

Test( body, moves_exactly_as_far_as_its_speed_says_even_at_a_millimetre_per_second )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 32 * 1024, 32 * 1024 );
	player->input.move_x = 1; // 52/1024 m per second: less than one unit per tick
	arena_run( &a, 60 );
	const int32_t speed = player->body.velocity[0], before = player->body.position[0];
	cr_assert( 0 < speed && speed < ARENA_HZ, "speed %d", speed );
	arena_run( &a, 600 );
	cr_assert_eq( player->body.position[0], before + 10 * speed );
}

Test( body, stops_when_nothing_is_held )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 32 * 1024, 32 * 1024 );
	player->input.move_y = -SIM_MOVE_MAX;
	arena_run( &a, 30 );
	player->input.move_y = 0;
	arena_run( &a, 12 );
	cr_assert_eq( speed_of( player ), 0 );
}

Test( body, coasts_to_a_stop_without_input_and_keeps_looking )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 32 * 1024, 32 * 1024 );
	player->input = ( sim_input ){ .move_x = SIM_MOVE_MAX, .aim = 777, .fire_held = 1 };
	arena_run( &a, 30 );
	const int shots = a.total_shots;
	player->has_input = false;
	player->input.aim = 9;
	arena_run( &a, 30 );
	cr_assert_eq( speed_of( player ), 0 );
	cr_assert_eq( player->body.aim, 777 );
	cr_assert_eq( a.total_shots, shots );
}

Test( body, dash_is_two_metres_long_and_comes_back_after_two_seconds )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 20 * 1024, 20 * 1024 );
	player->input = ( sim_input ){ .aim = 0, .dash_presses = 1 }; // standing: where it looks
	const int32_t start = player->body.position[0];
	int dashing_ticks = 0;
	for ( int i = 0; i < 60; ++i )
	{
		arena_step( &a );
		dashing_ticks += sim_is_dashing( &player->body, ARENA_HZ );
	}
	cr_assert_eq( dashing_ticks, 9 );
	const int32_t length = player->body.position[0] - start; // 2.1 m, and what friction leaves after it
	cr_assert( length > 2150 && length < 2150 + 600, "length %d", length );

	player->input.dash_presses = 1;
	arena_run( &a, 1 );
	cr_assert_not( sim_is_dashing( &player->body, ARENA_HZ ) );
	arena_run( &a, 59 );
	player->input.dash_presses = 3;
	arena_run( &a, 1 );
	cr_assert( sim_is_dashing( &player->body, ARENA_HZ ) );
}

Test( body, dash_follows_the_legs_and_is_back_at_top_speed_after_it )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 20 * 1024, 20 * 1024 );
	player->input = ( sim_input ){ .aim = 0, .move_y = SIM_MOVE_MAX, .dash_presses = 1 };
	arena_run( &a, 2 );
	cr_assert_eq( player->body.velocity[0], 0 );
	cr_assert_geq( player->body.velocity[1], SIM_DASH_SPEED - 2 );
	arena_run( &a, 8 );
	cr_assert_leq( speed_of( player ), SIM_TOP_SPEED );
}

Test( body, never_enters_a_wall_in_ten_thousand_random_inputs_with_dashes_and_blasts )
{
	static const char* const maze[] = { "################",
		                            "#S   #     #   #",
		                            "# ## # ### # # #",
		                            "# #    #     # #",
		                            "# # ## # ### # #",
		                            "#   #      #   #",
		                            "### # -- # ### #",
		                            "#     -  #     #",
		                            "# ### - ## ### #",
		                            "# #     #    # #",
		                            "# # ### # ## # #",
		                            "#     #      # #",
		                            "# ### ## ### # #",
		                            "# #    #   # # #",
		                            "#   ##   #    S#",
		                            "################",
		                            NULL };
	arena_open( &a, maze );
	arena_place( &a, 1536, 1536 );
	srand( 3 );
	for ( int i = 0; i < 10000; ++i )
	{
		sim_actor* player = &a.actors[0];
		if ( i % 7 == 0 )
		{
			player->input.move_x = (int8_t)( rand() % 255 - 127 );
			player->input.move_y = (int8_t)( rand() % 255 - 127 );
		}
		player->input.aim = (uint16_t)rand();
		player->input.dash_presses = rand() % 20 == 0;
		player->input.weapon = SIM_ROCKET;
		player->input.fire_presses = rand() % 30 == 0;
		arena_step( &a );
		cr_assert( !sim_is_alive( &player->body ) ||
		                   !sim_disc_overlaps( &a.map, player->body.position, SIM_BODY_RADIUS ),
		           "tick %d: in a wall at %d, %d", i, player->body.position[0], player->body.position[1] );
	}
	cr_assert_gt( a.total_blasts, 50 );
}

Test( body, passes_through_other_players )
{
	arena_open_hall( &a );
	arena_place( &a, 20 * 1024, 20 * 1024 );
	arena_place( &a, 22 * 1024, 20 * 1024 );
	a.actors[0].input.move_x = SIM_MOVE_MAX;
	arena_run( &a, 60 );
	cr_assert_gt( a.actors[0].body.position[0], 24 * 1024 );
	cr_assert_eq( a.actors[1].body.position[0], 22 * 1024 );
}
