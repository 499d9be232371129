#include "state/value_models.h"

#include "core/system.h"

#include <string.h>

tw__context_plan tw__context_plan_of( int fineness )
{
	static const tw__context_plan plans[] = { { 8, 5 }, { 6, 3 }, { 4, 2 }, { 3, 1 } };
	return fineness < TW_COUNT_OF( plans ) ? plans[fineness] : ( tw__context_plan ){ 0 };
}

// Models of one field, in order: the weight of its extrapolation; signs; contexts; what all contexts share of long
// numbers; then those of values without a base.
static uint32_t count_change_models( const tw__element* element, tw__context_plan contexts, bool has_base )
{
	uint32_t bits = element->bits;
	if ( !has_base )
		return TW__RESTING_CONTEXTS;
	if ( !element->is_moving )
		return TW__RESTING_CONTEXTS + 1 + 2 * bits;
	return 1 + TW__SIGN_CONTEXTS + (uint32_t)tw__context_count( contexts ) * TW__CONTEXT_MODELS + 4 * bits;
}

uint32_t tw__value_models_count( const tw__element* element, tw__context_plan contexts, bool has_base )
{
	return count_change_models( element, contexts, has_base ) + 2 + 2u * element->bits;
}

void tw__value_models_lay_out( tw__element* elements, int element_count, tw__context_plan contexts, bool has_base,
                               uint32_t first )
{
	for ( int i = 0; i < element_count; ++i )
	{
		tw__element* element = elements + i;
		bool is_first = element->array_index == 0;
		element->is_moving = element->is_moving && has_base;
		element->change_models = is_first ? first : elements[i - 1].change_models;
		element->whole_models = element->change_models + count_change_models( element, contexts, has_base );
		first = element->change_models + tw__value_models_count( element, contexts, has_base );
	}
}

size_t tw__value_models_size( const tw_schema* schema ) { return schema->model_count * sizeof( tw__model ); }

// Where learning starts: numbers of the usual length are likely.
static void init_lengths( tw__model* models, int count, int usual_bits )
{
	enum
	{
		LONGER_BEFORE = 54000, // until the usual length is reached
		LONGER_AFTER = 30000,  // and from there on
	};
	for ( int i = 0; i < count; ++i )
		tw__model_init( models + i, i < usual_bits ? LONGER_BEFORE : LONGER_AFTER );
}

static void init_even( tw__model* models, int count, uint32_t probability )
{
	for ( int i = 0; i < count; ++i )
		tw__model_init( models + i, probability );
}

enum
{
	EVEN = 32768,
	UPPER_HALF = 29000,   // of a length: the larger numbers are the rarer ones
	PLAN_CHANGED = 52000, // an entity that is sent has changed, most of the time
	CHANGED_ALONE = 20000,
	CHANGED_TOO = 44000,
};

static void init_contexts( const tw__element* element, tw__context_plan contexts, tw__model* next )
{
	int bits = element->bits, neighbours = contexts.neighbour_classes;
	for ( int i = 0; i < tw__context_count( contexts ); ++i, next += TW__CONTEXT_MODELS )
	{
		int usual_bits = bits / 2;
		if ( i < contexts.motion_classes * neighbours && i / neighbours + i % neighbours < usual_bits )
			usual_bits = i / neighbours + i % neighbours;
		tw__model_init( next, usual_bits > 0 ? CHANGED_TOO : CHANGED_ALONE );
		init_lengths( next + 1, TW__LONGER_MODELS, usual_bits );
	}
}

static void init_moving( const tw__element* element, tw__context_plan contexts, tw__model* next )
{
	int bits = element->bits;
	int weight = element->meaning == TW_MEANS_POSITION ? TW__WHOLE_WEIGHT : TW__WHOLE_WEIGHT / 2;
	*next++ = ( tw__model ){ .one = (uint16_t)weight };
	init_even( next, TW__SIGN_CONTEXTS, EVEN );
	init_contexts( element, contexts, next + TW__SIGN_CONTEXTS );
	next += TW__SIGN_CONTEXTS + tw__context_count( contexts ) * TW__CONTEXT_MODELS;
	init_lengths( next, bits, bits / 2 );
	init_even( next + bits, 3 * bits, UPPER_HALF );
}

static void init_resting( const tw__element* element, bool has_base, tw__model* next )
{
	int bits = element->bits;
	for ( int i = 0; i < TW__RESTING_CONTEXTS; ++i )
		tw__model_init( next++, ( i & 1 ) != 0 ? CHANGED_TOO : CHANGED_ALONE );
	if ( !has_base )
		return;
	init_even( next, 1, EVEN );
	init_lengths( next + 1, bits, bits / 2 );
	init_even( next + 1 + bits, bits, UPPER_HALF );
}

static void init_element( const tw_schema* schema, const tw__element* element, bool has_base, tw__value_models* models )
{
	int bits = element->bits;
	tw__model* change = tw__models_of( models, element->change_models );
	if ( element->is_moving )
		init_moving( element, schema->contexts, change );
	else
		init_resting( element, has_base, change );

	tw__model* whole = tw__models_of( models, element->whole_models );
	init_even( whole, 2, EVEN );
	init_lengths( whole + 2, bits, bits - 2 );
	init_even( whole + 2 + bits, bits, UPPER_HALF );
}

// The numbers above were tuned on bodies that walk, turn and shoot, 16 to a packet, against a base 100 ms old.
void tw__value_models_init( const tw_schema* schema, tw__value_models* models )
{
	init_even( tw__models_of( models, schema->input_model_count ), TW__PLAN_CONTEXTS * schema->plan_count,
	           PLAN_CHANGED );
	for ( int p = 0; p < schema->plan_count; ++p )
		for ( int i = 0; i < schema->plans[p].element_count; ++i )
			if ( schema->plans[p].elements[i].array_index == 0 )
				init_element( schema, schema->plans[p].elements + i, p <= schema->component_count,
				              models );
}

void tw__value_models_reset( const tw_schema* schema, tw__value_models* models )
{
	memcpy( models, schema->fresh_models, tw__value_models_size( schema ) );
}

void tw__value_models_reset_input( const tw_schema* schema, tw__value_models* models )
{
	// Those of the input come first, and behind them whether each plan has changed.
	memcpy( models, schema->fresh_models,
	        ( schema->input_model_count + TW__PLAN_CONTEXTS * (size_t)schema->plan_count ) * sizeof( tw__model ) );
}
