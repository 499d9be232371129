// bot.h - a player that is a function: what it can see goes in, the input of one tick comes out.
//
//     bot_state bot;
//     bot_init( &bot, BOT_NORMAL, BOT_FIGHT, seed );
//     ...
//     bot_view view = { .map = map, .clock = { tick, 60 }, .body = &own_body, .slot = own_slot, .others = others,
//                       .other_count = n, .rockets = rockets, .rocket_count = m };
//     bot_think( &bot, &view, &input );                  // once a tick; aim is absolute
//
// Pure and without memory of its own: state is in bot_state (64 KiB, nearly all of it the distance field of its way), which must
// think in every tick for reaction times to be right. The same seed and views give the same inputs.

#pragma once

#include "sim/sim.h"

typedef enum bot_strength
{
	BOT_EASY,
	BOT_NORMAL,
	BOT_HARD,
	BOT_STRENGTH_COUNT
} bot_strength;

typedef enum bot_mode
{
	BOT_FIGHT, ///< plays to win
	BOT_APART, ///< keeps away from everybody and shoots at nothing, but as often: for measuring without contact
	BOT_MODE_COUNT
} bot_mode;

/// Somebody else, as shown on the bot's screen.
typedef struct bot_other
{
	uint32_t id; ///< stays the same for one player
	int32_t position[2];
	int32_t velocity[2];
	bool is_alive;
	bool is_protected;
	uint8_t team; ///< sim_team
} bot_other;

/// What one client can see in one tick. Borrowed during the call.
typedef struct bot_view
{
	const sim_map* map;
	sim_clock clock;
	const sim_body* body;    ///< its own
	uint16_t slot;           ///< its own, to tell its rockets from others
	const bot_other* others; ///< without itself
	int other_count;
	const sim_rocket* rockets;
	int rocket_count;
	const sim_pickup* pickups; ///< lying there
	int pickup_count;
	const sim_prop* ball; ///< NULL: there is none
} bot_view;

enum
{
	BOT_FIELD_TILES = SIM_MAP_MAX_TILES * SIM_MAP_MAX_TILES,
};

/// Set up with bot_init(), then private to game/bot. Plain values: it may be copied.
typedef struct bot_state
{
	uint32_t random;
	uint8_t strength; ///< bot_strength
	uint8_t mode;     ///< bot_mode
	bool has_target;
	bool has_goal;
	int8_t strafe_side; ///< -1 or 1
	uint8_t pulse_debt; ///< pulses to fire before rail or rocket are taken again
	uint16_t life;      ///< sim_body.life of the last think: after a respawn everything starts again
	uint16_t aim;
	uint16_t safe_aim;    ///< where it would hit nobody, when that is wanted
	int16_t aim_error;    ///< wanders, also while a target is in sight
	uint32_t target;      ///< bot_other.id
	int target_age_ticks; ///< in sight without a break
	int strafe_ticks;     ///< until it may turn
	int stuck_ticks;
	int goal_age_ticks;
	int32_t last_position[2];

	// The way: breadth first from the goal, as far as needed, a bounded piece of it in each think.
	int queue_head, queue_tail;
	uint16_t distance[BOT_FIELD_TILES]; ///< steps to the goal plus 1; 0 is not reached yet
	uint16_t queue[BOT_FIELD_TILES];
} bot_state;

/// @param seed gives each bot its own temper; any value
void bot_init( bot_state* bot, bot_strength strength, bot_mode mode, uint32_t seed );

/// One tick. The input is always complete; with a dead body it only keeps the aim.
void bot_think( bot_state* bot, const bot_view* view, sim_input* out );
