// link.h - the way to a server: a socket, and weather that the network laboratory can change at any time.
//
//     result = client_link_open( &link, "example.org#FINGERPRINT", seed );   // looked up, port 40000 by default
//     def.address = link.address;
//     def.transport = link.transport;
//     client_link_set_weather( &link, &profile );         // NULL: the network as it is
//     client_link_advance( &link, now_us );               // each frame, before and after the client's work
#pragma once

#include "tickwire/transport.h"

enum
{
	CLIENT_ADDRESS_CHARS = 128
};

typedef struct client_link
{
	tw_udp* udp;
	tw_simnet* net;
	tw_transport transport;
	char address[CLIENT_ADDRESS_CHARS]; // numbers and the fingerprint
} client_link;

/// Blocks while a name is looked up. The link stays where it is in memory until closed.
tw_result client_link_open( client_link* link, const char* text, uint64_t seed );
void client_link_close( client_link* link );
void client_link_advance( client_link* link, uint64_t now_us );
void client_link_set_weather( client_link* link, const tw_profile* profile );
