// address_codec.h - addresses as connect tokens carry them.
//
//     tw__address_write( &writer, &address );          // 7 bytes for IPv4, 19 for IPv6
//     tw__address_read( &reader, &address );           // sets reader.failed for a type that does not exist
//
// An IPv4 address is one mapped into IPv6 (::ffff:a.b.c.d), as everywhere in tickwire.
#pragma once

#include "core/bytes.h"
#include "tickwire/transport.h"

/// Longest encoding of one address.
enum
{
	TW__ADDRESS_BYTES = 19
};

void tw__address_write( tw__byte_writer* writer, const tw_address* address );

/// All zero after a failure.
void tw__address_read( tw__byte_reader* reader, tw_address* out_address );

/// Same ip and port.
bool tw__address_is_same( const tw_address* a, const tw_address* b );
