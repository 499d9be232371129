// The rules in whole matches, over bad networks and with every invariant of the lab checked throughout.
#include "lab_fixture.h"

#include "tickwire/transport.h"
#include "wire/wire_setup.h"

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

static sim_match match_of( const lab* l ) { return *wire_get_match( tw_server_get_world( lab_get_server( l ) ) ); }

static const sim_match* match_seen_by( const lab* l, int who )
{
	return wire_get_match( tw_client_get_predicted( lab_get_player( l, who )->client ) );
}

static void put_match( lab* l, sim_match match )
{
	wire_put_match( tw_server_get_world( lab_get_server( l ) ), &match );
}

static int sum_of_kills( const lab* l )
{
	tw_column column = tw_world_get_column( tw_server_get_world( lab_get_server( l ) ), WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	int sum = 0;
	for ( int i = 0; i < column.count; ++i )
		sum += fighters[i].kills;
	return sum;
}

Test( rules, a_round_ends_with_the_time_and_the_next_puts_everybody_back )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 32, .map = map } );
	lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
	lab_run( l, 2.0 );
	cr_expect_eq( match_of( l ).phase, SIM_WARM_UP );
	for ( int i = 1; i < 6; ++i )
		lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
	lab_run( l, 30.0 );
	sim_match match = match_of( l );
	cr_assert_eq( match.phase, SIM_PLAYING );
	cr_expect_eq( match.round, 1 );
	cr_expect_gt( sum_of_kills( l ), 0 );

	match.ends_tick = tw_world_get_tick( tw_server_get_world( lab_get_server( l ) ) ).number;
	put_match( l, match );
	double limit = lab_get_seconds( l ) + 60.0;
	while ( match_of( l ).phase != SIM_SCOREBOARD && lab_get_seconds( l ) < limit )
		lab_run( l, 0.1 ); // a draw has to be decided first
	lab_run( l, 1.0 );
	cr_assert_eq( match_of( l ).phase, SIM_SCOREBOARD );
	int kills = sum_of_kills( l );
	for ( int i = 0; i < 6; ++i )
		cr_expect_eq( match_seen_by( l, i )->winner_slot1, match_of( l ).winner_slot1, "player %d", i );
	lab_run( l, 8.0 );
	cr_expect_eq( sum_of_kills( l ), kills, "nothing hurts in front of the scoreboard" );
	while ( match_of( l ).phase != SIM_PLAYING && lab_get_seconds( l ) < limit )
		lab_run( l, 1.0 / 60.0 );
	cr_expect_eq( match_of( l ).round, 2 );
	cr_expect_eq( sum_of_kills( l ), 0 );
	cr_expect_eq( count_pickups( tw_server_get_world( lab_get_server( l ) ) ), map->ground.pickup_count );
	lab_run( l, 5.0 );
	for ( int i = 0; i < 6; ++i )
		cr_expect_eq( match_seen_by( l, i )->phase, SIM_PLAYING, "player %d", i );
	expect_no_divergence( l, 6 );
	end_story( l, map );
}

Test( rules, every_client_is_told_which_map_it_is )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 33, .map = map } );
	int who = lab_add_player( l, tw_profile_find( "4G-BAD" ), BOT_FIGHT );
	lab_run( l, 2.0 );
	char name[WIRE_MAP_NAME_BYTES + 1];
	uint32_t hash;
	cr_assert( wire_get_map_name( tw_client_get_predicted( lab_get_player( l, who )->client ), name, &hash ) );
	cr_expect_str_eq( name, "foundry" );
	cr_expect_eq( hash, map->hash );
	end_story( l, map );
}

Test( rules, teams_are_balanced_and_score_as_their_members_do )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 34, .map = map, .mode = SIM_TEAM_DEATHMATCH } );
	for ( int i = 0; i < 7; ++i )
		lab_add_player( l, tw_profile_find( i % 2 != 0 ? "WIFI" : "4G-BAD" ), BOT_FIGHT );
	lab_run( l, 60.0 );
	const tw_world* world = tw_server_get_world( lab_get_server( l ) );
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	int members[SIM_TEAM_COUNT] = { 0 }, kills[SIM_TEAM_COUNT] = { 0 };
	for ( int i = 0; i < column.count; ++i )
	{
		members[fighters[i].team]++;
		kills[fighters[i].team] += fighters[i].kills;
	}
	cr_expect_eq( members[SIM_TEAM_NONE], 0 );
	cr_expect_leq( members[SIM_TEAM_A] - members[SIM_TEAM_B], 1 );
	cr_expect_geq( members[SIM_TEAM_A] - members[SIM_TEAM_B], -1 );
	sim_match match = match_of( l );
	cr_expect_eq( match.phase, SIM_PLAYING );
	cr_expect_eq( match.team_scores[0], kills[SIM_TEAM_A] );
	cr_expect_eq( match.team_scores[1], kills[SIM_TEAM_B] );
	cr_expect_gt( match.team_scores[0] + match.team_scores[1], 2 );
	expect_no_divergence( l, 7 );
	end_story( l, map );
}

static game_map* load_map( const char* path )
{
	char error[GAME_MAP_ERROR_BYTES];
	game_map* map = NULL;
	cr_assert( game_map_load( path, &map, error ), "%s", error );
	return map;
}

static uint64_t count_corrections( const lab* l, int players )
{
	uint64_t sum = 0;
	for ( int i = 0; i < players; ++i )
		for ( int cause = 0; cause < TW_CAUSE_COUNT; ++cause )
			sum += lab_get_player( l, i )->stats.corrections[cause];
	return sum;
}

Test( rules, crates_and_ball_are_predicted_by_who_is_near_and_every_correction_is_explained )
{
	static const char* const profiles[] = { "WIFI", "4G-BAD", "CHAOS" };
	game_map* map = load_map( "assets/maps/court.tmj" );
	for ( size_t i = 0; i < sizeof( profiles ) / sizeof( profiles[0] ); ++i )
	{
		lab* l = begin_story( &( lab_def ){ .seed = 40 + i, .map = map, .mode = SIM_BALL } );
		for ( int who = 0; who < 6; ++who )
			lab_add_player( l, tw_profile_find( profiles[i] ), BOT_FIGHT );
		lab_run( l, 30.0 );
		expect_no_divergence( l, 6 );
		uint64_t new_in_set = 0;
		for ( int who = 0; who < 6; ++who )
			new_in_set += lab_get_player( l, who )->stats.corrections[TW_CAUSE_NEW_IN_SET];
		cr_expect_gt( new_in_set, 6, "%s: things came near", profiles[i] );
		cr_expect_lt( count_corrections( l, 6 ), 6u * 30 * 60 / 4, "%s", profiles[i] );
		lab_report report = lab_get_report( l );
		cr_expect_eq( report.violations, 0, "%s: %s", profiles[i], report.first_violation );
		lab_destroy( l );
	}
	game_map_destroy( map );
}
