#include "state/value_codec.h"

#include "core/system.h"

enum
{
	MAX_CONTEXT_VALUE = 1 << 20,
	WEIGHT_STEP = 2, // of TW__WHOLE_WEIGHT, for each value that says more or less
	MAX_WEIGHT = 2 * TW__WHOLE_WEIGHT,
};

// What both ends know before a value is coded.
typedef struct context
{
	const tw__component_plan* plan;
	tw__value_models* models;
	tw__model* flags; // whether the plan has changed
	tw__context_plan contexts;
	const tw__pasts* pasts;
	int64_t age_ticks;
	int64_t rate_hz;
	bool has_moved;    // between the older state and the base
	uint32_t surprise; // how far the values just before were off
	bool is_broken;    // something that is held has changed: what comes after it may be another thing altogether
	bool has_changed;  // the value just before

	// Of each element that moves, when there is an older state: how far it would go if it went on, and how much may be
	// wrong with that, by how it went before and by how fast it goes.
	int64_t way[TW__MAX_ELEMENTS];
	int64_t bend[TW__MAX_ELEMENTS];
	uint32_t unsteadiness[TW__MAX_ELEMENTS];
} context;

// What is expected of one value, and which models know how likely that is.
typedef struct forecast
{
	uint32_t expected;
	int64_t extrapolation; // of the motion, before it was weighed
	tw__model* context;    // TW__CONTEXT_MODELS
	tw__model* sign;
} forecast;

static bool has_older( const context* c, int which ) { return c->pasts->older[which] != NULL; }

static int64_t divide_to_nearest( int64_t number, int64_t by )
{
	return number < 0 ? -( ( by / 2 - number ) / by ) : ( number + by / 2 ) / by;
}

static uint32_t magnitude_of( int64_t number )
{
	uint64_t magnitude = number < 0 ? (uint64_t)-number : (uint64_t)number;
	return magnitude < MAX_CONTEXT_VALUE ? (uint32_t)magnitude : MAX_CONTEXT_VALUE;
}

// Bits below the leading one of number + 1.
static int length_of( uint32_t number )
{
	int length = 0;
	for ( uint64_t rest = (uint64_t)number + 1; rest > 1; rest >>= 1 )
		length++;
	return length;
}

static int class_of( uint32_t magnitude, int step, int class_count )
{
	int class = ( length_of( magnitude ) + step - 1 ) / step;
	return class < class_count ? class : class_count - 1;
}

// --- Motion ----------------------------------------------------------------------------------------------------------

static uint32_t wrap( const tw__element* element, int64_t value )
{
	if ( element->is_wrapping )
	{
		int64_t circle = (int64_t)element->wire_max + 1;
		value %= circle;
		return (uint32_t)( value < 0 ? value + circle : value );
	}
	if ( value < 0 )
		return 0;
	return value < (int64_t)element->wire_max ? (uint32_t)value : element->wire_max;
}

static int64_t way_between( const tw__element* element, uint32_t from, uint32_t to )
{
	int64_t way = (int64_t)to - (int64_t)from;
	if ( !element->is_wrapping )
		return way;
	int64_t circle = (int64_t)element->wire_max + 1;
	if ( way > circle / 2 )
		way -= circle;
	return way < -( ( circle - 1 ) / 2 ) ? way + circle : way;
}

// How far a value would go until now if it went on as it did between an older state and the base.
static int64_t extrapolate( const context* c, int index, int which )
{
	const tw__pasts* pasts = c->pasts;
	int64_t way = way_between( c->plan->elements + index, pasts->older[which][index], pasts->base[index] );
	return way == 0 ? 0 : divide_to_nearest( way * c->age_ticks, pasts->older_gap_ticks[which] );
}

static void note_motion( context* c, int index )
{
	c->way[index] = extrapolate( c, index, 0 );
	c->bend[index] = has_older( c, 1 ) ? c->way[index] - extrapolate( c, index, 1 ) : c->way[index];
	uint32_t bend = magnitude_of( c->bend[index] ), speed = magnitude_of( c->way[index] );
	c->unsteadiness[index] = bend + speed / 4;
}

