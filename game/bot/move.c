#include "bot/mind.h"

enum
{
	KEEP_NEARER_THAN = 7 * 1024,  // of a target: pulses still hit
	KEEP_FARTHER_THAN = 4 * 1024, // and rockets do not hurt oneself
	STRAFE_LEAST_MS = 300,
	STRAFE_VARIES_MS = 700,
	FEELER = 1024,           // how far a bot looks for a wall before it steps sideways
	DASH_WAY = 4 * 1024,     // a straight way worth a dash
	DASH_ONE_IN_TICKS = 120, // on such a way
	FLEES_BELOW = 40,        // health: then a pickup comes before the fight
	AVOID_WITHIN = 6 * 1024, // somebody that near is walked away from, by who wants to be alone
};

static void step_towards( sim_input* out, const int32_t way[2] )
{
	const int32_t length = sim_length( way[0], way[1] );
	if ( length == 0 )
		return;
	out->move_x = (int8_t)( (int64_t)way[0] * SIM_MOVE_MAX / length );
	out->move_y = (int8_t)( (int64_t)way[1] * SIM_MOVE_MAX / length );
}

static bool is_free( const bot_view* view, const int32_t way[2] )
{
	const int32_t length = sim_length( way[0], way[1] );
	if ( length == 0 )
		return false;
	const int32_t* from = view->body->position;
	const int32_t to[2] = { from[0] + (int32_t)( (int64_t)way[0] * FEELER / length ),
		                from[1] + (int32_t)( (int64_t)way[1] * FEELER / length ) };
	return bot__can_walk( view->map, from, to );
}

static bool try_step( const bot_view* view, const int32_t way[2], sim_input* out )
{
	if ( !is_free( view, way ) )
		return false;
	step_towards( out, way );
	return true;
}

// Out of the line of a rocket, to the side that is nearer to safety, or else the other.
static bool dodge( const bot_view* view, const bot__sight* sight, sim_input* out )
{
	const int32_t* flight = sight->rocket->velocity;
	const int32_t right[2] = { -flight[1] * sight->rocket_side, flight[0] * sight->rocket_side };
	const int32_t left[2] = { -right[0], -right[1] };
	if ( !try_step( view, right, out ) && !try_step( view, left, out ) )
		return false;
	out->dash_presses = view->body->dash_ticks == 0;
	return true;
}

static void turn_strafe( bot_state* bot, int rate_hz )
{
	bot->strafe_side = (int8_t)-bot->strafe_side;
	const int ms = STRAFE_LEAST_MS + (int)bot__random( bot, STRAFE_VARIES_MS );
	bot->strafe_ticks = sim_ticks_from_ms( ms, rate_hz );
}

// Around the target, closing in from afar and backing off from near.
static bool strafe( bot_state* bot, const bot_view* view, const bot__sight* sight, sim_input* out )
{
	if ( --bot->strafe_ticks <= 0 )
		turn_strafe( bot, view->clock.rate_hz );
	const int32_t x = sight->target->position[0] - view->body->position[0];
	const int32_t y = sight->target->position[1] - view->body->position[1];
	const int32_t inwards = sight->target_distance > KEEP_NEARER_THAN    ? 1
	                        : sight->target_distance < KEEP_FARTHER_THAN ? -1
	                                                                     : 0;
	const int32_t way[2] = { -y * bot->strafe_side + x * inwards, x * bot->strafe_side + y * inwards };
	if ( try_step( view, way, out ) )
		return true;
	turn_strafe( bot, view->clock.rate_hz );
	const int32_t back[2] = { -y * bot->strafe_side + x * inwards, x * bot->strafe_side + y * inwards };
	return try_step( view, back, out );
}

static bool walk_away( const bot_view* view, const bot__sight* sight, sim_input* out )
{
	const int32_t x = view->body->position[0] - sight->nearest->position[0];
	const int32_t y = view->body->position[1] - sight->nearest->position[1];
	const int32_t ways[3][2] = { { x, y }, { x - y, y + x }, { x + y, y - x } };
	return try_step( view, ways[0], out ) || try_step( view, ways[1], out ) || try_step( view, ways[2], out );
}

static void follow_way( bot_state* bot, const bot_view* view, sim_input* out )
{
	int32_t way[2];
	if ( !bot__find_way( bot, view, way ) )
		return;
	step_towards( out, way );
	const bool is_long = sim_length( way[0], way[1] ) > DASH_WAY;
	if ( is_long && view->body->dash_ticks == 0 && bot__random( bot, DASH_ONE_IN_TICKS ) == 0 )
		out->dash_presses = 1;
}

// What is more urgent than a fight: the ball, or staying alive.
static bool plays_on( bot_state* bot, const bot_view* view, sim_input* out )
{
	int32_t way[2];
	if ( bot__is_striker( bot, view ) )
	{
		if ( bot__find_kick( view, way ) )
			step_towards( out, way );
		else
			follow_way( bot, view, out );
		return out->move_x != 0 || out->move_y != 0;
	}
	if ( view->body->health >= FLEES_BELOW || bot__find_pickup( view ) == NULL )
		return false;
	follow_way( bot, view, out );
	return out->move_x != 0 || out->move_y != 0;
}

void bot__walk( bot_state* bot, const bot_view* view, const bot__sight* sight, sim_input* out )
{
	const bool is_apart = bot->mode == BOT_APART;
	if ( sight->rocket != NULL && dodge( view, sight, out ) )
		return;
	if ( !is_apart && plays_on( bot, view, out ) )
		return;
	if ( is_apart && sight->target != NULL && sight->nearest_distance < AVOID_WITHIN &&
	     walk_away( view, sight, out ) )
		return;
	if ( !is_apart && sight->target != NULL && strafe( bot, view, sight, out ) )
		return;
	follow_way( bot, view, out );
}
