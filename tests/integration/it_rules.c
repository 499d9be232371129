// The rules in whole matches, over bad networks and with every invariant of the lab checked throughout.
#include "lab_fixture.h"

#include "tickwire/transport.h"

static int count_pickups( const tw_world* world ) { return tw_world_get_column( world, WIRE_PICKUP ).count; }

static void expect_no_divergence( const lab* l, int players )
{
	for ( int i = 0; i < players; ++i )
		cr_expect_eq( lab_get_player( l, i )->stats.corrections[TW_CAUSE_DIVERGED], 0, "player %d", i );
}

Test( rules, pickups_are_taken_and_return_for_everybody_at_heavy_loss )
{
	game_map* map = load_foundry();
	tw_profile profile = *tw_profile_find( "WIFI" );
	profile.loss_ratio = 0.1f;
	lab* l = begin_story( &( lab_def ){ .seed = 31, .map = map } );
	for ( int i = 0; i < 6; ++i )
		lab_add_player( l, &profile, BOT_FIGHT );
	int fewest = map->ground.pickup_count, returns = 0, before = fewest;
	for ( int second = 0; second < 60; ++second )
	{
		lab_run( l, 1.0 );
		const int there = count_pickups( tw_server_get_world( lab_get_server( l ) ) );
		fewest = there < fewest ? there : fewest;
		returns += there > before;
		before = there;
	}
	cr_expect_lt( fewest, map->ground.pickup_count, "somebody took something" );
	cr_expect_gt( returns, 0, "and it came back" );
	cr_expect_leq( before, map->ground.pickup_count );
	expect_no_divergence( l, 6 );
	end_story( l, map ); // S1: each client was told of each end and each return
}
