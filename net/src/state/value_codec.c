#include "state/value_codec.h"

#include "core/system.h"

#include <string.h>

// Models of one field. The items of an array share them: x and y move alike, and in a packet of a few bodies every sample
// counts.
typedef struct field_models
{
	tw__model has_changed[2]; // by whether what foretells it has changed
	tw__number_models change; // against a base
	tw__number_models whole;  // without one
} field_models;

// In front of the fields: has anything changed, per component.
static tw__model* models_of_plans( tw__value_models* models ) { return (tw__model*)models; }

static field_models* models_of_elements( const tw_schema* schema, tw__value_models* models )
{
	return (field_models*)( models_of_plans( models ) + schema->plan_count );
}

size_t tw__value_models_size( const tw_schema* schema )
{
	return (size_t)schema->plan_count * sizeof( tw__model ) +
	       (size_t)schema->element_count * sizeof( field_models );
}

void tw__value_models_reset( const tw_schema* schema, tw__value_models* models )
{
	enum
	{
		PLAN_CHANGED = 52000, // an entity that is sent has changed, most of the time
		CHANGED_ALONE = 20000,
		CHANGED_TOO = 44000
	};

	for ( int i = 0; i < schema->plan_count; ++i )
		tw__model_init( models_of_plans( models ) + i, PLAN_CHANGED );

	field_models fresh;
	tw__model_init( fresh.has_changed + 0, CHANGED_ALONE );
	tw__model_init( fresh.has_changed + 1, CHANGED_TOO );
	tw__number_models_init( &fresh.change );
	tw__number_models_init( &fresh.whole );
	field_models* fields = models_of_elements( schema, models );
	for ( int i = 0; i < schema->element_count; ++i )
		memcpy( fields + i, &fresh, sizeof( fresh ) );
}

// What both ends know before a value is coded.
typedef struct context
{
	const tw__component_plan* plan;
	field_models* fields; // of the plan's elements
	const uint32_t* base; // or NULL
	int64_t age_ticks;
	int64_t rate_hz;
} context;

static context make_context( tw__value_models* models, const tw_schema* schema, int component, const uint32_t* base,
			     int base_age_ticks, int rate_hz )
{
	TW_ASSERT( 0 <= component && component < schema->plan_count );
	TW_ASSERT( base == NULL ||
		   ( base_age_ticks >= 0 && 0 < rate_hz && rate_hz <= 256 ) ); // so nothing below overflows
	const tw__component_plan* plan = schema->plans + component;
	return ( context ){
		.plan = plan,
		.fields = models_of_elements( schema, models ) + plan->first_element,
		.base = base,
		.age_ticks = base_age_ticks < rate_hz ? base_age_ticks : rate_hz,
		.rate_hz = rate_hz,
	};
}

static int64_t divide_to_nearest( int64_t number, int64_t by )
{
	return number < 0 ? -( ( by / 2 - number ) / by ) : ( number + by / 2 ) / by;
}

// Where a steady acceleration from the old to the new velocity carries it, when each tick first changes the velocity and
// then moves by it (semi-implicit Euler, which most games step by): the sum of v_1 .. v_n.
static uint32_t foretell_position( const context* c, int index, uint32_t new_velocity )
{
	const tw__element* position = c->plan->elements + index;
	const tw__element* velocity = c->plan->elements + position->velocity_element;
	int64_t before = velocity->first_step + (int64_t)c->base[position->velocity_element];
	int64_t after = velocity->first_step + (int64_t)new_velocity;
	int64_t twice = ( c->age_ticks - 1 ) * before + ( c->age_ticks + 1 ) * after;
	int64_t moved =
		divide_to_nearest( twice * position->velocity_scale, ( 2 * c->rate_hz ) << position->velocity_shift );
	int64_t expected = (int64_t)c->base[index] + moved;
	if ( expected < 0 )
		return 0;
	return expected < (int64_t)position->wire_max ? (uint32_t)expected : position->wire_max;
}

/// @param values those coded so far, the velocities among them
static uint32_t foretell( const context* c, int index, const uint32_t* values )
{
	const tw__element* element = c->plan->elements + index;
	if ( c->base == NULL )
		return element->rest_wire;
	if ( element->velocity_element < 0 || c->age_ticks == 0 )
		return c->base[index];
	return foretell_position( c, index, values[element->velocity_element] );
}

static bool is_id( const tw__element* element )
{
	return element->type == TW_TYPE_ENTITY || element->type == TW_TYPE_PLAYER;
}

// Differences are taken on a circle: that of the element's values where they wrap, else that of 32 bits, so that every
// pair of values has exactly one difference and it always fits an int32_t.
static int64_t circle_of( const tw__element* element )
{
	return element->is_wrapping ? (int64_t)element->wire_max + 1 : INT64_C( 1 ) << 32;
}

static int32_t subtract( const tw__element* element, uint32_t value, uint32_t expected )
{
	int64_t circle = circle_of( element );
	int64_t difference = (int64_t)value - (int64_t)expected;
	if ( difference * 2 >= circle )
		difference -= circle;
	else if ( difference * 2 < -circle )
		difference += circle;
	return (int32_t)difference;
}

