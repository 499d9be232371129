#include "arena.h"

#include <criterion/criterion.h>

static arena a;

static void fire_rocket( sim_actor* actor, uint16_t aim )
{
	actor->input = ( sim_input ){ .fire_presses = 1, .weapon = SIM_ROCKET, .aim = aim };
}

Test( rocket, flies_at_its_speed_and_hurts_whom_it_strikes )
{
	arena_open_hall( &a );
	sim_actor* shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
	sim_actor* victim = arena_place( &a, 30 * 1024, 20 * 1024 );
	fire_rocket( shooter, 0 );
	arena_run( &a, 1 );
	cr_assert_eq( a.scene.rocket_count, 1 );
	cr_assert_eq( shooter->body.rocket_ammo, SIM_ROCKET_AMMO - 1 );
	const int32_t start = a.rockets[0].rocket.position[0];
	arena_run( &a, 30 );
	cr_assert_eq( a.rockets[0].rocket.position[0] - start, SIM_ROCKET_SPEED / 2 );

	while ( a.total_blasts == 0 && a.tick < 1100 )
		arena_step( &a );
	cr_assert( a.scene.blasts[0].has_struck && a.scene.blasts[0].struck == victim->id );
	cr_assert_eq( victim->body.health, SIM_HEALTH_FULL - SIM_ROCKET_DAMAGE );
	cr_assert( victim->was_hurt && victim->was_pushed && victim->pushed_by == shooter->id );
	cr_assert_gt( victim->body.velocity[0], SIM_TOP_SPEED );
	cr_assert_eq( a.scene.rocket_count, 0 );
}

Test( rocket, splash_falls_off_with_distance_and_does_not_pass_walls )
{
	arena_open_hall( &a );
	sim_actor* shooter = arena_place( &a, 30 * 1024, 20 * 1024 + 512 );
	sim_actor* close = arena_place( &a, 38 * 1024 + 500, 21 * 1024 + 700 );
	sim_actor* distant = arena_place( &a, 38 * 1024 + 500, 22 * 1024 + 600 );
	sim_actor* behind = arena_place( &a, 40 * 1024 + 500, 20 * 1024 + 512 );
	a.tiles[20 * 64 + 39] = SIM_TILE_WALL;
	fire_rocket( shooter, 0 );
	arena_run( &a, 60 );
	cr_assert_eq( a.total_blasts, 1 );
	cr_assert_lt( close->body.health, distant->body.health );
	cr_assert_lt( distant->body.health, SIM_HEALTH_FULL );
	cr_assert_eq( behind->body.health, SIM_HEALTH_FULL );
	cr_assert_eq( shooter->body.health, SIM_HEALTH_FULL );
	cr_assert_gt( close->body.position[1], 21 * 1024 + 700 ); // pushed away
}

Test( rocket, throws_its_owner_who_foresees_it_for_half_the_damage )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 1024 + SIM_BODY_RADIUS + 200, 20 * 1024 );
	fire_rocket( player, SIM_TURN / 2 ); // into the wall beside
	arena_run( &a, 2 );
	cr_assert_eq( a.total_blasts, 1 );
	cr_assert_gt( player->body.velocity[0], SIM_TOP_SPEED );
	const int lost = SIM_HEALTH_FULL - player->body.health;
	cr_assert( lost > SIM_SPLASH_DAMAGE / 4 && lost <= SIM_SPLASH_DAMAGE / 2, "lost %d", lost );
	cr_assert( !player->was_hurt && !player->was_pushed );
}

Test( rocket, passes_over_low_walls_and_never_through_walls )
{
	arena_open_hall( &a );
	a.tiles[20 * 64 + 25] = SIM_TILE_LOW;
	a.tiles[20 * 64 + 30] = SIM_TILE_WALL;
	fire_rocket( arena_place( &a, 20 * 1024, 20 * 1024 + 512 ), 0 );
	while ( a.total_blasts == 0 && a.tick < 1200 )
		arena_step( &a );
	cr_assert( a.scene.blasts[0].position[0] < 30 * 1024 && a.scene.blasts[0].position[0] > 30 * 1024 - 32 );
}

Test( rocket, fired_with_the_nose_at_a_wall_explodes_in_front_of_it )
{
	arena_open_hall( &a );
	a.tiles[20 * 64 + 21] = SIM_TILE_WALL;
	fire_rocket( arena_place( &a, 21 * 1024 - SIM_BODY_RADIUS, 20 * 1024 + 512 ), 0 );
	arena_run( &a, 4 );
	cr_assert_eq( a.total_blasts, 1 );
	cr_assert_lt( a.actors[0].body.position[0], 21 * 1024 - SIM_BODY_RADIUS ); // thrown back
}

Test( rocket, explodes_by_itself_and_kills_its_owner_without_a_point )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 10 * 1024, 20 * 1024 );
	fire_rocket( player, 0 );
	arena_run( &a, 121 );
	cr_assert_eq( a.total_blasts, 1 );

	player->body.position[0] = 1024 + SIM_BODY_RADIUS;
	player->body.health = 1;
	fire_rocket( player, SIM_TURN / 2 );
	while ( a.scene.kill_count == 0 && a.tick < 1300 )
		arena_step( &a );
	cr_assert_eq( a.scene.kills[0].killer, player->id );
	cr_assert_eq( a.scene.kills[0].victim, player->id );
	cr_assert_eq( player->body.kills, 0 );
	cr_assert_eq( player->body.deaths, 1 );
}

Test( rocket, of_somebody_who_left_still_hurts )
{
	arena_open_hall( &a );
	sim_actor* victim = arena_place( &a, 30 * 1024, 20 * 1024 );
	victim->body.health = 5;
	a.rockets[a.scene.rocket_count++] = ( sim_rocket_slot ){ .is_editable = true,
		                                                 .rocket = { .position = { 28 * 1024, 20 * 1024 },
		                                                             .velocity = { SIM_ROCKET_SPEED, 0 },
		                                                             .owner_slot = 77,
		                                                             .life_ticks = 100 } };
	arena_run( &a, 10 );
	cr_assert_eq( a.total_kills, 1 );
	cr_assert_eq( victim->body.deaths, 1 );
	cr_assert_eq( victim->body.kills, 0 );
}

Test( rocket, is_kept_by_who_fires_when_the_air_is_full )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 20 * 1024, 20 * 1024 );
	for ( int i = 0; i < SIM_MAX_ROCKETS; ++i )
		a.rockets[i] = ( sim_rocket_slot ){ .rocket = { .position = { 9000, 9000 }, .life_ticks = 100 } };
	a.scene.rocket_count = SIM_MAX_ROCKETS;
	fire_rocket( player, 0 );
	arena_run( &a, 1 );
	cr_assert_eq( a.scene.spawned_count, 0 );
	cr_assert_eq( player->body.rocket_ammo, SIM_ROCKET_AMMO );
	cr_assert_eq( player->body.cooldown_ticks, 0 );
}
