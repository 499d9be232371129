#include "wire/wire_convert.h"

#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

static uint32_t below( uint32_t* random, uint32_t limit ) { return next_random( random ) % limit; }

static sim_body random_body( uint32_t* random )
{
	sim_body body = {
		.position = { (int32_t)below( random, SIM_POSITION_MAX + 1 ),
		              (int32_t)below( random, SIM_POSITION_MAX + 1 ) },
		.velocity = { (int32_t)below( random, 2 * SIM_VELOCITY_MAX + 1 ) - SIM_VELOCITY_MAX,
		              (int32_t)below( random, 2 * SIM_VELOCITY_MAX + 1 ) - SIM_VELOCITY_MAX },
		.aim = (uint16_t)next_random( random ),
		.kills = (uint16_t)below( random, SIM_SCORE_MAX + 1 ),
		.deaths = (uint16_t)below( random, SIM_SCORE_MAX + 1 ),
		.life = (uint16_t)next_random( random ),
		.health = (uint8_t)below( random, SIM_HEALTH_FULL + 1 ),
		.weapon = (uint8_t)below( random, SIM_WEAPON_COUNT ),
		.rail_ammo = (uint8_t)below( random, SIM_AMMO_MAX + 1 ),
		.rocket_ammo = (uint8_t)below( random, SIM_AMMO_MAX + 1 ),
		.cooldown_ticks = (uint8_t)below( random, SIM_TICKS_MAX + 1 ),
		.dash_ticks = (uint8_t)below( random, SIM_TICKS_MAX + 1 ),
		.respawn_ticks = (uint8_t)below( random, SIM_TICKS_MAX + 1 ),
		.protection_ticks = (uint8_t)below( random, 3 ),
		.overcharge_ticks = (uint16_t)below( random, SIM_OVERCHARGE_TICKS_MAX + 1 ),
		.armour = (uint8_t)below( random, SIM_ARMOUR_FULL + 1 ),
		.team = (uint8_t)below( random, SIM_TEAM_COUNT ),
	};
	return body;
}

Test( wire_convert, gives_back_every_body_rocket_and_input_at_every_tick )
{
	uint32_t random = 41;
	for ( int round = 0; round < 20000; ++round )
	{
		uint32_t tick = round % 2 ? next_random( &random ) : (uint32_t)round % 600;
		sim_body body = random_body( &random );
		wire_fighter fighter = wire_from_body( &body, tick );
		sim_body back = wire_to_body( &fighter, tick );
		cr_assert_eq( memcmp( &body, &back, sizeof( body ) ), 0 );

		sim_rocket rocket = { .position = { body.position[1], body.position[0] },
			              .velocity = { body.velocity[1], body.velocity[0] },
			              .owner_slot = (uint16_t)below( &random, SIM_SLOT_MAX + 1 ),
			              .life_ticks = (uint16_t)below( &random, SIM_TICKS_MAX + 1 ) };
		wire_missile missile = wire_from_rocket( &rocket, tick );
		sim_rocket rocket_back = wire_to_rocket( &missile, tick );
		cr_assert_eq( memcmp( &rocket, &rocket_back, sizeof( rocket ) ), 0 );

		sim_input input = { .aim = body.aim,
			            .move_x = (int8_t)( (int)below( &random, 255 ) - 127 ),
			            .move_y = (int8_t)( (int)below( &random, 255 ) - 127 ),
			            .fire_held = (uint8_t)below( &random, 2 ),
			            .fire_presses = (uint8_t)below( &random, 8 ),
			            .dash_presses = (uint8_t)below( &random, 8 ),
			            .weapon = body.weapon };
		wire_input wired = wire_from_input( &input );
		sim_input input_back = wire_to_input( &wired );
		cr_assert_eq( memcmp( &input, &input_back, sizeof( input ) ), 0 );
	}
}

// What costs nothing to send is what does not change: a count that runs names the same end in each tick.
Test( wire_convert, says_the_same_for_as_long_as_a_count_runs )
{
	for ( uint32_t start = 0; start < 300; start += 13 )
	{
		sim_body body = { .health = 50, .cooldown_ticks = SIM_TICKS_MAX, .dash_ticks = 9 };
		wire_fighter first = wire_from_body( &body, start );
		for ( uint32_t n = 1; n < 9; ++n )
		{
			body.cooldown_ticks--, body.dash_ticks--;
			wire_fighter later = wire_from_body( &body, start + n );
			cr_assert_eq( memcmp( &first, &later, sizeof( first ) ), 0 );
		}
		body.dash_ticks = 0;
		cr_assert_eq( wire_from_body( &body, start + 9 ).dash_until, WIRE_NEVER );
	}
}

// A screen looks at states of the past: what ended since must not read as a count that has just begun.
Test( wire_convert, reads_a_count_that_has_run_out_as_none )
{
	sim_body body = { .cooldown_ticks = 5 };
	wire_fighter fighter = wire_from_body( &body, 1000 );
	for ( uint32_t late = 0; late <= 15; ++late )
		cr_assert_eq( wire_to_body( &fighter, 1005 + late ).cooldown_ticks, 0, "%u", late );
	for ( uint32_t left = 1; left <= 5; ++left )
		cr_assert_eq( wire_to_body( &fighter, 1005 - left ).cooldown_ticks, left );
}

Test( wire_convert, fits_into_the_schema_with_every_value_it_may_have )
{
	tw_schema* schema = NULL;
	cr_assert_eq( tw_schema_create( wire_schema_def(), &schema ), TW_OK );
	uint32_t random = 43;
	for ( int round = 0; round < 5000; ++round )
	{
		sim_body body = random_body( &random );
		wire_fighter fighter = wire_from_body( &body, (uint32_t)round ), rounded = fighter;
		tw_schema_quantize( schema, WIRE_FIGHTER, &rounded );
		cr_assert_eq( memcmp( &fighter, &rounded, sizeof( fighter ) ), 0 );
	}
	tw_schema_destroy( schema );
}
