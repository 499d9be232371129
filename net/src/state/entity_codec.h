// entity_codec.h - which entities are in a snapshot, and each of them: updated against a baseline, new, or gone.
//
//     tw__snapshot_models_reset( schema, models );                               // or a copy of an epoch
//     tw__encode_references( encoder, models, &references );
//     tw__encode_slots( encoder, models, before, before_count, slots, count );   // all of them, rising
//     for each of them:
//         tw__encode_entity( encoder, models, schema, &references, rate_hz, &record );
//
// The models learn all the way through a packet, and what they were at its end may be kept as an epoch to start a later
// one from, once that packet is known to have arrived. docs/PROTOCOL.md 6 draws it.
#pragma once

#include "core/model.h"
#include "state/schema.h"
#include "state/value_codec.h"

enum
{
	TW__MAX_SLOTS = 65536,
	TW__MAX_SNAPSHOT_ENTITIES = 1024, // in one packet
	TW__MAX_REFERENCE_AGE = 120,      // ticks; what a client keeps of an entity is sure to reach so far
	TW__EPOCHS = 8,                   // kept by both ends
	TW__EPOCH_BITS = 4,               // name one of them, or none
	TW__EPOCH_SPACING = 4,            // ticks
};

/// The complete snapshots that a snapshot is coded against: all the client had at those ticks is known.
typedef struct tw__references
{
	uint32_t tick;                          // of the snapshot itself
	uint32_t base_tick;                     // 0: none, and then no older ones
	uint32_t older_ticks[TW__OLDER_STATES]; // 0: none
} tw__references;

typedef enum tw__entity_action
{
	TW__ENTITY_UPDATE, ///< against `base`
	TW__ENTITY_SPAWN,  ///< everything, for one who has no baseline
	TW__ENTITY_GONE,
} tw__entity_action;

typedef struct tw__entity_record
{
	int slot; // the server's
	tw__entity_action action;
	bool is_by_reference;                    // UPDATE: the base is the state at the reference
	uint32_t base_tick;                      // UPDATE
	const uint32_t* base;                    // UPDATE
	const uint32_t* older[TW__OLDER_STATES]; // UPDATE by reference: at the older ones, or NULL
	bool has_older[TW__OLDER_STATES];        // the same, as read
	int kind;                                // SPAWN; for UPDATE as it is known
	uint8_t generation;                      // SPAWN: the low byte
	tw_player owner;                         // SPAWN
	uint32_t spawn_tick;                     // SPAWN
	uint32_t nth;                            // SPAWN
	const uint32_t* values;                  // UPDATE, SPAWN
	bool is_near; // UPDATE, SPAWN of a TW_PREDICT_NEAR kind: this client is to predict it
} tw__entity_record;

/// All adaptive models of a snapshot, those of the schema's values behind them: tw__snapshot_models_size() bytes.
typedef struct tw__snapshot_models
{
	tw__number_models gap, age, spawn_age, nth, owner, extra_count; // nth of events too
	tw__number_models event_age, event_gap, event_about;
	tw__model is_again[2], is_update, is_by_reference, is_gone, is_same_epoch, is_near;
	tw__model has_older[TW__OLDER_STATES];
} tw__snapshot_models;

size_t tw__snapshot_models_size( const tw_schema* schema );

static inline tw__value_models* tw__snapshot_value_models( tw__snapshot_models* models )
{
	return (tw__value_models*)(void*)( models + 1 );
}

/// To what a packet starts from that names no epoch.
void tw__snapshot_models_reset( const tw_schema* schema, tw__snapshot_models* models );

/// Bytes of an epoch: all but the models of inputs.
size_t tw__epoch_size( const tw_schema* schema );
void tw__epoch_save( const tw_schema* schema, const tw__snapshot_models* models, uint8_t* out_epoch );
void tw__epoch_load( const tw_schema* schema, const uint8_t* epoch, tw__snapshot_models* out_models );

void tw__encode_references( tw__encoder* encoder, tw__snapshot_models* models, const tw__references* references );

/// @param references with its tick filled in
void tw__decode_references( tw__decoder* decoder, tw__snapshot_models* models, tw__references* references );

/// @param before the slots in the snapshot of references.base_tick, rising: what was in it tends to be in this one too
/// @param slots rising
void tw__encode_slots( tw__encoder* encoder, tw__snapshot_models* models, const uint32_t* before, int before_count,
                       const uint32_t* slots, int count );

/// @param out_slots room for TW__MAX_SNAPSHOT_ENTITIES. @return how many; decoder->failed for what no encoder writes
int tw__decode_slots( tw__decoder* decoder, tw__snapshot_models* models, const uint32_t* before, int before_count,
                      uint32_t* out_slots );

void tw__encode_entity( tw__encoder* encoder, tw__snapshot_models* models, const tw_schema* schema,
                        const tw__references* references, int rate_hz, const tw__entity_record* record );

/// Everything but the values. Sets decoder->failed for what no encoder writes.
/// @param record with its slot filled in
void tw__decode_entity_head( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema,
                             const tw__references* references, tw__entity_record* record );

/// @param record with kind, and for UPDATE base and older states, filled in by the caller
/// @param out_values schema->stride of them
void tw__decode_entity_values( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema,
                               const tw__references* references, int rate_hz, tw__entity_record* record,
                               uint32_t* out_values );
