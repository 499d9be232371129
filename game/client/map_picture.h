// map_picture.h - the arena's floor and walls, painted once and then only copied.
//
//     map_picture_paint( &picture, renderer, map, camera.scale );      // when the map or the window's size changes
//     map_picture_draw( &picture, renderer, &camera );
#pragma once

#include "camera.h"
#include "map/map.h"

#include <SDL.h>

enum
{
	MAP_PICTURE_CHUNK_TILES = 12,
	MAP_PICTURE_CHUNKS = 11, // each way: 128 tiles at most
};

typedef struct map_picture
{
	const game_map* map;
	float scale; // that it was painted for
	int tile_pixels;
	int columns, rows; // of chunks
	SDL_Texture* chunks[MAP_PICTURE_CHUNKS * MAP_PICTURE_CHUNKS];
} map_picture;

/// Nothing to do when it already is that map at that scale. What has no room stays dark.
void map_picture_paint( map_picture* p, SDL_Renderer* renderer, const game_map* map, float scale );
void map_picture_release( map_picture* p );
void map_picture_draw( const map_picture* p, SDL_Renderer* renderer, const camera* c );
