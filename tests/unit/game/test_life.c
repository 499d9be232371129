#include "arena.h"

#include <criterion/criterion.h>

static arena a;

Test( life, armour_takes_two_thirds_of_a_blow_as_long_as_there_is_some )
{
	static const struct
	{
		uint8_t armour;
		int health_lost, armour_lost;
	} cases[] = {
		{ 0, SIM_RAIL_DAMAGE, 0 },
		{ 100, 22, 43 },
		{ 43, 22, 43 },
		{ 10, 55, 10 },
	};
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		arena_open_hall( &a );
		sim_actor* shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
		sim_actor* target = arena_place( &a, 24 * 1024, 20 * 1024 );
		target->body.armour = cases[i].armour;
		shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL };
		arena_run( &a, 1 );
		cr_expect_eq( target->body.health, SIM_HEALTH_FULL - cases[i].health_lost, "row %zu: %d", i,
		              target->body.health );
		cr_expect_eq( target->body.armour, cases[i].armour - cases[i].armour_lost, "row %zu: %d", i,
		              target->body.armour );
		cr_expect_eq( a.scene.shots[0].hits[0].damage, SIM_RAIL_DAMAGE, "row %zu", i );
	}
}

Test( life, death_takes_armour_and_overcharge_along )
{
	arena_open_hall( &a );
	sim_actor* shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
	sim_actor* target = arena_place( &a, 24 * 1024, 20 * 1024 );
	target->body.health = 1;
	target->body.armour = 90;
	target->body.overcharge_ticks = 300;
	shooter->input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( target->body.health, 0 );
	cr_expect_eq( target->body.armour, 0 );
	cr_expect_eq( target->body.overcharge_ticks, 0 );
}

// Somebody of team A who looks along +x at two others, 4 and 8 m away.
static void line_up( uint8_t near_team, uint8_t far_team )
{
	arena_open_hall( &a );
	a.scene.match = ( sim_match ){ .mode = SIM_TEAM_DEATHMATCH, .phase = SIM_PLAYING };
	for ( int i = 0; i < 3; ++i )
		arena_place( &a, ( 20 + 4 * i ) * 1024, 20 * 1024 );
	a.actors[0].body.team = SIM_TEAM_A;
	a.actors[1].body.team = near_team;
	a.actors[2].body.team = far_team;
}

Test( life, friends_do_not_hurt_each_other_nor_stand_in_the_way )
{
	line_up( SIM_TEAM_A, SIM_TEAM_B );
	a.actors[2].body.health = 8;
	a.actors[0].input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( a.actors[1].body.health, SIM_HEALTH_FULL );
	cr_expect_eq( a.actors[2].body.health, 0 );
	cr_expect_eq( a.actors[0].body.kills, 1 );
	cr_expect_eq( a.scene.match.team_scores[0], 1 );
	cr_expect_eq( a.scene.match.team_scores[1], 0 );

	line_up( SIM_TEAM_A, SIM_TEAM_B );
	a.actors[2].body.health = 80;
	a.actors[0].input = ( sim_input ){ .fire_held = 1, .weapon = SIM_ROCKET };
	arena_run( &a, 45 );
	cr_expect_eq( a.actors[1].body.health, SIM_HEALTH_FULL );
	cr_expect_eq( a.actors[2].body.health, 0, "the rocket flew through a friend" );
}

Test( life, an_own_rocket_hurts_also_in_a_team_but_wins_nothing )
{
	line_up( SIM_TEAM_A, SIM_TEAM_A );
	a.actors[0].body.health = 10;
	a.actors[0].body.position[0] = 62 * 1024;
	a.actors[0].input = ( sim_input ){ .fire_held = 1, .weapon = SIM_ROCKET };
	arena_run( &a, 10 );
	cr_expect_eq( a.actors[0].body.health, 0 );
	cr_expect_eq( a.actors[0].body.kills, 0 );
	cr_expect_eq( a.scene.match.team_scores[0], 0 );
}

Test( life, nothing_hurts_while_the_scoreboard_is_shown_and_nothing_counts_in_the_warm_up )
{
	line_up( SIM_TEAM_B, SIM_TEAM_B );
	a.scene.match.phase = SIM_SCOREBOARD;
	a.actors[0].input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( a.actors[1].body.health, SIM_HEALTH_FULL );

	line_up( SIM_TEAM_B, SIM_TEAM_B );
	a.scene.match.phase = SIM_WARM_UP;
	a.actors[1].body.health = 1;
	a.actors[0].input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( a.actors[1].body.health, 0 );
	cr_expect_eq( a.scene.match.team_scores[0], 0 );
}

Test( life, one_returns_far_from_enemies_and_not_from_friends )
{
	line_up( SIM_TEAM_A, SIM_TEAM_B );
	a.actors[1].body.position[0] = a.actors[1].body.position[1] = 61 * 1024; // a friend at one spawn
	a.actors[2].body.position[0] = a.actors[2].body.position[1] = 3 * 1024;  // an enemy at the other
	a.actors[0].body.health = 0;
	arena_run( &a, 1 );
	cr_expect_eq( a.actors[0].body.position[0], 61 * 1024 );
	cr_expect_eq( a.actors[0].body.team, SIM_TEAM_A );
}
