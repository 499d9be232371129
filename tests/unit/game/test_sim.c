#include "arena.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static arena a;

static const char* const hall[] = { "####################", //
	                            "#S                S#", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#        ##        #", //
	                            "#        ##        #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#                  #", //
	                            "#S                S#", //
	                            "####################", //
	                            NULL };

Test( sim, who_joins_appears_in_the_first_step_of_the_authority_only )
{
	arena_open( &a, hall );
	sim_actor* player = arena_join( &a );
	sim_step( &a.map, ( sim_clock ){ 5, ARENA_HZ }, false, &a.scene );
	cr_assert_not( sim_is_alive( &player->body ) );
	sim_step( &a.map, ( sim_clock ){ 5, ARENA_HZ }, true, &a.scene );
	cr_assert( sim_is_alive( &player->body ) && player->was_respawned );
	cr_assert_eq( player->body.life, 1 );
	cr_assert_eq( player->body.health, SIM_HEALTH_FULL );
	cr_assert_eq( player->body.rail_ammo, SIM_RAIL_AMMO );
	cr_assert_eq( player->body.rocket_ammo, SIM_ROCKET_AMMO );
}

Test( sim, the_dead_return_after_two_seconds_where_living_enemies_are_farthest )
{
	arena_open( &a, hall );
	arena_place( &a, 3 * 1024, 3 * 1024 );   // upper left
	arena_place( &a, 17 * 1024, 13 * 1024 ); // lower right
	sim_actor* dead = arena_place( &a, 5 * 1024, 5 * 1024 );
	arena_place( &a, 3 * 1024, 13 * 1024 )->body.health = 0; // dead, lower left: not to be feared
	a.actors[3].body.respawn_ticks = 200;
	a.actors[1].body.position[0] = 15 * 1024;
	a.actors[1].body.position[1] = 2 * 1024; // now upper right

	dead->body.health = 0;
	dead->body.respawn_ticks = sim_ticks_from_ms( SIM_RESPAWN_MS, ARENA_HZ );
	arena_run( &a, 119 );
	cr_assert_not( sim_is_alive( &dead->body ) );
	arena_run( &a, 1 );
	cr_assert( sim_is_alive( &dead->body ) && dead->was_respawned );
	cr_assert_eq( dead->body.position[0], 18 * 1024 + 512 );
	cr_assert_eq( dead->body.position[1], 14 * 1024 + 512 );
}

Test( sim, nothing_hurts_the_protected_until_a_second_has_passed_or_they_fire )
{
	arena_open( &a, hall );
	sim_actor* shooter = arena_place( &a, 3 * 1024, 3 * 1024 );
	sim_actor* victim = arena_place( &a, 6 * 1024, 3 * 1024 );
	victim->body.protection_ticks = sim_ticks_from_ms( SIM_PROTECTION_MS, ARENA_HZ );
	// What the shooter has on screen is older: the body was no longer protected there.
	const sim_target seen = { .id = victim->id, .position = { 6 * 1024, 3 * 1024 }, .is_solid = true };
	shooter->targets = &seen;
	shooter->target_count = 1;
	shooter->input.fire_held = 1;
	for ( int i = 0; i < 59; ++i )
		sim_step( &a.map, ( sim_clock ){ a.tick++, ARENA_HZ }, true, &a.scene );
	cr_assert_eq( victim->body.health, SIM_HEALTH_FULL );
	victim->input.fire_presses = 1;
	sim_step( &a.map, ( sim_clock ){ a.tick++, ARENA_HZ }, true, &a.scene );
	victim->input.fire_presses = 0;
	cr_assert_eq( victim->body.protection_ticks, 0 );
	for ( int i = 0; i < 8; ++i )
		sim_step( &a.map, ( sim_clock ){ a.tick++, ARENA_HZ }, true, &a.scene );
	cr_assert_lt( victim->body.health, SIM_HEALTH_FULL );
}

Test( sim, a_step_of_a_client_changes_nothing_that_is_not_its_own )
{
	arena_open( &a, hall );
	arena_place( &a, 3 * 1024, 3 * 1024 );
	for ( int i = 1; i < 4; ++i )
	{
		arena_place( &a, ( 3 + 2 * i ) * 1024, 3 * 1024 );
		a.actors[i].is_editable = false;
		a.actors[i].body.velocity[0] = 5000;
		a.actors[i].input = ( sim_input ){ .fire_held = 1, .move_x = 127, .dash_presses = 1, .aim = 32768 };
	}
	a.rockets[a.scene.rocket_count++].rocket = ( sim_rocket ){ .position = { 3 * 1024, 5 * 1024 },
		                                                   .velocity = { 0, -SIM_ROCKET_SPEED },
		                                                   .owner_slot = 2,
		                                                   .life_ticks = 9 };
	sim_actor before[4];
	memcpy( before, a.actors, sizeof( before ) );
	const sim_rocket rocket = a.rockets[0].rocket;

	int shots = 0, hits = 0;
	for ( int i = 0; i < 120; ++i )
	{
		a.actors[0].input = ( sim_input ){ .fire_held = 1, .weapon = (uint8_t)( i / 40 ), .aim = 0 };
		arena_see_everybody( &a );
		sim_step( &a.map, ( sim_clock ){ (uint32_t)i, ARENA_HZ }, false, &a.scene );
		shots += a.scene.shot_count;
		hits += a.scene.shot_count > 0 ? a.scene.shots[0].hit_count : 0;
		cr_assert_eq( a.scene.kill_count, 0 );
		arena_keep_rockets( &a );
	}
	cr_assert( shots > 5 && hits > 5 ); // what it saw it hit is reported, see sim_shot.hits
	for ( int i = 1; i < 4; ++i )
		cr_assert_eq( memcmp( &a.actors[i].body, &before[i].body, sizeof( sim_body ) ), 0 );
	cr_assert_eq( memcmp( &a.rockets[0].rocket, &rocket, sizeof( rocket ) ), 0 );
	cr_assert_eq( a.actors[0].body.health, SIM_HEALTH_FULL );
}

