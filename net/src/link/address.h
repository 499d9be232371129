// address.h - what the link layer needs to know about addresses beyond tickwire/transport.h.
//
//     tw__address_parse( "[::]:0", 0, &address );              // a bind may leave the port to the system
//     if ( tw__address_is_ipv4( &address ) ) ...
//
// Owns nothing.
#pragma once

#include "tickwire/transport.h"

enum
{
	TW__IPV4_OFFSET = 12 // of the four bytes in a mapped address
};

/// As tw_address_parse(), with ports from `lowest_port` (0 or 1).
tw_result tw__address_parse( const char* text, int lowest_port, tw_address* out_address );

/// Write ::ffff:0:0 in front, so that the last four bytes are an IPv4 address.
void tw__address_map_ipv4( tw_address* address );

bool tw__address_is_ipv4( const tw_address* address );
