#include "bot/mind.h"

enum
{
	ERROR_LASTS_TICKS = 15, // the hand is steady that long
	TRIGGER_SLACK = 700,    // fires when the aim is this close, about 4 degrees
	BURST_EVERY_TICKS = 90, // with nothing in sight
	BURST_TICKS = 65,       // of them
	PULSES_BETWEEN = 8,     // two shots of rail or rocket, so that all weapons are heard
	ROCKET_FROM = 3 * 1024, // nearer, the blast would reach oneself
	ROCKET_TO = 12 * 1024,  // farther, anybody steps aside
	RAIL_FROM = 6 * 1024,
	SAFE_DIRECTIONS = 16, // that a bot compares which wants to hit nobody
	SAFE_EVERY_TICKS = 6, // compares them
};

static uint8_t choose_weapon( const bot_state* bot, const bot_view* view, const bot__sight* sight )
{
	if ( sight->target == NULL || bot->pulse_debt > 0 || bot->mode == BOT_APART )
		return SIM_PULSE;
	const int32_t distance = sight->target_distance;
	// Both are taken where both would do, by what the random state happens to be in this burst.
	const bool prefers_rail = ( bot->random >> 4 & 1 ) != 0 || distance > ROCKET_TO;
	if ( distance >= RAIL_FROM && prefers_rail && view->body->rail_ammo > 0 )
		return SIM_RAIL;
	if ( distance >= ROCKET_FROM && distance <= ROCKET_TO && view->body->rocket_ammo > 0 )
		return SIM_ROCKET;
	return SIM_PULSE;
}

// Where the target will be when a rocket gets there; where it is now for the others, which judge what is on screen.
static uint16_t angle_to_target( const bot_view* view, const bot__sight* sight, uint8_t weapon )
{
	const bot_other* target = sight->target;
	int64_t x = target->position[0] - view->body->position[0];
	int64_t y = target->position[1] - view->body->position[1];
	if ( weapon == SIM_ROCKET )
	{
		x += (int64_t)target->velocity[0] * sight->target_distance / SIM_ROCKET_SPEED;
		y += (int64_t)target->velocity[1] * sight->target_distance / SIM_ROCKET_SPEED;
	}
	return sim_angle_of( (int32_t)x, (int32_t)y );
}

static int32_t angle_between( uint16_t a, uint16_t b )
{
	const int32_t apart = (uint16_t)( a - b );
	return apart <= SIM_TURN / 2 ? apart : SIM_TURN - apart;
}

// Lower what each direction is clear by to how near it passes by this one.
static void narrow_by( const bot_view* view, const bot_other* other, int32_t clear[SAFE_DIRECTIONS] )
{
	const uint16_t there = sim_angle_of( other->position[0] - view->body->position[0],
	                                     other->position[1] - view->body->position[1] );
	for ( int i = 0; i < SAFE_DIRECTIONS; ++i )
	{
		const int32_t apart = angle_between( (uint16_t)( i * ( SIM_TURN / SAFE_DIRECTIONS ) ), there );
		if ( apart < clear[i] )
			clear[i] = apart;
	}
}

// The direction that is farthest from everybody.
static uint16_t angle_to_nobody( const bot_view* view )
{
	int32_t clear[SAFE_DIRECTIONS];
	for ( int i = 0; i < SAFE_DIRECTIONS; ++i )
		clear[i] = SIM_TURN / 2;
	for ( int i = 0; i < view->other_count; ++i )
	{
		if ( view->others[i].is_alive )
			narrow_by( view, &view->others[i], clear );
	}
	int best = 0;
	for ( int i = 1; i < SAFE_DIRECTIONS; ++i )
		best = clear[i] > clear[best] ? i : best;
	return (uint16_t)( best * ( SIM_TURN / SAFE_DIRECTIONS ) );
}

static uint16_t wanted_angle( bot_state* bot, const bot_view* view, const bot__sight* sight, const sim_input* out )
{
	if ( bot->mode == BOT_APART )
	{
		if ( ( view->clock.tick + view->slot ) % SAFE_EVERY_TICKS == 0 )
			bot->safe_aim = angle_to_nobody( view );
		return bot->safe_aim;
	}
	if ( sight->target != NULL )
		return (uint16_t)( angle_to_target( view, sight, out->weapon ) + bot->aim_error );
	const bool walks = out->move_x != 0 || out->move_y != 0;
	return walks ? sim_angle_of( out->move_x * 1024, out->move_y * 1024 ) : bot->aim;
}

static void wander_error( bot_state* bot, const bot_view* view )
{
	if ( ( view->clock.tick + view->slot ) % ERROR_LASTS_TICKS != 0 )
		return;
	const int largest = bot__skill_of( bot )->aim_error;
	bot->aim_error = (int16_t)( (int)bot__random( bot, (uint32_t)( 2 * largest + 1 ) ) - largest );
}

// @return how far the aim is still off
static int32_t turn_towards( bot_state* bot, uint16_t wanted, int rate_hz )
{
	const int32_t most = bot__skill_of( bot )->turn_per_second / rate_hz;
	const int32_t off = angle_between( wanted, bot->aim );
	const bool is_left = (uint16_t)( wanted - bot->aim ) > SIM_TURN / 2;
	const int32_t turn = off < most ? off : most;
	bot->aim = (uint16_t)( bot->aim + ( is_left ? -turn : turn ) );
	return off - turn;
}

// With nothing to hit, bots fire in bursts: at where somebody may come from, and so that a match sounds like one.
static bool is_in_burst( const bot_view* view )
{
	return ( view->clock.tick + view->slot * 7u ) % BURST_EVERY_TICKS < BURST_TICKS;
}

static bool wants_to_fire( const bot_state* bot, const bot_view* view, const bot__sight* sight, int32_t off )
{
	const int reaction_ticks = sim_ticks_from_ms( bot__skill_of( bot )->reaction_ms, view->clock.rate_hz );
	if ( bot->mode == BOT_APART || sight->target == NULL )
	{
		const bool is_aim_safe = bot->mode != BOT_APART || off <= TRIGGER_SLACK;
		return is_aim_safe && is_in_burst( view ) && view->body->protection_ticks == 0;
	}
	return bot->target_age_ticks >= reaction_ticks && off <= TRIGGER_SLACK && !sight->target->is_protected;
}

static void remember_shot( bot_state* bot, const sim_body* body, uint8_t weapon )
{
	if ( body->cooldown_ticks > 1 )
		return;
	if ( weapon != SIM_PULSE )
		bot->pulse_debt = PULSES_BETWEEN;
	else if ( bot->pulse_debt > 0 )
		bot->pulse_debt--;
}

void bot__aim( bot_state* bot, const bot_view* view, const bot__sight* sight, sim_input* out )
{
	wander_error( bot, view );
	out->weapon = choose_weapon( bot, view, sight );
	const uint16_t wanted = wanted_angle( bot, view, sight, out );
	const int32_t off = turn_towards( bot, wanted, view->clock.rate_hz );
	out->aim = bot->aim;
	out->fire_held = wants_to_fire( bot, view, sight, off );
	if ( out->fire_held )
		remember_shot( bot, view->body, out->weapon );
}
