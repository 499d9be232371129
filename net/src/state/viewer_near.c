#include "state/viewer_near.h"

static bool position_of( const tw_world* world, int slot, const uint32_t** out_values,
                         const tw__component_plan** out_plan )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( world->schema, world->slots[slot].kind );
	if ( kind->position_component < 0 )
		return false;
	*out_plan = tw__schema_plan( world->schema, kind->position_component );
	*out_values = tw__world_values( world, slot ) + kind->position_offset + ( *out_plan )->position_element;
	return true;
}

// Squared distance in position units; 0 when one of the two has no position.
static double squared_distance( const tw_world* world, int slot, int other )
{
	const uint32_t *a, *b;
	const tw__component_plan *plan_a, *plan_b;
	if ( !position_of( world, slot, &a, &plan_a ) || !position_of( world, other, &b, &plan_b ) )
		return 0.0;
	double sum = 0.0;
	int count = plan_a->position_count < plan_b->position_count ? plan_a->position_count : plan_b->position_count;
	for ( int i = 0; i < count; ++i )
	{
		double apart = tw__element_value( plan_a->elements + plan_a->position_element + i, a[i] ) -
		               tw__element_value( plan_b->elements + plan_b->position_element + i, b[i] );
		sum += apart * apart;
	}
	return sum;
}

bool tw__viewer_is_relevant( const tw_world* world, int slot, int anchor_slot )
{
	float radius = world->schema->kinds[world->slots[slot].kind].rules.relevant_radius;
	if ( radius <= 0.0f || anchor_slot < 0 )
		return true;
	return squared_distance( world, slot, anchor_slot ) <= (double)radius * (double)radius;
}

// Once in a predicted set, an entity stays until it is a quarter farther away: what walks along the border would be
// corrected each time it crosses.
static bool is_within( const tw_world* world, int slot, int anchor_slot, bool was_near )
{
	double radius = (double)world->schema->kinds[world->slots[slot].kind].rules.predict_radius;
	radius *= was_near ? 1.25 : 1.0;
	return anchor_slot >= 0 && squared_distance( world, slot, anchor_slot ) <= radius * radius;
}

static void choose_those_near( tw__viewer* viewer, const tw_world* world, int anchor_slot, bool were_near )
{
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		tw__known* known = viewer->known + slot;
		if ( world->schema->kinds[world->slots[slot].kind].rules.predict != TW_PREDICT_NEAR ||
		     known->is_near != were_near || known->generation != world->slots[slot].generation )
			continue;
		known->is_near = viewer->near_count < TW__MAX_NEAR && is_within( world, slot, anchor_slot, were_near );
		viewer->near_count += known->is_near;
	}
}

// Who is in the set stays in it before others come.
void tw__viewer_choose_near( tw__viewer* viewer, const tw_world* world, int anchor_slot, uint32_t tick )
{
	if ( viewer->near_tick != 0 && tick - viewer->near_tick < TW__NEAR_TICKS )
		return;
	viewer->near_tick = tick;
	viewer->near_count = 0;
	choose_those_near( viewer, world, anchor_slot, true );
	choose_those_near( viewer, world, anchor_slot, false );
}

bool tw__viewer_is_near( const tw__viewer* viewer, const tw_world* world, int slot )
{
	return viewer->known[slot].is_near && viewer->known[slot].generation == world->slots[slot].generation;
}
