// replay_main.c - runs a fuzz target without a fuzzer, the same way on every machine.
//
//     fuzz_config corpus/fuzz_config       every file, then damaged copies of every file
//     fuzz_config crash-0123abcd           one file, as it is
//
// Damaged copies of a file are all its truncations and single flipped bits, spread evenly over the file when there are
// more of them than the file's share of EXECUTIONS_MAX. Each input is a heap block of exactly its size, so that a
// sanitizer sees a read past its end.
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum
{
	EXECUTIONS_MAX = 20000
};

typedef struct input
{
	uint8_t* bytes;
	size_t size_bytes;
} input;

typedef struct replay
{
	long executions;
	size_t share; // executions that each file may have
} replay;

static void run_once( replay* r, const uint8_t* bytes, size_t size_bytes )
{
	uint8_t* copy = malloc( size_bytes );
	if ( size_bytes > 0 )
		memcpy( copy, bytes, size_bytes );
	LLVMFuzzerTestOneInput( copy, size_bytes );
	free( copy );
	r->executions++;
}

static bool read_input( const char* path, input* out )
{
	FILE* file = fopen( path, "rb" );
	struct stat status;
	if ( file == NULL || fstat( fileno( file ), &status ) != 0 || !S_ISREG( status.st_mode ) )
	{
		fprintf( stderr, "%s: not a file that can be read\n", path );
		if ( file != NULL )
			fclose( file );
		return false;
	}
	out->size_bytes = (size_t)status.st_size;
	out->bytes = malloc( out->size_bytes + 1 );
	bool is_read = fread( out->bytes, 1, out->size_bytes, file ) == out->size_bytes;
	fclose( file );
	return is_read;
}

// Calls for `wanted` of `count` positions, evenly spread, all of them when there are fewer.
static size_t spread( size_t index, size_t wanted, size_t count )
{
	return wanted < count ? index * count / wanted : index;
}

static void run_truncations( replay* r, const input* in, size_t budget )
{
	for ( size_t i = 0; i < budget && i < in->size_bytes; ++i )
		run_once( r, in->bytes, spread( i, budget, in->size_bytes ) );
}

static void run_flipped_bits( replay* r, const input* in, size_t budget )
{
	size_t bit_count = in->size_bytes * 8;
	for ( size_t i = 0; i < budget && i < bit_count; ++i )
	{
		size_t bit = spread( i, budget, bit_count );
		uint8_t mask = (uint8_t)( 1u << ( bit % 8 ) );
		in->bytes[bit / 8] ^= mask;
		run_once( r, in->bytes, in->size_bytes );
		in->bytes[bit / 8] ^= mask;
	}
}

static bool replay_file( replay* r, const char* path )
{
	input in = { 0 };
	if ( !read_input( path, &in ) )
		return free( in.bytes ), false;
	run_once( r, in.bytes, in.size_bytes );
	if ( r->share > 0 )
	{
		size_t truncations = in.size_bytes < r->share / 2 ? in.size_bytes : r->share / 2;
		run_truncations( r, &in, truncations );
		run_flipped_bits( r, &in, r->share - truncations );
	}
	free( in.bytes );
	return true;
}

static int is_visible( const struct dirent* entry ) { return entry->d_name[0] != '.'; }

static int replay_folder( replay* r, const char* folder )
{
	struct dirent** entries = NULL;
	int count = scandir( folder, &entries, is_visible, alphasort );
	if ( count > 0 )
		r->share = EXECUTIONS_MAX / (size_t)count - 1;
	bool is_sound = count > 0;
	for ( int i = 0; i < count; ++i )
	{
		char path[4096];
		snprintf( path, sizeof( path ), "%s/%s", folder, entries[i]->d_name );
		is_sound = replay_file( r, path ) && is_sound;
		free( entries[i] );
	}
	free( entries );
	if ( count <= 0 )
		fprintf( stderr, "%s: no corpus there\n", folder );
	return is_sound ? count : -1;
}

int main( int argc, char** argv )
{
	if ( argc != 2 )
		return fprintf( stderr, "usage: %s CORPUS_FOLDER | FILE\n", argv[0] ), 2;

	replay r = { 0 };
	struct stat status;
	bool is_folder = stat( argv[1], &status ) != 0 || S_ISDIR( status.st_mode );
	int count = is_folder ? replay_folder( &r, argv[1] ) : replay_file( &r, argv[1] ) ? 1 : -1;
	printf( "%ld executions\n", r.executions );
	return count > 0 ? 0 : 1;
}
