// fuzz.h - what the fuzz targets share: the entry that libFuzzer calls, and an invariant that no build leaves out.
//
//     REQUIRE( count <= CAPACITY );          // line, condition, abort: libFuzzer keeps the input
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size_bytes );

#define REQUIRE( condition )                                                      \
	do                                                                        \
	{                                                                         \
		if ( !( condition ) )                                             \
		{                                                                 \
			fprintf( stderr, "line %d: %s\n", __LINE__, #condition ); \
			abort();                                                  \
		}                                                                 \
	} while ( 0 )
