#include "map/map.h"

#include "sim/rules.h"
#include "sim/sim.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[16384];
static char error[GAME_MAP_ERROR_BYTES];

typedef struct recipe
{
	int data_count;    // of "walls"; 0 means all 256
	int open_tile;     // index of a wall to leave out; 0 means none
	int spawn_x[2];    // in pixels
	const char* extra; // JSON members of the map
} recipe;

// A map of 16 x 16 tiles of 10 pixels. Members come before the usual ones, and the first of a name counts.
static void cook( recipe r )
{
	const int count = r.data_count > 0 ? r.data_count : 256;
	int at = snprintf(
		text, sizeof( text ),
		"{%s\n\"type\":\"map\",\"orientation\":\"orthogonal\",\"width\":16,\"height\":16,\"tilewidth\":10,"
		"\"tileheight\":10,\"infinite\":false,\"layers\":[\n{\"name\":\"walls\",\"data\":[",
		r.extra != NULL ? r.extra : "" );
	for ( int i = 0; i < count; ++i )
	{
		const int x = i % 16, y = i / 16;
		const bool is_wall = ( x == 0 || y == 0 || x == 15 || y == 15 ) && !( i > 0 && i == r.open_tile );
		at += snprintf( text + at, sizeof( text ) - (size_t)at, "%s%s", i > 0 ? "," : "",
		                is_wall ? "2147483653" : "0" ); // flipped in Tiled: bit 31
	}
	snprintf(
		text + at, sizeof( text ) - (size_t)at,
		"]},{\"name\":\"objects\",\"objects\":[{\"type\":\"spawn\",\"x\":%d,\"y\":25,\"properties\":"
		"[{\"name\":\"angle\",\"value\":90}]},{\"class\":\"spawn\",\"x\":%d,\"y\":85},{\"type\":\"lamp\"}]}]}",
		r.spawn_x[0] != 0 ? r.spawn_x[0] : 25, r.spawn_x[1] != 0 ? r.spawn_x[1] : 135 );
}

static bool parse( game_map** map ) { return game_map_parse( "m.tmj", text, strlen( text ), map, error ); }

Test( map, foundry_loads_and_is_the_same_from_both_sides )
{
	game_map* map = NULL;
	cr_assert( game_map_load( "assets/maps/foundry.tmj", &map, error ), "%s", error );
	const sim_map* ground = &map->ground;
	cr_assert_eq( ground->width, 48 );
	cr_assert_eq( ground->height, 32 );
	cr_assert_geq( ground->spawn_count, 16 );
	cr_assert_eq( ground->pickup_count, 19 );
	cr_assert_eq( ground->pickups[0].item, SIM_ITEM_OVERCHARGE );
	cr_assert_str_eq( map->name, "Foundry" );
	for ( int i = 0; i < 48 * 32; ++i )
	{
		cr_assert_eq( ground->tiles[i], ground->tiles[48 * 32 - 1 - i] );
		cr_assert_neq( map->floor[i], 0 );
	}
	game_map_destroy( map );
}

Test( map, a_small_map_is_read_with_its_spawns_and_flipped_tiles )
{
	game_map* map = NULL;
	cook( ( recipe ){ 0 } );
	cr_assert( parse( &map ), "%s", error );
	cr_assert_eq( map->ground.spawn_count, 2 );
	cr_assert_eq( map->ground.spawns[0].position[0], 2560 );
	cr_assert_eq( map->ground.spawns[0].aim, 16384 );
	cr_assert_gt( map->ground.spawns[1].aim, 32000 ); // no angle: towards the middle, to the left
	cr_assert_eq( sim_tile_at( &map->ground, 0, 5 ), SIM_TILE_WALL );
	cr_assert_eq( sim_tile_at( &map->ground, 5, 5 ), 0 );
	cr_assert_str_eq( map->name, "m" );
	game_map_destroy( map );
}

