#include "view/smooth.h"

#include "state/pack.h"

enum
{
	VISIBLE_US = 280000, // gone within 300 ms, however large, also when the next frame is 20 ms away
	LN2_65536THS = 45426,
	NOT_DRAWN = 255, // instead of an epoch, which has two bits
};

// Where a kind keeps its position among an entity's values. @return number of axes, 0 without a position
static int find_position( const tw__predictor* predictor, int slot, int* out_at, const tw__element** out_elements )
{
	const tw_schema* schema = predictor->world->schema;
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, predictor->world->slots[slot].kind );
	if ( kind->position_component < 0 )
		return 0;
	const tw__component_plan* plan = tw__schema_plan( schema, kind->position_component );
	*out_at = kind->position_offset + plan->position_element;
	*out_elements = plan->elements + plan->position_element;
	return plan->position_count < TW__POSITION_AXES ? plan->position_count : TW__POSITION_AXES;
}

static uint32_t* before_of( tw__predictor* predictor, int slot )
{
	return predictor->before_values + (size_t)slot * ( TW__POSITION_AXES + 1 );
}

void tw__smooth_before( tw__predictor* predictor )
{
	for ( int slot = 0; slot < predictor->replica->slot_count; ++slot )
	{
		const tw__world_slot* entity = predictor->world->slots + slot;
		uint32_t* before = before_of( predictor, slot );
		before[TW__POSITION_AXES] = NOT_DRAWN;
		int at;
		const tw__element* elements;
		if ( !entity->is_alive || !tw__predictor_holds( predictor, slot ) )
			continue;
		int axes = find_position( predictor, slot, &at, &elements );
		for ( int i = 0; i < axes; ++i )
			before[i] = tw__world_values( predictor->world, slot )[at + i];
		before[TW__POSITION_AXES] = entity->epoch;
	}
}

// Per millisecond by 1 - 2^(-1/half life), to first order, which is a little faster than asked.
static void decay( tw__offset* offset, int half_life_ms, uint64_t now_us )
{
	uint64_t elapsed_ms = ( now_us - offset->decayed_us ) / 1000;
	offset->decayed_us += elapsed_ms * 1000;
	if ( now_us >= offset->until_us || half_life_ms <= 0 || elapsed_ms > VISIBLE_US / 1000 )
	{
		*offset = ( tw__offset ){ .decayed_us = now_us };
		return;
	}
	int64_t keep = 65536 - LN2_65536THS / half_life_ms;
	for ( uint64_t ms = 0; ms < elapsed_ms; ++ms )
		for ( int i = 0; i < TW__POSITION_AXES; ++i )
			offset->steps_256ths[i] = (int32_t)( offset->steps_256ths[i] * keep / 65536 );
}

void tw__smooth_after( tw__predictor* predictor, uint64_t now_us )
{
	for ( int slot = 0; slot < predictor->world->capacity; ++slot )
	{
		const uint32_t* before = before_of( predictor, slot );
		const tw__world_slot* entity = predictor->world->slots + slot;
		tw__offset* offset = predictor->offsets + slot;
		int at;
		const tw__element* elements;
		if ( before[TW__POSITION_AXES] == NOT_DRAWN || !entity->is_alive )
			continue;
		decay( offset, predictor->half_life_ms, now_us ); // what is left of earlier ones, whenever it was drawn
		int axes = find_position( predictor, slot, &at, &elements );
		double snap = (double)predictor->world->schema->kinds[entity->kind].rules.snap_distance;
		bool is_moved = false, is_jump = before[TW__POSITION_AXES] != entity->epoch;
		for ( int i = 0; i < axes; ++i )
		{
			int64_t steps =
				(int64_t)before[i] - (int64_t)tw__world_values( predictor->world, slot )[at + i];
			is_moved |= steps != 0;
			is_jump |= snap > 0.0 && (double)( steps < 0 ? -steps : steps ) * elements[i].resolution > snap;
			int64_t sum_256ths = offset->steps_256ths[i] + steps * 256;
			is_jump |= sum_256ths > INT32_MAX || sum_256ths < INT32_MIN;
			offset->steps_256ths[i] = is_jump ? 0 : (int32_t)sum_256ths;
		}
		if ( is_jump )
			*offset = ( tw__offset ){ 0 };
		else if ( is_moved )
			offset->until_us = now_us + VISIBLE_US;
	}
}

void tw__smooth_apply( tw__predictor* predictor, int slot, uint64_t now_us, uint32_t* values )
{
	int at = 0;
	const tw__element* elements = NULL;
	tw__offset* offset = predictor->offsets + slot;
	decay( offset, predictor->half_life_ms, now_us );
	int axes = find_position( predictor, slot, &at, &elements );
	for ( int i = 0; i < axes; ++i )
	{
		int64_t value = (int64_t)values[at + i] + offset->steps_256ths[i] / 256;
		values[at + i] = value < 0 ? 0 : value > elements[i].wire_max ? elements[i].wire_max : (uint32_t)value;
	}
}
