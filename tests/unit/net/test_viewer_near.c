#include "state/viewer.h"

#include "channel/acks.h"
#include "support/state_pair.h"

#include <criterion/criterion.h>

// Bodies are predicted by who is within 8 m instead of by who owns them. The tables are ours: nobody else reads them.
static void make_bodies_near( const tw_schema* schema )
{
	tw_kind* kind = (tw_kind*)&schema->kinds[FIXTURE_BODY].rules;
	kind->predict = TW_PREDICT_NEAR;
	kind->predict_radius = 8;
}

static void move_to( state_pair* pair, tw_entity entity, float x )
{
	tw_world* world = state_begin( pair );
	fixture_body* body = tw_world_edit( world, entity, FIXTURE_BODY );
	body->pos_m[0] = x;
	state_end( pair );
}

// @return whether the newest of five snapshots, all of which arrive, says that the second entity is near
static bool is_told_near( state_pair* pair, tw_entity entity, float x )
{
	bool is_near = false;
	for ( int i = 0; i <= TW__NEAR_TICKS; ++i )
	{
		move_to( pair, entity, x );
		state_packet packet = state_write( pair );
		cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
		state_ack( pair, &packet );
		is_near = pair->replica.entities[pair->replica.slot_of_server[tw_entity_slot( entity )]].is_near;
	}
	cr_assert_eq( is_near, tw__viewer_is_near( pair->viewer, &pair->server->world, tw_entity_slot( entity ) ) );
	return is_near;
}

Test( viewer, calls_near_what_comes_within_the_radius_until_it_is_a_quarter_farther_away )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	make_bodies_near( pair->schema );
	tw_world* world = state_begin( pair );
	pair->viewer->anchor = tw_world_spawn( world, FIXTURE_BODY, pair->player );
	tw_entity other = tw_world_spawn( world, FIXTURE_BODY, ( tw_player ){ 0 } );
	state_end( pair );
	cr_expect_not( is_told_near( pair, other, 20 ) );
	cr_expect_not( is_told_near( pair, other, 8.5f ) );
	cr_expect( is_told_near( pair, other, 7.5f ) );
	cr_expect( is_told_near( pair, other, 9.5f ) );
	cr_expect_not( is_told_near( pair, other, 10.5f ) );
	cr_expect_not( is_told_near( pair, other, 9.5f ) );

	// At rest and acknowledged it is in every snapshot all the same: what is predicted must be there to compare with.
	cr_assert( is_told_near( pair, other, 1 ) );
	state_begin( pair );
	state_end( pair );
	state_packet packet = state_write( pair );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	cr_expect( pair->replica.entities[pair->replica.slot_of_server[tw_entity_slot( other )]].is_near );
	state_pair_destroy( pair );
}

Test( viewer, calls_at_most_sixteen_near_and_keeps_those_it_has )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	make_bodies_near( pair->schema );
	tw_world* world = state_begin( pair );
	pair->viewer->anchor = tw_world_spawn( world, FIXTURE_BODY, pair->player );
	for ( int i = 1; i < 30; ++i )
		tw_world_spawn( world, FIXTURE_BODY, ( tw_player ){ 0 } );
	state_end( pair );
	int before[64], count = 0;
	for ( int i = 0; i < 20; ++i )
	{
		state_begin( pair );
		state_end( pair );
		state_packet packet = state_write( pair );
		cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
		state_ack( pair, &packet );
		count = 0;
		for ( int slot = 0; slot < 64; ++slot )
		{
			const bool is_near = tw__viewer_is_near( pair->viewer, &pair->server->world, slot );
			cr_assert( i < 10 || is_near == ( before[slot] != 0 ), "slot %d", slot );
			before[slot] = is_near;
			count += is_near;
		}
	}
	cr_expect_eq( count, TW__MAX_NEAR );
	state_pair_destroy( pair );
}
