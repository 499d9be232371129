#include "map/map.h"

#include "sim/integer.h"
#include "sim/rules.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	TILE_ID_MASK = 0x0FFFFFFF, // Tiled keeps "flipped" and "turned" in the upper four bits of a tile
	TILE_PIXELS_MAX = 1024,
};

// One allocation: the map, its spawns, then one plane of flags and one of floor kinds.
typedef struct map_block
{
	game_map map;
	sim_spawn spawns[SIM_MAX_SPAWNS];
	uint8_t planes[];
} map_block;

typedef struct loader
{
	const char* name;
	char* error;
	const cJSON* root;
	map_block* block;
	int tile_count;
	int tile_pixels[2];
} loader;

static bool fail( loader* load, const char* format, ... )
{
	const int length = snprintf( load->error, GAME_MAP_ERROR_BYTES, "%.200s: ", load->name );
	va_list arguments;
	va_start( arguments, format );
	vsnprintf( load->error + length, (size_t)( GAME_MAP_ERROR_BYTES - length ), format, arguments );
	va_end( arguments );
	return false;
}

static const cJSON* member( const cJSON* object, const char* name )
{
	return cJSON_GetObjectItemCaseSensitive( object, name );
}

// "" if it is missing or no text, so that callers can compare.
static const char* text_member( const cJSON* object, const char* name )
{
	const char* text = cJSON_GetStringValue( member( object, name ) );
	return text != NULL ? text : "";
}

static bool is_whole( const cJSON* item, double low, double high )
{
	return cJSON_IsNumber( item ) && item->valuedouble >= low && item->valuedouble <= high &&
	       item->valuedouble == (double)(int64_t)item->valuedouble;
}

static bool read_whole( loader* load, const char* name, int low, int high, int* out )
{
	const cJSON* item = member( load->root, name );
	if ( !is_whole( item, low, high ) )
		return fail( load, "\"%s\": a whole number from %d to %d expected", name, low, high );
	*out = (int)item->valuedouble;
	return true;
}

static const cJSON* find_property( const cJSON* owner, const char* name )
{
	const cJSON* property;
	cJSON_ArrayForEach( property, member( owner, "properties" ) )
	{
		if ( strcmp( text_member( property, "name" ), name ) == 0 )
			return member( property, "value" );
	}
	return NULL;
}

// A copy with a zero at the end: the parser then stops at it whatever the file holds.
static char* copy_text( const void* bytes, size_t size_bytes )
{
	char* text = malloc( size_bytes + 1 );
	if ( text == NULL )
		return NULL;
	if ( size_bytes > 0 )
		memcpy( text, bytes, size_bytes );
	text[size_bytes] = '\0';
	return text;
}

static bool fail_syntax( loader* load, const char* text, const char* where )
{
	int line = 1;
	const char* line_start = text;
	for ( const char* at = text; at < where; ++at )
	{
		if ( *at == '\n' )
		{
			line++;
			line_start = at + 1;
		}
	}
	return fail( load, "line %d, near column %d: not JSON", line, (int)( where - line_start ) + 1 );
}

static cJSON* parse_json( loader* load, const void* bytes, size_t size_bytes )
{
	char* text = copy_text( bytes, size_bytes );
	if ( text == NULL )
	{
		fail( load, "out of memory" );
		return NULL;
	}
	const char* end = text;
	cJSON* root = cJSON_ParseWithLengthOpts( text, size_bytes + 1, &end, 1 );
	if ( root != NULL && end != text + size_bytes )
	{
		cJSON_Delete( root ); // a zero byte in the middle
		root = NULL;
	}
	if ( root == NULL )
		fail_syntax( load, text, end );
	free( text );
	return root;
}

