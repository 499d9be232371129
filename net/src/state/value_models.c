#include "state/value_models.h"

#include "core/system.h"

#include <string.h>

// Models of one field, in order: the weight of its extrapolation; signs; contexts; what all contexts share of long
// numbers; then those of values without a base.
static uint32_t count_change_models( const tw__element* element )
{
	uint32_t bits = element->bits;
	uint32_t contexts = element->is_moving ? TW__MOVING_CONTEXTS : TW__RESTING_CONTEXTS;
	return 1 + TW__SIGN_CONTEXTS + contexts * TW__CONTEXT_MODELS + 4 * bits;
}

uint32_t tw__value_models_count( const tw__element* element )
{
	return count_change_models( element ) + 2 + 2u * element->bits;
}

void tw__value_models_lay_out( tw__element* elements, int element_count, uint32_t first )
{
	for ( int i = 0; i < element_count; ++i )
	{
		tw__element* element = elements + i;
		bool is_first = element->array_index == 0;
		element->change_models = is_first ? first : elements[i - 1].change_models;
		element->whole_models = element->change_models + count_change_models( element );
		first = element->change_models + tw__value_models_count( element );
	}
}

size_t tw__value_models_size( const tw_schema* schema ) { return schema->model_count * sizeof( tw__model ); }

// Where learning starts: numbers of the usual length are likely.
static void init_lengths( tw__model* models, int first_length, int count, int usual_bits )
{
	enum
	{
		LONGER_BEFORE = 54000, // until the usual length is reached
		LONGER_AFTER = 30000,  // and from there on
	};
	for ( int i = 0; i < count; ++i )
		tw__model_init( models + i, first_length + i < usual_bits ? LONGER_BEFORE : LONGER_AFTER );
}

static void init_even( tw__model* models, int count, uint32_t probability )
{
	for ( int i = 0; i < count; ++i )
		tw__model_init( models + i, probability );
}

enum
{
	EVEN = 32768,
	UPPER_HALF = 29000, // of a length: the larger numbers are the rarer ones
	PLAN_CHANGED = 52000, // an entity that is sent has changed, most of the time
	CHANGED_ALONE = 20000,
	CHANGED_TOO = 44000,
};

static void init_contexts( const tw__element* element, tw__model* next )
{
	int bits = element->bits;
	int contexts = element->is_moving ? TW__MOVING_CONTEXTS : TW__RESTING_CONTEXTS;
	for ( int i = 0; i < contexts; ++i, next += TW__CONTEXT_MODELS )
	{
		int usual_bits = bits / 2;
		bool is_rough = ( i & 1 ) != 0;
		if ( element->is_moving && i < TW__CONTEXT_UNKNOWN )
		{
			usual_bits = i / TW__NEIGHBOUR_CLASSES + i % TW__NEIGHBOUR_CLASSES;
			is_rough = usual_bits > 0;
		}
		tw__model_init( next, is_rough ? CHANGED_TOO : CHANGED_ALONE );
		init_lengths( next + 1, 0, TW__LONGER_MODELS, usual_bits < bits / 2 ? usual_bits : bits / 2 );
	}
}

static void init_element( const tw__element* element, tw__value_models* models )
{
	int bits = element->bits;
	int contexts = element->is_moving ? TW__MOVING_CONTEXTS : TW__RESTING_CONTEXTS;
	tw__model* next = tw__models_of( models, element->change_models );
	*next++ = ( tw__model ){ .one = element->meaning == TW_MEANS_POSITION ? TW__WHOLE_WEIGHT : TW__WHOLE_WEIGHT / 2 };
	init_even( next, TW__SIGN_CONTEXTS, EVEN );
	init_contexts( element, next + TW__SIGN_CONTEXTS );
	next += TW__SIGN_CONTEXTS + contexts * TW__CONTEXT_MODELS;
	init_lengths( next, 0, bits, bits / 2 );
	init_even( next + bits, 3 * bits, UPPER_HALF );

	next = tw__models_of( models, element->whole_models );
	init_even( next, 2, EVEN );
	init_lengths( next + 2, 0, bits, bits - 2 );
	init_even( next + 2 + bits, bits, UPPER_HALF );
}

// The numbers above were tuned on bodies that walk, turn and shoot, 16 to a packet, against a base 100 ms old.
void tw__value_models_init( const tw_schema* schema, tw__value_models* models )
{
	init_even( tw__models_of( models, 0 ), TW__PLAN_CONTEXTS * schema->plan_count, PLAN_CHANGED );
	for ( int p = 0; p < schema->plan_count; ++p )
		for ( int i = 0; i < schema->plans[p].element_count; ++i )
			if ( schema->plans[p].elements[i].array_index == 0 )
				init_element( schema->plans[p].elements + i, models );
}

void tw__value_models_reset( const tw_schema* schema, tw__value_models* models )
{
	memcpy( models, schema->fresh_models, tw__value_models_size( schema ) );
}
