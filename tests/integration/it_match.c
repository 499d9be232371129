// Stories of whole matches, in virtual time and with every invariant of the lab checked throughout.
#include "lab_fixture.h"

#include "tickwire/transport.h"

static tw_profile lossy( const char* name, float loss_ratio )
{
	tw_profile profile = *tw_profile_find( name );
	profile.loss_ratio = loss_ratio;
	return profile;
}

Test( match, somebody_who_joins_plays_within_three_round_trips )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 1, .map = map } );
	int who = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT ); // 35 ms there and back
	lab_run( l, 0.2 );
	cr_expect_eq( state_of( l, who ), TW_CLIENT_PLAYING );
	lab_run( l, 2.0 );
	const player* p = lab_get_player( l, who );
	cr_expect_gt( p->stats.snapshots, 115 ); // 60 a second from then on
	cr_expect_gt( p->counts.moving_ticks, 60 );
	cr_expect_gt( lab_get_report( l ).checked_states, 100 );
	end_story( l, map );
}

Test( match, goes_on_at_five_percent_loss_with_every_correction_explained )
{
	game_map* map = load_foundry();
	tw_profile profile = lossy( "WIFI", 0.05f );
	lab* l = begin_story( &( lab_def ){ .seed = 2, .map = map } );
	for ( int i = 0; i < 8; ++i )
		lab_add_player( l, &profile, BOT_FIGHT );
	lab_run( l, 30.0 );
	uint64_t contacts = 0;
	for ( int i = 0; i < 8; ++i )
	{
		const player* p = lab_get_player( l, i );
		cr_expect_eq( state_of( l, i ), TW_CLIENT_PLAYING );
		cr_expect_gt( p->stats.snapshots, 1550, "player %d got %llu", i,
		              (unsigned long long)p->stats.snapshots );
		cr_expect_gt( p->stats.link.loss_ratio_in, 0.02f );
		cr_expect_eq( p->stats.corrections[TW_CAUSE_DIVERGED], 0 );
		contacts += p->counts.contacts;
	}
	cr_expect_gt( contacts, 20, "they are there to fight" );
	end_story( l, map );
}

Test( match, a_client_survives_an_outage_of_two_seconds )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 3, .map = map } );
	int who = lab_add_player( l, tw_profile_find( "FIBRE" ), BOT_FIGHT );
	lab_add_player( l, tw_profile_find( "FIBRE" ), BOT_FIGHT );
	lab_run( l, 5.0 );
	tw_profile dead = lossy( "FIBRE", 1.0f );
	cr_assert_eq( lab_set_profile( l, who, &dead ), TW_OK );
	lab_run( l, 2.0 );
	uint64_t before = lab_get_player( l, who )->stats.snapshots;
	cr_assert_eq( lab_set_profile( l, who, tw_profile_find( "FIBRE" ) ), TW_OK );
	lab_run( l, 1.0 );
	const player* p = lab_get_player( l, who );
	cr_expect_eq( state_of( l, who ), TW_CLIENT_PLAYING );
	cr_expect_gt( p->stats.snapshots - before, 55 ); // from the first one on: no baseline was lost
	cr_expect_eq( p->stats.drops[TW_DROP_BASELINE], 0 );
	cr_expect_eq( p->stats.corrections[TW_CAUSE_DIVERGED], 0 );
	end_story( l, map );
}

Test( match, a_client_whose_machine_stalls_for_five_seconds_plays_on )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 4, .map = map } );
	int who = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	lab_run( l, 5.0 );
	lab_stall_player( l, who, 5.0 );
	lab_run( l, 7.0 );
	cr_expect_eq( state_of( l, who ), TW_CLIENT_PLAYING );
	uint64_t late = lab_get_player( l, who )->stats.late_inputs;
	lab_run( l, 2.0 );
	const player* p = lab_get_player( l, who );
	cr_expect_lt( p->stats.late_inputs - late, 5 ); // the clock is right again
	cr_expect_lt( p->stats.interp_delay_ms, 60.0f );
	cr_expect_eq( p->stats.corrections[TW_CAUSE_DIVERGED], 0 );
	end_story( l, map );
}

