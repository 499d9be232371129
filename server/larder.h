// larder.h - the map's pickups: put back where they were taken, when their time has come.
//
//     larder_fill( &larder, world, map );                  // at the beginning of a round
//     larder_tend( &larder, world );                       // between ticks
#pragma once

#include "sim/ground.h"
#include "tickwire/world.h"

typedef struct larder
{
	const sim_map* map;
	tw_entity entities[SIM_MAX_PICKUPS];    // as the map lists them
	uint32_t return_ticks[SIM_MAX_PICKUPS]; // 0: it is there, or was until a moment ago
} larder;

/// Everything is in its place, whatever was taken before.
void larder_fill( larder* l, tw_world* world, const sim_map* map );

void larder_tend( larder* l, tw_world* world );
