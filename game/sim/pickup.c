#include "sim/step.h"

uint32_t sim_item_wait_ticks( uint8_t item, int rate_hz )
{
	static const int wait_ms[SIM_ITEM_COUNT] = {
		[SIM_ITEM_HEALTH] = SIM_PICKUP_HEALTH_MS,
		[SIM_ITEM_ARMOUR] = SIM_PICKUP_ARMOUR_MS,
		[SIM_ITEM_RAILS] = SIM_PICKUP_AMMO_MS,
		[SIM_ITEM_ROCKETS] = SIM_PICKUP_AMMO_MS,
		[SIM_ITEM_OVERCHARGE] = SIM_PICKUP_OVERCHARGE_MS,
	};
	return (uint32_t)wait_ms[item < SIM_ITEM_COUNT ? item : SIM_ITEM_HEALTH] * (uint32_t)rate_hz / 1000u;
}

bool sim_item_helps( const sim_body* body, uint8_t item )
{
	switch ( item )
	{
	case SIM_ITEM_HEALTH:
		return body->health < SIM_HEALTH_FULL;
	case SIM_ITEM_ARMOUR:
		return body->armour < SIM_ARMOUR_FULL;
	case SIM_ITEM_RAILS:
		return body->rail_ammo < SIM_AMMO_MAX;
	case SIM_ITEM_ROCKETS:
		return body->rocket_ammo < SIM_AMMO_MAX;
	default:
		return item == SIM_ITEM_OVERCHARGE;
	}
}

static uint8_t add_up_to( uint8_t value, int32_t more, int32_t limit )
{
	return (uint8_t)( value + more < limit ? value + more : limit );
}

static void give( sim_body* body, uint8_t item, int rate_hz )
{
	switch ( item )
	{
	case SIM_ITEM_HEALTH:
		body->health = add_up_to( body->health, SIM_PICKUP_HEALTH, SIM_HEALTH_FULL );
		break;
	case SIM_ITEM_ARMOUR:
		body->armour = add_up_to( body->armour, SIM_PICKUP_ARMOUR, SIM_ARMOUR_FULL );
		break;
	case SIM_ITEM_RAILS:
		body->rail_ammo = add_up_to( body->rail_ammo, SIM_PICKUP_RAILS, SIM_AMMO_MAX );
		break;
	case SIM_ITEM_ROCKETS:
		body->rocket_ammo = add_up_to( body->rocket_ammo, SIM_PICKUP_ROCKETS, SIM_AMMO_MAX );
		break;
	default:
		body->overcharge_ticks = (uint16_t)( SIM_OVERCHARGE_MS * rate_hz / 1000 );
		break;
	}
}

static bool is_touching( const sim_body* body, const sim_pickup* pickup )
{
	const int64_t x = body->position[0] - pickup->position[0], y = body->position[1] - pickup->position[1];
	const int64_t reach = SIM_BODY_RADIUS + SIM_PICKUP_RADIUS;
	return x * x + y * y <= reach * reach;
}

void sim__pickup_offer( const sim__step* step, sim_pickup_slot* slot )
{
	for ( int i = 0; i < step->scene->actor_count && !slot->is_taken; ++i )
	{
		sim_actor* actor = &step->scene->actors[i];
		if ( !actor->is_editable || !sim_is_alive( &actor->body ) ||
		     !is_touching( &actor->body, &slot->pickup ) || !sim_item_helps( &actor->body, slot->pickup.item ) )
			continue;
		give( &actor->body, slot->pickup.item, step->clock.rate_hz );
		slot->is_taken = actor->was_given = true;
		slot->taken_by = actor->id;
	}
}