Test( sim, a_client_predicts_its_body_and_rockets_exactly_while_nobody_interferes )
{
	static arena server, client;
	arena_open( &server, hall );
	sim_actor* truth = arena_place( &server, 3 * 1024, 3 * 1024 );
	sim_actor* bystander = arena_place( &server, 17 * 1024, 13 * 1024 );
	bystander->body.protection_ticks = 240;
	arena_open( &client, hall );
	arena_place( &client, 3 * 1024, 3 * 1024 );
	arena_place( &client, 17 * 1024, 13 * 1024 )->is_editable = false;
	srand( 4 );
	for ( int i = 0; i < 1500; ++i )
	{
		bystander->body.protection_ticks = 240;
		bystander->body.position[0] = 17 * 1024;
		bystander->body.position[1] = 13 * 1024;
		if ( i % 9 == 0 )
		{
			truth->input.move_x = (int8_t)( rand() % 255 - 127 );
			truth->input.move_y = (int8_t)( rand() % 255 - 127 );
			truth->input.weapon = (uint8_t)( rand() % 3 );
		}
		truth->input.aim = (uint16_t)( 20000 + rand() % 40000 ); // not at the bystander
		truth->input.fire_held = rand() % 2 == 0;
		truth->input.dash_presses = rand() % 40 == 0;
		client.actors[0].input = truth->input;
		truth->body.health = client.actors[0].body.health = SIM_HEALTH_FULL; // own rockets hurt
		arena_step( &server );
		arena_see_everybody( &client );
		sim_step( &client.map, ( sim_clock ){ client.tick++, ARENA_HZ }, false, &client.scene );
		client.total_blasts += client.scene.blast_count;
		arena_keep_rockets( &client );
		cr_assert_eq( memcmp( &truth->body, &client.actors[0].body, sizeof( sim_body ) ), 0, "tick %d", i );
		cr_assert_eq( server.scene.rocket_count, client.scene.rocket_count );
	}
	cr_assert_gt( client.total_blasts, 3 );
	cr_assert_eq( client.total_blasts, server.total_blasts );
}

Test( sim, an_own_rocket_flies_through_bodies_on_the_client_until_the_server_rules )
{
	arena_open( &a, hall );
	arena_place( &a, 3 * 1024, 3 * 1024 )->input = ( sim_input ){ .fire_presses = 1, .weapon = SIM_ROCKET };
	arena_place( &a, 5 * 1024, 3 * 1024 )->is_editable = false;
	for ( uint32_t i = 0; i < 40; ++i )
	{
		sim_step( &a.map, ( sim_clock ){ i, ARENA_HZ }, false, &a.scene );
		arena_keep_rockets( &a );
		a.actors[0].input.fire_presses = 0;
		cr_assert_eq( a.scene.blast_count, 0 );
	}
	cr_assert_gt( a.rockets[0].rocket.position[0], 10 * 1024 );
}

Test( sim, an_owner_too_near_is_told_that_a_struck_body_caused_the_push )
{
	arena_open( &a, hall );
	sim_actor* owner = arena_place( &a, 3 * 1024, 3 * 1024 );
	sim_actor* struck = arena_place( &a, 4 * 1024 + 500, 3 * 1024 );
	owner->input = ( sim_input ){ .fire_presses = 1, .weapon = SIM_ROCKET };
	arena_run( &a, 1 );
	while ( a.total_blasts == 0 && a.tick < 1100 )
		arena_step( &a );
	cr_assert( owner->was_pushed && owner->pushed_by == struck->id );
	cr_assert( struck->was_pushed && struck->pushed_by == owner->id );
}

Test( sim, the_same_scene_steps_to_the_same_bits )
{
	static arena twin;
	arena_open( &a, hall );
	for ( int i = 0; i < 6; ++i )
		arena_join( &a );
	arena_open( &twin, hall );
	for ( int i = 0; i < 6; ++i )
		arena_join( &twin );
	srand( 5 );
	for ( int tick = 0; tick < 300; ++tick )
	{
		for ( int i = 0; i < 6; ++i )
		{
			a.actors[i].input = ( sim_input ){ .aim = (uint16_t)rand(),
				                           .move_x = (int8_t)( rand() % 255 - 127 ),
				                           .fire_held = 1,
				                           .weapon = (uint8_t)( rand() % 4 ) };
			twin.actors[i].input = a.actors[i].input;
		}
		arena_step( &a );
		arena_step( &twin );
		cr_assert_eq( sim_hash( &a.scene ), sim_hash( &twin.scene ) );
	}
	const uint64_t hash = sim_hash( &a.scene );
	a.actors[3].body.dash_ticks ^= 1;
	cr_assert_neq( sim_hash( &a.scene ), hash );
}
