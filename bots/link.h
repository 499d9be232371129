// link.h - one bot's way to the server: a socket of its own, and bad weather in between when a profile is named.
//
//     link_open( &link, text, profile, seed );         // "example.org#FINGERPRINT": looked up, port 40000 by default
//     def.address = link.address;
//     def.transport = link.transport;
//     link_advance( &link, now_us );                   // each frame, before the client's
#pragma once

#include "tickwire/transport.h"

enum
{
	LINK_ADDRESS_CHARS = 128
};

typedef struct link
{
	tw_udp* udp;
	tw_simnet* net; // NULL without a profile
	tw_transport transport;
	char address[LINK_ADDRESS_CHARS]; // numbers and the fingerprint
} link;

/// Blocks while a name is looked up. @param profile NULL: the network as it is
tw_result link_open( link* l, const char* text, const tw_profile* profile, uint64_t seed );
void link_close( link* l );
void link_advance( link* l, uint64_t now_us );
