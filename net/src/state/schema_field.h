// schema_field.h - what follows from one row of a table: sizes, the grid of values, the element it becomes.
//
//     tw__grid grid = tw__field_grid( field );
//     if ( grid.steps >= 1 && grid.steps <= UINT32_MAX ) ...
//
// Used while a schema is created, by its checks and its compilation, so that both work on the same numbers.
#pragma once

#include "state/schema.h"

typedef struct tw__type_info
{
	const char* name;
	int size_bytes;  // 0 for what is not an element: none, local
	double min, max; // what the C type can hold; both 0 for ids
	bool is_number;  // has a range of the user's choice, and may be interpolated
	bool is_integer;
} tw__type_info;

/// The possible values of a field: multiples of `resolution` from first_step on.
typedef struct tw__grid
{
	double resolution; // 1 for all but floats
	double first_step;
	double steps; // to the last value; compare before casting, tables may ask for anything
} tw__grid;

/// @return NULL for a number that is no type
const tw__type_info* tw__type_info_of( tw_type type );

/// Elements of an array member; 1 for a plain one, 0 for a local one.
int tw__field_element_count( const tw_field* field );

/// Needs a known type; for floats also a finite range and a resolution above 0.
tw__grid tw__field_grid( const tw_field* field );

/// One element of a field that passed the checks. Everything is filled in but the relation to other elements.
tw__element tw__field_compile( const tw_field* field, int field_index, int array_index );

/// The component with that index among plans: state, input, events, messages. NULL where the input is when there is none.
const tw_component* tw__schema_def_component( const tw_schema_def* def, int plan_index );

static inline int tw__schema_def_plan_count( const tw_schema_def* def )
{
	return def->component_count + 1 + def->event_count;
}

/// Those of messages included.
static inline int tw__schema_def_all_count( const tw_schema_def* def )
{
	return tw__schema_def_plan_count( def ) + def->message_count;
}
