// viewer.h - what the server knows that one client knows, and the snapshot that tells it the rest.
//
//     tw__viewer_choose( viewer, scene, scratch );                     // what this client is owed, and how urgently
//     tw__viewer_write( viewer, scene, scratch, rtt_ticks, encoder );  // as much of it as fits
//     tw__viewer_note_sent( viewer, sequence, tick );                  // the packet has left
//     tw__viewer_ack( viewer, sequence, tick, now_tick );              // it has arrived
//
// An entity is owed until its latest change is acknowledged, so a lost packet costs a later one a few bytes and nothing
// else. Despawns are owed the same way and cannot be lost. Each entity is coded against the newest state of it that this
// client acknowledged, and against older ones for its motion; the models start from what they were at the end of a packet
// that it acknowledged. Nothing here grows with time, and nothing is allocated after init.
#pragma once

#include "state/entity_codec.h"
#include "state/events.h"
#include "state/history.h"
#include "state/world.h"

enum
{
	TW__VIEWER_PACKETS = 256,   // whose contents are remembered until they are acknowledged
	TW__VIEWER_ENTRIES = 16384, // of all those packets together
	TW__VIEWER_REFERENCES = 64,
	TW__NEAR_TICKS = 4, // between two choices of what is near
	TW__MAX_NEAR = 16,
};

/// What everybody is told about: the server's side of it.
typedef struct tw__scene
{
	const tw_world* world; // sealed
	const tw__history* history;
	const uint32_t* changed_ticks; // per slot: when its values last changed
	const tw__event_log* events;
	uint32_t tick;
	int rate_hz;
} tw__scene;

typedef struct tw__known
{
	uint32_t generation; // of the entity it was told of; 0: of none
	uint32_t acked_tick; // newest state it has acknowledged; 0: none
	uint32_t since_tick; // when it last came or went: what left before that proves nothing any more
	uint16_t sends;  // updates under way since then, at most: what it still keeps bounds how old a baseline may be
	uint16_t waited; // ticks since it was last in a packet: what was cut out of one comes sooner in the next
	bool is_near;    // TW_PREDICT_NEAR, and this client is to predict it
	bool is_leaving; // told of its end, until that is acknowledged
} tw__known;

typedef struct tw__viewer_packet
{
	uint32_t tick;
	uint32_t first; // entry, counting for ever
	uint16_t count;
	int8_t epoch; // whose models it left, or -1
	bool is_complete;
	bool is_acked;
} tw__viewer_packet;

/// A complete snapshot that has arrived: what the client had of every entity at its tick is known.
typedef struct tw__viewer_reference
{
	uint32_t tick;
	uint32_t sequence; // modulo 2^32
} tw__viewer_reference;

typedef struct tw__viewer
{
	int capacity; // slots
	tw_player player;
	tw_entity anchor;
	tw__known* known;
	uint32_t near_tick; // when what is near was chosen last
	int near_count;
	tw__viewer_packet packets[TW__VIEWER_PACKETS]; // by sequence modulo
	uint32_t entries[TW__VIEWER_ENTRIES];          // slots and events that were in them
	uint32_t next_entry;                           // counting for ever
	uint32_t packet_first;                         // of the packet being written
	bool is_packet_complete;
	int packet_epoch; // -1: it leaves none

	tw__viewer_reference references[TW__VIEWER_REFERENCES]; // the newest first
	int reference_count;
	size_t epoch_bytes;
	uint8_t* epochs;                  // TW__EPOCHS times epoch_bytes
	uint32_t epoch_ticks[TW__EPOCHS]; // of the packet that left it; 0: none
	int start_epoch;                  // the newest that has arrived, or -1
	uint32_t epoch_tick;              // when one was last left

	uint32_t events_from;                // older serials are settled
	uint8_t event_states[TW__EVENT_LOG]; // unseen, owed or settled; by serial modulo
	uint32_t event_sent_ticks[TW__EVENT_LOG];
} tw__viewer;

typedef struct tw__candidate
{
	int32_t slot;
	uint32_t urgency;
} tw__candidate;

/// Memory for one write at a time, shared by all viewers.
typedef struct tw__viewer_scratch
{
	tw__candidate* candidates; // capacity of them
	int count;
	tw__snapshot_models* models;
	int depth; // how many updates a client keeps: tw__history.depth
} tw__viewer_scratch;

size_t tw__viewer_size( const tw_schema* schema, int capacity );

/// @param memory zeroed, aligned for any object, tw__viewer_size() bytes
void tw__viewer_init( tw__viewer* viewer, void* memory, const tw_schema* schema, int capacity );

/// Somebody new sits here, who knows nothing.
void tw__viewer_reset( tw__viewer* viewer, tw_player player, const tw__event_log* events );

/// Fill scratch->candidates with what is owed.
void tw__viewer_choose( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch );

/// Code the most urgent candidates that fit, in slot order, and the events. Call after everything else in the payload.
/// @param round_trip_ticks an event under way is told again only after so many
/// @return false when not even the frame of an empty snapshot fits
bool tw__viewer_write( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int round_trip_ticks,
                       tw__encoder* encoder );

/// Does this client predict the entity, as far as it has been told? For kinds of TW_PREDICT_NEAR.
bool tw__viewer_is_near( const tw__viewer* viewer, const tw_world* world, int slot );

/// What was written last has left as packet `sequence`.
void tw__viewer_note_sent( tw__viewer* viewer, uint64_t sequence, uint32_t tick );

/// The client has applied packet `sequence`, which was tick `tick`'s.
void tw__viewer_ack( tw__viewer* viewer, uint64_t sequence, uint32_t tick, uint32_t now_tick );
