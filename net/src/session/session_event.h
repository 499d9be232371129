// session_event.h - what a session layer reports upwards, one event at a time.
#pragma once

#include "tickwire/base.h"

/// A payload is at most this long: netcode 1.02's own limit.
enum
{
	TW__MAX_PAYLOAD_BYTES = 1200
};

typedef enum tw__session_event_type
{
	TW__SESSION_NOTHING,
	TW__SESSION_CONNECTED,    ///< slot, client_id, user_data
	TW__SESSION_PAYLOAD,      ///< slot, sequence, payload
	TW__SESSION_DISCONNECTED, ///< slot, reason; the slot is free again
} tw__session_event_type;

typedef struct tw__session_event
{
	tw__session_event_type type;
	int slot; ///< 0-based; on clients the own slot at the server
	tw_reason reason;
	uint64_t sequence;      ///< the packet's netcode sequence number, which is also its number for acks
	const uint8_t* payload; ///< in the datagram's own buffer, decrypted in place. Transient: until that is reused
	int payload_bytes;      ///< [1, TW__MAX_PAYLOAD_BYTES]
	uint64_t client_id;
	const uint8_t* user_data; ///< TW_USER_DATA_BYTES. Transient: until the next call
} tw__session_event;
