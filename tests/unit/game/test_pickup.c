#include "arena.h"

#include <criterion/criterion.h>

static arena a;
static sim_pickup_slot pickup;

// One body, and one thing at its feet.
static sim_actor* stand_on( uint8_t item )
{
	arena_open_hall( &a );
	sim_actor* actor = arena_place( &a, 20 * 1024, 20 * 1024 );
	pickup = ( sim_pickup_slot ){ .id = 7, .pickup = { .position = { 20 * 1024, 20 * 1024 }, .item = item } };
	a.scene.pickups = &pickup;
	a.scene.pickup_count = 1;
	return actor;
}

Test( pickup, each_item_gives_what_the_rules_say_and_no_more_than_there_is_room_for )
{
	static const struct
	{
		uint8_t item, health, armour, rails, rockets;
		int expected[5]; // health, armour, rails, rockets, overcharge
	} cases[] = {
		{ SIM_ITEM_HEALTH, 50, 0, 0, 0, { 85, 0, 0, 0, 0 } },
		{ SIM_ITEM_HEALTH, 90, 0, 0, 0, { 100, 0, 0, 0, 0 } },
		{ SIM_ITEM_ARMOUR, 100, 0, 0, 0, { 100, 50, 0, 0, 0 } },
		{ SIM_ITEM_ARMOUR, 100, 70, 0, 0, { 100, 100, 0, 0, 0 } },
		{ SIM_ITEM_RAILS, 100, 0, 3, 0, { 100, 0, 8, 0, 0 } },
		{ SIM_ITEM_ROCKETS, 100, 0, 0, 49, { 100, 0, 0, 50, 0 } },
		{ SIM_ITEM_OVERCHARGE, 100, 0, 0, 0, { 100, 0, 0, 0, 15 * ARENA_HZ } },
	};
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		sim_actor* actor = stand_on( cases[i].item );
		actor->body.health = cases[i].health;
		actor->body.armour = cases[i].armour;
		actor->body.rail_ammo = cases[i].rails;
		actor->body.rocket_ammo = cases[i].rockets;
		arena_run( &a, 1 );
		cr_expect( pickup.is_taken && pickup.taken_by == actor->id && actor->was_given, "row %zu", i );
		const int got[5] = { actor->body.health, actor->body.armour, actor->body.rail_ammo,
			             actor->body.rocket_ammo, actor->body.overcharge_ticks };
		for ( int k = 0; k < 5; ++k )
			cr_expect_eq( got[k], cases[i].expected[k], "row %zu, number %d: %d", i, k, got[k] );
	}
}

Test( pickup, stays_for_those_who_have_no_use_for_it_are_dead_or_do_not_touch_it )
{
	sim_actor* actor = stand_on( SIM_ITEM_HEALTH );
	arena_run( &a, 1 );
	cr_expect_not( pickup.is_taken, "healthy" );

	actor->body.health = 0;
	actor->body.respawn_ticks = 100;
	arena_run( &a, 1 );
	cr_expect_not( pickup.is_taken, "dead" );

	actor->body.health = 10;
	actor->body.position[0] = 20 * 1024 + SIM_BODY_RADIUS + SIM_PICKUP_RADIUS + 1;
	arena_run( &a, 1 );
	cr_expect_not( pickup.is_taken, "beside" );

	actor->body.position[0]--;
	arena_run( &a, 1 );
	cr_expect( pickup.is_taken, "touching" );
}

Test( pickup, is_given_by_the_authority_alone_and_to_one )
{
	sim_actor* first = stand_on( SIM_ITEM_ARMOUR );
	sim_actor* second = arena_place( &a, 20 * 1024, 20 * 1024 );
	sim_step( &a.map, ( sim_clock ){ a.tick, ARENA_HZ }, false, &a.scene );
	cr_expect_not( pickup.is_taken );
	arena_run( &a, 1 );
	cr_expect_eq( first->body.armour, SIM_PICKUP_ARMOUR );
	cr_expect_eq( second->body.armour, 0 );
}

Test( pickup, overcharge_doubles_what_others_suffer_until_it_runs_out )
{
	sim_actor* shooter = stand_on( SIM_ITEM_OVERCHARGE );
	sim_actor* target = arena_place( &a, 24 * 1024, 20 * 1024 );
	arena_run( &a, 1 );
	a.scene.pickup_count = 0;
	shooter->input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( target->body.health, SIM_HEALTH_FULL - 2 * SIM_PULSE_DAMAGE );
	shooter->input.fire_held = 0;
	arena_run( &a, 15 * ARENA_HZ - 1 );
	cr_expect_eq( shooter->body.overcharge_ticks, 0 );
	target->body.health = SIM_HEALTH_FULL;
	shooter->input.fire_held = 1;
	arena_run( &a, 1 );
	cr_expect_eq( target->body.health, SIM_HEALTH_FULL - SIM_PULSE_DAMAGE );
}
