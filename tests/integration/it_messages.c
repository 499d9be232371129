// Stories of what is said in a match. The lab checks each message at both ends: once, and in order.
#include "lab_fixture.h"

#include <stdio.h>

static tw_profile lossy( float loss_ratio )
{
	tw_profile profile = *tw_profile_find( "WIFI" );
	profile.loss_ratio = loss_ratio;
	return profile;
}

Test( messages, chat_arrives_once_and_in_order_at_twenty_percent_loss )
{
	enum
	{
		PEOPLE = 4,
		LINES = 15
	};
	game_map* map = load_foundry();
	tw_profile profile = lossy( 0.2f );
	lab* l = begin_story( &( lab_def ){ .seed = 21, .map = map } );
	for ( int i = 0; i < PEOPLE; ++i )
		lab_add_player( l, &profile, BOT_FIGHT );
	lab_run( l, 2.0 );
	for ( int line = 0; line < LINES; ++line )
	{
		for ( int who = 0; who < PEOPLE; ++who )
		{
			char text[40];
			snprintf( text, sizeof( text ), "line %d of player %d", line, who );
			cr_assert_eq( lab_chat( l, who, text ), TW_OK );
		}
		lab_run( l, 1.0 );
	}
	lab_run( l, 2.0 );
	for ( int who = 0; who < PEOPLE; ++who )
	{
		cr_expect_eq( lab_get_player( l, who )->counts.lines, PEOPLE * LINES, "player %d heard %llu", who,
		              (unsigned long long)lab_get_player( l, who )->counts.lines );
		cr_expect_gt( lab_get_player( l, who )->stats.link.loss_ratio_in, 0.1f );
	}
	cr_expect_gt( lab_get_report( l ).checked_messages, PEOPLE * LINES * ( PEOPLE + 1 ) );
	end_story( l, map );
}

Test( messages, who_stops_acknowledging_fills_the_backlog_and_hears_all_of_it_later )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 22, .map = map } );
	int who = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	int other = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	lab_run( l, 2.0 );
	lab_stall_player( l, who, 3.0 );

	wire_chat chat = { .text = "a line that is said again and again to somebody who is not listening any more" };
	tw_player deaf = tw_client_get_status( lab_get_player( l, who )->client ).player;
	uint64_t posted = 0;
	tw_result result = TW_OK;
	while ( posted < 100000 && ( result = tw_server_post( lab_get_server( l ), deaf, WIRE_CHAT, &chat ) ) == TW_OK )
		posted++;
	cr_assert_eq( result, TW_ERR_FULL );
	cr_expect_gt( posted, 500 );
	tw_player everybody = { 0 };
	cr_expect_eq( tw_server_post( lab_get_server( l ), everybody, WIRE_CHAT, &chat ), TW_ERR_FULL );
	cr_expect_leq( tw_server_get_player_stats( lab_get_server( l ), deaf ).backlog_bytes, 65536 );

	uint64_t snapshots = lab_get_player( l, other )->stats.snapshots;
	lab_run( l, 3.0 );
	cr_expect_gt( lab_get_player( l, other )->stats.snapshots - snapshots, 170, "others are not held up" );
	cr_expect_eq( lab_get_player( l, other )->counts.lines, 1, "the rest of everybody got it" );
	snapshots = lab_get_player( l, who )->stats.snapshots;
	lab_run( l, 6.0 );
	cr_expect_eq( lab_get_player( l, who )->counts.lines, posted );
	cr_expect_gt( lab_get_player( l, who )->stats.snapshots - snapshots, 340, "messages starve no snapshots" );
	cr_expect_eq( tw_server_get_player_stats( lab_get_server( l ), deaf ).backlog_bytes, 0 );
	end_story( l, map );
}

Test( messages, whoever_comes_late_knows_all_names )
{
	game_map* map = load_foundry();
	tw_profile profile = lossy( 0.05f );
	lab* l = begin_story( &( lab_def ){ .seed = 23, .map = map } );
	static const char* const NAMES[] = { "Ann", "  Ann ", "", "\xC3\x84nne\x1B[31m", "Ann" };
	static const char* const CALLED[] = { "Ann", "Ann (2)", "Player 3", "\xC3\x84nne[31m", "Ann (3)" };
	for ( int i = 0; i < 5; ++i )
	{
		lab_add_named_player( l, &profile, BOT_FIGHT, NAMES[i] );
		lab_run( l, 1.0 );
	}
	int late = lab_add_named_player( l, &profile, BOT_FIGHT, "Zoe" );
	lab_run( l, 1.0 );
	const wire_roster* roster = &lab_get_player( l, late )->roster;
	for ( int i = 0; i < 5; ++i )
	{
		cr_expect_str_eq( wire_roster_get_name( roster, i ), CALLED[i] );
		cr_expect_eq( memcmp( &lab_get_player( l, i )->roster, roster, sizeof( *roster ) ), 0,
		              "player %d knows the same", i );
	}
	cr_expect_str_eq( wire_roster_get_name( roster, 5 ), "Zoe" );

	lab_remove_player( l, 1 );
	lab_run( l, 0.5 );
	cr_expect_str_eq( wire_roster_get_name( roster, 1 ), "Player 2" );
	cr_expect( tw_player_is_null( roster->rows[1].player ) );
	end_story( l, map );
}

Test( messages, a_chatterer_is_cut_short_and_counted_and_others_are_not )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 24, .map = map } );
	int chatterer = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	int other = lab_add_player( l, tw_profile_find( "CABLE" ), BOT_FIGHT );
	lab_run( l, 1.0 );
	for ( int i = 0; i < 300; ++i )
	{
		cr_assert_eq( lab_chat( l, chatterer, "look at me" ), TW_OK );
		lab_run( l, 1.0 / 60 );
	}
	cr_assert_eq( lab_chat( l, other, "no" ), TW_OK );
	lab_run( l, 1.0 );
	uint64_t heard = lab_get_player( l, other )->counts.lines;
	cr_expect_geq( heard, 11 ); // 2 a second for 5 s, a second's worth to begin with, and "no"
	cr_expect_leq( heard, 14 );
	cr_expect_eq( tw_server_get_stats( lab_get_server( l ) ).dropped_messages, 300 + 1 - heard );
	end_story( l, map );
}

Test( messages, nothing_is_allocated_to_say_them )
{
	game_map* map = load_foundry();
	lab* l = begin_story( &( lab_def ){ .seed = 25, .map = map } );
	int who = lab_add_player( l, NULL, BOT_FIGHT );
	lab_run( l, 1.0 );
	lab_mark_allocations( l );
	cr_assert_eq( lab_chat( l, who, "hello" ), TW_OK );
	lab_run( l, 1.0 );
	cr_expect_eq( lab_get_player( l, who )->counts.lines, 1 );
	cr_expect_eq( lab_count_allocations( l ), 0 );
	end_story( l, map );
}
