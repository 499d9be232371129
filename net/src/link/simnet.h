// simnet.h - the inside of the simulated network: endpoints, and the parcels between them.
//
//     simnet.c            creating, adding endpoints, asking: what tickwire/transport.h declares
//     simnet_transport.c  what an endpoint's transport does: a datagram becomes a parcel, and a parcel a datagram
//     simnet_flow.c       what happens to parcels as time passes
//
// All memory is taken when the net is created. Endpoints and parcels are named by index.
#pragma once

#include "link/line.h"
#include "link/schedule.h"

enum
{
	TW__WRAPPED = 0,       // the endpoint that stands for an inner transport
	TW__NOBODY = -1,       // an endpoint
	TW__NONE = -1,         // a parcel
	TW__BATCH_PARCELS = 32 // handed to, or asked of, the inner transport at once
};

// What happens to a parcel when it is due.
typedef enum tw__stage
{
	TW__STAGE_MIDDLE,  // out of the sender's line, next into the receiver's
	TW__STAGE_DELIVER, // out of the receiver's line
	TW__STAGE_OUTSIDE  // out of the wrapped line, to the inner transport
} tw__stage;

// One copy of a datagram on its way.
typedef struct tw__simnet_parcel
{
	tw_address from, to;
	tw__stage stage;
	int size_bytes;
	int next; // in the list of free ones or in an inbox; TW__NONE ends it
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
} tw__simnet_parcel;

typedef struct tw__endpoint
{
	tw_simnet* net;
	bool in_use;
	tw_address address; // all zero for the wrapped one
	uint64_t seed;      // of its line
	tw__line line;
	int inbox_first, inbox_last, inbox_count; // parcels
} tw__endpoint;

struct tw_simnet
{
	tw_system system;
	uint64_t seed, line_count, now_us, next_roam_us;
	bool has_begun; // the first advance says when the weather starts
	tw_transport inner;
	int endpoint_capacity, parcel_capacity;
	int endpoint_count; // up to the highest that was ever in use
	int inbox_capacity; // so that one who never receives cannot fill the network
	tw__endpoint* endpoints;
	uint64_t* hashes; // of the endpoints' addresses, 0 for none: small enough to search from end to end
	tw__simnet_parcel* parcels;
	int first_free, used_count;
	tw__schedule schedule;
	int outside[TW__BATCH_PARCELS]; // parcels for the inner transport, collected
	int outside_count;
	tw_simnet_stats stats;
};

// --- simnet_transport.c: see tw_transport, with a tw__endpoint* for `user` -------------------------------------------

void tw__simnet_send( const tw_datagram* items, int count, void* user );
int tw__simnet_receive( tw_datagram* items, int count, void* user );

/// Of the wrapped endpoint: asks the inner transport first.
int tw__simnet_receive_wrapped( tw_datagram* items, int count, void* user );

// --- simnet_flow.c ---------------------------------------------------------------------------------------------------

/// @return an index, or TW__NOBODY
int tw__simnet_find( const tw_simnet* net, const tw_address* address );
void tw__simnet_set_address( tw_simnet* net, int index, const tw_address* address );

/// After any change of a line.
void tw__simnet_find_next_roam( tw_simnet* net );

/// @return an index, or TW__NONE and an overflow counted
int tw__simnet_take_parcel( tw_simnet* net );
void tw__simnet_free_parcel( tw_simnet* net, int index );

/// Free it, and count why.
void tw__simnet_lose_parcel( tw_simnet* net, int index, uint64_t* counter );

/// Into one line, at its beginning: it may be lost, doubled, changed, and is due some time from now.
void tw__simnet_pass_line( tw_simnet* net, int index, tw__endpoint* e, tw__direction direction, uint64_t now_us );

/// The oldest that arrived. There must be one.
int tw__simnet_take_from_inbox( tw_simnet* net, tw__endpoint* e );

/// Start all lines anew, at the net's present time.
void tw__simnet_begin_weather( tw_simnet* net );

/// Everything due until the net's present time, in the order of time: one long step is the same as many short ones.
void tw__simnet_settle( tw_simnet* net );
