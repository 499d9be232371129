#include "bot/bot.h"

#include "bot/mind.h"

#include <string.h>

const bot__skill* bot__skill_of( const bot_state* bot )
{
	static const bot__skill skills[BOT_STRENGTH_COUNT] = {
		[BOT_EASY] = { .reaction_ms = 450, .aim_error = 1600, .turn_per_second = 45000, .dodge_ms = 0 },
		[BOT_NORMAL] = { .reaction_ms = 250, .aim_error = 800, .turn_per_second = 90000, .dodge_ms = 400 },
		[BOT_HARD] = { .reaction_ms = 130, .aim_error = 320, .turn_per_second = 150000, .dodge_ms = 700 },
	};
	return &skills[bot->strength < BOT_STRENGTH_COUNT ? bot->strength : BOT_NORMAL];
}

uint32_t bot__random( bot_state* bot, uint32_t below )
{
	// The counter in the first argument walks through all states, so that no seed falls into a short cycle.
	bot->random++;
	return sim_mix( bot->random, 0x626F74 ) % below;
}

void bot_init( bot_state* bot, bot_strength strength, bot_mode mode, uint32_t seed )
{
	memset( bot, 0, sizeof( *bot ) );
	bot->random = sim_mix( seed, 0x736565 );
	bot->strength = (uint8_t)strength;
	bot->mode = (uint8_t)mode;
	bot->strafe_side = 1;
}

static void start_again( bot_state* bot, const sim_body* body )
{
	bot->life = body->life;
	bot->aim = body->aim;
	bot->has_target = bot->has_goal = false;
	bot->pulse_debt = 0;
	bot->target_age_ticks = bot->strafe_ticks = bot->stuck_ticks = 0;
}

void bot_think( bot_state* bot, const bot_view* view, sim_input* out )
{
	*out = ( sim_input ){ .aim = bot->aim };
	if ( !sim_is_alive( view->body ) )
		return;
	if ( view->body->life != bot->life )
		start_again( bot, view->body );

	bot__sight sight;
	bot__look( bot, view, &sight );
	bot__choose_goal( bot, view, &sight );
	bot__walk( bot, view, &sight, out );
	bot__aim( bot, view, &sight, out );
}
