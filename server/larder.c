#include "larder.h"

#include "wire/wire_setup.h"

enum
{
	CRATE_ROOM = 2 * SIM_METRE // that must be free around a place before a crate comes back to it
};

static void put_pickup( larder* l, tw_world* world, int index )
{
	l->pickups[index] = ( larder_place ){ .entity = wire_spawn_pickup( world, l->map->pickups + index ) };
}

static void put_crate( larder* l, tw_world* world, int index )
{
	l->crates[index] = ( larder_place ){ .entity = wire_spawn_prop( world, l->map->crates[index], false ) };
}

// What somebody predicts goes for a reason that they could not foresee.
static void remove_prop( tw_world* world, tw_entity entity )
{
	if ( !tw_world_exists( world, entity ) )
		return;
	tw_world_blame( world, entity, ( tw_entity ){ 0 } );
	tw_world_despawn( world, entity );
}

void larder_fill( larder* l, tw_world* world, const sim_map* map, bool has_ball )
{
	l->map = map;
	for ( int i = 0; i < map->pickup_count; ++i )
		if ( !tw_world_exists( world, l->pickups[i].entity ) )
			put_pickup( l, world, i );
	for ( int i = 0; i < map->crate_count; ++i )
	{
		remove_prop( world, l->crates[i].entity );
		put_crate( l, world, i );
	}
	remove_prop( world, l->ball );
	l->ball = ( tw_entity ){ 0 };
	if ( has_ball && map->has_ball )
		l->ball = wire_spawn_prop( world, map->ball, true );
}

// @return true when what is not there has been away for long enough
static bool is_due( larder_place* place, const tw_world* world, uint32_t wait_ticks )
{
	const uint32_t now = tw_world_get_tick( world ).number;
	if ( tw_world_exists( world, place->entity ) )
		return false;
	if ( place->return_tick == 0 )
		place->return_tick = now + wait_ticks != 0 ? now + wait_ticks : 1;
	return (int32_t)( now - place->return_tick ) >= 0;
}

static bool is_near( const int32_t a[2], const int32_t b[2] )
{
	return sim_length( a[0] - b[0], a[1] - b[1] ) < CRATE_ROOM;
}

static bool has_room( const tw_world* world, const int32_t place[2] )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count; ++i )
		if ( fighters[i].health > 0 && is_near( fighters[i].position, place ) )
			return false;
	column = tw_world_get_column( world, WIRE_PROP );
	const wire_prop* props = column.states;
	for ( int i = 0; i < column.count; ++i )
		if ( tw_world_exists( world, column.entities[i] ) && is_near( props[i].position, place ) )
			return false;
	return true;
}

void larder_tend( larder* l, tw_world* world )
{
	const int rate_hz = tw_world_get_tick( world ).rate_hz;
	for ( int i = 0; i < l->map->pickup_count; ++i )
		if ( is_due( l->pickups + i, world, sim_item_wait_ticks( l->map->pickups[i].item, rate_hz ) ) )
			put_pickup( l, world, i );
	for ( int i = 0; i < l->map->crate_count; ++i )
		if ( is_due( l->crates + i, world, (uint32_t)( SIM_CRATE_BACK_MS / 1000 * rate_hz ) ) &&
		     has_room( world, l->map->crates[i] ) )
			put_crate( l, world, i );
}
