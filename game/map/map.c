#include "map/loader.h"

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

bool map__fail( map__loader* load, const char* format, ... )
{
	const int length = snprintf( load->error, GAME_MAP_ERROR_BYTES, "%.200s: ", load->name );
	va_list arguments;
	va_start( arguments, format );
	vsnprintf( load->error + length, (size_t)( GAME_MAP_ERROR_BYTES - length ), format, arguments );
	va_end( arguments );
	return false;
}

const cJSON* map__member( const cJSON* object, const char* name )
{
	return cJSON_GetObjectItemCaseSensitive( object, name );
}

const char* map__text_member( const cJSON* object, const char* name )
{
	const char* text = cJSON_GetStringValue( map__member( object, name ) );
	return text != NULL ? text : "";
}

bool map__is_whole( const cJSON* item, double low, double high )
{
	return cJSON_IsNumber( item ) && item->valuedouble >= low && item->valuedouble <= high &&
	       item->valuedouble == (double)(int64_t)item->valuedouble;
}

static bool read_whole( map__loader* load, const char* name, int low, int high, int* out )
{
	const cJSON* item = map__member( load->root, name );
	if ( !map__is_whole( item, low, high ) )
		return map__fail( load, "\"%s\": a whole number from %d to %d expected", name, low, high );
	*out = (int)item->valuedouble;
	return true;
}

