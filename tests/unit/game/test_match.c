#include "sim/sim.h"

#include <criterion/criterion.h>

static sim_match m;
static sim_clock now;
static sim_limits limits;

static bool advance( int players, int best, int second )
{
	const sim_standing standing = {
		.player_count = players, .best_score = (uint16_t)best, .second_score = (uint16_t)second, .best_slot = 6
	};
	now.tick++;
	return sim_match_advance( &m, &limits, &standing, now );
}

static bool wait( int seconds, int players, int best, int second )
{
	bool has_begun = false;
	for ( int i = 0; i < seconds * 60; ++i )
		has_begun |= advance( players, best, second );
	return has_begun;
}

static void begin( sim_mode mode )
{
	m = ( sim_match ){ .mode = (uint8_t)mode };
	now = ( sim_clock ){ .tick = UINT32_MAX - 100, .rate_hz = 60 }; // ticks wrap in mid-round
	limits = sim_limits_of( m.mode );
	cr_assert_not( advance( 1, 0, 0 ) );
	cr_assert( wait( 4, 2, 0, 0 ) );
	cr_assert_eq( m.phase, SIM_PLAYING );
	cr_assert_eq( m.round, 1 );
}

Test( match, warms_up_until_there_are_two_and_a_countdown_is_over )
{
	m = ( sim_match ){ 0 };
	now = ( sim_clock ){ .tick = 5, .rate_hz = 60 };
	limits = sim_limits_of( SIM_FREE_FOR_ALL );
	cr_expect_not( wait( 10, 1, 3, 0 ) );
	cr_expect_eq( m.ends_tick, 0 );
	cr_expect_not( wait( 2, 2, 3, 0 ) );
	cr_expect_eq( m.phase, SIM_WARM_UP );
	cr_expect_neq( m.ends_tick, 0 );
	cr_expect_not( wait( 2, 1, 3, 0 ) ); // one left: the countdown stops
	cr_expect_eq( m.ends_tick, 0 );
	cr_expect( wait( 4, 2, 3, 0 ) );
	cr_expect_eq( m.phase, SIM_PLAYING );
}

Test( match, a_free_for_all_ends_at_25_and_goes_on_after_the_scoreboard )
{
	begin( SIM_FREE_FOR_ALL );
	wait( 1, 4, 24, 24 );
	cr_expect_eq( m.phase, SIM_PLAYING );
	cr_expect_not( advance( 4, 25, 24 ) );
	cr_expect_eq( m.phase, SIM_SCOREBOARD );
	cr_expect_eq( m.winner_slot1, 7 );
	cr_expect_not( wait( 9, 4, 25, 24 ) );
	int ticks = 0;
	while ( !advance( 4, 25, 24 ) && ticks < 120 )
		ticks++;
	cr_expect_lt( ticks, 61 );
	cr_expect_eq( m.phase, SIM_PLAYING );
	cr_expect_eq( m.round, 2 );
	cr_expect_eq( m.winner_slot1, 0 );
}

Test( match, after_ten_minutes_who_leads_wins_and_a_draw_goes_on_until_one_does )
{
	begin( SIM_FREE_FOR_ALL );
	wait( 599, 3, 8, 7 );
	cr_expect_eq( m.phase, SIM_PLAYING );
	wait( 2, 3, 8, 7 );
	cr_expect_eq( m.phase, SIM_SCOREBOARD );

	begin( SIM_FREE_FOR_ALL );
	wait( 700, 3, 8, 8 );
	cr_expect_eq( m.phase, SIM_OVERTIME );
	cr_expect_eq( m.ends_tick, 0 );
	advance( 3, 9, 8 );
	cr_expect_eq( m.phase, SIM_SCOREBOARD );
}

Test( match, of_teams_is_decided_by_their_scores_alone )
{
	begin( SIM_TEAM_DEATHMATCH );
	m.team_scores[0] = 30;
	m.team_scores[1] = 49;
	wait( 1, 8, 40, 9 );
	cr_expect_eq( m.phase, SIM_PLAYING );
	m.team_scores[1] = 50;
	advance( 8, 40, 9 );
	cr_expect_eq( m.phase, SIM_SCOREBOARD );
	cr_expect_eq( m.winner_team, SIM_TEAM_B );
	cr_expect_eq( m.winner_slot1, 0 );
	cr_expect( wait( 11, 8, 40, 9 ) );
	cr_expect_eq( m.team_scores[1], 0 );

	begin( SIM_BALL );
	m.team_scores[0] = 5;
	advance( 4, 0, 0 );
	cr_expect_eq( m.winner_team, SIM_TEAM_A );
}

Test( match, that_everybody_leaves_warms_up_again )
{
	begin( SIM_FREE_FOR_ALL );
	advance( 1, 3, 0 );
	cr_expect_eq( m.phase, SIM_WARM_UP );
	begin( SIM_FREE_FOR_ALL );
	advance( 2, 25, 0 );
	cr_expect( wait( 11, 1, 25, 0 ), "what was there is swept away" );
	cr_expect_eq( m.phase, SIM_WARM_UP );
}

Test( match, without_limits_never_ends )
{
	begin( SIM_FREE_FOR_ALL );
	limits = ( sim_limits ){ 0 };
	m.ends_tick = 0;
	wait( 1000, 3, 900, 7 );
	cr_expect_eq( m.phase, SIM_PLAYING );
}
