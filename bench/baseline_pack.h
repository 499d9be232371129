// baseline_pack.h - the state of a match as a careful programmer packs it for ENet: bits at the schema's widths.
//
//     int size_bytes = baseline_pack_state( schema, world, tick, bytes, capacity );                   // all of it
//     int size_bytes = baseline_pack_changes( schema, world, &sent, tick, bytes, capacity );          // what is new
//
// Both begin with the tick, 32 bits little-endian.
#pragma once

#include "state/world.h"

typedef struct baseline_sent
{
	uint32_t* values;      // per slot, schema->stride of them
	uint32_t* generations; // per slot; 0: the clients have none
	uint32_t* ticks;       // per slot: when it was last sent
} baseline_sent;

/// @return bytes, at most `capacity_bytes`; what does not fit is left away. @param out_entities how many are in it
int baseline_pack_state( const tw_schema* schema, const tw_world* world, uint32_t tick, uint8_t* bytes,
                         int capacity_bytes, int* out_entities );

/// Changed fields, newcomers, those that have gone, and once a second what rests.
int baseline_pack_changes( const tw_schema* schema, const tw_world* world, baseline_sent* sent, uint32_t tick,
                           uint8_t* bytes, int capacity_bytes, int* out_entities );
