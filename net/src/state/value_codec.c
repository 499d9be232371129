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

// The numbers below were tuned on bodies that walk, turn and shoot, 16 to a packet, against a base 100 ms old.
void tw__value_models_init( const tw_schema* schema, tw__value_models* models )
{
	enum
	{
		PLAN_CHANGED = 52000, // an entity that is sent has changed, most of the time
		CHANGED_ALONE = 20000,
		CHANGED_TOO = 44000
	};

	for ( int i = 0; i < schema->plan_count; ++i )
		tw__model_init( models_of_plans( models ) + i, PLAN_CHANGED );

	field_models* next = models_of_elements( schema, models );
	for ( int p = 0; p < schema->plan_count; ++p )
	{
		const tw__component_plan* plan = schema->plans + p;
		for ( int i = 0; i < plan->element_count; ++i, ++next )
		{
			int bits = plan->elements[i].bits;
			tw__model_init( next->has_changed + 0, CHANGED_ALONE );
			tw__model_init( next->has_changed + 1, CHANGED_TOO );
			tw__number_models_init( &next->change, bits / 2 );
			tw__number_models_init( &next->whole, bits - 2 );
		}
	}
}

void tw__value_models_reset( const tw_schema* schema, tw__value_models* models )
{
	memcpy( models, schema->fresh_models, tw__value_models_size( schema ) );
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
// then moves by it (semi-implicit Euler, which most games step by): the sum of v_1 .. v_n. On such motion the plain mean
// of both velocities costs 11 % more bytes, either velocity alone a quarter more.
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

// How far a value can be from the expected one, in either direction. Where values wrap, the way is the shorter one, and
// to the opposite side it is upwards: every pair of values has exactly one difference.
typedef struct room
{
	int64_t circle; // 0: does not wrap
	uint32_t below, above;
} room;

static room room_around( const tw__element* element, uint32_t expected )
{
	if ( !element->is_wrapping )
		return ( room ){ .below = expected, .above = element->wire_max - expected };
	int64_t circle = (int64_t)element->wire_max + 1;
	return ( room ){ .circle = circle,
		         .below = (uint32_t)( ( circle - 1 ) / 2 ),
		         .above = (uint32_t)( circle / 2 ) };
}

static void encode_difference( tw__encoder* encoder, tw__number_models* models, room r, int64_t difference )
{
	if ( r.circle > 0 && difference > (int64_t)r.above )
		difference -= r.circle;
	else if ( r.circle > 0 && difference < -(int64_t)r.below )
		difference += r.circle;

	bool is_minus = difference < 0;
	if ( r.below > 0 && r.above > 0 )
		tw__encode_bit( encoder, &models->is_minus, is_minus );
	uint32_t magnitude = (uint32_t)( is_minus ? -difference : difference );
	tw__encode_bounded( encoder, models, magnitude - 1, ( is_minus ? r.below : r.above ) - 1 );
}

static uint32_t decode_sum( tw__decoder* decoder, tw__number_models* models, room r, uint32_t expected )
{
	bool is_minus = r.above == 0;
	if ( r.below > 0 && r.above > 0 )
		is_minus = tw__decode_bit( decoder, &models->is_minus );
	int64_t magnitude = (int64_t)tw__decode_bounded( decoder, models, ( is_minus ? r.below : r.above ) - 1 ) + 1;
	int64_t value = (int64_t)expected + ( is_minus ? -magnitude : magnitude );
	if ( value < 0 )
		value += r.circle;
	else if ( r.circle > 0 && value >= r.circle )
		value -= r.circle;
	return (uint32_t)value; // in range, since the magnitude was within the room
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
		encode_difference( encoder, models, room_around( element, expected ),
		                   (int64_t)value - (int64_t)expected );
		return;
	}
	tw__encode_bit( encoder, &models->is_zero, value == 0 );
	if ( value != 0 )
		tw__encode_raw( encoder, value, element->bits );
}

static uint32_t decode_value( tw__decoder* decoder, const context* c, int index, uint32_t expected )
{
	const tw__element* element = c->plan->elements + index;
	tw__number_models* models = models_of_numbers( c, index );
	if ( !is_id( element ) )
		return decode_sum( decoder, models, room_around( element, expected ), expected );
	if ( tw__decode_bit( decoder, &models->is_zero ) )
		return 0;
	return tw__decode_raw( decoder, element->bits );
}

/// @param value holds the expected one
static void decode_changed( tw__decoder* decoder, const context* c, int index, uint32_t* value )
{
	uint32_t changed = decode_value( decoder, c, index, *value );
	if ( changed == *value )
		decoder->failed = true; // no encoder says that it changed to what it was
	*value = changed;
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
			decode_changed( decoder, &c, index, values + index );
	}
	return !decoder->failed;
}
