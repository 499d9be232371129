// mind.h - what the parts of a bot share. Private to game/bot.
//
//     bot__look( bot, view, &sight );            // sight.c: who is in view, which rocket comes near
//     bot__choose_goal( bot, view );             // path.c: where to, and the way there
//     bot__walk( bot, view, &sight, out );       // move.c
//     bot__aim( bot, view, &sight, out );        // aim.c
#pragma once

#include "bot/bot.h"

/// What makes a strength. All times in ms, angles in 1/65536 turn.
typedef struct bot__skill
{
	int reaction_ms; ///< from seeing somebody to the first shot
	int aim_error;   ///< largest, either way
	int turn_per_second;
	int dodge_ms; ///< how long before it strikes a rocket is noticed; 0 is never
} bot__skill;

const bot__skill* bot__skill_of( const bot_state* bot );

/// A number in [0, below).
uint32_t bot__random( bot_state* bot, uint32_t below );

/// What the bot found on its screen in this tick.
typedef struct bot__sight
{
	const bot_other* target;  ///< an enemy in view, NULL if nobody is
	const bot_other* nearest; ///< enemy alive, in view or not; NULL if nobody is
	int32_t target_distance, nearest_distance;
	const sim_rocket* rocket; ///< about to come near, NULL if none is
	int rocket_side;          ///< 1: step to the right of its flight to let it pass, -1: to the left
} bot__sight;

/// Is there anybody to be afraid of in it?
bool bot__is_enemy( const bot_view* view, const bot_other* other );

void bot__look( bot_state* bot, const bot_view* view, bot__sight* sight );

/// What would do this bot most good for the way it is. NULL: nothing it could see
const sim_pickup* bot__find_pickup( const bot_view* view );

/// Does it play the ball, where there is one? The others keep the enemies busy.
bool bot__is_striker( const bot_state* bot, const bot_view* view );

/// Where a striker has to be to push the ball towards the goal.
void bot__find_ball_place( const bot_view* view, int32_t place[2] );

/// @param way through the ball. @return false when it has to get to bot__find_ball_place() first
bool bot__find_kick( const bot_view* view, int32_t way[2] );

/// Keep or replace the goal, and work on the way to it.
void bot__choose_goal( bot_state* bot, const bot_view* view, const bot__sight* sight );

/// @param way towards the next corner of the way, any length. @return false while the way is not known
bool bot__find_way( const bot_state* bot, const bot_view* view, int32_t way[2] );

/// Can a body go there in a straight line?
bool bot__can_walk( const sim_map* map, const int32_t from[2], const int32_t to[2] );

void bot__walk( bot_state* bot, const bot_view* view, const bot__sight* sight, sim_input* out );

/// Aim, weapon and trigger.
void bot__aim( bot_state* bot, const bot_view* view, const bot__sight* sight, sim_input* out );
