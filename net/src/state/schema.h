// schema.h - the compiled form of tickwire/schema.h: what codec, worlds and snapshots work from.
//
//     const tw__component_plan* plan = schema->plans + component;             // or tw__schema_input_index(), ...
//     for ( int i = 0; i < plan->element_count; ++i )
//         look( plan->elements + i, values[i] );
//
// Components, the input, the events and the messages are the same thing here, in one index space: components first, then
// the input (always there, without elements when the game has none), then the events, then the messages. An array member
// is one element per item, a text one per byte. Messages have a codec of their own (message_codec.h) and no models among
// those of the values: texts would make them large.
// Immutable, one block of memory, owns copies of all names.
#pragma once

#include "tickwire/schema.h"

enum
{
	TW__MAX_COMPONENTS = 64,
	TW__MAX_STRIDE = 512, // values of one entity
	TW__MAX_INPUT_VALUES = 32,
	TW__MAX_INPUT_BYTES = 256,
	TW__MAX_EVENT_VALUES = 16,
	TW__MAX_EVENT_BYTES = 128,
	TW__MAX_MESSAGE_STRUCT_BYTES = 1024,
	TW__MAX_ELEMENTS = 256, // of one component, so that its values fit on the stack
	TW__ENTITY_BITS = 25,   // slot + 1 in 17 (0 is null), low bits of the generation in 8
	TW__ENTITY_SLOT_BITS = 17,
	TW__PLAYER_BITS = 29, // index1 in 13, generation in 16
	TW__PLAYER_SLOT_BITS = 13,
	TW__PRESS_BITS = 8, // presses travel as a counter that wraps
};

#define TW__TOLERANCE_UNCHECKED UINT32_MAX

/// One number of a component. On the wire it is an unsigned value in [0, wire_max]: steps above `first_step`.
/// Value in the member's unit = ( first_step + wire ) * resolution.
typedef struct tw__element
{
	tw_type type;
	tw_interp interp;
	tw_meaning meaning;
	uint16_t offset_bytes; // of this element, not of its array
	uint16_t field_index;  // into tw_component.fields, locals included
	uint16_t array_index;
	int16_t velocity_element; // of a position: the element with its velocity, in the same component; or -1
	uint8_t bits;             // that wire_max takes, [1, 32]
	bool is_wrapping;         // angles and press counters: wire_max is next to 0
	bool is_moving;           // drawn between its states, so expected to go on as it went
	uint32_t change_models;   // see value_models.h
	uint32_t whole_models;

	int64_t first_step;
	uint32_t wire_max;
	uint32_t rest_wire;      // the value of zero, or what is nearest: a start when nothing else is known
	uint32_t tolerance_wire; // in steps; TW__TOLERANCE_UNCHECKED accepts anything
	uint32_t press_max;      // of TW_MEANS_PRESS: most presses a struct can say
	int64_t turn_steps;      // of angles: steps of a full turn

	double resolution; // 1 for integers
	double steps_per_unit;

	// Of a position with a velocity: position steps per second = velocity steps * velocity_scale / 2^velocity_shift.
	int32_t velocity_scale;
	int32_t velocity_shift;
} tw__element;

typedef struct tw__component_plan
{
	const char* name;
	const tw__element* elements;
	const uint16_t* coding_order; // element indices: velocities come before the positions they foretell
	int element_count;
	int size_bytes;       // of the struct
	int first_element;    // of all elements of the schema, for tables that have a row per element
	int position_element; // first element of the TW_MEANS_POSITION field, or -1
	int position_count;   // its elements, usually 2 or 3; 0 without
	const tw_field* fields;
	int field_count;
} tw__component_plan;

typedef struct tw__message_rules
{
	tw_delivery delivery;
	float max_per_s; // 0: no limit
} tw__message_rules;

typedef struct tw__kind_plan
{
	tw_kind rules;          // a copy; priority 0 has become 1
	int position_component; // first component of the kind that has a position, or -1
	int position_offset;    // where its values begin among the entity's

	// An entity's values: those of its components in rising order, then its teleport epoch.
	int component_count;
	uint8_t component[TW__MAX_COMPONENTS];
	int16_t value_offset[TW__MAX_COMPONENTS]; // of the i-th of them
	int value_count;                          // without the epoch
} tw__kind_plan;

/// How many contexts a field that moves has: how unsteady its motion has been, times how surprising its neighbours just
/// were. Behind them one without an older state, and one for when something before it jumped.
typedef struct tw__context_plan
{
	int motion_classes, neighbour_classes;
} tw__context_plan;

struct tw_schema
{
	tw_system system;
	size_t block_bytes;
	uint64_t hash;
	const char* game;
	int component_count;
	int kind_count;
	int event_count;
	int plan_count; // component_count + 1 + event_count: those with models. The messages' plans come after them
	int message_count;
	int element_count; // without those of messages
	int stride;        // values of the largest kind, epoch included
	bool has_input;
	const tw__component_plan* plans;
	const tw__kind_plan* kinds;
	const tw__message_rules* message_rules;
	uint32_t model_count;       // in fresh_models
	uint32_t input_model_count; // of them, in front: they are in no snapshot
	tw__context_plan contexts;
	const void* fresh_models;      // see value_models.h
	const void* fresh_text_models; // see message_codec.h
};

static inline const tw__component_plan* tw__schema_plan( const tw_schema* schema, int index )
{
	return schema->plans + index;
}

static inline const tw__kind_plan* tw__schema_kind_plan( const tw_schema* schema, int kind )
{
	return schema->kinds + kind;
}

/// Index of the input's plan. It has no elements when the game has no input.
static inline int tw__schema_input_index( const tw_schema* schema ) { return schema->component_count; }

static inline const tw__component_plan* tw__schema_input( const tw_schema* schema )
{
	return schema->plans + schema->component_count;
}

/// Index of an event's plan.
/// @param event row in tw_schema_def.events
static inline int tw__schema_event_index( const tw_schema* schema, int event )
{
	return schema->component_count + 1 + event;
}

/// Index of a message's plan.
/// @param message row in tw_schema_def.messages
static inline int tw__schema_message_index( const tw_schema* schema, int message )
{
	return schema->plan_count + message;
}

/// All plans, messages included.
static inline int tw__schema_all_count( const tw_schema* schema ) { return schema->plan_count + schema->message_count; }

/// The value a wire value stands for, in the member's unit. For numbers only.
static inline double tw__element_value( const tw__element* element, uint32_t wire )
{
	return (double)( element->first_step + (int64_t)wire ) * element->resolution;
}