const cJSON* map__find_property( const cJSON* owner, const char* name )
{
	const cJSON* property;
	cJSON_ArrayForEach( property, map__member( owner, "properties" ) )
	{
		if ( strcmp( map__text_member( property, "name" ), name ) == 0 )
			return map__member( property, "value" );
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

static bool fail_syntax( map__loader* load, const char* text, const char* where )
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
	return map__fail( load, "line %d, near column %d: not JSON", line, (int)( where - line_start ) + 1 );
}

static cJSON* parse_json( map__loader* load, const void* bytes, size_t size_bytes )
{
	char* text = copy_text( bytes, size_bytes );
	if ( text == NULL )
	{
		map__fail( load, "out of memory" );
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

static bool read_size( map__loader* load )
{
	int width, height;
	if ( !cJSON_IsObject( load->root ) || strcmp( map__text_member( load->root, "type" ), "map" ) != 0 )
		return map__fail( load, "\"type\": not a map of Tiled" );
	if ( strcmp( map__text_member( load->root, "orientation" ), "orthogonal" ) != 0 )
		return map__fail( load, "\"orientation\": only \"orthogonal\" maps work" );
	if ( cJSON_IsTrue( map__member( load->root, "infinite" ) ) )
		return map__fail( load, "\"infinite\": switch it off in Map > Map Properties" );
	if ( !read_whole( load, "width", SIM_MAP_MIN_TILES, SIM_MAP_MAX_TILES, &width ) ||
	     !read_whole( load, "height", SIM_MAP_MIN_TILES, SIM_MAP_MAX_TILES, &height ) ||
	     !read_whole( load, "tilewidth", 1, TILE_PIXELS_MAX, &load->tile_pixels[0] ) ||
	     !read_whole( load, "tileheight", 1, TILE_PIXELS_MAX, &load->tile_pixels[1] ) )
		return false;

	load->tile_count = width * height;
	load->block = calloc( 1, sizeof( *load->block ) + 2 * (size_t)load->tile_count );
	if ( load->block == NULL )
		return map__fail( load, "out of memory" );
	load->block->map.floor = load->block->planes + load->tile_count;
	load->block->map.ground = ( sim_map ){
		.width = width,
		.height = height,
		.tiles = load->block->planes,
		.spawns = load->block->spawns,
		.pickups = load->block->pickups,
		.crates = (const int32_t( * )[2])load->block->crates,
	};
	return true;
}

static bool check_tile_data( map__loader* load, const char* layer, const cJSON* data )
{
	if ( cJSON_IsString( data ) )
		return map__fail( load, "layer \"%s\": compressed; set Tile Layer Format to CSV in Map Properties",
		                  layer );
	if ( !cJSON_IsArray( data ) )
		return map__fail( load, "layer \"%s\": no \"data\"", layer );
	const int found = cJSON_GetArraySize( data );
	if ( found != load->tile_count )
		return map__fail( load, "layer \"%s\": %d tiles expected, %d found", layer, load->tile_count, found );

	int index = 0;
	const cJSON* tile;
	cJSON_ArrayForEach( tile, data )
	{
		if ( !map__is_whole( tile, 0, UINT32_MAX ) )
			return map__fail( load, "layer \"%s\": tile %d, %d is no tile id", layer,
			                  index % load->block->map.ground.width,
			                  index / load->block->map.ground.width );
		index++;
	}
	return true;
}

// @param flag to set in the tiles where the layer is not empty; 0: the layer is the floor
static bool read_tile_layer( map__loader* load, const cJSON* layer, const char* name, uint8_t flag )
{
	const cJSON* data = map__member( layer, "data" );
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

static bool read_layers( map__loader* load )
{
	static const struct
	{
		const char* name;
		uint8_t flag;
	} tile_layers[] = { { "floor", 0 }, { "walls", SIM_TILE_WALL }, { "low walls", SIM_TILE_LOW } };
	bool has_walls = false;
	const cJSON* layer;
	cJSON_ArrayForEach( layer, map__member( load->root, "layers" ) )
	{
		const char* name = map__text_member( layer, "name" );
		if ( strcmp( name, "objects" ) == 0 && !map__read_objects( load, layer ) )
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
	return has_walls || map__fail( load, "no tile layer \"walls\" (layers in groups are not looked at)" );
}

static bool check_border( map__loader* load )
{
	const sim_map* ground = &load->block->map.ground;
	for ( int i = 0; i < load->tile_count; ++i )
	{
		const int x = i % ground->width, y = i / ground->width;
		const bool is_border = x == 0 || y == 0 || x == ground->width - 1 || y == ground->height - 1;
		if ( is_border && ( ground->tiles[i] & SIM_TILE_WALL ) == 0 )
			return map__fail( load, "layer \"walls\": the border is open at tile %d, %d", x, y );
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

static void name_map( map__loader* load )
{
	const char* slash = strrchr( load->name, '/' );
	const char* file = slash != NULL ? slash + 1 : load->name;
	const char* dot = strrchr( file, '.' );
	copy_name( load->block->map.file_name, file, dot != NULL ? (size_t)( dot - file ) : strlen( file ) );
	const char* title = cJSON_GetStringValue( map__find_property( load->root, "title" ) );
	const bool has_title = title != NULL && title[0] != '\0';
	const char* name = has_title ? title : load->block->map.file_name;
	copy_name( load->block->map.name, name, strlen( name ) );
}

// FNV-1a, 32 bits (Fowler, Noll, Vo), by value: the same on big-endian machines.
static void add_to_hash( uint32_t* hash, uint32_t value )
{
	for ( int i = 0; i < 4; ++i )
		*hash = ( *hash ^ ( value >> ( 8 * i ) & 0xFF ) ) * 0x01000193u;
}

static void hash_map( map__loader* load )
{
	const sim_map* ground = &load->block->map.ground;
	uint32_t hash = 0x811C9DC5u;
	add_to_hash( &hash, (uint32_t)ground->width );
	for ( int i = 0; i < load->tile_count; ++i )
		add_to_hash( &hash, ground->tiles[i] );
	for ( int i = 0; i < ground->spawn_count; ++i )
	{
		add_to_hash( &hash, (uint32_t)ground->spawns[i].position[0] );
		add_to_hash( &hash, (uint32_t)ground->spawns[i].position[1] );
	}
	for ( int i = 0; i < ground->pickup_count; ++i )
	{
		add_to_hash( &hash, (uint32_t)ground->pickups[i].position[0] );
		add_to_hash( &hash, (uint32_t)ground->pickups[i].position[1] );
		add_to_hash( &hash, ground->pickups[i].item );
	}
	for ( int i = 0; i < ground->crate_count; ++i )
	{
		add_to_hash( &hash, (uint32_t)ground->crates[i][0] );
		add_to_hash( &hash, (uint32_t)ground->crates[i][1] );
	}
	for ( int i = 0; i < SIM_GOALS; ++i )
		for ( int axis = 0; axis < 2; ++axis )
		{
			add_to_hash( &hash, (uint32_t)ground->goals[i].low[axis] );
			add_to_hash( &hash, (uint32_t)ground->goals[i].high[axis] );
		}
	load->block->map.hash = hash;
}

bool game_map_parse( const char* name, const void* bytes, size_t size_bytes, game_map** out, char* error )
{
	map__loader load = { .name = name, .error = error };
	if ( size_bytes > GAME_MAP_MAX_FILE_BYTES )
		return map__fail( &load, "larger than %d bytes", GAME_MAP_MAX_FILE_BYTES );
	cJSON* root = parse_json( &load, bytes, size_bytes );
	if ( root == NULL )
		return false;

	load.root = root;
	const bool is_good =
		read_size( &load ) && read_layers( &load ) && check_border( &load ) && map__check_objects( &load );
	if ( is_good )
	{
		name_map( &load );
		hash_map( &load );
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
