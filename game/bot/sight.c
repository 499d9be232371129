#include "bot/mind.h"

enum
{
	SCAN_EVERY_TICKS = 8, // for somebody else to aim at: lines through the map are what a bot costs
	ROCKET_NEAR = 1536,   // passing closer than 1.5 m is worth a step
};

bool bot__is_enemy( const bot_view* view, const bot_other* other )
{
	const bool is_friend = view->body->team != SIM_TEAM_NONE && view->body->team == other->team;
	return other->is_alive && !is_friend;
}

static int32_t distance_to( const bot_view* view, const bot_other* other )
{
	return sim_length( other->position[0] - view->body->position[0], other->position[1] - view->body->position[1] );
}

static bool is_in_view( const bot_view* view, const bot_other* other )
{
	return !sim_trace( view->map, view->body->position, other->position, SIM_TILE_WALL ).is_blocked;
}

static const bot_other* find_nearest( const bot_view* view, bool must_be_in_view, int32_t* distance )
{
	const bot_other* nearest = NULL;
	*distance = INT32_MAX;
	for ( int i = 0; i < view->other_count; ++i )
	{
		const bot_other* other = &view->others[i];
		if ( !bot__is_enemy( view, other ) )
			continue;
		const int32_t apart = distance_to( view, other );
		if ( apart < *distance && ( !must_be_in_view || is_in_view( view, other ) ) )
		{
			nearest = other;
			*distance = apart;
		}
	}
	return nearest;
}

// The one already aimed at, as long as it stays in view.
static const bot_other* find_old_target( const bot_state* bot, const bot_view* view )
{
	for ( int i = 0; i < view->other_count && bot->has_target; ++i )
	{
		const bot_other* other = &view->others[i];
		if ( other->id == bot->target )
			return bot__is_enemy( view, other ) && is_in_view( view, other ) ? other : NULL;
	}
	return NULL;
}

static void find_target( bot_state* bot, const bot_view* view, bot__sight* sight )
{
	const bot_other* old = find_old_target( bot, view );
	sight->target = old;
	sight->target_distance = old != NULL ? distance_to( view, old ) : INT32_MAX;
	if ( ( view->clock.tick + view->slot ) % SCAN_EVERY_TICKS == 0 )
	{
		int32_t distance;
		const bot_other* found = find_nearest( view, true, &distance );
		// Only for somebody clearly nearer: an aim that jumps between two hits neither.
		if ( found != NULL && ( old == NULL || distance < sight->target_distance / 2 ) )
		{
			sight->target = found;
			sight->target_distance = distance;
		}
	}

	const bool is_same = old != NULL && sight->target == old;
	bot->target_age_ticks = is_same ? bot->target_age_ticks + 1 : 0;
	bot->has_target = sight->target != NULL;
	if ( bot->has_target )
		bot->target = sight->target->id;
}

// The first rocket found that passes near within the time this bot looks ahead.
static void find_rocket( const bot_state* bot, const bot_view* view, bot__sight* sight )
{
	const int64_t ahead_ms = bot__skill_of( bot )->dodge_ms;
	for ( int i = 0; i < view->rocket_count && ahead_ms > 0; ++i )
	{
		const sim_rocket* rocket = &view->rockets[i];
		const int64_t speed = sim_length( rocket->velocity[0], rocket->velocity[1] );
		if ( rocket->owner_slot == view->slot || speed == 0 )
			continue;
		const int64_t x = view->body->position[0] - rocket->position[0];
		const int64_t y = view->body->position[1] - rocket->position[1];
		const int64_t along = ( x * rocket->velocity[0] + y * rocket->velocity[1] ) / speed;
		const int64_t beside = ( y * rocket->velocity[0] - x * rocket->velocity[1] ) / speed;
		if ( along < 0 || along * 1000 > speed * ahead_ms || beside > ROCKET_NEAR || beside < -ROCKET_NEAR )
			continue;
		sight->rocket = rocket;
		sight->rocket_side = beside >= 0 ? 1 : -1;
		return;
	}
}

void bot__look( bot_state* bot, const bot_view* view, bot__sight* sight )
{
	*sight = ( bot__sight ){ 0 };
	sight->nearest = find_nearest( view, false, &sight->nearest_distance );
	find_target( bot, view, sight );
	find_rocket( bot, view, sight );
}
