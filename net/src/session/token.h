// token.h - connect tokens of netcode 1.02: the private part a server opens, the public part its client holds, and the
// challenge token that proves a client receives at its address.
//
//     tw__private_token_write( &private_token, token.sealed );
//     tw__private_token_seal( observer, &seal, token.sealed );
//     tw__connect_token_write( &token, bytes );               // 2048 bytes for the client, over a secure channel
//
//     if ( tw__private_token_open( &seal, request.sealed ) && tw__private_token_read( request.sealed, &private_token ) )
//         ...                                                 // the server's side
//
// Reading changes nothing when it fails. Layouts: docs/PROTOCOL.md, and the public standard of netcode 1.02.
#pragma once

#include "session/aead.h"
#include "tickwire/security.h"

enum
{
	TW__VERSION_BYTES = 13,
	TW__PRIVATE_TOKEN_BYTES = 1024,
	TW__CHALLENGE_TOKEN_BYTES = 300
};

/// "NETCODE 1.02" and a zero: opens tokens and requests, and is part of what every packet authenticates.
extern const uint8_t tw__netcode_version[TW__VERSION_BYTES];

typedef struct tw__private_token
{
	uint64_t client_id;
	int32_t timeout_s; ///< negative is never
	int address_count; ///< [1, TW_TOKEN_ADDRESSES]
	tw_address addresses[TW_TOKEN_ADDRESSES];
	uint8_t client_to_server_key[TW__KEY_BYTES];
	uint8_t server_to_client_key[TW__KEY_BYTES];
	uint8_t user_data[TW_USER_DATA_BYTES];
} tw__private_token;

/// What a private token is sealed under.
typedef struct tw__token_seal
{
	const uint8_t* key; ///< TW__KEY_BYTES, shared by issuer and server
	uint64_t protocol_id;
	uint64_t expire_s;    ///< Unix time
	const uint8_t* nonce; ///< TW__LONG_NONCE_BYTES
} tw__token_seal;

typedef struct tw__connect_token
{
	uint64_t protocol_id;
	uint64_t create_s, expire_s; ///< Unix time
	uint8_t nonce[TW__LONG_NONCE_BYTES];
	uint8_t sealed[TW__PRIVATE_TOKEN_BYTES];
	int32_t timeout_s; ///< negative is never
	int address_count; ///< [1, TW_TOKEN_ADDRESSES]
	tw_address addresses[TW_TOKEN_ADDRESSES];
	uint8_t client_to_server_key[TW__KEY_BYTES];
	uint8_t server_to_client_key[TW__KEY_BYTES];
} tw__connect_token;

void tw__private_token_write( const tw__private_token* token, uint8_t out_bytes[TW__PRIVATE_TOKEN_BYTES] );

/// @return false when the number or a type of the addresses is out of range
bool tw__private_token_read( const uint8_t bytes[TW__PRIVATE_TOKEN_BYTES], tw__private_token* out_token );

/// In place. The last 16 bytes become the tag, which is also the token's identity.
void tw__private_token_seal( const tw__seal_observer* observer, const tw__token_seal* seal,
                             uint8_t bytes[TW__PRIVATE_TOKEN_BYTES] );

/// In place. @return false when it was not sealed under this key for this protocol and expiry
bool tw__private_token_open( const tw__token_seal* seal, uint8_t bytes[TW__PRIVATE_TOKEN_BYTES] );

void tw__connect_token_write( const tw__connect_token* token, uint8_t out_bytes[TW_TOKEN_BYTES] );

/// @return false for what a client must refuse: another size or version, created after it expires, bad addresses
bool tw__connect_token_read( const uint8_t* bytes, int size_bytes, tw__connect_token* out_token );

/// A challenge token's contents, then sealed in place under the server's own key with the challenge's number.
void tw__challenge_token_write( uint64_t client_id, const uint8_t user_data[TW_USER_DATA_BYTES],
                                uint8_t out_bytes[TW__CHALLENGE_TOKEN_BYTES] );
void tw__challenge_token_seal( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES], uint64_t number,
                               uint8_t bytes[TW__CHALLENGE_TOKEN_BYTES] );

/// In place. @param out_user_data points into `bytes` @return false for a forgery
bool tw__challenge_token_open( const uint8_t key[TW__KEY_BYTES], uint64_t number,
                               uint8_t bytes[TW__CHALLENGE_TOKEN_BYTES], uint64_t* out_client_id,
                               const uint8_t** out_user_data );
