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
