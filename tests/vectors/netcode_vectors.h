// netcode_vectors.h - a file of published test vectors against the library's own netcode encoder, decoder and replay.
//
//     netcode_vectors_result result = netcode_vectors_check( json_text, stderr );
//     if ( !result.is_readable || result.failed > 0 )
//         ...
//
// Only the "netcode" object's sections are checked; sections of other protocols are counted as skipped. Needs cJSON
// and the library's private headers.
#pragma once

#include <stdbool.h>
#include <stdio.h>

typedef struct netcode_vectors_result
{
	bool is_readable; ///< JSON with a "netcode" object
	int checks, failed;
	int skipped_sections;
} netcode_vectors_result;

/// @param failures the first ten are named here, one a line; may be NULL
netcode_vectors_result netcode_vectors_check( const char* json_text, FILE* failures );
