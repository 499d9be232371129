// fuzz_address.c - text from a person or a file as an address: what is read is written in one spelling that reads back.

#include "fuzz.h"
#include "tickwire/transport.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	char* text = malloc( size + 1 ); // on the heap, so that reading past its end is seen
	REQUIRE( text != NULL );
	if ( size > 0 )
		memcpy( text, data, size );
	text[size] = '\0';

	tw_address address, again;
	if ( tw_address_parse( text, &address ) == TW_OK )
	{
		char written[TW_ADDRESS_CHARS], rewritten[TW_ADDRESS_CHARS];
		tw_address_format( &address, written );
		REQUIRE( tw_address_parse( written, &again ) == TW_OK );
		REQUIRE( tw_address_equals( &address, &again ) && address.port != 0 );
		tw_address_format( &again, rewritten );
		REQUIRE( strcmp( written, rewritten ) == 0 );
	}
	free( text );

	// Any 18 bytes are an address, and every address but one without a port can be written and read.
	if ( size == sizeof( address.ip ) + 2 )
	{
		memcpy( address.ip, data, sizeof( address.ip ) );
		address.port = (uint16_t)( data[16] << 8 | data[17] );
		char written[TW_ADDRESS_CHARS];
		tw_address_format( &address, written );
		REQUIRE( ( tw_address_parse( written, &again ) == TW_OK ) == ( address.port != 0 ) );
		REQUIRE( address.port == 0 || tw_address_equals( &address, &again ) );
	}
	return 0;
}
