// events.h - things that happened at a tick, on their way to those who should know.
//
//     tw__event_log_add( log, &event );                           // in the step
//     tw__encode_event( encoder, models, schema, now, before, event );   // in a snapshot, again until acknowledged
//
// An event is told for at most TW__EVENT_SECONDS; what must be known later belongs into state.
#pragma once

#include "core/coder.h"
#include "state/entity_codec.h"
#include "state/schema.h"

enum
{
	TW__EVENT_LOG = 1024, // at most so many are being told at a time; the oldest are given up
	TW__EVENTS_PER_PACKET = 64,
	TW__EVENT_SECONDS = 1,
};

typedef struct tw__event
{
	uint32_t serial; // of the log, rising by one
	uint32_t tick;
	uint16_t type;  // row in tw_schema_def.events
	uint16_t nth;   // among those of its type and `about` in that tick
	uint32_t about; // wire handle of an entity, 0 for none
	uint32_t values[TW__MAX_EVENT_VALUES];
} tw__event;

typedef struct tw__event_log
{
	uint32_t next_serial;            // from 1
	tw__event events[TW__EVENT_LOG]; // by serial modulo
} tw__event_log;

void tw__event_log_init( tw__event_log* log );

/// Fills serial and nth.
void tw__event_log_add( tw__event_log* log, tw__event* event );

/// NULL when it has been overwritten.
const tw__event* tw__event_log_get( const tw__event_log* log, uint32_t serial );

/// @param tick the snapshot's
/// @param serial_before of the event coded before it in this packet, 0 for the first
void tw__encode_event( tw__encoder* encoder, tw__snapshot_models* models, const tw_schema* schema, uint32_t tick,
                       uint32_t serial_before, const tw__event* event );

/// Refuses (decoder->failed) types and values that do not exist.
void tw__decode_event( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema, uint32_t tick,
                       uint32_t serial_before, tw__event* out_event );
