#include "map/map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool fail_file( const char* path, const char* reason, char* error )
{
	snprintf( error, GAME_MAP_ERROR_BYTES, "%.200s: %s", path, reason );
	return false;
}

bool game_map_load( const char* path, game_map** out, char* error )
{
	FILE* file = fopen( path, "rb" );
	if ( file == NULL )
		return fail_file( path, strerror( errno ), error );

	// One byte more than allowed, so that a file that is too large is told from one that just fits.
	const size_t capacity_bytes = GAME_MAP_MAX_FILE_BYTES + 1;
	char* bytes = malloc( capacity_bytes );
	const size_t size_bytes = bytes != NULL ? fread( bytes, 1, capacity_bytes, file ) : 0;
	const bool has_failed = bytes == NULL || ferror( file );
	fclose( file );

	const bool is_good = has_failed ? fail_file( path, "cannot be read", error )
	                                : game_map_parse( path, bytes, size_bytes, out, error );
	free( bytes );
	return is_good;
}
