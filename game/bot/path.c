#include "bot/mind.h"

#include <string.h>

enum
{
	FIELD_TILES_PER_THINK = 512, // a map of 48 x 32 is known after three ticks
	GOAL_LIFE_MS = 1500,         // then people are elsewhere
	BALL_GOAL_LIFE_MS = 200,     // and the ball is even sooner
	CANDIDATES = 8,              // places a bot that wants to be alone compares
	LOOK_AHEAD_TILES = 6,        // along the way, to cut corners
	LINE_HALF_WIDTH = SIM_BODY_RADIUS - 10,
	STUCK_TICKS = 20,
};

static int tile_index( const sim_map* map, const int32_t position[2] )
{
	int x = position[0] / SIM_METRE, y = position[1] / SIM_METRE;
	x = x < 0 ? 0 : x >= map->width ? map->width - 1 : x;
	y = y < 0 ? 0 : y >= map->height ? map->height - 1 : y;
	return y * map->width + x;
}

static void middle_of( const sim_map* map, int tile, int32_t position[2] )
{
	position[0] = tile % map->width * SIM_METRE + SIM_METRE / 2;
	position[1] = tile / map->width * SIM_METRE + SIM_METRE / 2;
}

// Tile next to another in direction 0 to 3; -1 where a body cannot be.
static int neighbour( const sim_map* map, int tile, int direction )
{
	static const int steps[4][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
	const int x = tile % map->width + steps[direction][0], y = tile / map->width + steps[direction][1];
	return sim_tile_at( map, x, y ) & SIM_TILE_SOLID ? -1 : y * map->width + x;
}

static void begin_field( bot_state* bot, const sim_map* map, int goal )
{
	if ( sim_tile_at( map, goal % map->width, goal / map->width ) & SIM_TILE_SOLID )
		goal = tile_index( map, map->spawns[0].position ); // beside the ball there may be a wall
	memset( bot->distance, 0, sizeof( bot->distance[0] ) * (size_t)( map->width * map->height ) );
	bot->distance[goal] = 1;
	bot->queue[0] = (uint16_t)goal;
	bot->queue_head = 0;
	bot->queue_tail = 1;
	bot->goal_age_ticks = 0;
	bot->has_goal = true;
}

static void grow_field( bot_state* bot, const bot_view* view )
{
	const int own = tile_index( view->map, view->body->position );
	for ( int i = 0; i < FIELD_TILES_PER_THINK && bot->queue_head < bot->queue_tail; ++i )
	{
		if ( bot->distance[own] != 0 )
			return;
		const int tile = bot->queue[bot->queue_head++];
		for ( int direction = 0; direction < 4; ++direction )
		{
			const int next = neighbour( view->map, tile, direction );
			if ( next < 0 || bot->distance[next] != 0 )
				continue;
			bot->distance[next] = (uint16_t)( bot->distance[tile] + 1 );
			bot->queue[bot->queue_tail++] = (uint16_t)next;
		}
	}
}

static int64_t square_to_nearest_other( const bot_view* view, const int32_t position[2] )
{
	int64_t nearest = INT64_MAX;
	for ( int i = 0; i < view->other_count; ++i )
	{
		const int64_t x = view->others[i].position[0] - position[0],
			      y = view->others[i].position[1] - position[1];
		if ( view->others[i].is_alive && x * x + y * y < nearest )
			nearest = x * x + y * y;
	}
	return nearest;
}

static int random_spawn_tile( bot_state* bot, const sim_map* map )
{
	return tile_index( map, map->spawns[bot__random( bot, (uint32_t)map->spawn_count )].position );
}

static int lonely_tile( bot_state* bot, const bot_view* view )
{
	int best = 0;
	int64_t best_square = -1;
	for ( int i = 0; i < CANDIDATES; ++i )
	{
		int32_t middle[2];
		const int tile = random_spawn_tile( bot, view->map );
		middle_of( view->map, tile, middle );
		const int64_t square = square_to_nearest_other( view, middle );
		if ( square > best_square )
		{
			best = tile;
			best_square = square;
		}
	}
	return best;
}

static bool is_arrived( const bot_state* bot, const bot_view* view )
{
	const uint16_t steps = bot->distance[tile_index( view->map, view->body->position )];
	return bot->has_goal && 0 < steps && steps <= 2;
}

static void notice_being_stuck( bot_state* bot, const sim_body* body )
{
	const int32_t moved =
		sim_length( body->position[0] - bot->last_position[0], body->position[1] - bot->last_position[1] );
	bot->stuck_ticks = moved < SIM_METRE / 64 ? bot->stuck_ticks + 1 : 0;
	bot->last_position[0] = body->position[0];
	bot->last_position[1] = body->position[1];
}

// Something useful on the floor, or the ball, or somebody.
static int wanted_tile( const bot_view* view, const bot__sight* sight, bool is_striker )
{
	const sim_pickup* pickup = bot__find_pickup( view );
	if ( pickup != NULL )
		return tile_index( view->map, pickup->position );
	int32_t place[2];
	if ( !is_striker )
		return tile_index( view->map, sight->nearest->position );
	bot__find_ball_place( view, place );
	return tile_index( view->map, place );
}

void bot__choose_goal( bot_state* bot, const bot_view* view, const bot__sight* sight )
{
	notice_being_stuck( bot, view->body );
	bot->goal_age_ticks++;
	const bool is_stuck = bot->stuck_ticks > STUCK_TICKS;
	const int life_ms = view->ball != NULL ? BALL_GOAL_LIFE_MS : GOAL_LIFE_MS;
	const bool is_old = bot->goal_age_ticks > sim_ticks_from_ms( life_ms, view->clock.rate_hz );
	const bool is_striker = bot__is_striker( bot, view );
	const bool chases = bot->mode == BOT_FIGHT && ( sight->nearest != NULL || is_striker );
	// Who wanders keeps a goal until it is reached: changing one's mind halfway is standing still on average.
	if ( !bot->has_goal || is_stuck || is_arrived( bot, view ) || ( is_old && chases ) )
	{
		int goal = random_spawn_tile( bot, view->map );
		if ( bot->mode == BOT_APART )
			goal = lonely_tile( bot, view );
		else if ( chases && !is_stuck )
			goal = wanted_tile( view, sight, is_striker );
		bot->stuck_ticks = 0;
		begin_field( bot, view->map, goal );
	}
	grow_field( bot, view );
}

bool bot__can_walk( const sim_map* map, const int32_t from[2], const int32_t to[2] )
{
	const int32_t x = to[0] - from[0], y = to[1] - from[1];
	const int32_t length = sim_length( x, y );
	if ( length == 0 )
		return true;
	const int32_t side[2] = { (int32_t)( -(int64_t)y * LINE_HALF_WIDTH / length ),
		                  (int32_t)( (int64_t)x * LINE_HALF_WIDTH / length ) };
	for ( int sign = -1; sign <= 1; sign += 2 )
	{
		const int32_t start[2] = { from[0] + sign * side[0], from[1] + sign * side[1] };
		const int32_t end[2] = { to[0] + sign * side[0], to[1] + sign * side[1] };
		if ( sim_trace( map, start, end, SIM_TILE_SOLID ).is_blocked )
			return false;
	}
	return !sim_disc_overlaps( map, to, LINE_HALF_WIDTH );
}

// One step down the field; the same tile at the goal.
static int next_tile( const bot_state* bot, const sim_map* map, int tile )
{
	int best = tile;
	for ( int direction = 0; direction < 4; ++direction )
	{
		const int next = neighbour( map, tile, direction );
		if ( next >= 0 && bot->distance[next] != 0 && bot->distance[next] < bot->distance[best] )
			best = next;
	}
	return best;
}

bool bot__find_way( const bot_state* bot, const bot_view* view, int32_t way[2] )
{
	const int32_t* from = view->body->position;
	int tile = tile_index( view->map, from );
	if ( !bot->has_goal || bot->distance[tile] == 0 )
		return false;

	int32_t corner[2];
	middle_of( view->map, next_tile( bot, view->map, tile ), corner );
	for ( int i = 0; i < LOOK_AHEAD_TILES; ++i )
	{
		int32_t middle[2];
		tile = next_tile( bot, view->map, tile );
		middle_of( view->map, tile, middle );
		if ( !bot__can_walk( view->map, from, middle ) )
			break;
		corner[0] = middle[0];
		corner[1] = middle[1];
	}
	way[0] = corner[0] - from[0];
	way[1] = corner[1] - from[1];
	return way[0] != 0 || way[1] != 0;
}
