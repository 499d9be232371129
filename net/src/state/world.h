// world.h - the one way to look at state: entities with components in columns, behind tickwire/world.h.
//
//     tw__world_begin_tick( world, tick );
//     step( world, tick, user );                 // edits through the public functions
//     tw__world_seal( world );                   // compacts, orders, rounds; world->values is then the wire's view
//
// The server's truth, a client's predicted set, a rewound view and what to draw are all this. What differs is who may
// change what and where inputs and events go: that is the role, a small struct of functions given by the owner.
#pragma once

#include "state/pack.h"
#include "tickwire/world.h"

typedef struct tw__world_slot
{
	uint32_t generation; // of the occupant, or of the last one; 0: never used
	uint32_t spawn_tick;
	tw_player owner;
	uint16_t kind;
	uint16_t nth;      // among the spawns of that kind for that owner in that tick
	uint8_t epoch;     // counts teleports: nobody interpolates between two epochs
	uint8_t certainty; // tw_certainty
	bool is_alive;
	bool is_listed;  // in `order` and in the columns; a dead entity stays there until the tick is sealed
	bool is_touched; // edited since the last seal
} tw__world_slot;

typedef struct tw__column
{
	tw_entity* entities;
	uint8_t* states;
	tw_entity* spare_entities; // the other buffer, for arranging
	uint8_t* spare_states;
	int32_t* row_of_slot; // -1: none
	int count;
	int size_bytes; // of one state
} tw__column;

/// What the public functions ask the owner of a world. Any of them may be NULL: no, or nothing.
typedef struct tw__world_role
{
	bool ( *may_edit )( const tw_world* world, int slot );
	/// A slot for a new entity, or -1. The world fills it.
	int ( *take_slot )( tw_world* world, int kind, tw_player owner, int nth );
	void ( *despawned )( tw_world* world, int slot );
	const void* ( *get_input )( const tw_world* world, tw_player player );
	const tw_world* ( *get_seen )( const tw_world* world, tw_player player );
	tw_input_info ( *get_input_info )( const tw_world* world, tw_player player );
	void ( *emit )( tw_world* world, int event, tw_entity about, const void* content );
	void ( *blame )( tw_world* world, int victim, tw_entity culprit );
} tw__world_role;

struct tw_world
{
	const tw_schema* schema;
	const tw__world_role* role;
	void* owner; // the role's
	tw_tick tick;
	int capacity; // slots
	tw__world_slot* slots;
	int32_t* order; // slots in spawn order
	int order_count;
	bool is_unarranged; // something came or went since the columns were last put in order
	tw__column* columns;
	uint32_t* values; // per slot, stride of them: as of the last seal
	int stride;
	tw__translate translate; // entity ids to and from the wire
};

/// Bytes of the block that tw__world_init() lays out.
size_t tw__world_size( const tw_schema* schema, int capacity );

/// @param memory zeroed, aligned for any object, tw__world_size() bytes
void tw__world_init( tw_world* world, void* memory, const tw_schema* schema, int capacity );

void tw__world_begin_tick( tw_world* world, tw_tick tick );

/// End of a tick: dead entities leave the columns, new ones take their place in the order, edited ones are rounded to
/// what the wire can carry, and `values` is brought up to date.
void tw__world_seal( tw_world* world );

/// Put order and columns right after place and remove. Pointers into the columns end here. Part of seal.
void tw__world_arrange( tw_world* world );

/// Put an entity with given wire values into a slot, or update the one that is there. For owners that restore state.
/// The slot's generation, kind, owner, spawn_tick and nth must be set before it is placed the first time.
void tw__world_place( tw_world* world, int slot, const uint32_t* values );

/// Take an entity out, without telling the role. It leaves the columns at the next arrange.
void tw__world_remove( tw_world* world, int slot );

/// -1 for null, stale and foreign ids. The only place that turns an id into a slot.
int tw__world_resolve( const tw_world* world, tw_entity entity );

/// The id of what lives, or last lived, in a slot.
tw_entity tw__world_entity( const tw_world* world, int slot );

static inline uint32_t* tw__world_values( const tw_world* world, int slot )
{
	return world->values + (size_t)slot * (size_t)world->stride;
}
