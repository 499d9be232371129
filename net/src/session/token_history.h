// token_history.h - which connect tokens have been presented, from where, and which led to a connection.
//
//     tw_drop drop = tw__token_history_present( &history, &use, now_s, &entry );       // a request
//     tw__token_history_consume( &history, entry, use.tag );                           // its client has connected
//
// A token is pending until its client connects, and then spent: one token is one session, because a second session
// under the same keys would use every nonce again. Until it expires a token is also bound to the first address it
// came from. An entry is kept until its token expires; when there is no room, newcomers wait, never the rule.
#pragma once

#include "session/index_map.h"
#include "session/token.h"
#include "tickwire/stats.h"

typedef struct tw__token_use
{
	uint8_t tag[TW__TAG_BYTES]; ///< last bytes of the sealed private token: its identity
	tw_address address;
	uint64_t expire_s;
} tw__token_use;

typedef struct tw__token_record
{
	tw__token_use use;
	bool is_known, is_consumed;
	int next_free1; ///< index + 1
} tw__token_record;

typedef struct tw__token_history
{
	tw__index_map map;
	tw__token_record* records;
	int capacity, first_free1;
	int sweep_index; ///< where to look next for an expired record
} tw__token_history;

size_t tw__token_history_size_bytes( int capacity );

/// @param memory zeroed, tw__token_history_size_bytes(); outlives the history
void tw__token_history_init( tw__token_history* history, void* memory, int capacity,
                             const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] );

/// A token that opened came with a request. @param now_s Unix time
/// @return TW__KEEP and the entry; TW_DROP_TOKEN_SPENT when it led to a connection or came from another address
/// before; TW_DROP_FULL when every entry is taken by a token that has not expired
tw_drop tw__token_history_present( tw__token_history* history, const tw__token_use* use, uint64_t now_s,
                                   int* out_entry );

/// Mark the token as spent. Does nothing when it has expired since and the entry is another token's.
void tw__token_history_consume( tw__token_history* history, int entry, const uint8_t tag[TW__TAG_BYTES] );
