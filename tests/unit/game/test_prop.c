#include "arena.h"

#include <criterion/criterion.h>

static arena a;
static sim_prop_slot props[3];

static void put( int index, int32_t x, int32_t y, bool is_ball )
{
	const int32_t at[2] = { x, y };
	props[index] = ( sim_prop_slot ){ .id = 50 + (uint32_t)index,
		                          .is_editable = true,
		                          .prop = is_ball ? sim_ball_at( at ) : sim_crate_at( at ) };
	a.scene.props = props;
	a.scene.prop_count = index + 1;
}

static void run_east( sim_actor* actor, int ticks )
{
	actor->input.move_x = SIM_MOVE_MAX;
	arena_run( &a, ticks );
}

Test( prop, a_body_pushes_a_crate_ahead_and_stays_outside )
{
	arena_open_hall( &a );
	sim_actor* actor = arena_place( &a, 20 * 1024, 20 * 1024 );
	put( 0, 22 * 1024, 20 * 1024, false );
	for ( int i = 0; i < 120; ++i )
	{
		run_east( actor, 1 );
		const int32_t gap = props[0].prop.position[0] - SIM_CRATE_HALF - actor->body.position[0];
		cr_assert_geq( gap, SIM_BODY_RADIUS - 2, "tick %d", i );
	}
	cr_expect_gt( props[0].prop.position[0], 23 * 1024 );
	cr_expect_gt( actor->body.velocity[0], SIM_TOP_SPEED / 8, "slower, and not stopped" );
	cr_expect_lt( actor->body.velocity[0], SIM_TOP_SPEED );
}

Test( prop, a_crate_against_a_wall_stops_a_body )
{
	arena_open_hall( &a );
	sim_actor* actor = arena_place( &a, 59 * 1024, 20 * 1024 );
	put( 0, 63 * 1024 - SIM_CRATE_HALF, 20 * 1024, false );
	run_east( actor, 200 );
	cr_expect_leq( actor->body.position[0], 63 * 1024 - 2 * SIM_CRATE_HALF - SIM_BODY_RADIUS + 2 );
	cr_expect_not( sim_box_overlaps( &a.map, props[0].prop.position, SIM_CRATE_HALF ) );
}

Test( prop, a_ball_is_kicked_faster_than_who_kicks_it_rolls_out_and_never_enters_a_wall )
{
	arena_open_hall( &a );
	sim_actor* actor = arena_place( &a, 40 * 1024, 20 * 1024 );
	put( 0, 44 * 1024, 20 * 1024 + 100, true );
	run_east( actor, 60 );
	cr_expect_gt( props[0].prop.velocity[0], SIM_TOP_SPEED );
	actor->input.move_x = 0;
	for ( int i = 0; i < 1200; ++i )
	{
		arena_run( &a, 1 );
		cr_assert_not( sim_disc_overlaps( &a.map, props[0].prop.position, SIM_BALL_RADIUS ) );
	}
	cr_expect_eq( props[0].prop.velocity[0], 0 );
	cr_expect_eq( props[0].prop.velocity[1], 0 );
}

Test( prop, stops_shots_and_breaks_by_them )
{
	arena_open_hall( &a );
	sim_actor* shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
	sim_actor* behind = arena_place( &a, 28 * 1024, 20 * 1024 );
	put( 0, 24 * 1024, 20 * 1024, false );
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_RAIL };
	arena_run( &a, 1 );
	cr_expect_eq( behind->body.health, SIM_HEALTH_FULL );
	cr_expect( props[0].is_removed );
	cr_expect( props[0].was_shot );

	put( 0, 24 * 1024, 20 * 1024, false );
	arena_run( &a, 100 );
	sim_step( &a.map, ( sim_clock ){ a.tick, ARENA_HZ }, false, &a.scene );
	cr_expect_not( props[0].was_shot, "who is no authority hurts no crate" );
}

Test( prop, a_rocket_explodes_at_it_and_pushes_it_away )
{
	arena_open_hall( &a );
	sim_actor* shooter = arena_place( &a, 20 * 1024, 20 * 1024 );
	put( 0, 26 * 1024, 20 * 1024, true );
	shooter->input = ( sim_input ){ .fire_held = 1, .weapon = SIM_ROCKET };
	arena_run( &a, 1 );
	shooter->input.fire_held = 0;
	bool is_contact = false;
	for ( int i = 0; i < 40; ++i )
	{
		arena_run( &a, 1 );
		for ( int k = 0; k < a.scene.contact_count; ++k )
			is_contact |= a.scene.contacts[k].victim_side == SIM_SIDE_ROCKET;
	}
	cr_expect_eq( a.total_blasts, 1 );
	cr_expect( is_contact );
	cr_expect_gt( props[0].prop.velocity[0], SIM_METRE );
}

Test( prop, that_may_not_be_changed_is_as_if_it_were_not_there )
{
	arena_open_hall( &a );
	sim_actor* actor = arena_place( &a, 20 * 1024, 20 * 1024 );
	put( 0, 22 * 1024, 20 * 1024, false );
	props[0].is_editable = false;
	run_east( actor, 60 );
	cr_expect_gt( actor->body.position[0], 24 * 1024 );
	cr_expect_eq( props[0].prop.position[0], 22 * 1024 );
	cr_expect_eq( a.scene.contact_count, 0 );
}

Test( prop, crates_do_not_stay_inside_each_other_and_a_ball_bounces_off_them )
{
	arena_open_hall( &a );
	put( 0, 22 * 1024, 20 * 1024, false );
	put( 1, 22 * 1024 + 700, 20 * 1024 + 100, false );
	put( 2, 18 * 1024, 20 * 1024, true );
	props[2].prop.velocity[0] = 8 * 1024;
	arena_run( &a, 1 );
	cr_expect_geq( props[1].prop.position[0] - props[0].prop.position[0], 2 * SIM_CRATE_HALF );
	arena_run( &a, 60 );
	cr_expect_lt( props[2].prop.velocity[0], 0 );
	cr_expect_gt( props[0].prop.position[0], 22 * 1024, "and it is felt" );
}

Test( prop, the_ball_in_a_goal_scores_for_the_other_team_and_is_kicked_off_again )
{
	arena_open_hall( &a );
	a.map.has_ball = true;
	a.map.ball[0] = a.map.ball[1] = 32 * 1024;
	a.map.goals[0] = ( sim_goal ){ { 1 * 1024, 30 * 1024 }, { 3 * 1024, 34 * 1024 } };
	a.map.goals[1] = ( sim_goal ){ { 61 * 1024, 30 * 1024 }, { 63 * 1024, 34 * 1024 } };
	put( 0, 4 * 1024, 32 * 1024, true );
	for ( int is_playing = 0; is_playing < 2; ++is_playing )
	{
		a.scene.match = ( sim_match ){ .mode = SIM_BALL, .phase = is_playing ? SIM_PLAYING : SIM_WARM_UP };
		props[0].prop.position[0] = 4 * 1024;
		props[0].prop.velocity[0] = -8 * 1024;
		int goals = 0;
		for ( int i = 0; i < 30; ++i )
		{
			arena_run( &a, 1 );
			goals += a.scene.goal_team == SIM_TEAM_B;
		}
		cr_expect_eq( goals, 1 );
		cr_expect_eq( a.scene.match.team_scores[1], is_playing );
		cr_expect_eq( props[0].prop.position[0], 32 * 1024 );
	}
}
