#include "session/address_codec.h"

#include <string.h>

// The type byte, as netcode 1.02 numbers it. Zero is not an address.
enum
{
	TYPE_IPV4 = 1,
	TYPE_IPV6 = 2,
	MAPPED_PREFIX_BYTES = 12
};

static const uint8_t mapped_prefix[MAPPED_PREFIX_BYTES] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

// The standard stores each group of an IPv6 address as a little-endian number, so against network order the two bytes
// of every group are swapped.
static void swap_groups( const uint8_t from[16], uint8_t to[16] )
{
	for ( int i = 0; i < 16; ++i )
		to[i] = from[i ^ 1];
}

void tw__address_write( tw__byte_writer* writer, const tw_address* address )
{
	if ( memcmp( address->ip, mapped_prefix, MAPPED_PREFIX_BYTES ) == 0 )
	{
		tw__bytes_write_u8( writer, TYPE_IPV4 );
		tw__bytes_write( writer, address->ip + MAPPED_PREFIX_BYTES, 4 );
	}
	else
	{
		uint8_t groups[16];
		swap_groups( address->ip, groups );
		tw__bytes_write_u8( writer, TYPE_IPV6 );
		tw__bytes_write( writer, groups, 16 );
	}
	tw__bytes_write_u16( writer, address->port );
}

void tw__address_read( tw__byte_reader* reader, tw_address* out_address )
{
	tw_address address = { 0 };
	uint8_t type = tw__bytes_read_u8( reader );
	if ( type == TYPE_IPV4 )
	{
		memcpy( address.ip, mapped_prefix, MAPPED_PREFIX_BYTES );
		tw__bytes_read( reader, address.ip + MAPPED_PREFIX_BYTES, 4 );
	}
	else if ( type == TYPE_IPV6 )
	{
		uint8_t groups[16];
		tw__bytes_read( reader, groups, 16 );
		swap_groups( groups, address.ip );
	}
	else
	{
		reader->failed = true;
	}
	address.port = tw__bytes_read_u16( reader );
	*out_address = reader->failed ? ( tw_address ){ 0 } : address;
}

bool tw__address_is_same( const tw_address* a, const tw_address* b )
{
	return a->port == b->port && memcmp( a->ip, b->ip, sizeof( a->ip ) ) == 0;
}