static void begin_context( context* c, tw__value_models* models, const tw_schema* schema, int component,
                           const tw__pasts* pasts, int rate_hz )
{
	TW_ASSERT( 0 <= component && component < schema->plan_count );
	TW_ASSERT( pasts->base == NULL ||
	           ( pasts->base_age_ticks >= 0 && 0 < rate_hz && rate_hz <= 256 ) ); // so nothing below overflows
	c->plan = schema->plans + component;
	c->models = models;
	c->flags = tw__models_of( models, schema->input_model_count + (uint32_t)( TW__PLAN_CONTEXTS * component ) );
	c->contexts = schema->contexts;
	c->pasts = pasts;
	c->age_ticks = pasts->base_age_ticks < rate_hz ? pasts->base_age_ticks : rate_hz;
	c->rate_hz = rate_hz;
	c->has_moved = c->is_broken = c->has_changed = false;
	c->surprise = 0;
	if ( pasts->base == NULL || !has_older( c, 0 ) )
		return;
	for ( int i = 0; i < c->plan->element_count; ++i )
	{
		c->has_moved |= pasts->base[i] != pasts->older[0][i];
		if ( c->plan->elements[i].is_moving && c->plan->elements[i].velocity_element < 0 )
			note_motion( c, i );
	}
}

// Where a steady acceleration from the old to the new velocity carries it, when each tick first changes the velocity and
// then moves by it (semi-implicit Euler, which most games step by): the sum of v_1 .. v_n. On such motion the plain mean
// of both velocities costs 11 % more bytes, either velocity alone a quarter more.
static int64_t way_by_velocity( const context* c, const tw__element* position, uint32_t new_velocity )
{
	const tw__element* velocity = c->plan->elements + position->velocity_element;
	int64_t before = velocity->first_step + (int64_t)c->pasts->base[position->velocity_element];
	int64_t after = velocity->first_step + (int64_t)new_velocity;
	int64_t twice = ( c->age_ticks - 1 ) * before + ( c->age_ticks + 1 ) * after;
	return divide_to_nearest( twice * position->velocity_scale, ( 2 * c->rate_hz ) << position->velocity_shift );
}

static tw__model* weight_of( const context* c, const tw__element* element )
{
	return tw__models_of( c->models, element->change_models );
}

static int sign_of( int64_t number ) { return ( number > 0 ) - ( number < 0 ); }

static tw__model* moving_context( const context* c, tw__model* first, uint32_t unsteadiness )
{
	const tw__context_plan* contexts = &c->contexts;
	int motion = class_of( unsteadiness, 1, contexts->motion_classes ), neighbour = 0;
	if ( c->surprise > 0 && contexts->neighbour_classes > 1 )
		neighbour = 1 + class_of( c->surprise - 1, 2, contexts->neighbour_classes - 1 );
	return first + ( motion * contexts->neighbour_classes + neighbour ) * TW__CONTEXT_MODELS;
}

static void foretell_by_velocity( const context* c, int index, const uint32_t* values, forecast* f )
{
	const tw__element* element = c->plan->elements + index;
	uint32_t old_velocity = c->pasts->base[element->velocity_element];
	uint32_t new_velocity = values[element->velocity_element];
	int64_t way = way_by_velocity( c, element, new_velocity );
	uint32_t change = magnitude_of( (int64_t)new_velocity - (int64_t)old_velocity );
	f->expected = wrap( element, (int64_t)c->pasts->base[index] + way );
	f->context = moving_context( c, f->context, change );
}

// What shakes one axis shakes the others.
static uint32_t unsteadiness_of( const context* c, int index )
{
	int first = index - c->plan->elements[index].array_index, count = 0;
	uint32_t sum = 0;
	for ( int i = first;
	      i < c->plan->element_count && c->plan->elements[i].field_index == c->plan->elements[index].field_index;
	      ++i, ++count )
		sum += c->unsteadiness[i];
	return ( c->unsteadiness[index] + sum / (uint32_t)count ) / 2;
}

