// arena.h - a match for tests: a map from text or file, players, and a loop that does what a server does around a step.
//
//     static arena a;                                             // large: not on the stack
//     arena_open( &a, ( const char*[] ){ "####...", NULL } );     // # wall, - low wall, S spawn
//     sim_actor* player = arena_join( &a );
//     player->input.move_x = SIM_MOVE_MAX;
//     arena_run( &a, 60 );
#pragma once

#include "bot/bot.h"
#include "sim/sim.h"

#include <string.h>

enum
{
	ARENA_HZ = 60
};

typedef struct arena
{
	sim_map map;
	uint8_t tiles[SIM_MAP_MAX_TILES * SIM_MAP_MAX_TILES];
	sim_spawn spawns[SIM_MAX_SPAWNS];
	uint32_t tick;
	sim_scene scene;
	sim_actor actors[SIM_MAX_ACTORS];
	sim_rocket_slot rockets[SIM_MAX_ROCKETS];
	sim_target targets[SIM_MAX_ACTORS][SIM_MAX_ACTORS];
	uint32_t next_rocket_id;
	int total_shots, total_kills, total_blasts;
} arena;

static inline void arena_begin( arena* a )
{
	a->tick = 1000;
	a->scene.actors = a->actors;
	a->scene.rockets = a->rockets;
}

static inline void arena_open( arena* a, const char* const* rows )
{
	memset( a, 0, sizeof( *a ) );
	a->map.width = (int)strlen( rows[0] );
	a->map.tiles = a->tiles;
	a->map.spawns = a->spawns;
	for ( ; rows[a->map.height] != NULL; ++a->map.height )
	{
		for ( int x = 0; x < a->map.width; ++x )
		{
			const char letter = rows[a->map.height][x];
			a->tiles[a->map.height * a->map.width + x] = letter == '#'   ? SIM_TILE_WALL
			                                             : letter == '-' ? SIM_TILE_LOW
			                                                             : 0;
			if ( letter == 'S' )
			{
				a->spawns[a->map.spawn_count++] =
					( sim_spawn ){ .position = { x * SIM_METRE + 512,
					                             a->map.height * SIM_METRE + 512 } };
			}
		}
	}
	arena_begin( a );
}

/// An empty hall of 64 x 64 tiles with spawns in two corners.
static inline void arena_open_hall( arena* a )
{
	memset( a, 0, sizeof( *a ) );
	a->map = ( sim_map ){ .width = 64, .height = 64, .spawn_count = 2, .tiles = a->tiles, .spawns = a->spawns };
	for ( int i = 0; i < 64; ++i )
		a->tiles[i] = a->tiles[63 * 64 + i] = a->tiles[i * 64] = a->tiles[i * 64 + 63] = SIM_TILE_WALL;
	a->spawns[0] = ( sim_spawn ){ .position = { 2560, 2560 } };
	a->spawns[1] = ( sim_spawn ){ .position = { 61 * 1024, 61 * 1024 } };
	arena_begin( a );
}

/// A copy of a map.
static inline void arena_open_map( arena* a, const sim_map* map )
{
	memset( a, 0, sizeof( *a ) );
	memcpy( a->tiles, map->tiles, (size_t)( map->width * map->height ) );
	memcpy( a->spawns, map->spawns, sizeof( a->spawns[0] ) * (size_t)map->spawn_count );
	a->map = *map;
	a->map.tiles = a->tiles;
	a->map.spawns = a->spawns;
	arena_begin( a );
}

static inline void arena_see_everybody( arena* a )
{
	for ( int i = 0; i < a->scene.actor_count; ++i )
	{
		int count = 0;
		for ( int k = 0; k < a->scene.actor_count; ++k )
		{
			const sim_body* body = &a->actors[k].body;
			if ( k == i )
				continue;
			a->targets[i][count++] = ( sim_target ){
				.id = a->actors[k].id,
				.position = { body->position[0], body->position[1] },
				.is_solid = sim_is_alive( body ) && body->protection_ticks == 0 &&
				            ( body->team == SIM_TEAM_NONE || body->team != a->actors[i].body.team )
			};
		}
		a->actors[i].targets = a->targets[i];
		a->actors[i].target_count = count;
	}
}

static inline void arena_keep_rockets( arena* a )
{
	int kept = 0;
	for ( int i = 0; i < a->scene.rocket_count; ++i )
	{
		if ( !a->rockets[i].is_removed )
			a->rockets[kept++] = a->rockets[i];
	}
	for ( int i = 0; i < a->scene.spawned_count; ++i )
	{
		a->rockets[kept++] = ( sim_rocket_slot ){ .id = a->next_rocket_id++,
			                                  .is_editable = true,
			                                  .rocket = a->scene.spawned[i] };
	}
	a->scene.rocket_count = kept;
}

static inline void arena_step( arena* a )
{
	arena_see_everybody( a );
	sim_step( &a->map, ( sim_clock ){ a->tick, ARENA_HZ }, true, &a->scene );
	a->total_shots += a->scene.shot_count;
	a->total_kills += a->scene.kill_count;
	a->total_blasts += a->scene.blast_count;
	arena_keep_rockets( a );
	a->tick++;
	for ( int i = 0; i < a->scene.actor_count; ++i )
		a->actors[i].input.dash_presses = a->actors[i].input.fire_presses = 0;
}

static inline void arena_run( arena* a, int ticks )
{
	for ( int i = 0; i < ticks; ++i )
		arena_step( a );
}

/// A player who appears in the next step. Ids are 100, 101, ...; slots 0, 1, ...
static inline sim_actor* arena_join( arena* a )
{
	const int index = a->scene.actor_count++;
	a->actors[index] = ( sim_actor ){ .id = 100 + (uint32_t)index,
		                          .slot = (uint16_t)index,
		                          .has_input = true,
		                          .is_editable = true,
		                          .body = sim_body_joining() };
	return &a->actors[index];
}

/// The same, already there, at a place in 1/1024 m, without protection.
static inline sim_actor* arena_place( arena* a, int32_t x, int32_t y )
{
	sim_actor* actor = arena_join( a );
	actor->body = ( sim_body ){ .position = { x, y },
		                    .health = SIM_HEALTH_FULL,
		                    .rail_ammo = SIM_RAIL_AMMO,
		                    .rocket_ammo = SIM_ROCKET_AMMO };
	return actor;
}

/// What the bot of one actor sees: everybody, as they are.
static inline void arena_think( arena* a, int index, bot_state* bot )
{
	bot_other others[SIM_MAX_ACTORS];
	sim_rocket rockets[SIM_MAX_ROCKETS];
	int count = 0;
	for ( int i = 0; i < a->scene.actor_count; ++i )
	{
		const sim_body* body = &a->actors[i].body;
		if ( i == index )
			continue;
		others[count++] = ( bot_other ){ .id = a->actors[i].id,
			                         .position = { body->position[0], body->position[1] },
			                         .velocity = { body->velocity[0], body->velocity[1] },
			                         .is_alive = sim_is_alive( body ),
			                         .is_protected = body->protection_ticks > 0,
			                         .team = body->team };
	}
	for ( int i = 0; i < a->scene.rocket_count; ++i )
		rockets[i] = a->rockets[i].rocket;
	const bot_view view = { .map = &a->map,
		                .clock = { a->tick, ARENA_HZ },
		                .body = &a->actors[index].body,
		                .slot = a->actors[index].slot,
		                .others = others,
		                .other_count = count,
		                .rockets = rockets,
		                .rocket_count = a->scene.rocket_count };
	bot_think( bot, &view, &a->actors[index].input );
}
