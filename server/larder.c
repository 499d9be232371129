#include "larder.h"

#include "wire/wire_setup.h"

static void put_back( larder* l, tw_world* world, int index )
{
	l->entities[index] = wire_spawn_pickup( world, l->map->pickups + index );
	l->return_ticks[index] = 0;
}

void larder_fill( larder* l, tw_world* world, const sim_map* map )
{
	l->map = map;
	for ( int i = 0; i < map->pickup_count; ++i )
		if ( !tw_world_exists( world, l->entities[i] ) )
			put_back( l, world, i );
}

void larder_tend( larder* l, tw_world* world )
{
	tw_tick now = tw_world_get_tick( world );
	for ( int i = 0; i < l->map->pickup_count; ++i )
	{
		if ( tw_world_exists( world, l->entities[i] ) )
			continue;
		if ( l->return_ticks[i] == 0 )
			l->return_ticks[i] = now.number + sim_item_wait_ticks( l->map->pickups[i].item, now.rate_hz );
		else if ( (int32_t)( now.number - l->return_ticks[i] ) >= 0 )
			put_back( l, world, i );
	}
}
