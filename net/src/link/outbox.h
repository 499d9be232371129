// outbox.h - datagrams on their way out, handed to the transport in batches.
//
//     uint8_t* bytes = tw__outbox_begin( outbox );               // room for TW_MAX_DATAGRAM_BYTES
//     tw__outbox_end( outbox, &address, size_bytes );            // keeps it
//     tw__outbox_flush( outbox );                                // once per frame; begin flushes by itself when full
//
// One per endpoint, part of its block of memory. Nothing is sent before a flush.
#pragma once

#include "tickwire/transport.h"

enum
{
	TW__OUTBOX_DATAGRAMS = 64
};

typedef struct tw__outbox
{
	tw_transport transport;
	int count;
	uint64_t sent_packets;
	uint64_t sent_bytes; // without IP and UDP headers
	tw_datagram items[TW__OUTBOX_DATAGRAMS];
	uint8_t bytes[TW__OUTBOX_DATAGRAMS][TW_MAX_DATAGRAM_BYTES];
} tw__outbox;

/// Room for the next datagram, TW_MAX_DATAGRAM_BYTES of it. Never NULL. Valid until the next begin or flush.
uint8_t* tw__outbox_begin( tw__outbox* outbox );

/// Keep what was written since tw__outbox_begin(); without it, the room is used again.
void tw__outbox_end( tw__outbox* outbox, const tw_address* to, int size_bytes );

/// Hand everything to the transport.
void tw__outbox_flush( tw__outbox* outbox );
