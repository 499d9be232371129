// hello.h - how a client without a token gets one from the server itself: one datagram each way, before netcode begins.
//
//     tw__hello_begin( &guest, &offer, &system );                            // client: guest.bytes is the datagram
//
//     tw__hello_read( bytes, size_bytes, &hello );                           // server
//     tw__hello_accept( &host, &hello, &exchange );                          // both key exchanges
//     size_bytes = tw__hello_write_grant( &exchange, &grant, out );          // a token for exchange's session keys
//     size_bytes = tw__hello_write_refusal( &exchange, TW_REASON_SERVER_FULL, out );
//
//     outcome = tw__hello_open( &guest, bytes, size_bytes, &answer );        // client
//
// The first bytes are of packet types that netcode leaves unused, with a sequence of no bytes, which netcode drops too.
// The server keeps nothing between a hello and the request that follows: each answer is made of the hello, its
// long-term key, and fresh randomness.
//
//     hello, 1200 bytes                        grant, 1149 bytes (1197 with a password)
//       1  0x07                                  1  0x08
//       8  "TICKWIRE"                           32  server's long-term key, X25519
//       4  version of the hello                 32  server's ephemeral key, X25519
//      32  client's ephemeral key, X25519       16  tag; what follows is encrypted
//       8  protocol id                          16  create and expire times, Unix seconds
//       8  schema hash                           4  timeout, seconds
//       1  1 if a password is offered           24  token nonce
//      32  client's password share            1024  sealed private token
//       .  zeros                                32  server's password share
//                                               16  proof that the server's password is the same
//     refusal, 82 bytes: 0x09, then as a grant up to the tag, then 1 byte tw_reason, encrypted
//
// A server understands the first three fields of every later version, so that it can refuse in words.
#pragma once

#include "session/replay.h"
#include "session/token.h"

enum
{
	TW__HELLO_BYTES = 1200,
	TW__HELLO_TYPE = 0x07,
	TW__GRANT_TYPE = 0x08,
	TW__REFUSAL_TYPE = 0x09,
	TW__HELLO_VERSION = 1,
	TW__GRANT_BYTES = 1 + 32 + 32 + 16 + 16 + 4 + 24 + TW__PRIVATE_TOKEN_BYTES,
	TW__PASSWORD_GRANT_BYTES = TW__GRANT_BYTES + 32 + 16,
	TW__REFUSAL_BYTES = 1 + 32 + 32 + 16 + 1
};

typedef struct tw__hello
{
	const uint8_t* bytes; ///< TW__HELLO_BYTES, in the datagram: all of it is part of the keys
	uint32_t version;     ///< the rest is only meaningful for TW__HELLO_VERSION
	uint8_t client_key[TW__KEY_BYTES];
	uint64_t protocol_id, schema_hash;
	bool has_share;
	uint8_t share[32];
} tw__hello;

/// The keys of both netcode directions.
typedef struct tw__session_keys
{
	uint8_t client_to_server[TW__KEY_BYTES];
	uint8_t server_to_client[TW__KEY_BYTES];
} tw__session_keys;

// --- Server ----------------------------------------------------------------------------------------------------------

typedef struct tw__hello_host
{
	tw_identity identity;
	bool has_password;
	uint8_t generator[32]; ///< from the password
	tw_system system;
	tw__seal_observer observer;
} tw__hello_host;

typedef struct tw__hello_exchange
{
	const tw__hello_host* host;
	uint8_t ephemeral_key[TW__KEY_BYTES];
	uint8_t answer_key[TW__KEY_BYTES];
	bool has_share; ///< whether a password was part of it
	uint8_t share[32];
	uint8_t proof[TW__TAG_BYTES];
	tw__session_keys keys;
} tw__hello_exchange;

/// @return TW__KEEP, TW_DROP_SIZE or TW_DROP_PROTOCOL
tw_drop tw__hello_read( const uint8_t* bytes, int size_bytes, tw__hello* out_hello );

/// Draw an ephemeral key and run both exchanges, and the password's when both sides have one. Costs two scalar
/// multiplications and one of the base point, two more with a password.
/// @return false for a key or share that is none, or without randomness. Wipe `out_exchange` after use
bool tw__hello_accept( const tw__hello_host* host, const tw__hello* hello, tw__hello_exchange* out_exchange );

/// `token`: times, timeout, nonce and sealed part; its keys are not sent. One answer per exchange.
/// @param out_bytes room for TW__PASSWORD_GRANT_BYTES @return size of the datagram
int tw__hello_write_grant( const tw__hello_exchange* exchange, const tw__connect_token* token, uint8_t* out_bytes );
int tw__hello_write_refusal( const tw__hello_exchange* exchange, tw_reason reason, uint8_t* out_bytes );

// --- Client ----------------------------------------------------------------------------------------------------------

typedef struct tw__hello_offer
{
	uint64_t protocol_id, schema_hash;
	const char* password; ///< NULL for none
} tw__hello_offer;

typedef struct tw__hello_guest
{
	uint8_t bytes[TW__HELLO_BYTES]; ///< to send, and to send again
	uint8_t secret[TW__KEY_BYTES];
	bool has_share;
	uint8_t share_secret[32];
} tw__hello_guest;

/// @return false when there is no randomness
bool tw__hello_begin( tw__hello_guest* out_guest, const tw__hello_offer* offer, const tw_system* system );

typedef enum tw__hello_outcome
{
	TW__HELLO_FORGED,         ///< not an answer to this hello: nothing is known about the server
	TW__HELLO_GRANTED,        ///< server_key, token
	TW__HELLO_REFUSED,        ///< server_key, reason
	TW__HELLO_PASSWORD_WRONG, ///< server_key: authentic, but its password is another
} tw__hello_outcome;

typedef struct tw__hello_answer
{
	tw_public_key server_key;
	tw_reason reason;
	tw__connect_token token; ///< without protocol id and addresses
} tw__hello_answer;

/// `bytes` are decrypted in place. `out_answer` is only written when the answer is authentic.
tw__hello_outcome tw__hello_open( const tw__hello_guest* guest, uint8_t* bytes, int size_bytes,
                                  tw__hello_answer* out_answer );
