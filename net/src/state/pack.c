#include "state/pack.h"

#include "core/system.h"

#include <string.h>

enum
{
	WHOLE_WAY = 256 // of fraction_256ths
};

static int64_t read_integer( tw_type type, const uint8_t* from )
{
	union
	{
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
		int8_t i8;
		int16_t i16;
		int32_t i32;
	} value;

	switch ( type )
	{
	case TW_TYPE_BOOL:
		return *from != 0; // as a byte: reading a bool that is neither true nor false is undefined
	case TW_TYPE_U8:
	case TW_TYPE_TEXT:
		return *from;
	case TW_TYPE_I8:
		return memcpy( &value.i8, from, sizeof( value.i8 ) ), value.i8;
	case TW_TYPE_U16:
		return memcpy( &value.u16, from, sizeof( value.u16 ) ), value.u16;
	case TW_TYPE_I16:
		return memcpy( &value.i16, from, sizeof( value.i16 ) ), value.i16;
	case TW_TYPE_U32:
		return memcpy( &value.u32, from, sizeof( value.u32 ) ), value.u32;
	case TW_TYPE_I32:
		return memcpy( &value.i32, from, sizeof( value.i32 ) ), value.i32;
	case TW_TYPE_F32:
	case TW_TYPE_ENTITY:
	case TW_TYPE_PLAYER:
	case TW_TYPE_NONE:
	case TW_TYPE_LOCAL:
	case TW_TYPE_COUNT:
		break;
	}
	TW_ASSERT( false );
	return 0;
}

static void write_integer( tw_type type, int64_t number, uint8_t* to )
{
	switch ( type )
	{
	case TW_TYPE_BOOL:
		memcpy( to, &( bool ){ number != 0 }, sizeof( bool ) );
		return;
	case TW_TYPE_U8:
	case TW_TYPE_I8:
	case TW_TYPE_TEXT:
		*to = (uint8_t)number;
		return;
	case TW_TYPE_U16:
	case TW_TYPE_I16:
		memcpy( to, &( uint16_t ){ (uint16_t)number }, sizeof( uint16_t ) );
		return;
	case TW_TYPE_U32:
	case TW_TYPE_I32:
		memcpy( to, &( uint32_t ){ (uint32_t)number }, sizeof( uint32_t ) );
		return;
	case TW_TYPE_F32:
	case TW_TYPE_ENTITY:
	case TW_TYPE_PLAYER:
	case TW_TYPE_NONE:
	case TW_TYPE_LOCAL:
	case TW_TYPE_COUNT:
		break;
	}
	TW_ASSERT( false );
}

static uint32_t pack_integer( const tw__element* element, const uint8_t* from )
{
	int64_t above = read_integer( element->type, from ) - element->first_step;
	int64_t most = element->meaning == TW_MEANS_PRESS ? (int64_t)element->press_max : (int64_t)element->wire_max;
	if ( above <= 0 )
		return 0;
	return above < most ? (uint32_t)above : (uint32_t)most;
}

static void unpack_integer( const tw__element* element, uint32_t wire, uint8_t* to )
{
	if ( element->meaning == TW_MEANS_PRESS && wire > element->press_max )
		wire = element->press_max;
	write_integer( element->type, element->first_step + (int64_t)wire, to );
}

// To nearest, halves away from zero, so that motion to the left and to the right round alike. The product is within a few
// 2^-52 of the exact quotient, and a float that came from unpack_float() is within 0.495 of its step, so it finds it again.
static uint32_t pack_float( const tw__element* element, const uint8_t* from )
{
	float value;
	memcpy( &value, from, sizeof( value ) );
	double step = (double)value * element->steps_per_unit;
	double first = (double)element->first_step;
	if ( !( step > first ) ) // also not-a-number
		return 0;
	if ( step >= first + (double)element->wire_max )
		return element->wire_max;
	int64_t nearest = (int64_t)( step < 0 ? step - 0.5 : step + 0.5 );
	return (uint32_t)( nearest - element->first_step );
}

static void unpack_float( const tw__element* element, uint32_t wire, uint8_t* to )
{
	float value = (float)tw__element_value( element, wire );
	memcpy( to, &value, sizeof( value ) );
}

