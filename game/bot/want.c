#include "bot/mind.h"

enum
{
	FETCH_WITHIN = 14 * 1024, // farther away, somebody else will have it
	LOW_HEALTH = 65,          // makes health worth a detour
	LOW_ARMOUR = 40,
	LOW_AMMO = 4,
	KICK_WITHIN = 2 * 1024, // of the ball, when it is in line with the goal
	BEHIND_BALL = 900,      // where one stands to push it
	STRIKERS_OF_THREE = 2,
};

static int32_t distance_between( const int32_t a[2], const int32_t b[2] )
{
	return sim_length( a[0] - b[0], a[1] - b[1] );
}

// How far one goes for it, as a share of FETCH_WITHIN in percent.
static int worth( const sim_body* body, uint8_t item )
{
	switch ( item )
	{
	case SIM_ITEM_HEALTH:
		return body->health < LOW_HEALTH ? 130 - body->health : 0;
	case SIM_ITEM_ARMOUR:
		return body->armour < LOW_ARMOUR ? 60 : 0;
	case SIM_ITEM_RAILS:
		return body->rail_ammo < LOW_AMMO ? 50 : 0;
	case SIM_ITEM_ROCKETS:
		return body->rocket_ammo < LOW_AMMO ? 50 : 0;
	default:
		return item == SIM_ITEM_OVERCHARGE && body->overcharge_ticks == 0 ? 80 : 0;
	}
}

const sim_pickup* bot__find_pickup( const bot_view* view )
{
	const sim_pickup* best = NULL;
	int64_t best_gain = 0;
	for ( int i = 0; i < view->pickup_count; ++i )
	{
		const sim_pickup* pickup = &view->pickups[i];
		const int64_t reach = (int64_t)FETCH_WITHIN * worth( view->body, pickup->item ) / 100;
		const int64_t gain = reach - distance_between( view->body->position, pickup->position );
		if ( gain <= best_gain )
			continue;
		best = pickup;
		best_gain = gain;
	}
	return best;
}

bool bot__is_striker( const bot_state* bot, const bot_view* view )
{
	return view->ball != NULL && view->map->has_ball && view->body->team != SIM_TEAM_NONE &&
	       bot->mode == BOT_FIGHT && view->slot / 2 % 3 < STRIKERS_OF_THREE;
}

// From the ball to the middle of the goal that this bot's team does not defend.
static void find_shot( const bot_view* view, int32_t shot[2] )
{
	const sim_goal* goal = &view->map->goals[view->body->team == SIM_TEAM_A ? 1 : 0];
	for ( int axis = 0; axis < 2; ++axis )
		shot[axis] = ( goal->low[axis] + goal->high[axis] ) / 2 - view->ball->position[axis];
}

void bot__find_ball_place( const bot_view* view, int32_t place[2] )
{
	int32_t shot[2];
	find_shot( view, shot );
	const int32_t length = sim_length( shot[0], shot[1] );
	for ( int axis = 0; axis < 2; ++axis )
		place[axis] = view->ball->position[axis] -
		              ( length > 0 ? (int32_t)( (int64_t)shot[axis] * BEHIND_BALL / length ) : 0 );
}

bool bot__find_kick( const bot_view* view, int32_t way[2] )
{
	int32_t shot[2], place[2];
	find_shot( view, shot );
	for ( int axis = 0; axis < 2; ++axis )
		way[axis] = view->ball->position[axis] - view->body->position[axis];
	const int32_t distance = sim_length( way[0], way[1] ), length = sim_length( shot[0], shot[1] );
	if ( distance > KICK_WITHIN || distance == 0 || length == 0 )
		return false;
	// Behind the ball, within 45 degrees: run through it. Beside it or in front: around it first, by a way that leaves
	// it where it is.
	const int64_t along = ( (int64_t)way[0] * shot[0] + (int64_t)way[1] * shot[1] ) / length;
	if ( along * 1000 > (int64_t)distance * 707 )
		return true;
	bot__find_ball_place( view, place );
	const int64_t side = (int64_t)way[0] * shot[1] - (int64_t)way[1] * shot[0];
	const int32_t turn = side >= 0 ? 1 : -1;
	way[0] = place[0] - view->body->position[0] + shot[1] * turn / 32;
	way[1] = place[1] - view->body->position[1] - shot[0] * turn / 32;
	return bot__can_walk( view->map, view->body->position, place );
}
