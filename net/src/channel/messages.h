// messages.h - byte strings that arrive once and in order, beside the snapshots in the same datagrams.
//
//     tw_result result = tw__messages_post( m, true, bytes, size_bytes );        // TW_ERR_FULL: 64 KiB wait
//     int room_bytes = tw__messages_room( m, now_us, round_trip_us );            // keep so many bytes of a packet free
//     tw__messages_write( m, encoder, now_us, round_trip_us );                   // last thing in every payload
//     tw__messages_note_sent( m, sequence, now_us );                             // after sealing it
//     tw__messages_ack( m, sequence );                                           // for each packet known to have arrived
//
//     tw__messages_read( m, decoder, &parcel );                                  // check decoder->failed, and the contents
//     tw__messages_accept( m, &parcel );                                         // once the whole payload made sense
//     while ( ( bytes = tw__messages_take( m, &message ) ) != NULL ) ...         // in order
//
// Reliable ones carry a number that wraps. At most TW__MESSAGE_WINDOW of them are under way, so the receiver keeps what
// came too early in as many places, and nothing is asked for twice: which packet held what is remembered here, and an
// acknowledged packet acknowledges its messages. One that is still missing after 1.25 round trips is written again.
//
// The share. Snapshots fill a payload to the brim when much happens, so messages written behind them could wait for
// ever; messages written first could starve snapshots. Hence each packet keeps free what messages want, at most
// TW__MESSAGE_SHARE_BYTES of its 1,200: both always advance. Only one that alone is longer takes more (at most
// TW__MAX_MESSAGE_BYTES), which still leaves a snapshot more than the 600 bytes that it must never miss.
// Unreliable ones are written once, behind the reliable ones that are due, and given up after a second without room.
#pragma once

#include "channel/acks.h"
#include "channel/record_ring.h"
#include "core/coder.h"
#include "tickwire/base.h"

enum
{
	TW__MAX_MESSAGE_BYTES = 512, // encoded: one fits one packet
	TW__MESSAGE_WINDOW = 64,     // reliable ones under way; a bit each in a 64-bit mask
	TW__MESSAGE_BACKLOG_BYTES = 65536,
	TW__LOOSE_BACKLOG_BYTES = 8192, // unreliable ones
	TW__MESSAGE_SHARE_BYTES = 300,
	TW__MESSAGES_PER_PACKET = 16, // bounds the work that one packet can ask for
	TW__PARCEL_BYTES = 512,       // the longest one, or the share
};

/// What one payload holds. Points to nothing, may be copied.
typedef struct tw__parcel_item
{
	bool is_reliable;
	uint16_t id; // of a reliable one
	uint16_t size_bytes;
	uint16_t offset_bytes; // in tw__parcel.bytes
} tw__parcel_item;

typedef struct tw__parcel
{
	int count;
	bool is_beyond; // holds a message there is no place for (yet): the packet must not be acknowledged
	tw__parcel_item items[TW__MESSAGES_PER_PACKET];
	uint8_t bytes[TW__PARCEL_BYTES];
} tw__parcel;

/// A message on its way out that may be under way.
typedef struct tw__message_slot
{
	uint32_t place; // in the backlog
	uint64_t sent_us;
	bool is_sent, is_acked;
} tw__message_slot;

/// Which reliable messages a packet held: bit n is message first_id + n.
typedef struct tw__message_packet
{
	uint64_t sequence;
	uint64_t held;
	uint16_t first_id;
} tw__message_packet;

typedef struct tw__messages
{
	// Out. The window begins at the oldest that has not been acknowledged.
	tw__record_ring backlog;
	uint16_t first_id; // of the window
	int window_count;
	uint32_t next_place; // of the first message behind the window
	tw__message_slot slots[TW__MESSAGE_WINDOW];
	tw__message_packet packets[TW__SENT_PACKETS]; // by sequence modulo
	tw__message_packet writing;                   // the packet being written
	tw__record_ring loose;
	uint64_t loose_since_us; // when the first of them could have been sent; 0: has not been looked at

	// In.
	uint16_t next_id; // the next to be taken
	uint64_t present; // bit n: next_id + n is here
	uint16_t in_sizes[TW__MESSAGE_WINDOW];
	uint8_t in_bytes[TW__MESSAGE_WINDOW][TW__MAX_MESSAGE_BYTES]; // by number modulo
	tw__record_ring in_loose;

	uint8_t backlog_bytes[TW__MESSAGE_BACKLOG_BYTES];
	uint8_t loose_bytes[TW__LOOSE_BACKLOG_BYTES];
	uint8_t in_loose_bytes[TW__LOOSE_BACKLOG_BYTES];
	uint8_t taken[TW__MAX_MESSAGE_BYTES]; // an unreliable one while it is looked at
} tw__messages;

/// Empty, numbers from 0. For each new session.
void tw__messages_init( tw__messages* messages );

/// Queue one. @param size_bytes at least 1
/// @return TW_ERR_TOO_LARGE beyond TW__MAX_MESSAGE_BYTES, TW_ERR_FULL when the backlog has no room for it
tw_result tw__messages_post( tw__messages* messages, bool is_reliable, const uint8_t* bytes, int size_bytes );

/// Bytes that the next packet should leave to tw__messages_write().
/// @param round_trip_us 0: not known yet
int tw__messages_room( const tw__messages* messages, uint64_t now_us, uint32_t round_trip_us );

/// What is due and fits, the oldest first. Needs tw__messages_room() bytes below encoder->capacity_bytes.
void tw__messages_write( tw__messages* messages, tw__encoder* encoder, uint64_t now_us, uint32_t round_trip_us );

/// The packet that was written last has been sent as `sequence`. When it was not sent, call nothing.
void tw__messages_note_sent( tw__messages* messages, uint64_t sequence, uint64_t now_us );

/// The packet arrived. Any number is allowed, one that was never sent too.
void tw__messages_ack( tw__messages* messages, uint64_t sequence );

/// Changes nothing here. Refuses more than a share. Check decoder->failed and out_parcel->is_beyond afterwards.
void tw__messages_read( const tw__messages* messages, tw__decoder* decoder, tw__parcel* out_parcel );

/// Keep what is new. @param parcel not beyond
void tw__messages_accept( tw__messages* messages, const tw__parcel* parcel );

/// One that has been taken. Transient: until the next accept or take.
typedef struct tw__message
{
	bool is_reliable;
	const uint8_t* bytes;
	int size_bytes;
} tw__message;

/// The next message that is due. @return false when there is none
bool tw__messages_take( tw__messages* messages, tw__message* out_message );
