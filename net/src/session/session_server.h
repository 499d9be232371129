// session_server.h - the server's half of netcode 1.02, and the hello exchange that issues its tokens.
//
//     tw__session_event event = tw__session_server_receive( sessions, &datagram, now_us );      // per datagram
//     while ( ( event = tw__session_server_update( sessions, now_us ) ).type != TW__SESSION_NOTHING )   // per frame
//         ...                                                                               // timeouts
//     tw__session_server_send( sessions, slot, payload, payload_bytes, now_us, &sequence );
//
// Sans-I/O: bytes and the time come in, datagrams go to the outbox. Owns one block of memory, taken at create. Every
// datagram that is not used is counted in exactly one of `drops`.
#pragma once

#include "link/outbox.h"
#include "session/session_event.h"
#include "tickwire/security.h"

typedef struct tw__session_server tw__session_server;

typedef struct tw__session_server_def
{
	tw_admission admission;
	uint64_t protocol_id; ///< resolved: never 0
	uint64_t schema_hash; ///< a hello with another one is refused with TW_REASON_SCHEMA_MISMATCH
	int max_slots;        ///< [1, 4096]
	int timeout_ms;
	uint64_t* drops;    ///< TW_DROP_COUNT counters, borrowed
	tw__outbox* outbox; ///< borrowed
	tw_system system;

	/// Optional: told of every key and nonce before something is sealed with them. For the simulated world, which
	/// checks that no pair comes twice.
	void ( *observe_seal )( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user );
	void* observe_user;
} tw__session_server_def;

/// @return TW_ERR_ARGUMENT, TW_ERR_MEMORY, TW_ERR_RANDOM
tw_result tw__session_server_create( const tw__session_server_def* def, uint64_t now_us, tw__session_server** out );

/// Wipes the keys. Sends nothing. Accepts NULL.
void tw__session_server_destroy( tw__session_server* sessions );

/// One datagram, opened in place: whatever comes of it, its bytes are used up. Answers (challenge, keep-alive, hello answer) go to the outbox.
tw__session_event tw__session_server_receive( tw__session_server* sessions, const tw_datagram* datagram,
                                              uint64_t now_us );

/// Keep-alives, and timeouts one at a time. Call until it returns TW__SESSION_NOTHING.
tw__session_event tw__session_server_update( tw__session_server* sessions, uint64_t now_us );

/// Seal a payload for a connected slot. @param out_sequence its packet number, may be NULL
/// @return false when the slot is not connected
bool tw__session_server_send( tw__session_server* sessions, int slot, const uint8_t* payload, int payload_bytes,
                              uint64_t now_us, uint64_t* out_sequence );

/// Free a slot and tell its client with netcode's redundant disconnect packets. No event follows.
void tw__session_server_disconnect( tw__session_server* sessions, int slot, uint64_t now_us );

/// Refuse all newcomers with `reason` from now on (TW_REASON_SERVER_CLOSING); TW_REASON_NONE admits them again.
void tw__session_server_set_refusal( tw__session_server* sessions, tw_reason reason );

/// All zero for a free slot.
tw_address tw__session_server_get_address( const tw__session_server* sessions, int slot );

/// Earliest time at which update has something to do, `now_us` when it is overdue, UINT64_MAX for never.
uint64_t tw__session_server_get_wake_us( const tw__session_server* sessions, uint64_t now_us );

/// The server's public key, as hellos prove it. All zero in TW_ADMIT_TOKENS.
tw_public_key tw__session_server_get_public_key( const tw__session_server* sessions );
