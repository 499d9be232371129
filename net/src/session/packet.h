// packet.h - netcode's datagrams: the plain request, and the six kinds that are encrypted.
//
//     int header_bytes = tw__packet_begin( bytes, TW__PACKET_PAYLOAD, sequence );
//     memcpy( bytes + header_bytes, payload, payload_bytes );
//     int size_bytes = tw__packet_seal( &cipher, bytes, header_bytes, payload_bytes );
//
//     tw_drop drop = tw__packet_parse( bytes, size_bytes, TW__SERVER_TAKES, &packet );      // cheap checks
//     if ( drop == TW__KEEP && tw__packet_open( &cipher, bytes, &packet ) )                 // the costly one, in place
//         ...
//
// An encrypted datagram:
//
//     bytes  field
//       1    prefix      n << 4 | type
//       n    sequence    1 to 8 bytes, as few as hold it
//       .    body        encrypted
//      16    tag         authenticates version, protocol id, prefix and body
#pragma once

#include "session/replay.h"
#include "session/session_event.h"
#include "session/token.h"

typedef enum tw__packet_type
{
	TW__PACKET_REQUEST,
	TW__PACKET_DENIED,
	TW__PACKET_CHALLENGE,
	TW__PACKET_RESPONSE,
	TW__PACKET_KEEP_ALIVE,
	TW__PACKET_PAYLOAD,
	TW__PACKET_DISCONNECT,
	TW__PACKET_TYPE_COUNT
} tw__packet_type;

enum
{
	TW__REQUEST_BYTES = 1 + TW__VERSION_BYTES + 8 + 8 + TW__LONG_NONCE_BYTES + TW__PRIVATE_TOKEN_BYTES,
	TW__CHALLENGE_BODY_BYTES = 8 + TW__CHALLENGE_TOKEN_BYTES,
	TW__KEEP_ALIVE_BODY_BYTES = 8,
	TW__LONGEST_PACKET_BYTES = 1 + 8 + TW__MAX_PAYLOAD_BYTES + TW__TAG_BYTES,

	/// Sets of types, bit i is type i.
	TW__SERVER_TAKES = 1 << TW__PACKET_RESPONSE | 1 << TW__PACKET_KEEP_ALIVE | 1 << TW__PACKET_PAYLOAD |
	                   1 << TW__PACKET_DISCONNECT,
	TW__CLIENT_TAKES = 1 << TW__PACKET_DENIED | 1 << TW__PACKET_CHALLENGE | 1 << TW__PACKET_KEEP_ALIVE |
	                   1 << TW__PACKET_PAYLOAD | 1 << TW__PACKET_DISCONNECT
};

/// What one direction of one connection is encrypted with.
typedef struct tw__cipher
{
	const uint8_t* key; ///< TW__KEY_BYTES
	uint64_t protocol_id;
	const tw__seal_observer* observer; ///< may be NULL
} tw__cipher;

typedef struct tw__packet
{
	tw__packet_type type;
	uint64_t sequence;
	uint8_t* body;  ///< in the datagram
	int body_bytes; ///< tag included until opened
} tw__packet;

/// Write prefix and sequence. @return how many bytes: 2 to 9; the body goes behind them
int tw__packet_begin( uint8_t* bytes, tw__packet_type type, uint64_t sequence );

/// Encrypt the body that stands behind the header. @return size of the datagram
int tw__packet_seal( const tw__cipher* cipher, uint8_t* bytes, int header_bytes, int body_bytes );

/// Everything that can be told without a key, in the standard's order. @param takes a set of types
/// @return TW__KEEP, TW_DROP_SIZE, TW_DROP_KIND or TW_DROP_UNEXPECTED
tw_drop tw__packet_parse( uint8_t* bytes, int size_bytes, int takes, tw__packet* out_packet );

/// @return false for a forgery, of whose body only zeros are left
bool tw__packet_open( const tw__cipher* cipher, const uint8_t* bytes, tw__packet* packet );

/// Whether an opened body is as long as its type says.
bool tw__packet_has_legal_size( const tw__packet* packet );

/// Types whose numbers the replay window keeps.
bool tw__packet_is_replay_checked( tw__packet_type type );

typedef struct tw__request
{
	uint64_t expire_s;    ///< Unix time
	const uint8_t* nonce; ///< in the datagram
	uint8_t* sealed;      ///< in the datagram
} tw__request;

void tw__request_write( const tw__connect_token* token, uint8_t out_bytes[TW__REQUEST_BYTES] );

/// Checks up to, not including, the decryption. @param now_s Unix time
/// @return TW__KEEP, TW_DROP_SIZE, TW_DROP_PROTOCOL or TW_DROP_TOKEN_EXPIRED
tw_drop tw__request_parse( uint8_t* bytes, int size_bytes, uint64_t protocol_id, uint64_t now_s,
                           tw__request* out_request );
