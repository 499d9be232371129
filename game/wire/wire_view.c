#include "wire/wire_view.h"

#include "wire/wire_convert.h"

static bot_other other_from( tw_entity entity, const wire_fighter* fighter )
{
	return ( bot_other ){
		.id = entity.index1,
		.position = { fighter->position[0], fighter->position[1] },
		.velocity = { fighter->velocity[0], fighter->velocity[1] },
		.is_alive = fighter->health > 0,
		.is_protected = fighter->protection_until != WIRE_NEVER,
		.team = fighter->team,
	};
}

static bool fill_fighters( wire_view* view, const tw_world* world, tw_player player, sim_clock clock )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	bool has_body = false;
	view->bot.other_count = 0;
	for ( int i = 0; i < column.count; ++i )
	{
		if ( !tw_world_exists( world, column.entities[i] ) )
			continue;
		if ( tw_player_equals( tw_world_get_owner( world, column.entities[i] ), player ) )
		{
			view->body = wire_to_body( fighters + i, clock.tick - 1 );
			has_body = true;
		}
		else if ( view->bot.other_count < SIM_MAX_ACTORS )
			view->others[view->bot.other_count++] = other_from( column.entities[i], fighters + i );
	}
	return has_body;
}

static void fill_rockets( wire_view* view, const tw_world* world, sim_clock clock )
{
	tw_column column = tw_world_get_column( world, WIRE_MISSILE );
	const wire_missile* missiles = column.states;
	view->bot.rocket_count = 0;
	for ( int i = 0; i < column.count && view->bot.rocket_count < SIM_MAX_ROCKETS; ++i )
		if ( tw_world_exists( world, column.entities[i] ) )
			view->rockets[view->bot.rocket_count++] = wire_to_rocket( missiles + i, clock.tick );
}

static void fill_pickups( wire_view* view, const tw_world* world )
{
	tw_column column = tw_world_get_column( world, WIRE_PICKUP );
	const wire_pickup* pickups = column.states;
	view->bot.pickup_count = 0;
	for ( int i = 0; i < column.count && view->bot.pickup_count < SIM_MAX_PICKUPS; ++i )
		if ( tw_world_exists( world, column.entities[i] ) )
			view->pickups[view->bot.pickup_count++] =
				( sim_pickup ){ .position = { pickups[i].position[0], pickups[i].position[1] },
				                .item = (uint8_t)pickups[i].item };
}

static void fill_ball( wire_view* view, const tw_world* world )
{
	tw_column column = tw_world_get_column( world, WIRE_PROP );
	const wire_prop* props = column.states;
	view->bot.ball = NULL;
	for ( int i = 0; i < column.count; ++i )
	{
		if ( props[i].is_ball == 0 || !tw_world_exists( world, column.entities[i] ) )
			continue;
		view->ball = props[i];
		view->bot.ball = &view->ball;
	}
}

bool wire_view_fill( wire_view* view, const tw_world* world, tw_player player, const sim_map* map, sim_clock clock )
{
	if ( !fill_fighters( view, world, player, clock ) )
		return false;
	fill_rockets( view, world, clock );
	fill_pickups( view, world );
	fill_ball( view, world );
	view->bot.map = map;
	view->bot.clock = clock;
	view->bot.body = &view->body;
	view->bot.slot = (uint16_t)tw_player_slot( player );
	view->bot.others = view->others;
	view->bot.rockets = view->rockets;
	view->bot.pickups = view->pickups;
	return true;
}
