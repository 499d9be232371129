// golden_file.h - bytes of the wire, kept on disk so that a change of format shows in a diff.
//
//     golden_expect( "netcode_request", bytes, size_bytes );      // against tests/golden/netcode_request.hex
//
// Run a test with TICKWIRE_UPDATE_GOLDEN=1 to write the files anew, and look at the diff.
#pragma once

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	GOLDEN_MAX_BYTES = 4096,
	GOLDEN_LINE_BYTES = 32
};

static inline void golden_write( const char* path, const uint8_t* bytes, int size_bytes )
{
	FILE* file = fopen( path, "w" );
	cr_assert_not_null( file );
	for ( int i = 0; i < size_bytes; ++i )
		fprintf( file, "%02x%s", bytes[i],
		         ( i + 1 ) % GOLDEN_LINE_BYTES == 0 || i + 1 == size_bytes ? "\n" : "" );
	fclose( file );
}

static inline void golden_expect( const char* name, const uint8_t* bytes, int size_bytes )
{
	char path[256];
	uint8_t expected[GOLDEN_MAX_BYTES];
	int expected_bytes = 0;
	unsigned value;
	snprintf( path, sizeof( path ), "tests/golden/%s.hex", name );
	if ( getenv( "TICKWIRE_UPDATE_GOLDEN" ) != NULL )
		golden_write( path, bytes, size_bytes );
	FILE* file = fopen( path, "r" );
	cr_assert_not_null( file, "%s", path );
	while ( expected_bytes < GOLDEN_MAX_BYTES && fscanf( file, "%2x", &value ) == 1 )
		expected[expected_bytes++] = (uint8_t)value;
	fclose( file );
	cr_assert_eq( size_bytes, expected_bytes, "%s", path );
	cr_assert_eq( memcmp( bytes, expected, (size_t)size_bytes ), 0, "%s", path );
}