static void foretell_by_motion( const context* c, int index, forecast* f )
{
	const tw__element* element = c->plan->elements + index;
	f->extrapolation = c->way[index];
	int64_t weighed = divide_to_nearest( f->extrapolation * weight_of( c, element )->one, TW__WHOLE_WEIGHT );
	f->expected = wrap( element, (int64_t)c->pasts->base[index] + weighed );
	f->sign += 3 * ( 1 + sign_of( f->extrapolation ) ) + 1 + sign_of( c->bend[index] );
	f->context = moving_context( c, f->context, unsteadiness_of( c, index ) );
}

/// @param values those coded so far, the velocities among them
static forecast foretell( const context* c, int index, const uint32_t* values )
{
	const tw__element* element = c->plan->elements + index;
	const tw__pasts* pasts = c->pasts;
	forecast f = { .expected = pasts->base != NULL ? pasts->base[index] : element->rest_wire };
	if ( !element->is_moving )
	{
		bool has_moved =
			pasts->base != NULL && has_older( c, 0 ) && pasts->older[0][index] != pasts->base[index];
		f.context = tw__models_of( c->models, element->change_models );
		f.sign = f.context + TW__RESTING_CONTEXTS;
		f.context += 2 * has_moved + c->has_changed;
		return f;
	}
	f.sign = weight_of( c, element ) + 1;
	f.context = f.sign + TW__SIGN_CONTEXTS;
	tw__model* unknown = f.context + ( tw__context_count( c->contexts ) - 2 ) * TW__CONTEXT_MODELS;
	if ( pasts->base == NULL || c->age_ticks == 0 )
		f.context = unknown;
	else if ( element->velocity_element >= 0 )
		foretell_by_velocity( c, index, values, &f );
	else if ( c->is_broken || !has_older( c, 0 ) )
		f.context = unknown + ( c->is_broken ? TW__CONTEXT_MODELS : 0 );
	else
		foretell_by_motion( c, index, &f );
	return f;
}

// The weight follows the sign of what it got wrong.
static void learn_weight( const context* c, int index, const forecast* f, int64_t error )
{
	int direction = sign_of( error ) * sign_of( f->extrapolation );
	tw__model* weight = weight_of( c, c->plan->elements + index );
	int moved = (int)weight->one + direction * WEIGHT_STEP;
	if ( 0 <= moved && moved <= MAX_WEIGHT )
		weight->one = (uint16_t)moved;
}

// --- Numbers ---------------------------------------------------------------------------------------------------------

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

// The models of a difference: its sign, its length by context, and what follows the leading one.
typedef struct number_models
{
	tw__model* sign;
	tw__model* longer; // the first TW__LONGER_MODELS
	int longer_count;
	tw__model* longest;  // beyond, by length
	tw__model* mantissa; // three for each length: the top bit, and the next by the top bit; NULL: only the top bit
	tw__model* top;
} number_models;

static number_models models_of_number( const context* c, const tw__element* element, const forecast* f )
{
	if ( c->pasts->base == NULL )
	{
		tw__model* whole = tw__models_of( c->models, element->whole_models );
		return ( number_models ){ .sign = whole + 1, .longest = whole + 2, .top = whole + 2 + element->bits };
	}
	if ( !element->is_moving )
		return ( number_models ){ .sign = f->sign, .longest = f->sign + 1, .top = f->sign + 1 + element->bits };
	tw__model* shared =
		weight_of( c, element ) + 1 + TW__SIGN_CONTEXTS + tw__context_count( c->contexts ) * TW__CONTEXT_MODELS;
	return ( number_models ){ .sign = f->sign,
		                  .longer = f->context + 1,
		                  .longer_count = TW__LONGER_MODELS,
		                  .longest = shared,
		                  .top = shared + element->bits,
		                  .mantissa = shared + 2 * element->bits };
}

static tw__model* longer_model( const number_models* m, int length )
{
	return length < m->longer_count ? m->longer + length : m->longest + length;
}

