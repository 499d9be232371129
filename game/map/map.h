// map.h - maps as the Tiled editor writes them (.tmj), checked and turned into what the rules walk on.
//
//     game_map* map = NULL;
//     char error[GAME_MAP_ERROR_BYTES];
//     if ( !game_map_load( "assets/maps/foundry.tmj", &map, error ) )
//         fprintf( stderr, "%s\n", error );             // assets/maps/foundry.tmj: layer "walls": 1536 tiles expected...
//     sim_step( &map->ground, clock, true, scene );
//     game_map_destroy( map );
//
// A file from anybody: size and structure are checked, nothing is trusted. The layers are found by name: "floor" (only
// looks), "walls", "low walls" (tile layers, any tile that is not empty counts) and "objects". Tiled's compressed and infinite
// layers are refused with an error that says which setting to change.
//
// Objects, by their class:
//   spawn   a point. Property "angle", in degrees, is where one looks who appears here; else the middle of the map
//           Property "team", A or B: in whose half it is, for Ball
//   crate   a point
//   ball    a point, and with it two of
//   goal    a rectangle. Property "team", A or B: who defends it
//   pickup  a point. Property "item": health, armour, rails, rockets or overcharge

#pragma once

#include "sim/ground.h"

#include <stddef.h>

enum
{
	GAME_MAP_ERROR_BYTES = 512,
	GAME_MAP_MAX_FILE_BYTES = 4 << 20,
	GAME_MAP_MAX_NAME_BYTES = 64,
};

typedef struct game_map
{
	sim_map ground; ///< points into this allocation
	uint32_t hash;  ///< of all that the rules see: tiles, spawns, pickups. The same on every machine
	char file_name[GAME_MAP_MAX_NAME_BYTES]; ///< without path and extension
	char name
		[GAME_MAP_MAX_NAME_BYTES]; ///< property "title" of the map, or the file's name without path and extension
	const uint8_t* floor; ///< ground.width * ground.height kinds of floor, for drawing: 0 is none, else 1 to 255
} game_map;

/// @param path of a .tmj file, read whole, at most GAME_MAP_MAX_FILE_BYTES
/// @param out set on success only; destroy it with game_map_destroy()
/// @param error at least GAME_MAP_ERROR_BYTES; on failure a sentence that names file and place
bool game_map_load( const char* path, game_map** out, char* error );

/// The same from memory. @param name stands for the path in errors; `bytes` need no terminating zero
bool game_map_parse( const char* name, const void* bytes, size_t size_bytes, game_map** out, char* error );

/// NULL is fine.
void game_map_destroy( game_map* map );
