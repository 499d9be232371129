#include "codec_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
	CUBES = 40,
	FRAMES = 50
};

static uint32_t next_random( uint32_t* state ) { return ( *state = *state * 1664525u + 1013904223u ) >> 8; }

// Cubes that rest, fly, and are pushed about.
static void make_frames( codec_file* file )
{
	uint32_t random = 5;
	*file = ( codec_file ){ .frames = FRAMES, .cubes = CUBES };
	file->values = calloc( (size_t)FRAMES * CUBES * CODEC_CUBE_VALUES, sizeof( int32_t ) );
	for ( int frame = 0; frame < FRAMES; ++frame )
		for ( int i = 0; i < CUBES; ++i )
		{
			int32_t* cube = file->values + ( frame * CUBES + i ) * CODEC_CUBE_VALUES;
			int shake = i % 3 == 0 ? 0 : (int)( next_random( &random ) % 9 ) - 4;
			cube[CODEC_LARGEST] = i % 3 == 0 ? 0 : (int)( next_random( &random ) % 20 == 0 );
			cube[CODEC_ROTATION] = i % 3 == 0 ? 7 : 256 + shake;
			cube[CODEC_POSITION] = i % 3 == 0 ? -16383 : 100 * i + 30 * frame + shake;
			cube[CODEC_POSITION + 2] = i % 3 == 1 ? 8191 - frame * frame : 40;
			cube[CODEC_INTERACTING] = i % 5 == 0 && frame > 20;
		}
}

Test( codec_run, gives_back_every_frame_with_and_without_loss )
{
	static const double losses[] = { 0.0, 0.05, 0.5 };
	codec_file file;
	make_frames( &file );
	for ( int i = 0; i < 3; ++i )
	{
		codec_run_def def = { .file = &file, .lag = 6, .loss = losses[i], .seed = 3 };
		codec_result result;
		eng_error error;
		cr_assert( codec_run( &def, &result, &error ) );
		cr_assert_eq( result.mismatches, 0, "loss %g", losses[i] );
		cr_assert_eq( result.frames, FRAMES - 6 );
		cr_assert( losses[i] == 0.0 ? result.arrived == result.frames : result.arrived < result.frames );
		cr_assert_lt( result.bytes[FRAMES - 7], CUBES * 8 );
		codec_result_release( &result );
	}
	codec_file_release( &file );
}

Test( codec_file, is_read_back_as_written_and_refused_when_damaged )
{
	char path[] = "/tmp/test_codec_XXXXXX";
	int descriptor = mkstemp( path );
	cr_assert_geq( descriptor, 0 );
	const int32_t cube[CODEC_CUBE_VALUES] = { 3, 511, 0, 1, -16383, 16383, 8191, 1 };
	const int32_t bad_cube[CODEC_CUBE_VALUES] = { 4, 511, 0, 1, -16383, 16383, 8191, 1 };
	uint8_t bytes[4 * CODEC_CUBE_VALUES];
	codec_file file;
	eng_error error;

	codec_file_write_cube( cube, bytes );
	cr_assert_eq( write( descriptor, bytes, sizeof( bytes ) ), (ssize_t)sizeof( bytes ) );
	cr_assert( codec_file_load( path, 1, &file, &error ) );
	cr_assert_eq( file.frames, 1 );
	cr_assert_arr_eq( codec_file_cube( &file, 0, 0 ), cube, sizeof( cube ) );
	codec_file_release( &file );
	cr_assert_not( codec_file_load( path, 2, &file, &error ) );

	codec_file_write_cube( bad_cube, bytes );
	cr_assert_eq( write( descriptor, bytes, sizeof( bytes ) ), (ssize_t)sizeof( bytes ) );
	cr_assert_not( codec_file_load( path, 1, &file, &error ) );
	close( descriptor );
	unlink( path );
}
