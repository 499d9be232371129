#include "view/rewind.h"

static void copy_identity( tw_world* seen, const tw_world* truth, int slot )
{
	const tw__world_slot* from = truth->slots + slot;
	tw__world_slot* to = seen->slots + slot;
	bool is_listed = to->is_listed;
	*to = *from;
	to->is_listed = is_listed;
	to->is_alive = false;
	to->certainty = TW_INTERPOLATED;
}

void tw__rewind( tw_world* seen, const tw_world* truth, const tw__history* history, tw__shown shown )
{
	// Another occupant of a slot would inherit the columns' rows: clear first, then fill.
	for ( int i = 0; i < seen->order_count; ++i )
		tw__world_remove( seen, seen->order[i] );
	tw__world_arrange( seen );
	seen->tick = truth->tick;

	uint32_t values[TW__MAX_STRIDE];
	for ( int i = 0; i < truth->order_count; ++i )
	{
		int slot = truth->order[i];
		const tw__world_slot* entity = truth->slots + slot;
		if ( !entity->is_alive || !tw__blend( truth->schema, history, slot, entity->generation, entity->kind,
		                                      shown, truth->tick.rate_hz, values ) )
			continue;
		copy_identity( seen, truth, slot );
		tw__world_place( seen, slot, values );
	}
	tw__world_arrange( seen );
}

bool tw__rewind_clamp( tw__shown* shown, uint32_t tick, uint32_t most_ticks )
{
	uint32_t most = most_ticks > 0 ? most_ticks : 1; // the newest state there is when a tick is stepped
	int64_t behind = (int32_t)( tick - shown->from_tick );
	if ( behind > (int64_t)most )
	{
		*shown = ( tw__shown ){ .from_tick = tick - most };
		return true;
	}
	// Beyond a lone snapshot, the fraction counts 32nds of a tick that the screen went on by itself.
	uint32_t beyond_ticks = shown->gap == 0 ? shown->fraction_256ths / 32u : 0;
	if ( behind <= (int64_t)shown->gap + beyond_ticks )
	{
		*shown = ( tw__shown ){ .from_tick = tick - 1 };
		return true;
	}
	return false;
}
