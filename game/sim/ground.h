// ground.h - what a match stands on: tiles of one metre, places to appear, and the lines one can draw between them.
//
//     sim_trace_hit hit = sim_trace( map, eye, target, SIM_TILE_WALL );
//     bool visible = !hit.is_blocked;                                   // hit.position is where the line ends
//     bool fits = !sim_disc_overlaps( map, position, SIM_BODY_RADIUS );
//
// A map is read only and owned by whoever loaded it (game/map, or a test). x grows to the right, y downwards; tile
// (0, 0) covers [0, 1024) x [0, 1024). Everything outside the map counts as wall.

#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	SIM_TILE_WALL = 1, ///< stops bodies, shots and rockets
	SIM_TILE_LOW = 2,  ///< stops bodies only
	SIM_TILE_SOLID = SIM_TILE_WALL | SIM_TILE_LOW,

	SIM_MAP_MIN_TILES = 16, ///< each way
	SIM_MAP_MAX_TILES = 128,
	SIM_MIN_SPAWNS = 2,
	SIM_MAX_SPAWNS = 64,
	SIM_MAX_PICKUPS = 64,
	SIM_MAX_CRATES = 32,
	SIM_GOALS = 2,                                   ///< one for each team, or none
	SIM_POSITION_MAX = SIM_MAP_MAX_TILES * 1024 - 1, ///< range of a position: [0, SIM_POSITION_MAX] on both axes
};

/// A place to appear.
typedef struct sim_spawn
{
	int32_t position[2];
	uint16_t aim;  ///< where a body looks that appears here
	uint16_t team; ///< sim_team whose half it is in; 0: nobody's. Counts where there are goals
} sim_spawn;

/// What can lie on the floor.
typedef enum sim_item
{
	SIM_ITEM_HEALTH,
	SIM_ITEM_ARMOUR,
	SIM_ITEM_RAILS,
	SIM_ITEM_ROCKETS,
	SIM_ITEM_OVERCHARGE, ///< double damage for a while
	SIM_ITEM_COUNT
} sim_item;

/// A thing to be picked up, and the place where it lies.
typedef struct sim_pickup
{
	int32_t position[2];
	uint8_t item; ///< sim_item
	uint8_t reserved[3];
} sim_pickup;

/// Where the ball scores.
typedef struct sim_goal
{
	int32_t low[2], high[2]; ///< corners
} sim_goal;

typedef struct sim_map
{
	int width, height;    ///< tiles, [SIM_MAP_MIN_TILES, SIM_MAP_MAX_TILES]
	int spawn_count;      ///< [SIM_MIN_SPAWNS, SIM_MAX_SPAWNS]
	int pickup_count;     ///< [0, SIM_MAX_PICKUPS]
	const uint8_t* tiles; ///< width * height of SIM_TILE_ flags, row by row
	const sim_spawn* spawns;
	const sim_pickup* pickups;
	int crate_count; ///< [0, SIM_MAX_CRATES]
	const int32_t ( *crates )[2];
	bool has_ball;             ///< and goals: Ball can be played
	int32_t ball[2];           ///< where it is kicked off
	sim_goal goals[SIM_GOALS]; ///< which team A and team B defend
} sim_map;

/// Flags of the tile at column `x`, row `y`. SIM_TILE_WALL outside of the map.
uint8_t sim_tile_at( const sim_map* map, int x, int y );

typedef struct sim_trace_hit
{
	bool is_blocked;
	int32_t position[2]; ///< where the line ends: on the edge of the tile that blocks it, or at its own end
	int tile[2];         ///< the tile that blocks; of the end if none does
} sim_trace_hit;

/// Follow a straight line tile by tile until one has any of `flags`. Exact: no tile is skipped, not even at corners.
sim_trace_hit sim_trace( const sim_map* map, const int32_t from[2], const int32_t to[2], uint8_t flags );

/// Does a disc reach into a tile that stops bodies? Touching is not reaching in.
/// @param radius at most SIM_METRE
bool sim_disc_overlaps( const sim_map* map, const int32_t centre[2], int32_t radius );

/// Move a ball's disc: like a body's, and it bounces.
void sim_ball_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2] );

/// Does an upright box reach into a tile that stops bodies? @param half of its width
bool sim_box_overlaps( const sim_map* map, const int32_t centre[2], int32_t half );

/// Move an upright box by `delta`, one axis after the other, as far as it goes.
/// @param velocity is 0 along an axis that was blocked
void sim_box_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2],
                    int32_t half );

/// Move a body's disc by `delta`, sliding along what stops it and around corners. It never ends in a wall it did not
/// start in, however large the delta is.
/// @param velocity loses the part that points into what was hit
void sim_disc_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2] );
