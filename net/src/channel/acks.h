// acks.h - which packets arrived: ours at the other side, theirs here.
//
//     tw__acks_note_sent( acks, sequence, now_us, tag, size_bytes );     // after sealing a payload
//     tw__acks_note_received( acks, sequence, size_bytes );              // for each payload that came
//     tw__acks_write( acks, encoder );                                   // first thing in every payload
//     tw__ack_header header = tw__acks_read( decoder );                  // and, once all of the payload made sense,
//     tw__acks_apply( acks, &header, now_us, &list );                    // news of what we sent
//
// The packet number is the netcode sequence number: authenticated, and already on the wire. An acknowledgement is the
// newest number received and the 16 before it; 64 when what arrived since the last send reaches farther back, because a
// link that stalls releases everything at once, and one that loses much leaves holes. docs/PROTOCOL.md 4.
#pragma once

#include "core/coder.h"
#include "tickwire/stats.h"

enum
{
	TW__SENT_PACKETS = 256, // 4 s at 60 Hz: what is not acknowledged by then counts as lost
	TW__ACK_HISTORY = 64,
};

typedef struct tw__sent_packet
{
	uint64_t sequence;
	uint64_t sent_us;
	uint32_t tag; // the caller's: a tick
	bool in_use, acked;
} tw__sent_packet;

typedef struct tw__acks
{
	uint64_t newest;  // received; meaningless until `received_any`
	uint64_t history; // bit n: newest - 1 - n was received too
	bool received_any;
	int unsaid_numbers; // from the oldest that arrived since the last write to the newest, both included

	uint64_t newest_sent;
	tw__sent_packet sent[TW__SENT_PACKETS]; // by sequence modulo

	uint64_t in_packets, in_bytes, in_missing; // missing: numbers that were skipped and have not come since
	uint64_t out_packets, out_bytes, out_lost;
	uint32_t round_trip_us; // smoothed; 0 until measured
} tw__acks;

/// What one payload acknowledges: the sent packets that are newly known to have arrived, oldest first.
typedef struct tw__ack_list
{
	int count;
	const tw__sent_packet* items[TW__ACK_HISTORY + 1];
} tw__ack_list;

void tw__acks_note_sent( tw__acks* acks, uint64_t sequence, uint64_t now_us, uint32_t tag, int size_bytes );
void tw__acks_note_received( tw__acks* acks, uint64_t sequence, int size_bytes );

void tw__acks_write( tw__acks* acks, tw__encoder* encoder );

/// What a payload says of ours, as read: nothing is believed before the whole payload has been decoded.
typedef struct tw__ack_header
{
	bool has_any;
	uint16_t newest;
	uint64_t history;
} tw__ack_header;

/// Check decoder->failed afterwards.
tw__ack_header tw__acks_read( tw__decoder* decoder );

/// Mark what is new in it. The list points into `acks` and is valid until the next note_sent.
void tw__acks_apply( tw__acks* acks, const tw__ack_header* header, uint64_t now_us, tw__ack_list* out_list );

tw_link_stats tw__acks_get_link_stats( const tw__acks* acks );