Test( match, who_leaves_is_gone_for_everybody )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 5, .map = map } );
	int first = lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
	int second = lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
	lab_run( l, 2.0 );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).players, 2 );
	lab_remove_player( l, first );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).players, 1 );
	const tw_world* view = tw_client_get_predicted( lab_get_player( l, second )->client );
	cr_expect_eq( tw_world_get_column( view, WIRE_FIGHTER ).count, 1 );
	end_story( l, map );
}

Test( match, who_is_killed_without_a_word_times_out_and_the_place_is_free_again )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 6, .map = map, .max_players = 1, .timeout_ms = 2000 } );
	int who = lab_add_player( l, NULL, BOT_FIGHT );
	lab_run( l, 1.0 );
	lab_kill_player( l, who );
	lab_run( l, 1.5 );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).players, 1 );
	lab_run( l, 1.5 );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).players, 0 );
	int next = lab_add_player( l, NULL, BOT_FIGHT );
	lab_run( l, 1.0 );
	cr_expect_eq( state_of( l, next ), TW_CLIENT_PLAYING );
	end_story( l, map );
}

Test( match, a_full_server_says_so )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 7, .map = map, .max_players = 2 } );
	lab_add_player( l, NULL, BOT_FIGHT );
	lab_add_player( l, NULL, BOT_FIGHT );
	lab_run( l, 1.0 );
	int third = lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
	lab_run( l, 1.0 );
	cr_expect_eq( state_of( l, third ), TW_CLIENT_CLOSED );
	cr_expect_eq( lab_get_player( l, third )->reason, TW_REASON_SERVER_FULL );
	end_story( l, map );
}

Test( match, another_version_of_the_game_is_told_so )
{
	game_map* map = load_foundry();
	tw_schema_def newer = *wire_schema_def();
	newer.game = "skirmish 2"; // the same game, another version
	tw_schema* schema = NULL;
	cr_assert_eq( tw_schema_create( &newer, &schema ), TW_OK );
	lab* l = begin_story( &( lab_def ){ .seed = 8, .map = map, .client_schema = schema } );
	int who = lab_add_player( l, NULL, BOT_FIGHT );
	lab_run( l, 1.0 );
	cr_expect_eq( state_of( l, who ), TW_CLIENT_CLOSED );
	cr_expect_eq( lab_get_player( l, who )->reason, TW_REASON_SCHEMA_MISMATCH );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).players, 0 );
	end_story( l, map );
	tw_schema_destroy( schema );
}

Test( match, a_closing_server_is_heard_by_everybody_at_five_percent_loss )
{
	game_map* map = load_foundry();
	tw_profile profile = lossy( "CABLE", 0.05f );
	lab* l = begin_story( &( lab_def ){ .seed = 9, .map = map } );
	for ( int i = 0; i < 8; ++i )
		lab_add_player( l, &profile, BOT_FIGHT );
	lab_run( l, 2.0 );
	lab_close_server( l );
	lab_run( l, 1.0 );
	for ( int i = 0; i < 8; ++i )
		cr_expect_eq( lab_get_player( l, i )->reason, TW_REASON_SERVER_CLOSING, "player %d", i );
	cr_expect( tw_server_is_closed( lab_get_server( l ) ) );
	end_story( l, map );
}

Test( match, every_network_profile_carries_one_and_nobody_is_dropped )
{
	game_map* map = load_foundry();
	for ( int at = 0; tw_profile_get( at ) != NULL; ++at )
	{
		const tw_profile* profile = tw_profile_get( at );
		lab* l = begin_story( &( lab_def ){ .seed = 10 + (uint64_t)at, .map = map } );
		for ( int i = 0; i < 3; ++i )
			lab_add_player( l, profile, BOT_FIGHT );
		lab_run( l, 8.0 );
		bool may_end = profile->roam_to != NULL; // a new address needs a new session
		for ( int i = 0; i < 3 && !may_end; ++i )
			cr_expect_eq( state_of( l, i ), TW_CLIENT_PLAYING, "%s, player %d: %s", profile->name, i,
			              tw_reason_text( lab_get_player( l, i )->reason ) );
		lab_report report = lab_get_report( l );
		cr_expect_eq( report.violations, 0, "%s: %s", profile->name, report.first_violation );
		for ( int i = 0; i < 3; ++i )
			cr_expect_eq( lab_get_player( l, i )->stats.corrections[TW_CAUSE_DIVERGED], 0, "%s",
			              profile->name );
		lab_destroy( l );
	}
	game_map_destroy( map );
}
