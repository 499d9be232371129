#include "map/loader.h"

#include "sim/integer.h"
#include "sim/rules.h"

#include <string.h>

// Tiled calls the class of an object "type", 1.9 alone called it "class".
static bool is_class( const cJSON* object, const char* name )
{
	return strcmp( map__text_member( object, "type" ), name ) == 0 ||
	       strcmp( map__text_member( object, "class" ), name ) == 0;
}

// @param what and number: how an error calls it
static bool read_position( map__loader* load, const cJSON* object, const char* what, int number, int32_t position[2] )
{
	const sim_map* ground = &load->block->map.ground;
	const int size[2] = { ground->width, ground->height };
	const char* const names[2] = { "x", "y" };
	for ( int axis = 0; axis < 2; ++axis )
	{
		const cJSON* item = map__member( object, names[axis] );
		const double pixels = cJSON_IsNumber( item ) ? item->valuedouble : -1.0;
		if ( !( pixels >= 0 && pixels < (double)size[axis] * load->tile_pixels[axis] ) )
			return map__fail( load, "layer \"objects\": %s %d: \"%s\" is not on the map", what, number,
			                  names[axis] );
		position[axis] = (int32_t)( pixels * SIM_METRE / load->tile_pixels[axis] );
	}
	return true;
}

static uint16_t read_angle( const map__loader* load, const cJSON* object, const int32_t position[2] )
{
	const cJSON* angle = map__find_property( object, "angle" );
	if ( cJSON_IsNumber( angle ) && angle->valuedouble >= -360 && angle->valuedouble <= 360 )
		return (uint16_t)(int32_t)( angle->valuedouble * SIM_TURN / 360 );
	const sim_map* ground = &load->block->map.ground;
	return sim_angle_of( ground->width * SIM_METRE / 2 - position[0],
	                     ground->height * SIM_METRE / 2 - position[1] );
}

static bool read_spawn( map__loader* load, const cJSON* object )
{
	sim_map* ground = &load->block->map.ground;
	if ( ground->spawn_count == SIM_MAX_SPAWNS )
		return map__fail( load, "layer \"objects\": more than %d spawns", SIM_MAX_SPAWNS );
	sim_spawn spawn = { 0 };
	if ( !read_position( load, object, "spawn", ground->spawn_count + 1, spawn.position ) )
		return false;
	spawn.aim = read_angle( load, object, spawn.position );
	load->block->spawns[ground->spawn_count++] = spawn;
	return true;
}

// @return SIM_ITEM_COUNT for a name that means nothing
static int find_item( const char* name )
{
	static const char* const names[SIM_ITEM_COUNT] = {
		[SIM_ITEM_HEALTH] = "health",   [SIM_ITEM_ARMOUR] = "armour",         [SIM_ITEM_RAILS] = "rails",
		[SIM_ITEM_ROCKETS] = "rockets", [SIM_ITEM_OVERCHARGE] = "overcharge",
	};
	int item = 0;
	while ( item < SIM_ITEM_COUNT && strcmp( names[item], name ) != 0 )
		item++;
	return item;
}

static bool read_pickup( map__loader* load, const cJSON* object )
{
	sim_map* ground = &load->block->map.ground;
	const int number = ground->pickup_count + 1;
	if ( number > SIM_MAX_PICKUPS )
		return map__fail( load, "layer \"objects\": more than %d pickups", SIM_MAX_PICKUPS );
	sim_pickup pickup = { 0 };
	if ( !read_position( load, object, "pickup", number, pickup.position ) )
		return false;
	const char* name = cJSON_GetStringValue( map__find_property( object, "item" ) );
	const int item = find_item( name != NULL ? name : "" );
	if ( item == SIM_ITEM_COUNT )
		return map__fail( load,
		                  "layer \"objects\": pickup %d: property \"item\" is none of health, armour, rails, "
		                  "rockets, overcharge",
		                  number );
	pickup.item = (uint8_t)item;
	load->block->pickups[ground->pickup_count++] = pickup;
	return true;
}

bool map__read_objects( map__loader* load, const cJSON* layer )
{
	const cJSON* object;
	cJSON_ArrayForEach( object, map__member( layer, "objects" ) )
	{
		if ( is_class( object, "spawn" ) && !read_spawn( load, object ) )
			return false;
		if ( is_class( object, "pickup" ) && !read_pickup( load, object ) )
			return false;
	}
	return true;
}

static bool check_place( map__loader* load, const char* what, int number, const int32_t at[2] )
{
	if ( !sim_disc_overlaps( &load->block->map.ground, at, SIM_BODY_RADIUS ) )
		return true;
	return map__fail( load, "layer \"objects\": %s %d stands in a wall at tile %d, %d", what, number,
	                  (int)( at[0] / SIM_METRE ), (int)( at[1] / SIM_METRE ) );
}

bool map__check_objects( map__loader* load )
{
	const sim_map* ground = &load->block->map.ground;
	if ( ground->spawn_count < SIM_MIN_SPAWNS )
		return map__fail( load, "layer \"objects\": at least %d objects of class \"spawn\" expected, %d found",
		                  SIM_MIN_SPAWNS, ground->spawn_count );
	for ( int i = 0; i < ground->spawn_count; ++i )
		if ( !check_place( load, "spawn", i + 1, ground->spawns[i].position ) )
			return false;
	for ( int i = 0; i < ground->pickup_count; ++i )
		if ( !check_place( load, "pickup", i + 1, ground->pickups[i].position ) )
			return false;
	return true;
}
