// codec_run.h - recorded frames through the snapshots' real path: a server's world and viewer, a client's replica.
//
//     codec_run_def def = { .file = &file, .lag = 6, .loss = 0.05, .seed = 1 };
//     codec_result result;
//     if ( !codec_run( &def, &result, &error ) )
//         ...
//
// The client sees the packets that arrived and nothing else. What it acknowledges reaches the server `lag` frames later.
#pragma once

#include "codec_file.h"

#include <stddef.h>

typedef struct codec_run_def
{
	const codec_file* file;
	int lag;
	double loss; // [0, 1) of packets
	uint64_t seed;
} codec_run_def;

typedef struct codec_result
{
	int frames;         // counted: all but the first `lag`
	int arrived;        // of them
	int32_t* bytes;     // heap: of each counted frame
	int64_t mismatches; // counted frames that arrived and whose cubes are not all the file's, or did not decode
	double* encode_us;  // heap
	double decode_us_mean;
	uint8_t sha256[32]; // of the counted frames as the client has them
	size_t state_bytes_per_client;
} codec_result;

/// @return false with `error` filled when memory is short
bool codec_run( const codec_run_def* def, codec_result* out, eng_error* error );

void codec_result_release( codec_result* result );