/// @return -1 for a sum that is no value of the element
static int64_t add( const tw__element* element, uint32_t expected, int32_t difference )
{
	int64_t circle = circle_of( element );
	int64_t value = (int64_t)expected + difference;
	if ( value < 0 )
		value += circle;
	else if ( value >= circle )
		value -= circle;
	if ( value < 0 || value > (int64_t)element->wire_max )
		return -1;
	return subtract( element, (uint32_t)value, expected ) == difference ? value : -1;
}

static tw__number_models* models_of_numbers( const context* c, int index )
{
	field_models* models = c->fields + index - c->plan->elements[index].array_index;
	return c->base == NULL ? &models->whole : &models->change;
}

static tw__model* model_of_flag( const context* c, int index, bool is_foretold_changed )
{
	field_models* models = c->fields + index - c->plan->elements[index].array_index;
	return models->has_changed + ( is_foretold_changed ? 1 : 0 );
}

static void encode_value( tw__encoder* encoder, const context* c, int index, uint32_t expected, uint32_t value )
{
	const tw__element* element = c->plan->elements + index;
	tw__number_models* models = models_of_numbers( c, index );
	if ( !is_id( element ) )
	{
		tw__encode_nonzero( encoder, models, subtract( element, value, expected ) );
		return;
	}
	tw__encode_bit( encoder, &models->is_zero, value == 0 );
	if ( value != 0 )
		tw__encode_raw( encoder, value, element->bits );
}

static bool decode_value( tw__decoder* decoder, const context* c, int index, uint32_t expected, uint32_t* out_value )
{
	const tw__element* element = c->plan->elements + index;
	tw__number_models* models = models_of_numbers( c, index );
	int64_t value = 0;
	if ( !is_id( element ) )
		value = add( element, expected, tw__decode_nonzero( decoder, models ) );
	else if ( !tw__decode_bit( decoder, &models->is_zero ) )
		value = (int64_t)tw__decode_raw( decoder, element->bits );

	if ( value < 0 || value > (int64_t)element->wire_max )
		decoder->failed = true;
	else
		*out_value = (uint32_t)value;
	return !decoder->failed;
}

// Whether the value that foretells this one was a surprise: a position's velocity, else what was coded just before.
static bool is_foretold_changed( const context* c, int index, const uint32_t* values, bool has_last_changed )
{
	int velocity = c->plan->elements[index].velocity_element;
	if ( c->base == NULL || velocity < 0 )
		return has_last_changed;
	return values[velocity] != c->base[velocity];
}

static bool values_are_foretold( const context* c, const uint32_t* values )
{
	for ( int i = 0; i < c->plan->element_count; ++i )
		if ( values[i] != foretell( c, i, values ) )
			return false;
	return true;
}

void tw__encode_values( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
			const uint32_t* base, int base_age_ticks, int rate_hz, const uint32_t* values )
{
	context c = make_context( models, schema, component, base, base_age_ticks, rate_hz );
	if ( c.plan->element_count == 0 )
		return;
	bool is_foretold = values_are_foretold( &c, values );
	tw__encode_bit( encoder, models_of_plans( models ) + component, !is_foretold );
	if ( is_foretold )
		return;

	bool has_changed = false, has_any_changed = false;
	for ( int i = 0; i < c.plan->element_count; ++i )
	{
		int index = c.plan->coding_order[i];
		TW_ASSERT( values[index] <= c.plan->elements[index].wire_max );
		uint32_t expected = foretell( &c, index, values );
		bool is_certain = i == c.plan->element_count - 1 && !has_any_changed; // something has to be
		tw__model* flag = model_of_flag( &c, index, is_foretold_changed( &c, index, values, has_changed ) );

		has_changed = values[index] != expected;
		has_any_changed |= has_changed;
		if ( !is_certain )
			tw__encode_bit( encoder, flag, has_changed );
		if ( has_changed )
			encode_value( encoder, &c, index, expected, values[index] );
	}
}

bool tw__decode_values( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
			const uint32_t* base, int base_age_ticks, int rate_hz, uint32_t* values )
{
	context c = make_context( models, schema, component, base, base_age_ticks, rate_hz );
	bool is_foretold =
		c.plan->element_count == 0 || !tw__decode_bit( decoder, models_of_plans( models ) + component );

	bool has_changed = false, has_any_changed = false;
	for ( int i = 0; i < c.plan->element_count && !decoder->failed; ++i )
	{
		int index = c.plan->coding_order[i];
		values[index] = foretell( &c, index, values );
		if ( is_foretold )
			continue;
		bool is_certain = i == c.plan->element_count - 1 && !has_any_changed;
		tw__model* flag = model_of_flag( &c, index, is_foretold_changed( &c, index, values, has_changed ) );

		has_changed = is_certain || tw__decode_bit( decoder, flag );
		has_any_changed |= has_changed;
		if ( has_changed )
		{
			uint32_t expected = values[index];
			if ( decode_value( decoder, &c, index, expected, values + index ) && values[index] == expected )
				decoder->failed = true; // no encoder says that it changed to what it was
		}
	}
	return !decoder->failed;
}
