// session_client.h - the client's half of netcode 1.02: a hello first when it has no token, then the handshake.
//
//     tw__session_event event = tw__session_client_receive( session, &datagram, now_us );      // per datagram
//     event = tw__session_client_update( session, now_us );                                 // per frame: resends, timeouts
//     tw__session_client_send( session, payload, payload_bytes, now_us, &sequence );
//
// Sans-I/O, one block of memory, every unused datagram counted once, as session_server.h.
#pragma once

#include "link/outbox.h"
#include "session/session_event.h"
#include "tickwire/security.h"

typedef struct tw__session_client tw__session_client;

typedef struct tw__session_client_def
{
	tw_login login;
	tw_address server;                      ///< ignored when login.token is given, which names its servers
	char fingerprint[TW_FINGERPRINT_CHARS]; ///< of the expected key, or its first 5 characters and more, from
						///< "#..." in the address. Empty is none
	uint64_t protocol_id;                   ///< for the hello; a token brings its own
	uint64_t schema_hash;
	int connect_ms; ///< give up with TW_REASON_NO_ANSWER after this long without having connected
	int timeout_ms;
	uint64_t* drops;    ///< TW_DROP_COUNT counters, borrowed
	tw__outbox* outbox; ///< borrowed
	tw_system system;

	/// As in tw__session_server_def.
	void ( *observe_seal )( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user );
	void* observe_user;
} tw__session_client_def;

/// @return TW_ERR_ARGUMENT, TW_ERR_MEMORY, TW_ERR_RANDOM, TW_ERR_FORMAT (token)
tw_result tw__session_client_create( const tw__session_client_def* def, uint64_t now_us, tw__session_client** out );

/// Wipes the keys. Sends nothing. Accepts NULL.
void tw__session_client_destroy( tw__session_client* session );

/// One datagram, opened in place: whatever comes of it, its bytes are used up.
tw__session_event tw__session_client_receive( tw__session_client* session, const tw_datagram* datagram,
                                              uint64_t now_us );

/// Resends, keep-alives; at most one event.
tw__session_event tw__session_client_update( tw__session_client* session, uint64_t now_us );

/// @return false when not connected
bool tw__session_client_send( tw__session_client* session, const uint8_t* payload, int payload_bytes, uint64_t now_us,
                              uint64_t* out_sequence );

/// Say goodbye with netcode's redundant disconnect packets. No event follows.
void tw__session_client_disconnect( tw__session_client* session, uint64_t now_us );

/// As the handshake measured it; 0 before its first answer.
uint64_t tw__session_client_get_round_trip_us( const tw__session_client* session );

bool tw__session_client_is_connected( const tw__session_client* session );

/// @return false before the hello's answer, or when joined by a token
bool tw__session_client_get_server_key( const tw__session_client* session, tw_public_key* out_key );

uint64_t tw__session_client_get_wake_us( const tw__session_client* session, uint64_t now_us );
