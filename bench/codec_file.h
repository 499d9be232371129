// codec_file.h - recorded frames of cubes, as the codec measure reads and writes them.
//
//     codec_file file;
//     eng_error error;
//     if ( !codec_file_load( "cubes.bin", 901, &file, &error ) )
//         ...
//     const int32_t* cube = codec_file_cube( &file, frame, index );          // CODEC_CUBE_VALUES of them
//     codec_file_release( &file );
//
// Little-endian 32-bit integers without a header: per frame `cubes` times the eight values of a cube.
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum
{
	CODEC_CUBE_VALUES = 8,
	CODEC_MAX_CUBES = 1024,
};

/// The eight values, in the file's order, with their ranges.
typedef enum codec_value
{
	CODEC_LARGEST,         // [0, 3]
	CODEC_ROTATION,        // three of [0, 511]
	CODEC_POSITION = 4,    // x and y of [-16383, 16383], z of [0, 8191]
	CODEC_INTERACTING = 7, // [0, 1]
} codec_value;

typedef struct codec_file
{
	int32_t* values; // heap
	int frames, cubes;
} codec_file;

/// Refuses a size that is no whole number of frames, and values that are out of range. @return false with `error` filled
bool codec_file_load( const char* path, int cubes, codec_file* out, eng_error* error );

/// Accepts a zeroed one.
void codec_file_release( codec_file* file );

const int32_t* codec_file_cube( const codec_file* file, int frame, int cube );

/// The bytes of one cube as the file has them.
void codec_file_write_cube( const int32_t cube[CODEC_CUBE_VALUES], uint8_t out_bytes[4 * CODEC_CUBE_VALUES] );