static bool read_size( loader* load )
{
	int width, height;
	if ( !cJSON_IsObject( load->root ) || strcmp( text_member( load->root, "type" ), "map" ) != 0 )
		return fail( load, "\"type\": not a map of Tiled" );
	if ( strcmp( text_member( load->root, "orientation" ), "orthogonal" ) != 0 )
		return fail( load, "\"orientation\": only \"orthogonal\" maps work" );
	if ( cJSON_IsTrue( member( load->root, "infinite" ) ) )
		return fail( load, "\"infinite\": switch it off in Map > Map Properties" );
	if ( !read_whole( load, "width", SIM_MAP_MIN_TILES, SIM_MAP_MAX_TILES, &width ) ||
	     !read_whole( load, "height", SIM_MAP_MIN_TILES, SIM_MAP_MAX_TILES, &height ) ||
	     !read_whole( load, "tilewidth", 1, TILE_PIXELS_MAX, &load->tile_pixels[0] ) ||
	     !read_whole( load, "tileheight", 1, TILE_PIXELS_MAX, &load->tile_pixels[1] ) )
		return false;

	load->tile_count = width * height;
	load->block = calloc( 1, sizeof( *load->block ) + 2 * (size_t)load->tile_count );
	if ( load->block == NULL )
		return fail( load, "out of memory" );
	load->block->map.floor = load->block->planes + load->tile_count;
	load->block->map.ground = ( sim_map ){
		.width = width, .height = height, .tiles = load->block->planes, .spawns = load->block->spawns
	};
	return true;
}

static bool check_tile_data( loader* load, const char* layer, const cJSON* data )
{
	if ( cJSON_IsString( data ) )
		return fail( load, "layer \"%s\": compressed; set Tile Layer Format to CSV in Map Properties", layer );
	if ( !cJSON_IsArray( data ) )
		return fail( load, "layer \"%s\": no \"data\"", layer );
	const int found = cJSON_GetArraySize( data );
	if ( found != load->tile_count )
		return fail( load, "layer \"%s\": %d tiles expected, %d found", layer, load->tile_count, found );

	int index = 0;
	const cJSON* tile;
	cJSON_ArrayForEach( tile, data )
	{
		if ( !is_whole( tile, 0, UINT32_MAX ) )
			return fail( load, "layer \"%s\": tile %d, %d is no tile id", layer,
			             index % load->block->map.ground.width, index / load->block->map.ground.width );
		index++;
	}
	return true;
}

// @param flag to set in the tiles where the layer is not empty; 0: the layer is the floor
static bool read_tile_layer( loader* load, const cJSON* layer, const char* name, uint8_t flag )
{
	const cJSON* data = member( layer, "data" );
	if ( !check_tile_data( load, name, data ) )
		return false;

	uint8_t* tiles = load->block->planes;
	uint8_t* floor = load->block->planes + load->tile_count;
	const cJSON* tile;
	cJSON_ArrayForEach( tile, data )
	{
		const uint32_t id = (uint32_t)tile->valuedouble & TILE_ID_MASK;
		if ( flag == 0 )
			*floor++ = (uint8_t)( id < UINT8_MAX ? id : UINT8_MAX );
		else if ( id != 0 )
			*tiles |= flag;
		tiles++;
	}
	return true;
}

static uint16_t read_angle( const loader* load, const cJSON* object, const int32_t position[2] )
{
	const cJSON* angle = find_property( object, "angle" );
	if ( cJSON_IsNumber( angle ) && angle->valuedouble >= -360 && angle->valuedouble <= 360 )
		return (uint16_t)(int32_t)( angle->valuedouble * SIM_TURN / 360 );
	const sim_map* ground = &load->block->map.ground;
	return sim_angle_of( ground->width * SIM_METRE / 2 - position[0],
	                     ground->height * SIM_METRE / 2 - position[1] );
}

static bool read_spawn( loader* load, const cJSON* object )
{
	sim_map* ground = &load->block->map.ground;
	const int size[2] = { ground->width, ground->height };
	const char* const names[2] = { "x", "y" };
	const int number = ground->spawn_count + 1;
	if ( number > SIM_MAX_SPAWNS )
		return fail( load, "layer \"objects\": more than %d spawns", SIM_MAX_SPAWNS );

	sim_spawn spawn = { 0 };
	for ( int axis = 0; axis < 2; ++axis )
	{
		const cJSON* item = member( object, names[axis] );
		const double pixels = cJSON_IsNumber( item ) ? item->valuedouble : -1.0;
		if ( !( pixels >= 0 && pixels < (double)size[axis] * load->tile_pixels[axis] ) )
			return fail( load, "layer \"objects\": spawn %d: \"%s\" is not on the map", number,
			             names[axis] );
		spawn.position[axis] = (int32_t)( pixels * SIM_METRE / load->tile_pixels[axis] );
	}
	spawn.aim = read_angle( load, object, spawn.position );
	load->block->spawns[ground->spawn_count++] = spawn;
	return true;
}

// Tiled calls the class of an object "type", 1.9 alone called it "class".
static bool is_spawn( const cJSON* object )
{
	return strcmp( text_member( object, "type" ), "spawn" ) == 0 ||
	       strcmp( text_member( object, "class" ), "spawn" ) == 0;
}