static uint32_t handle_of_entity( tw_entity entity )
{
	if ( tw_entity_is_null( entity ) )
		return 0;
	return ( entity.index1 & ( ( 1u << TW__ENTITY_SLOT_BITS ) - 1 ) ) | ( entity.generation & 255u )
	                                                                            << TW__ENTITY_SLOT_BITS;
}

static tw_entity entity_of_handle( uint32_t wire )
{
	uint32_t index1 = wire & ( ( 1u << TW__ENTITY_SLOT_BITS ) - 1 );
	return ( tw_entity ){ .index1 = index1, .generation = wire >> TW__ENTITY_SLOT_BITS };
}

static uint32_t pack_entity( const uint8_t* from, const tw__translate* translate )
{
	tw_entity entity;
	memcpy( &entity, from, sizeof( entity ) );
	uint32_t wire = translate == NULL ? handle_of_entity( entity ) : translate->to_wire( entity, translate->user );
	TW_ASSERT( wire >> TW__ENTITY_BITS == 0 );
	return wire;
}

static void unpack_entity( uint32_t wire, uint8_t* to, const tw__translate* translate )
{
	tw_entity entity = translate == NULL ? entity_of_handle( wire ) : translate->from_wire( wire, translate->user );
	memcpy( to, &entity, sizeof( entity ) );
}

static uint32_t pack_player( const uint8_t* from )
{
	tw_player player;
	memcpy( &player, from, sizeof( player ) );
	if ( tw_player_is_null( player ) )
		return 0;
	TW_ASSERT( player.index1 >> TW__PLAYER_SLOT_BITS == 0 );
	return ( player.index1 & ( ( 1u << TW__PLAYER_SLOT_BITS ) - 1 ) ) | ( player.generation & 0xFFFFu )
	                                                                            << TW__PLAYER_SLOT_BITS;
}

static void unpack_player( uint32_t wire, uint8_t* to )
{
	tw_player player = { .index1 = wire & ( ( 1u << TW__PLAYER_SLOT_BITS ) - 1 ),
		             .generation = wire >> TW__PLAYER_SLOT_BITS };
	memcpy( to, &player, sizeof( player ) );
}

void tw__pack( const tw__component_plan* plan, const void* state, uint32_t* values, const tw__translate* translate )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		const tw__element* element = plan->elements + i;
		const uint8_t* from = (const uint8_t*)state + element->offset_bytes;
		if ( element->type == TW_TYPE_F32 )
			values[i] = pack_float( element, from );
		else if ( element->type == TW_TYPE_ENTITY )
			values[i] = pack_entity( from, translate );
		else if ( element->type == TW_TYPE_PLAYER )
			values[i] = pack_player( from );
		else
			values[i] = pack_integer( element, from );
	}
}

void tw__unpack( const tw__component_plan* plan, const uint32_t* values, void* state, const tw__translate* translate )
{
	memset( state, 0, (size_t)plan->size_bytes );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		const tw__element* element = plan->elements + i;
		uint8_t* to = (uint8_t*)state + element->offset_bytes;
		if ( element->type == TW_TYPE_F32 )
			unpack_float( element, values[i], to );
		else if ( element->type == TW_TYPE_ENTITY )
			unpack_entity( values[i], to, translate );
		else if ( element->type == TW_TYPE_PLAYER )
			unpack_player( values[i], to );
		else
			unpack_integer( element, values[i], to );
	}
}

void tw__quantize( const tw__component_plan* plan, void* state )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		const tw__element* element = plan->elements + i;
		uint8_t* at = (uint8_t*)state + element->offset_bytes;
		if ( element->type == TW_TYPE_F32 )
			unpack_float( element, pack_float( element, at ), at );
		else if ( element->type != TW_TYPE_ENTITY && element->type != TW_TYPE_PLAYER )
			unpack_integer( element, pack_integer( element, at ), at );
	}
}

// The signed way from a to b in (-turn / 2, turn / 2]. Values may lie more than a turn apart when the range does.
static int64_t short_way( int64_t difference, int64_t turn_steps )
{
	difference %= turn_steps;
	if ( difference > turn_steps / 2 )
		difference -= turn_steps;
	else if ( difference < -( ( turn_steps - 1 ) / 2 ) )
		difference += turn_steps;
	return difference;
}

