#include "wire/wire_convert.h"

// A count of ticks that is left at the end of `tick`, as the tick at which it ends.
static uint16_t until_from_left( uint32_t left, uint32_t tick )
{
	return left == 0 ? WIRE_NEVER : (uint16_t)( ( tick + left ) & 255 );
}

static uint8_t left_from_until( uint16_t until, uint32_t tick )
{
	if ( until >= WIRE_NEVER )
		return 0;
	uint32_t left = ( until - tick ) & 255;
	return left <= SIM_TICKS_MAX ? (uint8_t)left : 0; // in a world shown from the past it may have run out
}

static uint16_t long_until_from_left( uint32_t left, uint32_t tick )
{
	return left == 0 ? WIRE_LONG_NEVER : (uint16_t)( ( tick + left ) & 2047 );
}

static uint16_t long_left_from_until( uint16_t until, uint32_t tick )
{
	uint32_t left = ( until - tick ) & 2047;
	return until < WIRE_LONG_NEVER && left <= SIM_OVERCHARGE_TICKS_MAX ? (uint16_t)left : 0;
}

sim_body wire_to_body( const wire_fighter* fighter, uint32_t tick )
{
	return ( sim_body ){
		.position = { fighter->position[0], fighter->position[1] },
		.velocity = { fighter->velocity[0], fighter->velocity[1] },
		.aim = fighter->aim,
		.kills = fighter->kills,
		.deaths = fighter->deaths,
		.life = fighter->life,
		.health = fighter->health,
		.weapon = fighter->weapon,
		.rail_ammo = fighter->rail_ammo,
		.rocket_ammo = fighter->rocket_ammo,
		.cooldown_ticks = left_from_until( fighter->cooldown_until, tick ),
		.dash_ticks = left_from_until( fighter->dash_until, tick ),
		.respawn_ticks = left_from_until( fighter->respawn_until, tick ),
		.protection_ticks = left_from_until( fighter->protection_until, tick ),
		.overcharge_ticks = long_left_from_until( fighter->overcharge_until, tick ),
		.armour = fighter->armour,
		.team = fighter->team,
	};
}

wire_fighter wire_from_body( const sim_body* body, uint32_t tick )
{
	return ( wire_fighter ){
		.position = { body->position[0], body->position[1] },
		.velocity = { body->velocity[0], body->velocity[1] },
		.aim = body->aim,
		.kills = body->kills,
		.deaths = body->deaths,
		.life = body->life,
		.cooldown_until = until_from_left( body->cooldown_ticks, tick ),
		.dash_until = until_from_left( body->dash_ticks, tick ),
		.respawn_until = until_from_left( body->respawn_ticks, tick ),
		.protection_until = until_from_left( body->protection_ticks, tick ),
		.overcharge_until = long_until_from_left( body->overcharge_ticks, tick ),
		.armour = body->armour,
		.team = body->team,
		.health = body->health,
		.weapon = body->weapon,
		.rail_ammo = body->rail_ammo,
		.rocket_ammo = body->rocket_ammo,
	};
}

sim_rocket wire_to_rocket( const wire_missile* missile, uint32_t tick )
{
	return ( sim_rocket ){
		.position = { missile->position[0], missile->position[1] },
		.velocity = { missile->velocity[0], missile->velocity[1] },
		.owner_slot = missile->owner_slot,
		.life_ticks = left_from_until( missile->life_until, tick ),
	};
}

wire_missile wire_from_rocket( const sim_rocket* rocket, uint32_t tick )
{
	return ( wire_missile ){
		.position = { rocket->position[0], rocket->position[1] },
		.velocity = { rocket->velocity[0], rocket->velocity[1] },
		.owner_slot = rocket->owner_slot,
		.life_until = until_from_left( rocket->life_ticks, tick ),
	};
}

sim_input wire_to_input( const wire_input* input )
{
	return ( sim_input ){
		.aim = input->aim,
		.move_x = input->move_x,
		.move_y = input->move_y,
		.fire_held = input->fire_held,
		.fire_presses = input->fire_presses,
		.dash_presses = input->dash_presses,
		.weapon = input->weapon,
	};
}

wire_input wire_from_input( const sim_input* input )
{
	return ( wire_input ){
		.aim = input->aim,
		.move_x = input->move_x,
		.move_y = input->move_y,
		.fire_held = input->fire_held,
		.fire_presses = input->fire_presses > 7 ? 7 : input->fire_presses,
		.dash_presses = input->dash_presses > 7 ? 7 : input->dash_presses,
		.weapon = input->weapon,
	};
}
