// replica.h - a client's copy of what the server told it: entities, their pasts, and events.
//
//     if ( tw__replica_read( replica, decoder, tick, rate_hz ) == TW__READ_OK && tw__decoder_end( decoder ) )
//         news = tw__replica_commit( replica, tick, adopt, user );
//
// Reading changes nothing but the staging area: a packet that does not decode exactly leaves the replica as it was.
// Entities have slots of our own. A predicted spawn has one before the server knows of it, and keeps it (and with it its
// id) when the server's takes its place.
#pragma once

#include "state/entity_codec.h"
#include "state/events.h"
#include "state/history.h"
#include "state/world.h"

enum
{
	TW__REPLICA_DEPTH = 128, // updates kept per entity: 2 s at 60 Hz, and no limit in time
	TW__REPLICA_PACKETS = 128,
	TW__REPLICA_ENTRIES = 16384, // of all those packets together: as many as the server remembers
};

typedef struct tw__replica_packet
{
	uint32_t tick; // 0: none
	uint32_t first;
	uint32_t count;
} tw__replica_packet;

typedef enum tw__read_result
{
	TW__READ_OK,
	TW__READ_MALFORMED,
	TW__READ_NO_BASELINE, // coded against a state that is not kept
	TW__READ_FULL,        // more entities than this client has room for
} tw__read_result;

typedef struct tw__replica_entity
{
	uint32_t generation; // ours; 0: never used
	int32_t server_slot; // -1: only predicted so far
	uint8_t server_generation;
	uint16_t kind;
	uint16_t nth;
	uint32_t spawn_tick;
	tw_player owner;
	uint32_t gone_tick; // the first without it, when is_gone
	bool in_use;
	bool is_near; // the newest snapshot says that we are to predict it
	bool is_gone; // the server has ended it; it stays until the screen has passed that
} tw__replica_entity;

typedef struct tw__staged
{
	tw__entity_record record;
	int32_t slot; // ours, or -1 for a new one
} tw__staged;

typedef struct tw__replica
{
	const tw_schema* schema;
	int capacity;
	int slot_count; // slots beyond it have never been in use
	tw__replica_entity* entities;
	int32_t* slot_of_server; // TW__MAX_SLOTS of them, -1: none
	tw__history history;
	tw__snapshot_models* models; // as the last packet that was read left them
	uint8_t* epochs;             // TW__EPOCHS of them
	bool has_epoch[TW__EPOCHS];
	int staged_epoch; // the one that the staged packet leaves, or -1

	// Which of the server's slots were in the last packets.
	tw__replica_packet packets[TW__REPLICA_PACKETS]; // by tick modulo
	uint32_t entries[TW__REPLICA_ENTRIES];
	uint32_t next_entry; // counting for ever

	tw__staged* staged; // TW__MAX_SNAPSHOT_ENTITIES
	uint32_t* staged_values;
	int staged_count;
	bool is_complete;         // the snapshot held all that had changed
	bool are_events_complete; // and all events about entities of ours
	tw__event staged_events[TW__EVENTS_PER_PACKET];
	int staged_event_count;

	uint32_t newest_event;                    // serial
	uint64_t events_seen[TW__EVENT_LOG / 64]; // serials, modulo
} tw__replica;

size_t tw__replica_size( const tw_schema* schema, int capacity );

/// @param memory zeroed, aligned for any object, tw__replica_size() bytes
void tw__replica_init( tw__replica* replica, void* memory, const tw_schema* schema, int capacity );

/// The entities and events of a snapshot, into the staging area.
tw__read_result tw__replica_read( tw__replica* replica, tw__decoder* decoder, uint32_t tick, int rate_hz );

/// Make what was read true. Ticks only move forward.
/// @param adopt gives the slot of a predicted spawn that a new entity is, or -1
/// @return events that are news, first of staged_events
int tw__replica_commit( tw__replica* replica, uint32_t tick,
                        int ( *adopt )( const tw__entity_record* record, void* user ), void* user );

/// A slot for an entity that only we know. @return -1 when all are taken
int tw__replica_take_slot( tw__replica* replica );

/// Give a slot up at once.
void tw__replica_free_slot( tw__replica* replica, int slot );

/// Free what ended before `shown_tick`.
void tw__replica_forget_gone( tw__replica* replica, uint32_t shown_tick );

/// Our slot for a wire handle. -1: null, or not known (any more).
int tw__replica_resolve_handle( const tw__replica* replica, uint32_t handle );

/// The id of what is in our slot; null for -1.
tw_entity tw__replica_get_entity( const tw__replica* replica, int slot );

/// Copy what the entity in our slot is, but for its state, to the same slot of a world.
void tw__replica_identify( const tw__replica* replica, int slot, tw_certainty certainty, tw_world* world );

/// The wire handle for our slot, 0 when the server does not know it.
uint32_t tw__replica_get_handle( const tw__replica* replica, int slot );