static int64_t part_of( int64_t way, uint32_t fraction_256ths )
{
	int64_t scaled = way * (int64_t)fraction_256ths;
	return scaled < 0 ? -( ( WHOLE_WAY / 2 - scaled ) / WHOLE_WAY ) : ( scaled + WHOLE_WAY / 2 ) / WHOLE_WAY;
}

static uint32_t clamp_to_range( int64_t value, uint32_t wire_max )
{
	if ( value < 0 )
		return 0;
	return value < (int64_t)wire_max ? (uint32_t)value : wire_max;
}

// Beyond either end of the range comes the other end, a turn away. A range of less than a turn has a gap there, and what
// would lie in it stays at the end it left by.
static uint32_t turn_into_range( const tw__element* element, int64_t value )
{
	int64_t turned = value;
	if ( value < 0 )
		turned = value + element->turn_steps;
	else if ( value > (int64_t)element->wire_max )
		turned = value - element->turn_steps;
	bool is_in_range = 0 <= turned && turned <= (int64_t)element->wire_max;
	return is_in_range ? (uint32_t)turned : clamp_to_range( value, element->wire_max );
}

static uint32_t interpolate_value( const tw__element* element, uint32_t a, uint32_t b, uint32_t fraction_256ths )
{
	int64_t way = (int64_t)b - (int64_t)a;
	switch ( element->interp )
	{
	case TW_INTERP_HOLD:
		return a;
	case TW_INTERP_LINEAR:
		return (uint32_t)( (int64_t)a + part_of( way, fraction_256ths ) );
	case TW_INTERP_ANGLE:
		way = short_way( way, element->turn_steps );
		return turn_into_range( element, (int64_t)a + part_of( way, fraction_256ths ) );
	}
	return a;
}

void tw__interpolate( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b, uint32_t fraction_256ths,
                      uint32_t* out )
{
	TW_ASSERT( fraction_256ths <= WHOLE_WAY );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		if ( a[i] == b[i] || fraction_256ths == 0 )
			out[i] = a[i];
		else if ( fraction_256ths == WHOLE_WAY )
			out[i] = b[i];
		else
			out[i] = interpolate_value( plan->elements + i, a[i], b[i], fraction_256ths );
	}
}

void tw__extrapolate( const tw__component_plan* plan, uint32_t ticks_32nds, int rate_hz, uint32_t* values )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		const tw__element* element = plan->elements + i;
		if ( element->meaning != TW_MEANS_POSITION || element->velocity_element < 0 )
			continue;
		int64_t velocity = (int64_t)values[element->velocity_element] +
		                   plan->elements[element->velocity_element].first_step;
		int64_t steps_per_s = velocity * element->velocity_scale / ( INT64_C( 1 ) << element->velocity_shift );
		int64_t value = (int64_t)values[i] + steps_per_s * (int64_t)ticks_32nds / ( 32 * (int64_t)rate_hz );
		values[i] = value < 0 ? 0 : value > element->wire_max ? element->wire_max : (uint32_t)value;
	}
}

uint32_t tw__value_distance( const tw__element* element, uint32_t a, uint32_t b )
{
	int64_t way = (int64_t)b - (int64_t)a;
	if ( element->interp == TW_INTERP_ANGLE )
		way = short_way( way, element->turn_steps );
	return (uint32_t)( way < 0 ? -way : way );
}

bool tw__values_agree( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b, int* out_worst )
{
	int worst = -1;
	uint32_t worst_steps = 0;
	for ( int i = 0; i < plan->element_count; ++i )
	{
		const tw__element* element = plan->elements + i;
		if ( a[i] == b[i] || element->tolerance_wire == TW__TOLERANCE_UNCHECKED )
			continue;
		uint32_t steps = tw__value_distance( element, a[i], b[i] );
		if ( steps > element->tolerance_wire && steps > worst_steps )
		{
			worst = i;
			worst_steps = steps;
		}
	}
	if ( out_worst != NULL )
		*out_worst = worst;
	return worst < 0;
}

bool tw__values_equal( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b )
{
	return plan->element_count == 0 || memcmp( a, b, (size_t)plan->element_count * sizeof( *a ) ) == 0;
}
