// loader.h - what the parts of the map reader share. Private to game/map.
//
//     if ( !map__is_whole( map__member( object, "width" ), 0, 9 ) )
//         return map__fail( load, "\"width\": a digit expected" );     // the sentence goes to the caller, with the file's name
#pragma once

#include "map/map.h"

#include <cjson/cJSON.h>

/// One allocation: the map, what lies and stands in it, then one plane of flags and one of floor kinds.
typedef struct map__block
{
	game_map map;
	sim_spawn spawns[SIM_MAX_SPAWNS];
	sim_pickup pickups[SIM_MAX_PICKUPS];
	int32_t crates[SIM_MAX_CRATES][2];
	uint8_t planes[];
} map__block;

typedef struct map__loader
{
	const char* name;
	char* error;
	const cJSON* root;
	map__block* block;
	int tile_count;
	int tile_pixels[2];
	bool has_ball, has_goals[SIM_GOALS];
} map__loader;

/// @return false
bool map__fail( map__loader* load, const char* format, ... );

/// NULL if it is missing.
const cJSON* map__member( const cJSON* object, const char* name );

/// "" if it is missing or no text, so that callers can compare.
const char* map__text_member( const cJSON* object, const char* name );

bool map__is_whole( const cJSON* item, double low, double high );

/// The value of one of Tiled's custom properties, NULL if it is missing.
const cJSON* map__find_property( const cJSON* owner, const char* name );

/// All of an object layer. Classes that mean nothing here are skipped.
bool map__read_objects( map__loader* load, const cJSON* layer );

/// After all layers are read: do the objects fit the ground?
bool map__check_objects( map__loader* load );
