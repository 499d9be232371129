#include "view/blend.h"

#include "state/pack.h"

#include <string.h>

// A step longer than the kind allows is a jump: hold the old place until the new one is due.
static bool is_jump( const tw__kind_plan* kind, const tw_schema* schema, const uint32_t* a, const uint32_t* b,
                     int ticks )
{
	if ( kind->rules.snap_distance <= 0.0f || kind->position_component < 0 )
		return false;
	const tw__component_plan* plan = tw__schema_plan( schema, kind->position_component );
	double limit = (double)kind->rules.snap_distance * ( ticks > 0 ? ticks : 1 ), sum = 0.0;
	for ( int i = 0; i < plan->position_count; ++i )
	{
		int element = plan->position_element + i;
		int at = kind->position_offset + element;
		double apart = tw__element_value( plan->elements + element, a[at] ) -
		               tw__element_value( plan->elements + element, b[at] );
		sum += apart * apart;
	}
	return sum > limit * limit;
}

static void extrapolate( const tw_schema* schema, int kind, uint32_t ticks_32nds, int rate_hz, uint32_t* values )
{
	const tw__kind_plan* plan = tw__schema_kind_plan( schema, kind );
	for ( int i = 0; i < plan->component_count; ++i )
		tw__extrapolate( tw__schema_plan( schema, plan->component[i] ), ticks_32nds, rate_hz,
		                 values + plan->value_offset[i] );
}

bool tw__blend( const tw_schema* schema, const tw__history* history, int slot, uint32_t generation, int kind,
                tw__shown shown, int rate_hz, uint32_t* out_values )
{
	tw__past from, to;
	if ( !tw__history_at( history, slot, generation, shown.from_tick, &from ) )
		return false;
	memcpy( out_values, from.values, (size_t)history->stride * sizeof( uint32_t ) );
	if ( shown.gap == 0 && shown.fraction_256ths > 0 )
		extrapolate( schema, kind, shown.fraction_256ths, rate_hz, out_values );
	if ( shown.gap == 0 || shown.fraction_256ths == 0 ||
	     !tw__history_at( history, slot, generation, shown.from_tick + shown.gap, &to ) || to.tick == from.tick )
		return true;

	const tw__kind_plan* plan = tw__schema_kind_plan( schema, kind );
	bool is_teleport = from.values[plan->value_count] != to.values[plan->value_count];
	if ( is_teleport || is_jump( plan, schema, from.values, to.values, shown.gap ) )
		return true;
	for ( int i = 0; i < plan->component_count; ++i )
	{
		int offset = plan->value_offset[i];
		tw__interpolate( tw__schema_plan( schema, plan->component[i] ), from.values + offset,
		                 to.values + offset, shown.fraction_256ths, out_values + offset );
	}
	return true;
}