// Number >= 1, at most `max`: how many bits it has in unary, then those bits, the first two by models.
static void encode_magnitude( tw__encoder* encoder, const number_models* m, uint32_t number, uint32_t max )
{
	int length = length_of( number - 1 ), most = length_of( max - 1 );
	for ( int i = 0; i < length; ++i )
		tw__encode_bit( encoder, longer_model( m, i ), 1 );
	if ( length < most )
		tw__encode_bit( encoder, longer_model( m, length ), 0 );
	int rest = length;
	if ( rest > 0 )
		tw__encode_bit( encoder, m->top + length - 1, (int)( number >> --rest & 1 ) );
	if ( rest > 0 && m->mantissa != NULL )
	{
		int top = (int)( number >> rest & 1 );
		tw__encode_bit( encoder, m->mantissa + 2 * ( length - 1 ) + top, (int)( number >> ( rest - 1 ) & 1 ) );
		rest--;
	}
	if ( rest > 0 )
		tw__encode_raw( encoder, number & ( ( UINT32_C( 1 ) << rest ) - 1 ), rest );
}

static uint32_t decode_magnitude( tw__decoder* decoder, const number_models* m, uint32_t max )
{
	int length = 0, most = length_of( max - 1 );
	while ( length < most && tw__decode_bit( decoder, longer_model( m, length ) ) )
		length++;
	uint64_t number = 1;
	int rest = length;
	if ( rest > 0 )
	{
		number = number << 1 | (uint64_t)tw__decode_bit( decoder, m->top + length - 1 );
		rest--;
	}
	if ( rest > 0 && m->mantissa != NULL )
	{
		tw__model* second = m->mantissa + 2 * ( length - 1 ) + (int)( number & 1 );
		number = number << 1 | (uint64_t)tw__decode_bit( decoder, second );
		rest--;
	}
	if ( rest > 0 )
		number = number << rest | tw__decode_raw( decoder, rest );
	if ( number > max )
		decoder->failed = true;
	return decoder->failed ? 1 : (uint32_t)number;
}

static void encode_difference( tw__encoder* encoder, const number_models* m, room r, int64_t difference )
{
	if ( r.circle > 0 && difference > (int64_t)r.above )
		difference -= r.circle;
	else if ( r.circle > 0 && difference < -(int64_t)r.below )
		difference += r.circle;

	bool is_minus = difference < 0;
	if ( r.below > 0 && r.above > 0 )
		tw__encode_bit( encoder, m->sign, is_minus );
	encode_magnitude( encoder, m, (uint32_t)( is_minus ? -difference : difference ), is_minus ? r.below : r.above );
}

static uint32_t decode_sum( tw__decoder* decoder, const number_models* m, room r, uint32_t expected )
{
	bool is_minus = r.above == 0;
	if ( r.below > 0 && r.above > 0 )
		is_minus = tw__decode_bit( decoder, m->sign );
	int64_t magnitude = (int64_t)decode_magnitude( decoder, m, is_minus ? r.below : r.above );
	int64_t value = (int64_t)expected + ( is_minus ? -magnitude : magnitude );
	if ( value < 0 )
		value += r.circle;
	else if ( r.circle > 0 && value >= r.circle )
		value -= r.circle;
	return (uint32_t)value; // in range, since the magnitude was within the room
}

// --- Values ----------------------------------------------------------------------------------------------------------

static tw__model* model_of_null( const context* c, const tw__element* element )
{
	return tw__models_of( c->models, element->whole_models );
}

static void encode_value( tw__encoder* encoder, const context* c, const tw__element* element, const forecast* f,
                          uint32_t value )
{
	if ( !is_id( element ) )
	{
		number_models m = models_of_number( c, element, f );
		encode_difference( encoder, &m, room_around( element, f->expected ),
		                   (int64_t)value - (int64_t)f->expected );
		return;
	}
	tw__encode_bit( encoder, model_of_null( c, element ), value == 0 );
	if ( value != 0 )
		tw__encode_raw( encoder, value, element->bits );
}

