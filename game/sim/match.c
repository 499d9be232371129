#include "sim/sim.h"

sim_limits sim_limits_of( uint8_t mode )
{
	static const uint16_t scores[SIM_MODE_COUNT] = {
		[SIM_FREE_FOR_ALL] = SIM_FRAG_LIMIT,
		[SIM_TEAM_DEATHMATCH] = SIM_TEAM_FRAG_LIMIT,
		[SIM_BALL] = SIM_GOAL_LIMIT,
	};
	return ( sim_limits ){ .score = scores[mode < SIM_MODE_COUNT ? mode : SIM_FREE_FOR_ALL],
		               .time_ms = SIM_ROUND_MS };
}

bool sim_is_scoring( const sim_match* match ) { return match->phase == SIM_PLAYING || match->phase == SIM_OVERTIME; }

static uint32_t tick_after( sim_clock clock, uint32_t ms )
{
	const uint32_t tick = clock.tick + (uint32_t)( (uint64_t)ms * (uint64_t)clock.rate_hz / 1000u );
	return tick != 0 ? tick : 1; // 0 is never
}

static bool is_over( const sim_match* match, sim_clock clock )
{
	return match->ends_tick != 0 && (int32_t)( clock.tick - match->ends_tick ) >= 0;
}

static void enter( sim_match* match, sim_phase phase, uint32_t ends_tick )
{
	match->phase = (uint8_t)phase;
	match->ends_tick = ends_tick;
}

// The two scores that decide, whoever's they are.
static void find_leaders( const sim_match* match, const sim_standing* standing, int32_t scores[2] )
{
	const bool has_teams = match->mode != SIM_FREE_FOR_ALL;
	const int32_t a = has_teams ? match->team_scores[0] : standing->best_score;
	const int32_t b = has_teams ? match->team_scores[1] : standing->second_score;
	scores[0] = a > b ? a : b;
	scores[1] = a > b ? b : a;
}

static void finish( sim_match* match, const sim_standing* standing, sim_clock clock )
{
	if ( match->mode == SIM_FREE_FOR_ALL )
		match->winner_slot1 = (uint16_t)( standing->best_slot + 1 );
	else
		match->winner_team = match->team_scores[0] > match->team_scores[1] ? SIM_TEAM_A : SIM_TEAM_B;
	enter( match, SIM_SCOREBOARD, tick_after( clock, SIM_SCOREBOARD_MS ) );
}

static void begin_round( sim_match* match, const sim_limits* limits, sim_clock clock )
{
	match->round = match->round < SIM_ROUND_MAX ? (uint16_t)( match->round + 1 ) : 1;
	match->team_scores[0] = match->team_scores[1] = 0;
	match->winner_slot1 = 0;
	match->winner_team = SIM_TEAM_NONE;
	enter( match, SIM_PLAYING, limits->time_ms > 0 ? tick_after( clock, limits->time_ms ) : 0 );
}

static bool advance_warm_up( sim_match* match, const sim_limits* limits, const sim_standing* standing, sim_clock clock )
{
	if ( standing->player_count < SIM_MIN_PLAYERS )
		match->ends_tick = 0;
	else if ( match->ends_tick == 0 )
		match->ends_tick = tick_after( clock, SIM_COUNTDOWN_MS );
	else if ( is_over( match, clock ) )
	{
		begin_round( match, limits, clock );
		return true;
	}
	return false;
}

static void advance_play( sim_match* match, const sim_limits* limits, const sim_standing* standing, sim_clock clock )
{
	int32_t scores[2];
	find_leaders( match, standing, scores );
	if ( standing->player_count < SIM_MIN_PLAYERS )
		enter( match, SIM_WARM_UP, 0 );
	else if ( limits->score > 0 && scores[0] >= limits->score && scores[0] > scores[1] )
		finish( match, standing, clock );
	else if ( match->phase == SIM_OVERTIME && scores[0] > scores[1] )
		finish( match, standing, clock );
	else if ( match->phase == SIM_PLAYING && is_over( match, clock ) )
	{
		if ( scores[0] > scores[1] )
			finish( match, standing, clock );
		else
			enter( match, SIM_OVERTIME, 0 );
	}
}

bool sim_match_advance( sim_match* match, const sim_limits* limits, const sim_standing* standing, sim_clock clock )
{
	switch ( match->phase )
	{
	case SIM_PLAYING:
	case SIM_OVERTIME:
		advance_play( match, limits, standing, clock );
		return false;
	case SIM_SCOREBOARD:
		if ( !is_over( match, clock ) )
			return false;
		if ( standing->player_count < SIM_MIN_PLAYERS )
			enter( match, SIM_WARM_UP, 0 );
		else
			begin_round( match, limits, clock );
		return true;
	default:
		return advance_warm_up( match, limits, standing, clock );
	}
}
