// value_models.h - where the adaptive models of every field lie in the block that value_codec.h codes with.
//
//     size_t size_bytes = tw__value_models_size( schema );
//     tw__value_models_reset( schema, models );                     // to what a packet without an epoch starts from
//     tw__model* models_of_field = tw__models_of( models, element->change_models );
//
// The layout is made once per schema and kept in its elements: offsets count tw__model from the start of the block. The
// items of an array share a field's models: x and y move alike. A block may be copied with memcpy.
#pragma once

#include "core/coder.h"
#include "state/schema.h"

#include <stddef.h>

enum
{
	TW__EPOCH_VALUE_BYTES = 6912, // of 8 KiB that an epoch has: contexts are as fine as that affords

	TW__RESTING_CONTEXTS = 4, // of a field that is just held: has it changed lately, has the one before it
	TW__SIGN_CONTEXTS = 9,
	TW__LONGER_MODELS = 9, // per context of a field that moves; what is longer still shares the rest
	TW__CONTEXT_MODELS = 1 + TW__LONGER_MODELS,
	TW__PLAN_CONTEXTS = 3,

	TW__WHOLE_WEIGHT = 4096, // of an extrapolation: motion goes on as it was
};

/// From fine to coarse. @param fineness 0 is the finest. @return all zero beyond the coarsest
tw__context_plan tw__context_plan_of( int fineness );

static inline int tw__context_count( tw__context_plan contexts )
{
	return contexts.motion_classes * contexts.neighbour_classes + 2;
}

typedef struct tw__value_models tw__value_models;

static inline tw__model* tw__models_of( tw__value_models* models, uint32_t offset )
{
	return (tw__model*)(void*)models + offset;
}

/// Models of the field that an element belongs to.
/// @param has_base false for events, which are coded against nothing
uint32_t tw__value_models_count( const tw__element* element, tw__context_plan contexts, bool has_base );

/// Fill in the model offsets of all elements of a plan.
/// @param first model of its first field
void tw__value_models_lay_out( tw__element* elements, int element_count, tw__context_plan contexts, bool has_base,
                               uint32_t first );

/// Compute the models that a packet starts from. For tw_schema_create(), which keeps them; others reset.
void tw__value_models_init( const tw_schema* schema, tw__value_models* models );

/// Bytes of the models of this schema.
size_t tw__value_models_size( const tw_schema* schema );

/// To what the schema keeps, at the cost of a memcpy.
void tw__value_models_reset( const tw_schema* schema, tw__value_models* models );

/// The same for the models of the input alone.
void tw__value_models_reset_input( const tw_schema* schema, tw__value_models* models );
