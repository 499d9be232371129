// larder.h - what the map puts on its floor, pickups, crates and the ball: put back where it was when its time has come.
//
//     larder_fill( &larder, world, map, has_ball );        // at the beginning of a round
//     larder_tend( &larder, world );                       // between ticks
#pragma once

#include "sim/sim.h"
#include "tickwire/world.h"

typedef struct larder_place
{
	tw_entity entity;
	uint32_t return_tick; // 0: it is there, or was until a moment ago
} larder_place;

typedef struct larder
{
	const sim_map* map;
	larder_place pickups[SIM_MAX_PICKUPS]; // as the map lists them
	larder_place crates[SIM_MAX_CRATES];
	tw_entity ball;
} larder;

/// Everything is in its place, wherever it was before. @param has_ball is one played with?
void larder_fill( larder* l, tw_world* world, const sim_map* map, bool has_ball );

void larder_tend( larder* l, tw_world* world );
