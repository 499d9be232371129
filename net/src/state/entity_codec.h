// entity_codec.h - one entity in a snapshot: updated against a baseline, new, or gone.
//
//     tw__encode_entity( encoder, models, schema, tick, rate_hz, &record );       // rising slots
//     tw__decode_entity_head( decoder, models, schema, tick, &record );           // then find record.base, then
//     tw__decode_entity_values( decoder, models, schema, rate_hz, &record, values );
//
// docs/PROTOCOL.md 6 draws it.
#pragma once

#include "core/coder.h"
#include "state/schema.h"
#include "state/value_codec.h"

enum
{
	TW__MAX_SLOTS = 65536,
	TW__MAX_SNAPSHOT_ENTITIES = 1024, // in one packet
};

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
	uint32_t base_tick;     // UPDATE
	const uint32_t* base;   // UPDATE
	int kind;               // SPAWN; for UPDATE as it is known
	uint8_t generation;     // SPAWN: the low byte
	tw_player owner;        // SPAWN
	uint32_t spawn_tick;    // SPAWN
	uint32_t nth;           // SPAWN
	const uint32_t* values; // UPDATE, SPAWN
	bool is_near;           // UPDATE, SPAWN of a TW_PREDICT_NEAR kind: this client is to predict it
} tw__entity_record;

typedef struct tw__entity_models
{
	tw__number_models gap, age, spawn_age, nth, owner;
	tw__model is_update, is_same_age, is_gone, is_same_epoch, is_near;
	int slot_before;
	uint32_t base_tick_before;
	tw__value_models* values; // of the schema
} tw__entity_models;

/// Resets `values` too.
void tw__entity_models_init( tw__entity_models* models, const tw_schema* schema, tw__value_models* values,
                             uint32_t tick );

void tw__encode_entity( tw__encoder* encoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                        int rate_hz, const tw__entity_record* record );

/// Everything but the values. Sets decoder->failed for what no encoder writes.
void tw__decode_entity_head( tw__decoder* decoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                             tw__entity_record* out_record );

/// @param record with kind, and for UPDATE base, filled in by the caller
/// @param out_values schema->stride of them
void tw__decode_entity_values( tw__decoder* decoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                               int rate_hz, tw__entity_record* record, uint32_t* out_values );
