// vectors_check.h - a file of published test vectors against the library's own netcode encoder, decoder and replay.
//
//     vectors_result result = vectors_check( json_text, stderr );
//     if ( !result.is_readable || result.failed > 0 )
//         ...
//
// Only the "netcode" object's sections are checked; sections of other protocols are counted as skipped. Needs cJSON
// and the library's private headers.
#pragma once

#include <stdbool.h>
#include <stdio.h>

typedef struct vectors_result
{
	bool is_readable; ///< JSON with a "netcode" object
	int checks, failed;
	int skipped_sections;
} vectors_result;

/// @param failures the first ten are named here, one a line; may be NULL
vectors_result vectors_check( const char* json_text, FILE* failures );
