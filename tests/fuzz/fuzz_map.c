// A map file of any bytes is loaded or refused: never a crash; a refusal is a sentence that begins with the file's name,
// and a map that loads can be walked on: closed border, spawns that stand free, sizes in range.
#include "fuzz.h"
#include "map/map.h"
#include "sim/sim.h"

#include <stdlib.h>
#include <string.h>

static void check_ground( const sim_map* ground )
{
	REQUIRE( SIM_MAP_MIN_TILES <= ground->width && ground->width <= SIM_MAP_MAX_TILES );
	REQUIRE( SIM_MAP_MIN_TILES <= ground->height && ground->height <= SIM_MAP_MAX_TILES );
	REQUIRE( SIM_MIN_SPAWNS <= ground->spawn_count && ground->spawn_count <= SIM_MAX_SPAWNS );
	for ( int x = 0; x < ground->width; ++x )
		REQUIRE( sim_tile_at( ground, x, 0 ) & sim_tile_at( ground, x, ground->height - 1 ) & SIM_TILE_WALL );
	for ( int y = 0; y < ground->height; ++y )
		REQUIRE( sim_tile_at( ground, 0, y ) & sim_tile_at( ground, ground->width - 1, y ) & SIM_TILE_WALL );
	for ( int i = 0; i < ground->spawn_count; ++i )
		REQUIRE( !sim_disc_overlaps( ground, ground->spawns[i].position, SIM_BODY_RADIUS ) );
}

// A dash and a shot in every direction from every spawn stay inside.
static void play_on( const sim_map* ground )
{
	static sim_scene scene;
	for ( int i = 0; i < ground->spawn_count; ++i )
	{
		sim_actor actor = { .has_input = true, .is_editable = true, .body = { .health = SIM_HEALTH_FULL } };
		memcpy( actor.body.position, ground->spawns[i].position, sizeof( actor.body.position ) );
		for ( uint32_t tick = 0; tick < 16; ++tick )
		{
			actor.input =
				( sim_input ){ .aim = (uint16_t)( tick * 4096 ), .dash_presses = 1, .fire_held = 1 };
			actor.body.dash_ticks = actor.body.cooldown_ticks = 0;
			scene.actors = &actor;
			scene.actor_count = 1;
			sim_step( ground, ( sim_clock ){ tick, 60 }, true, &scene );
			REQUIRE( !sim_disc_overlaps( ground, actor.body.position, SIM_BODY_RADIUS ) );
		}
	}
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	game_map* map = NULL;
	char error[GAME_MAP_ERROR_BYTES] = "";
	if ( !game_map_parse( "f.tmj", data, size, &map, error ) )
	{
		REQUIRE( map == NULL && strncmp( error, "f.tmj: ", 7 ) == 0 && strlen( error ) > 7 );
		return 0;
	}
	REQUIRE( strlen( map->name ) < GAME_MAP_MAX_NAME_BYTES );
	check_ground( &map->ground );
	play_on( &map->ground );
	game_map_destroy( map );
	return 0;
}
