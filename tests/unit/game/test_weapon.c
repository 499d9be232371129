#include "arena.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static arena a;
static sim_actor *shooter, *near, *far;

// A shooter who looks along +x at two bodies in a row, 4 and 8 m away.
static void line_up( void )
{
	arena_open_hall( &a );
	shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
	near = arena_place( &a, 24 * 1024, 20 * 1024 );
	far = arena_place( &a, 28 * 1024, 20 * 1024 );
}

Test( weapon, pulse_hurts_the_first_body_by_eight_every_eighth_tick )
{
	line_up();
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_PULSE };
	arena_run( &a, 1 );
	cr_assert_eq( near->body.health, SIM_HEALTH_FULL - SIM_PULSE_DAMAGE );
	cr_assert_eq( a.scene.shot_count, 1 );
	cr_assert_eq( a.scene.shots[0].hits[0].id, near->id );
	cr_assert_eq( a.scene.shots[0].hits[0].damage, SIM_PULSE_DAMAGE );
	cr_assert( near->was_hurt && near->hurt_by == shooter->id );
	arena_run( &a, 79 );
	cr_assert_eq( a.total_shots, 10 );
	cr_assert_eq( near->body.health, SIM_HEALTH_FULL - 10 * SIM_PULSE_DAMAGE );
	cr_assert_eq( far->body.health, SIM_HEALTH_FULL );
}

Test( weapon, pulse_spreads_by_player_and_tick_alone )
{
	int32_t ends[2][60];
	for ( int run = 0; run < 2; ++run )
	{
		arena_open_hall( &a );
		shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
		shooter->input.fire_held = 1;
		for ( int i = 0; i < 60; ++i )
		{
			arena_step( &a );
			ends[run][i] = a.scene.shot_count > 0 ? a.scene.shots[0].to[1] : 0;
		}
	}
	cr_assert_arr_eq( ends[0], ends[1], sizeof( ends[0] ) );
	cr_assert_neq( ends[0][0], ends[0][8] );
}

Test( weapon, rail_goes_through_two_players_and_waits )
{
	line_up();
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL };
	arena_run( &a, 72 );
	cr_assert_eq( a.total_shots, 1 );
	cr_assert_eq( near->body.health, SIM_HEALTH_FULL - SIM_RAIL_DAMAGE );
	cr_assert_eq( far->body.health, SIM_HEALTH_FULL - SIM_RAIL_DAMAGE );
	cr_assert_eq( shooter->body.rail_ammo, SIM_RAIL_AMMO - 1 );
	arena_run( &a, 1 );
	cr_assert_eq( a.scene.kill_count, 2 );
	cr_assert_eq( shooter->body.kills, 2 );
}

Test( weapon, walls_stop_shots_and_low_walls_do_not )
{
	line_up();
	a.tiles[20 * 64 + 26] = SIM_TILE_WALL;
	a.tiles[20 * 64 + 22] = SIM_TILE_LOW;
	shooter->body.position[1] = near->body.position[1] = far->body.position[1] = 20 * 1024 + 512;
	shooter->input = ( sim_input ){ .fire_presses = 1, .weapon = SIM_RAIL };
	arena_run( &a, 1 );
	cr_assert_eq( near->body.health, SIM_HEALTH_FULL - SIM_RAIL_DAMAGE );
	cr_assert_eq( far->body.health, SIM_HEALTH_FULL );
	cr_assert_eq( a.scene.shots[0].to[0], 26 * 1024 );
}

Test( weapon, shots_are_judged_by_what_the_shooter_saw )
{
	line_up();
	const sim_target seen = { .id = near->id, .position = { 24 * 1024, 25 * 1024 }, .is_solid = true };
	shooter->targets = &seen;
	shooter->target_count = 1;
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL, .aim = sim_angle_of( 4, 5 ) };
	sim_step( &a.map, ( sim_clock ){ a.tick, ARENA_HZ }, true, &a.scene );
	cr_assert_eq( near->body.health, SIM_HEALTH_FULL - SIM_RAIL_DAMAGE );
	cr_assert_eq( far->body.health, SIM_HEALTH_FULL );
}

Test( weapon, without_ammunition_the_pulse_is_in_hand )
{
	line_up();
	shooter->body.rail_ammo = 1;
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL };
	arena_run( &a, 1 );
	cr_assert_eq( shooter->body.weapon, SIM_RAIL );
	arena_run( &a, 72 );
	cr_assert_eq( shooter->body.rail_ammo, 0 );
	cr_assert_eq( shooter->body.weapon, SIM_PULSE );
	cr_assert_eq( a.total_shots, 2 );
}

Test( weapon, another_is_not_taken_before_the_last_shot_has_cooled_down )
{
	line_up();
	shooter->input = ( sim_input ){ .fire_presses = 1, .weapon = SIM_RAIL };
	arena_run( &a, 1 );
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = 200 }; // no such weapon: pulse
	arena_run( &a, 71 );
	cr_assert_eq( shooter->body.weapon, SIM_RAIL );
	arena_run( &a, 1 );
	cr_assert_eq( shooter->body.weapon, SIM_PULSE );
	cr_assert_eq( a.total_shots, 2 );
}

Test( weapon, two_who_shoot_each_other_in_the_same_tick_both_die )
{
	arena_open_hall( &a );
	arena_place( &a, 20 * 1024, 20 * 1024 );
	arena_place( &a, 24 * 1024, 20 * 1024 );
	for ( int i = 0; i < 2; ++i )
	{
		a.actors[i].body.health = 10;
		a.actors[i].input =
			( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL, .aim = (uint16_t)( i * SIM_TURN / 2 ) };
	}
	arena_run( &a, 1 );
	cr_assert_eq( a.scene.kill_count, 2 );
	for ( int i = 0; i < 2; ++i )
	{
		cr_assert_not( sim_is_alive( &a.actors[i].body ) );
		cr_assert_eq( a.actors[i].body.kills, 1 );
		cr_assert_eq( a.actors[i].body.deaths, 1 );
	}
}

Test( weapon, who_is_killed_while_waiting_for_the_next_shot_does_not_get_it )
{
	arena_open_hall( &a );
	arena_place( &a, 20 * 1024, 20 * 1024 );
	arena_place( &a, 24 * 1024, 20 * 1024 );
	for ( int i = 0; i < 2; ++i )
		a.actors[i].input =
			( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL, .aim = (uint16_t)( i * SIM_TURN / 2 ) };
	a.actors[1].body.health = 10;
	a.actors[1].body.cooldown_ticks = 5;
	arena_run( &a, 1 );
	cr_assert_eq( a.scene.kill_count, 1 );
	cr_assert_eq( a.total_shots, 1 );
	cr_assert( sim_is_alive( &a.actors[0].body ) );
}

Test( weapon, rail_through_a_crowd_hits_the_nearest_eight_in_order )
{
	arena_open_hall( &a );
	shooter = arena_place( &a, 5 * 1024, 20 * 1024 );
	for ( int i = 0; i < 12; ++i )
		arena_place( &a, ( 40 - 2 * i ) * 1024, 20 * 1024 );
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL };
	arena_run( &a, 1 );
	const sim_shot* shot = &a.scene.shots[0];
	cr_assert_eq( shot->hit_count, SIM_MAX_HITS );
	for ( int i = 0; i < SIM_MAX_HITS; ++i )
		cr_assert_eq( shot->hits[i].id, 112u - (uint32_t)i );
	cr_assert_eq( shot->to[0], shot->hits[SIM_MAX_HITS - 1].position[0] );
}
