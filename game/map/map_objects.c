#include "map/loader.h"

#include "sim/integer.h"
#include "sim/rules.h"
#include "sim/sim.h"

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

// @return SIM_TEAM_NONE for a missing property and for one that means nothing
static int read_team( const cJSON* object )
{
	const char* name = cJSON_GetStringValue( map__find_property( object, "team" ) );
	if ( name == NULL )
		return SIM_TEAM_NONE;
	return strcmp( name, "A" ) == 0 ? SIM_TEAM_A : strcmp( name, "B" ) == 0 ? SIM_TEAM_B : SIM_TEAM_NONE;
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
	spawn.team = (uint16_t)read_team( object );
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

static bool read_crate( map__loader* load, const cJSON* object )
{
	sim_map* ground = &load->block->map.ground;
	if ( ground->crate_count == SIM_MAX_CRATES )
		return map__fail( load, "layer \"objects\": more than %d crates", SIM_MAX_CRATES );
	if ( !read_position( load, object, "crate", ground->crate_count + 1,
	                     load->block->crates[ground->crate_count] ) )
		return false;
	ground->crate_count++;
	return true;
}

static bool read_ball( map__loader* load, const cJSON* object )
{
	load->has_ball = true;
	return read_position( load, object, "ball", 1, load->block->map.ground.ball );
}

static bool read_goal( map__loader* load, const cJSON* object )
{
	const int team = read_team( object );
	const char* const names[2] = { "width", "height" };
	if ( team == SIM_TEAM_NONE )
		return map__fail( load, "layer \"objects\": a goal's property \"team\" is neither A nor B" );
	const int index = team - SIM_TEAM_A;
	sim_goal* goal = &load->block->map.ground.goals[index];
	if ( !read_position( load, object, "goal", index + 1, goal->low ) )
		return false;
	for ( int axis = 0; axis < 2; ++axis )
	{
		const cJSON* item = map__member( object, names[axis] );
		const double pixels = cJSON_IsNumber( item ) ? item->valuedouble : 0.0;
		if ( !( pixels >= 1 && pixels <= (double)SIM_MAP_MAX_TILES * load->tile_pixels[axis] ) )
			return map__fail( load, "layer \"objects\": goal %d: \"%s\" is not that of a rectangle",
			                  index + 1, names[axis] );
		goal->high[axis] = goal->low[axis] + (int32_t)( pixels * SIM_METRE / load->tile_pixels[axis] );
	}
	load->has_goals[index] = true;
	return true;
}

bool map__read_objects( map__loader* load, const cJSON* layer )
{
	static const struct
	{
		const char* name;
		bool ( *read )( map__loader* load, const cJSON* object );
	} classes[] = { { "spawn", read_spawn },
		        { "pickup", read_pickup },
		        { "crate", read_crate },
		        { "ball", read_ball },
		        { "goal", read_goal } };
	const cJSON* object;
	cJSON_ArrayForEach( object, map__member( layer, "objects" ) )
	{
		for ( size_t i = 0; i < sizeof( classes ) / sizeof( classes[0] ); ++i )
			if ( is_class( object, classes[i].name ) && !classes[i].read( load, object ) )
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

static bool check_ball_and_goals( map__loader* load )
{
	sim_map* ground = &load->block->map.ground;
	const bool has_all = load->has_ball && load->has_goals[0] && load->has_goals[1];
	if ( !has_all && ( load->has_ball || load->has_goals[0] || load->has_goals[1] ) )
		return map__fail( load,
		                  "layer \"objects\": a ball needs a goal of team A and one of team B, and they it" );
	ground->has_ball = has_all;
	return !has_all || check_place( load, "ball", 1, ground->ball );
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
	for ( int i = 0; i < ground->crate_count; ++i )
		if ( !check_place( load, "crate", i + 1, ground->crates[i] ) )
			return false;
	return check_ball_and_goals( load );
}
