#include "vectors_check.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

// The published vectors are not part of the repository: $TICKWIRE_SHARED/vectors, or beside the checkout.
static char* load_vectors( void )
{
	char path[4096] = "../shared/vectors/netcode-reliable.json";
	const char* shared = getenv( "TICKWIRE_SHARED" );
	if ( shared != NULL )
		snprintf( path, sizeof( path ), "%s/vectors/netcode-reliable.json", shared );
	FILE* file = fopen( path, "rb" );
	if ( file == NULL )
		cr_skip( "no vectors at %s; set TICKWIRE_SHARED\n", path );
	fseek( file, 0, SEEK_END );
	long size_bytes = ftell( file );
	rewind( file );
	char* text = calloc( (size_t)size_bytes + 1, 1 );
	cr_assert_eq( fread( text, 1, (size_t)size_bytes, file ), (size_t)size_bytes );
	fclose( file );
	return text;
}

Test( vectors_check, every_netcode_section_passes )
{
	char* text = load_vectors();
	vectors_result result = vectors_check( text, stderr );
	cr_assert( result.is_readable );
	cr_assert_gt( result.checks, 400 );
	cr_assert_eq( result.failed, 0 );
	free( text );
}

Test( vectors_check, one_flipped_bit_in_any_kind_of_expected_value_is_a_failure )
{
	static const char* const fields[] = { "\"prefix_and_sequence\": \"",
		                              "\"private_plaintext_1024\": \"",
		                              "\"private_encrypted_1024\": \"",
		                              "\"public_token_2048\": \"",
		                              "\"request_packet_1078\": \"",
		                              "\"plaintext_300\": \"",
		                              "\"encrypted_300\": \"",
		                              "\"plaintext\": \"",
		                              "\"datagram\": \"",
		                              "\"accepted\": ",
		                              "\"valid\": " };
	char* text = load_vectors();
	for ( size_t i = 0; i < sizeof( fields ) / sizeof( fields[0] ); ++i )
	{
		char* at = strstr( text, fields[i] );
		while ( at != NULL && at[strlen( fields[i] )] == '"' ) // an empty one has no bit to flip
			at = strstr( at + 1, fields[i] );
		cr_assert_not_null( at, "the file has no %s", fields[i] );
		at += strlen( fields[i] );
		char saved[8];
		memcpy( saved, at, sizeof( saved ) );
		if ( *at == 't' )
			memcpy( at, "null", 4 ); // the checker takes anything but true as false
		else if ( *at == 'f' )
			memcpy( at, "true ", 5 );
		else
			*at = *at == '0' ? '1' : '0';
		vectors_result result = vectors_check( text, NULL );
		cr_assert( result.is_readable, "%s", fields[i] );
		cr_assert_gt( result.failed, 0, "%s", fields[i] );
		memcpy( at, saved, sizeof( saved ) );
	}
	free( text );
}

Test( vectors_check, what_is_missing_has_not_passed )
{
	cr_assert_not( vectors_check( "not json", NULL ).is_readable );
	cr_assert_not( vectors_check( "{ \"reliable\": { \"a\": [] } }", NULL ).is_readable );

	// One right entry of one section; the eight others are not there.
	const char* partial = "{ \"netcode\": { \"sequence_prefix\": [ { \"packet_type\": 5, \"sequence\": \"1000\", "
			      "\"sequence_bytes\": 2, \"prefix_and_sequence\": \"25e803\", "
			      "\"nonce\": \"00000000e803000000000000\" } ] }, \"reliable\": { \"a\": [], \"b\": [] } }";
	vectors_result result = vectors_check( partial, NULL );
	cr_assert( result.is_readable );
	cr_assert_eq( result.failed, 8 );
	cr_assert_eq( result.checks, 12 );
	cr_assert_eq( result.skipped_sections, 2 );
}
