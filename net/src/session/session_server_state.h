// session_server_state.h - what session_server.c, session_admit.c and session_peers.c share.
//
//     int peer = tw__peers_find( s, &address, now_us );      // -1, a slot, or max_slots + a pending entry
//
// A peer is pending from its first valid request until its response, then it owns a slot. Both kinds are found by
// address through one map.
#pragma once

#include "session/hello.h"
#include "session/packet.h"
#include "session/session_server.h"
#include "session/token_history.h"

typedef struct tw__peer_keys
{
	uint8_t send[TW__KEY_BYTES];
	uint8_t receive[TW__KEY_BYTES];
} tw__peer_keys;

/// Challenged, not yet answered.
typedef struct tw__pending
{
	bool in_use;
	tw_address address;
	tw__peer_keys keys;
	uint64_t client_id;
	int32_t timeout_s;
	uint64_t expires_us;
	int history_entry;
	uint8_t tag[TW__TAG_BYTES]; ///< of the token, to recognise the entry by
	int next_free1;             ///< index + 1
} tw__pending;

typedef struct tw__slot
{
	bool in_use;
	bool is_confirmed; ///< the client has answered under its slot, so it knows its number
	tw_address address;
	tw__peer_keys keys;
	uint64_t client_id;
	uint64_t timeout_us; ///< 0 is never
	uint64_t next_sequence;
	uint64_t last_sent_us, last_heard_us;
	tw__replay replay;
} tw__slot;

enum
{
	TW__MAX_SLOTS = 4096
};

struct tw__session_server
{
	tw__session_server_def def; ///< pointers of the admission are not kept
	size_t block_bytes;
	tw__seal_observer observer;
	bool is_issuing; ///< answers hellos, with tokens under a key of its own
	tw__hello_host host;

	uint8_t token_key[TW__KEY_BYTES];
	tw_address own_addresses[TW_TOKEN_ADDRESSES];
	int own_address_count;
	uint64_t start_us, start_s; ///< the same moment in both clocks
	uint64_t min_expire_s;      ///< restart rule: tokens that could have been used before this start are refused

	uint8_t challenge_key[TW__KEY_BYTES];
	uint64_t challenge_number;
	uint64_t global_sequence; ///< of packets to peers without a slot; far from the slots' own numbers
	tw_reason refusal;

	tw__slot* slots;
	int slots_used;
	int update_cursor;
	uint64_t free_slots[TW__MAX_SLOTS / 64]; ///< bit set: free
	tw__pending* pending;
	int pending_capacity, first_free_pending1;
	int pending_sweep;
	tw__index_map by_address;   ///< of slots and pending
	tw__index_map by_client_id; ///< of slots
	tw__token_history history;
};

// --- session_peers.c -------------------------------------------------------------------------------------------------

/// Take over memory: slots, pending, maps, history. @param secret for the maps' hashes
void tw__peers_init( tw__session_server* s, uint8_t* memory, const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] );

/// @param max_slots [1, TW__MAX_SLOTS]
size_t tw__peers_size_bytes( int max_slots );

/// A slot, or max_slots + index of a pending entry that has not expired; -1 for a stranger.
int tw__peers_find( tw__session_server* s, const tw_address* address, uint64_t now_us );

bool tw__peers_has_client( const tw__session_server* s, uint64_t client_id );

/// The entry of `address`, a new one if it has none. @return NULL when there is no room
tw__pending* tw__peers_add_pending( tw__session_server* s, const tw_address* address, uint64_t now_us );

/// Move a pending peer into the lowest free slot. There must be one. @return the slot
int tw__peers_promote( tw__session_server* s, tw__pending* pending, uint64_t now_us );

/// Forget slot and keys.
void tw__peers_free_slot( tw__session_server* s, int slot );

// --- session_admit.c -------------------------------------------------------------------------------------------------

/// Each: what to do with a datagram from somebody without a slot. @return TW__KEEP when it was answered
tw_drop tw__admit_hello( tw__session_server* s, const tw_datagram* datagram, uint64_t now_us );
tw_drop tw__admit_request( tw__session_server* s, const tw_datagram* datagram, uint64_t now_us );

/// `packet` is an authentic response from `peer`. Fills `out_event` when it led to a slot.
tw_drop tw__admit_response( tw__session_server* s, int peer, const tw__packet* packet, uint64_t now_us,
                            tw__session_event* out_event );

// --- session_server.c ------------------------------------------------------------------------------------------------

/// Seal a packet of a slot's own sequence. @return its number
uint64_t tw__slot_send( tw__session_server* s, tw__slot* slot, tw__packet_type type, const uint8_t* body,
                        int body_bytes, uint64_t now_us );

/// Slot number and capacity: what tells a client that it is connected.
void tw__slot_send_keep_alive( tw__session_server* s, int slot, uint64_t now_us );