Test( map, what_is_wrong_is_said_with_its_place )
{
	static const struct
	{
		recipe recipe;
		const char* says;
	} cases[] = {
		{ { .data_count = 250 }, "m.tmj: layer \"walls\": 256 tiles expected, 250 found" },
		{ { .open_tile = 3 }, "m.tmj: layer \"walls\": the border is open at tile 3, 0" },
		{ { .open_tile = 79 }, "m.tmj: layer \"walls\": the border is open at tile 15, 4" },
		{ { .spawn_x = { 12 } }, "m.tmj: layer \"objects\": spawn 1 stands in a wall at tile 1, 2" },
		{ { .spawn_x = { 0, 160 } }, "m.tmj: layer \"objects\": spawn 2: \"x\" is not on the map" },
		{ { .spawn_x = { 0, -1 } }, "m.tmj: layer \"objects\": spawn 2: \"x\" is not on the map" },
		{ { .extra = "\"width\":15," }, "m.tmj: \"width\": a whole number from 16 to 128 expected" },
		{ { .extra = "\"height\":1e300," }, "m.tmj: \"height\": a whole number from 16 to 128 expected" },
		{ { .extra = "\"width\":16.5," }, "m.tmj: \"width\": a whole number from 16 to 128 expected" },
		{ { .extra = "\"tilewidth\":0," }, "m.tmj: \"tilewidth\": a whole number from 1 to 1024 expected" },
		{ { .extra = "\"infinite\":true," }, "m.tmj: \"infinite\": switch it off in Map > Map Properties" },
		{ { .extra = "\"orientation\":\"hexagonal\"," },
		  "m.tmj: \"orientation\": only \"orthogonal\" maps work" },
		{ { .extra = "\"type\":\"tileset\"," }, "m.tmj: \"type\": not a map of Tiled" },
		{ { .extra = "\"layers\":[]," },
		  "m.tmj: no tile layer \"walls\" (layers in groups are not looked at)" },
		{ { .extra = "\"layers\":[{\"name\":\"walls\",\"data\":\"eJz\"}]," },
		  "m.tmj: layer \"walls\": compressed; set Tile Layer Format to CSV in Map Properties" },
		{ { .extra = "\"layers\":[{\"name\":\"walls\"}]," }, "m.tmj: layer \"walls\": no \"data\"" },
		{ { .extra = "\"layers\":[{\"name\":\"objects\",\"objects\":[{\"type\":\"pickup\",\"x\":25,\"y\":25}]}]"
		             "," },
		  "m.tmj: layer \"objects\": pickup 1: property \"item\" is none of health, armour, rails, rockets, "
		  "overcharge" },
		{ { .extra = "\"layers\":[{\"name\":\"objects\",\"objects\":[{\"type\":\"goal\",\"x\":25,\"y\":25}]}]"
		             "," },
		  "m.tmj: layer \"objects\": a goal's property \"team\" is neither A nor B" },
		{ { .extra = "\"layers\":[{\"name\":\"objects\",\"objects\":[{\"type\":\"goal\",\"x\":25,\"y\":25,"
		             "\"properties\":[{\"name\":\"team\",\"value\":\"B\"}]}]}]," },
		  "m.tmj: layer \"objects\": goal 2: \"width\" is not that of a rectangle" },
		{ { .extra = "\"layers\":[{\"name\":\"objects\",\"objects\":[{\"type\":\"crate\",\"x\":-1,\"y\":25}]}]"
		             "," },
		  "m.tmj: layer \"objects\": crate 1: \"x\" is not on the map" },
		{ { .extra = "\n\n  !" }, "m.tmj: line 3, near column 4: not JSON" },
	};
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		game_map* map = NULL;
		cook( cases[i].recipe );
		cr_expect_not( parse( &map ) );
		cr_expect_str_eq( error, cases[i].says );
		cr_expect_null( map );
	}
}

Test( map, cut_off_anywhere_it_is_refused )
{
	game_map* map = NULL;
	cook( ( recipe ){ 0 } );
	const size_t whole = strlen( text );
	for ( size_t size = 0; size < whole; ++size )
		cr_assert_not( game_map_parse( "m.tmj", text, size, &map, error ), "%zu bytes", size );
	cr_assert( game_map_parse( "m.tmj", text, whole, &map, error ) );
	game_map_destroy( map );
}

Test( map, garbage_after_the_end_too_many_spawns_and_huge_files_are_refused )
{
	game_map* map = NULL;
	cook( ( recipe ){ 0 } );
	const size_t whole = strlen( text );
	text[whole] = '\0';
	text[whole + 1] = 'x';
	cr_assert_not( game_map_parse( "m.tmj", text, whole + 2, &map, error ) );
	cr_assert_not( game_map_parse( "m.tmj", text, GAME_MAP_MAX_FILE_BYTES + 1u, &map, error ) );
	cr_assert_str_eq( error, "m.tmj: larger than 4194304 bytes" );

	char spawns[65 * 36] = "\"layers\":[{\"name\":\"objects\",\"objects\":[";
	for ( int i = 0; i < 65; ++i )
		strcat( spawns,
		        i == 0 ? "{\"type\":\"spawn\",\"x\":9,\"y\":9}" : ",{\"type\":\"spawn\",\"x\":9,\"y\":9}" );
	strcat( spawns, "]}]," );
	cook( ( recipe ){ .extra = spawns } );
	cr_assert_not( parse( &map ) );
	cr_assert_str_eq( error, "m.tmj: layer \"objects\": more than 64 spawns" );
}

Test( map, a_file_that_is_not_there_is_named )
{
	game_map* map = NULL;
	cr_assert_not( game_map_load( "assets/maps/atlantis.tmj", &map, error ) );
	cr_assert_str_eq( error, "assets/maps/atlantis.tmj: No such file or directory" );
}

Test( map, all_that_we_ship_load_and_one_of_them_has_goals )
{
	static const struct
	{
		const char* path;
		int width, crates;
		bool has_ball;
	} cases[] = { { "assets/maps/foundry.tmj", 48, 10, false },
		      { "assets/maps/court.tmj", 48, 8, true },
		      { "assets/maps/depot.tmj", 56, 22, false } };
	uint32_t hashes[3];
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		game_map* map = NULL;
		cr_assert( game_map_load( cases[i].path, &map, error ), "%s", error );
		cr_expect_eq( map->ground.width, cases[i].width, "%s", cases[i].path );
		cr_expect_eq( map->ground.crate_count, cases[i].crates, "%s", cases[i].path );
		cr_expect_eq( map->ground.has_ball, cases[i].has_ball, "%s", cases[i].path );
		hashes[i] = map->hash;
		int spawns[SIM_TEAM_COUNT] = { 0 };
		for ( int k = 0; k < map->ground.spawn_count; ++k )
			spawns[map->ground.spawns[k].team]++;
		cr_expect_eq( spawns[SIM_TEAM_A], spawns[SIM_TEAM_B], "%s", cases[i].path );
		cr_expect_eq( spawns[SIM_TEAM_A] > 0, cases[i].has_ball, "%s", cases[i].path );
		game_map_destroy( map );
	}
	cr_expect( hashes[0] != hashes[1] && hashes[1] != hashes[2] );
}
