// payload.h - the frame of every payload: what it is, what it acknowledges, and what both sides tell about their clocks.
//
//     tw__payload_write_kind( encoder, TW__PAYLOAD_PLAY );   tw__acks_write( acks, encoder );
//     tw__welcome_write( encoder, &welcome );                tw__report_write( encoder, &report, tick );
//
// docs/PROTOCOL.md 3 to 5 is the specification.
#pragma once

#include "core/coder.h"
#include "tickwire/base.h"

typedef enum tw__payload_kind
{
	TW__PAYLOAD_PLAY,
	TW__PAYLOAD_GOODBYE, ///< followed by a reason; a disconnect comes next
} tw__payload_kind;

void tw__payload_write_kind( tw__encoder* encoder, tw__payload_kind kind );

/// Sets decoder->failed for a kind that does not exist.
tw__payload_kind tw__payload_read_kind( tw__decoder* decoder );

/// A whole goodbye. @return its size in bytes
int tw__goodbye_write( uint8_t* bytes, int capacity_bytes, tw_reason reason );

/// What follows the kind. An unknown number, and that of no reason at all, reads as TW_REASON_PROTOCOL_ERROR.
tw_reason tw__goodbye_read( tw__decoder* decoder );

/// What a client has to know before its first snapshot: sent until one of its packets acknowledges a snapshot.
typedef struct tw__welcome
{
	uint64_t schema_hash;
	int rate_hz;                 // [1, 255]
	int snapshot_interval_ticks; // [1, 8]
	tw_player player;
} tw__welcome;

void tw__welcome_write( tw__encoder* encoder, const tw__welcome* welcome );
void tw__welcome_read( tw__decoder* decoder, tw__welcome* out_welcome );

/// What the server tells a client about its inputs, with each snapshot. Bit n: n ticks before the snapshot's.
typedef struct tw__report
{
	uint64_t missing_inputs;
	uint64_t blamed_on_player;
	uint64_t blamed_on_server;
	int span_ticks;        // how far back the bits matter, [0, 64]
	bool has_arrival;      // inputs have come since the last snapshot:
	uint32_t arrival_tick; // the oldest of them
	int arrival_count;     // that many ticks in a row, [1, TW__MAX_ARRIVALS]
	int64_t margin_us;     // how long before its tick the oldest came; in steps of TW__MARGIN_STEP_US
} tw__report;

enum
{
	TW__MARGIN_STEP_US = 250,
	TW__MAX_ARRIVALS = 128,
};

/// @param tick the snapshot's
void tw__report_write( tw__encoder* encoder, const tw__report* report, uint32_t tick );
void tw__report_read( tw__decoder* decoder, tw__report* out_report, uint32_t tick );

void tw__write_u64( tw__encoder* encoder, uint64_t value );
uint64_t tw__read_u64( tw__decoder* decoder );