static bool read_objects( loader* load, const cJSON* layer )
{
	const cJSON* object;
	cJSON_ArrayForEach( object, member( layer, "objects" ) )
	{
		if ( is_spawn( object ) && !read_spawn( load, object ) )
			return false;
	}
	return true;
}

static bool read_layers( loader* load )
{
	static const struct
	{
		const char* name;
		uint8_t flag;
	} tile_layers[] = { { "floor", 0 }, { "walls", SIM_TILE_WALL }, { "low walls", SIM_TILE_LOW } };
	bool has_walls = false;
	const cJSON* layer;
	cJSON_ArrayForEach( layer, member( load->root, "layers" ) )
	{
		const char* name = text_member( layer, "name" );
		if ( strcmp( name, "objects" ) == 0 && !read_objects( load, layer ) )
			return false;
		for ( size_t i = 0; i < sizeof( tile_layers ) / sizeof( tile_layers[0] ); ++i )
		{
			if ( strcmp( name, tile_layers[i].name ) != 0 )
				continue;
			if ( !read_tile_layer( load, layer, name, tile_layers[i].flag ) )
				return false;
			has_walls = has_walls || tile_layers[i].flag == SIM_TILE_WALL;
		}
	}
	return has_walls || fail( load, "no tile layer \"walls\" (layers in groups are not looked at)" );
}

static bool check_border( loader* load )
{
	const sim_map* ground = &load->block->map.ground;
	for ( int i = 0; i < load->tile_count; ++i )
	{
		const int x = i % ground->width, y = i / ground->width;
		const bool is_border = x == 0 || y == 0 || x == ground->width - 1 || y == ground->height - 1;
		if ( is_border && ( ground->tiles[i] & SIM_TILE_WALL ) == 0 )
			return fail( load, "layer \"walls\": the border is open at tile %d, %d", x, y );
	}
	return true;
}

static bool check_spawns( loader* load )
{
	const sim_map* ground = &load->block->map.ground;
	if ( ground->spawn_count < SIM_MIN_SPAWNS )
		return fail( load, "layer \"objects\": at least %d objects of class \"spawn\" expected, %d found",
		             SIM_MIN_SPAWNS, ground->spawn_count );
	for ( int i = 0; i < ground->spawn_count; ++i )
	{
		const int32_t* at = ground->spawns[i].position;
		if ( sim_disc_overlaps( ground, at, SIM_BODY_RADIUS ) )
			return fail( load, "layer \"objects\": spawn %d stands in a wall at tile %d, %d", i + 1,
			             (int)( at[0] / SIM_METRE ), (int)( at[1] / SIM_METRE ) );
	}
	return true;
}

static void copy_name( char* out, const char* name, size_t length )
{
	if ( length >= GAME_MAP_MAX_NAME_BYTES )
		length = GAME_MAP_MAX_NAME_BYTES - 1;
	memcpy( out, name, length );
	out[length] = '\0';
}

static void name_map( loader* load )
{
	const char* title = cJSON_GetStringValue( find_property( load->root, "title" ) );
	if ( title != NULL && title[0] != '\0' )
	{
		copy_name( load->block->map.name, title, strlen( title ) );
		return;
	}
	const char* slash = strrchr( load->name, '/' );
	const char* file = slash != NULL ? slash + 1 : load->name;
	const char* dot = strrchr( file, '.' );
	copy_name( load->block->map.name, file, dot != NULL ? (size_t)( dot - file ) : strlen( file ) );
}

bool game_map_parse( const char* name, const void* bytes, size_t size_bytes, game_map** out, char* error )
{
	loader load = { .name = name, .error = error };
	if ( size_bytes > GAME_MAP_MAX_FILE_BYTES )
		return fail( &load, "larger than %d bytes", GAME_MAP_MAX_FILE_BYTES );
	cJSON* root = parse_json( &load, bytes, size_bytes );
	if ( root == NULL )
		return false;

	load.root = root;
	const bool is_good =
		read_size( &load ) && read_layers( &load ) && check_border( &load ) && check_spawns( &load );
	if ( is_good )
	{
		name_map( &load );
		*out = &load.block->map;
	}
	else
	{
		free( load.block );
	}
	cJSON_Delete( root );
	return is_good;
}

void game_map_destroy( game_map* map ) { free( map ); }