static uint32_t decode_value( tw__decoder* decoder, const context* c, const tw__element* element, const forecast* f )
{
	if ( !is_id( element ) )
	{
		number_models m = models_of_number( c, element, f );
		return decode_sum( decoder, &m, room_around( element, f->expected ), f->expected );
	}
	uint32_t value =
		tw__decode_bit( decoder, model_of_null( c, element ) ) ? 0 : tw__decode_raw( decoder, element->bits );
	if ( value == f->expected )
		decoder->failed = true; // no encoder says that it changed to what it was
	return value;
}

// What a value tells about those after it.
static void note_value( context* c, int index, const forecast* f, uint32_t value )
{
	const tw__element* element = c->plan->elements + index;
	c->has_changed = value != f->expected;
	if ( !element->is_moving )
	{
		c->is_broken |= c->has_changed;
		return;
	}
	int64_t error = way_between( element, f->expected, value );
	c->surprise = ( c->surprise + magnitude_of( error ) + 1 ) / 2;
	if ( c->pasts->base != NULL && f->extrapolation != 0 && error != 0 )
		learn_weight( c, index, f, error );
}

static tw__model* model_of_plan( const context* c )
{
	return c->flags + ( c->pasts->base == NULL ? 2 : ( c->has_moved ? 1 : 0 ) );
}

static bool values_are_foretold( const context* c, const uint32_t* values )
{
	for ( int i = 0; i < c->plan->element_count; ++i )
		if ( values[i] != foretell( c, i, values ).expected )
			return false;
	return true;
}

void tw__encode_state( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
                       const tw__pasts* pasts, int rate_hz, const uint32_t* values )
{
	context c;
	begin_context( &c, models, schema, component, pasts, rate_hz );
	if ( c.plan->element_count == 0 )
		return;
	bool is_foretold = values_are_foretold( &c, values );
	tw__encode_bit( encoder, model_of_plan( &c ), !is_foretold );
	if ( is_foretold )
		return;

	bool has_any_changed = false;
	for ( int i = 0; i < c.plan->element_count; ++i )
	{
		int index = c.plan->coding_order[i];
		TW_ASSERT( values[index] <= c.plan->elements[index].wire_max );
		forecast f = foretell( &c, index, values );
		bool has_changed = values[index] != f.expected;
		if ( has_any_changed || i < c.plan->element_count - 1 ) // else it is certain: something has to be
			tw__encode_bit( encoder, f.context, has_changed );
		has_any_changed |= has_changed;
		if ( has_changed )
			encode_value( encoder, &c, c.plan->elements + index, &f, values[index] );
		note_value( &c, index, &f, values[index] );
	}
}

bool tw__decode_state( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
                       const tw__pasts* pasts, int rate_hz, uint32_t* values )
{
	context c;
	begin_context( &c, models, schema, component, pasts, rate_hz );
	bool is_foretold = c.plan->element_count == 0 || !tw__decode_bit( decoder, model_of_plan( &c ) );
	bool has_any_changed = false;
	for ( int i = 0; i < c.plan->element_count && !decoder->failed; ++i )
	{
		int index = c.plan->coding_order[i];
		forecast f = foretell( &c, index, values );
		values[index] = f.expected;
		if ( is_foretold )
			continue;
		bool is_certain = !has_any_changed && i == c.plan->element_count - 1;
		bool has_changed = is_certain || tw__decode_bit( decoder, f.context );
		has_any_changed |= has_changed;
		if ( has_changed )
			values[index] = decode_value( decoder, &c, c.plan->elements + index, &f );
		note_value( &c, index, &f, values[index] );
	}
	return !decoder->failed;
}

void tw__encode_values( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, const uint32_t* values )
{
	tw__pasts pasts = { .base = base, .base_age_ticks = base_age_ticks };
	tw__encode_state( encoder, models, schema, component, &pasts, rate_hz, values );
}

bool tw__decode_values( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, int component,
                        const uint32_t* base, int base_age_ticks, int rate_hz, uint32_t* values )
{
	tw__pasts pasts = { .base = base, .base_age_ticks = base_age_ticks };
	return tw__decode_state( decoder, models, schema, component, &pasts, rate_hz, values );
}
