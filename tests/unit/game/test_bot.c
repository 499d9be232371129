#include "arena.h"
#include "map/map.h"

#include <criterion/criterion.h>

enum
{
	BOTS = 8,
	MATCH_TICKS = 1800
};

typedef struct bot_figures
{
	int alive_ticks, moving_ticks, shots, kills;
	int ticks_near; // another living body closer than 2 m
} bot_figures;

static arena a;
static bot_state bots[BOTS];

static void open_foundry( void )
{
	game_map* map = NULL;
	char error[GAME_MAP_ERROR_BYTES] = "";
	cr_assert( game_map_load( "assets/maps/foundry.tmj", &map, error ), "%s", error );
	arena_open_map( &a, &map->ground );
	game_map_destroy( map );
}

static int shots_by( uint32_t id )
{
	int count = 0;
	for ( int i = 0; i < a.scene.shot_count; ++i )
		count += a.scene.shots[i].shooter == id;
	for ( int i = 0; i < a.scene.spawned_count; ++i )
		count += a.scene.spawned[i].owner_slot + 100u == id;
	return count;
}

static bool has_company( int index )
{
	for ( int i = 0; i < BOTS; ++i )
	{
		const int32_t* own = a.actors[index].body.position;
		const int32_t* other = a.actors[i].body.position;
		if ( i != index && sim_is_alive( &a.actors[i].body ) &&
		     sim_length( own[0] - other[0], own[1] - other[1] ) < 2 * SIM_METRE )
			return true;
	}
	return false;
}

static void count_tick( bot_figures figures[BOTS], int32_t before[BOTS][2], const bool was_alive[BOTS] )
{
	for ( int i = 0; i < BOTS; ++i )
	{
		const sim_body* body = &a.actors[i].body;
		figures[i].shots += shots_by( a.actors[i].id );
		figures[i].kills = body->kills;
		if ( !was_alive[i] || !sim_is_alive( body ) )
			continue;
		figures[i].alive_ticks++;
		// 1 m/s: slower is standing
		const int32_t moved = sim_length( body->position[0] - before[i][0], body->position[1] - before[i][1] );
		figures[i].moving_ticks += moved >= SIM_METRE / ARENA_HZ;
		figures[i].ticks_near += has_company( i );
	}
}

static void play( bot_figures figures[BOTS], bot_mode mode, bot_strength strength, int ticks )
{
	open_foundry();
	memset( figures, 0, sizeof( bot_figures ) * BOTS );
	for ( int i = 0; i < BOTS; ++i )
	{
		arena_join( &a );
		bot_init( &bots[i], strength, mode, (uint32_t)i );
	}
	for ( int tick = 0; tick < ticks; ++tick )
	{
		int32_t before[BOTS][2];
		bool was_alive[BOTS];
		for ( int i = 0; i < BOTS; ++i )
		{
			was_alive[i] = sim_is_alive( &a.actors[i].body );
			memcpy( before[i], a.actors[i].body.position, sizeof( before[i] ) );
			arena_think( &a, i, &bots[i] );
		}
		arena_step( &a );
		count_tick( figures, before, was_alive );
	}
}

static void check_activity( const bot_figures figures[BOTS], const char* name )
{
	for ( int i = 0; i < BOTS; ++i )
	{
		const bot_figures* f = &figures[i];
		cr_expect_geq( f->moving_ticks * 100, f->alive_ticks * 70, "%s bot %d moved in %d of %d ticks", name, i,
		               f->moving_ticks, f->alive_ticks );
		cr_expect_geq( f->shots * 60 * ARENA_HZ, f->alive_ticks * 120, "%s bot %d fired %d times in %d ticks",
		               name, i, f->shots, f->alive_ticks );
	}
}

Test( bot, reaches_others_and_kills_them_within_half_a_minute )
{
	static const char* const names[] = { "easy", "normal", "hard" };
	for ( int strength = 0; strength < BOT_STRENGTH_COUNT; ++strength )
	{
		bot_figures figures[BOTS];
		play( figures, BOT_FIGHT, (bot_strength)strength, MATCH_TICKS );
		check_activity( figures, names[strength] );
		cr_assert_geq( a.total_kills, 5, "%s: %d kills", names[strength], a.total_kills );
		cr_assert_gt( a.total_blasts, 10 );
	}
}

Test( bot, that_wants_to_be_alone_moves_and_fires_but_meets_and_hurts_hardly_anybody )
{
	bot_figures figures[BOTS];
	play( figures, BOT_APART, BOT_NORMAL, MATCH_TICKS );
	check_activity( figures, "apart" );
	int near = 0, alive = 0;
	for ( int i = 0; i < BOTS; ++i )
	{
		near += figures[i].ticks_near;
		alive += figures[i].alive_ticks;
	}
	cr_expect_eq( a.total_kills, 0 );
	cr_expect_leq( near * 100, alive * 2, "%d of %d ticks within 2 m", near, alive );
}

Test( bot, of_more_strength_wins )
{
	open_foundry();
	for ( int i = 0; i < BOTS; ++i )
	{
		arena_join( &a );
		bot_init( &bots[i], i % 2 == 0 ? BOT_HARD : BOT_EASY, BOT_FIGHT, (uint32_t)i );
	}
	for ( int tick = 0; tick < 3 * MATCH_TICKS; ++tick )
	{
		for ( int i = 0; i < BOTS; ++i )
			arena_think( &a, i, &bots[i] );
		arena_step( &a );
	}
	int kills[2] = { 0 };
	for ( int i = 0; i < BOTS; ++i )
		kills[i % 2] += a.actors[i].body.kills;
	cr_assert_gt( kills[0], kills[1] * 2, "hard %d, easy %d", kills[0], kills[1] );
}

Test( bot, thinks_the_same_about_the_same_views )
{
	static bot_state twins[2];
	sim_input inputs[2];
	open_foundry();
	arena_join( &a );
	arena_join( &a );
	bot_init( &twins[0], BOT_HARD, BOT_FIGHT, 7 );
	bot_init( &twins[1], BOT_HARD, BOT_FIGHT, 7 );
	for ( int tick = 0; tick < 600; ++tick )
	{
		for ( int i = 0; i < 2; ++i )
		{
			arena_think( &a, 0, &twins[i] );
			inputs[i] = a.actors[0].input;
		}
		cr_assert_eq( memcmp( &inputs[0], &inputs[1], sizeof( inputs[0] ) ), 0, "tick %d", tick );
		arena_step( &a );
	}
}

Test( bot, steps_out_of_the_line_of_a_rocket )
{
	arena_open_hall( &a );
	sim_actor* player = arena_place( &a, 30 * 1024, 30 * 1024 );
	bot_init( &bots[0], BOT_HARD, BOT_FIGHT, 1 );
	a.rockets[a.scene.rocket_count++] = ( sim_rocket_slot ){ .is_editable = true,
		                                                 .rocket = { .position = { 20 * 1024, 30 * 1024 },
		                                                             .velocity = { SIM_ROCKET_SPEED, 0 },
		                                                             .owner_slot = 9,
		                                                             .life_ticks = 100 } };
	for ( int i = 0; i < 70; ++i )
	{
		arena_think( &a, 0, &bots[0] );
		arena_step( &a );
	}
	cr_assert_eq( player->body.health, SIM_HEALTH_FULL );
	cr_assert_eq( player->body.deaths, 0 );
}

static sim_input think_once( bot_state* bot, const sim_body* body, const sim_pickup* pickups, int pickup_count,
                             const sim_prop* ball, int ticks )
{
	sim_input input = { 0 };
	for ( int i = 0; i < ticks; ++i )
	{
		const bot_view view = {
			.map = &a.map,
			.clock = { 1000 + (uint32_t)i, ARENA_HZ },
			.body = body,
			.slot = 1,
			.others = &( bot_other ){ .id = 9, .position = { 5 * 1024, 40 * 1024 }, .is_alive = true },
			.other_count = 1,
			.pickups = pickups,
			.pickup_count = pickup_count,
			.ball = ball
		};
		bot_think( bot, &view, &input );
	}
	return input;
}

Test( bot, fetches_what_it_needs_and_leaves_what_it_does_not )
{
	arena_open_hall( &a );
	const sim_pickup pickups[] = { { .position = { 30 * 1024 + 512, 20 * 1024 + 512 }, .item = SIM_ITEM_HEALTH } };
	sim_body body = {
		.position = { 25 * 1024 + 512, 20 * 1024 + 512 }, .health = 30, .rail_ammo = 9, .rocket_ammo = 9
	};
	body.armour = 90;
	bot_init( &bots[0], BOT_NORMAL, BOT_FIGHT, 3 );
	cr_expect_gt( think_once( &bots[0], &body, pickups, 1, NULL, 30 ).move_x, 100, "hurt: towards it" );
	body.health = 100;
	bot_init( &bots[0], BOT_NORMAL, BOT_FIGHT, 3 );
	cr_expect_lt( think_once( &bots[0], &body, pickups, 1, NULL, 30 ).move_x, 100, "healthy: after the enemy" );
}

Test( bot, runs_through_the_ball_towards_the_goal_and_around_it_from_the_other_side )
{
	arena_open_hall( &a );
	a.map.has_ball = true;
	a.map.goals[0] = ( sim_goal ){ { 1 * 1024, 30 * 1024 }, { 3 * 1024, 34 * 1024 } };
	a.map.goals[1] = ( sim_goal ){ { 61 * 1024, 30 * 1024 }, { 63 * 1024, 34 * 1024 } };
	const int32_t middle[2] = { 32 * 1024, 32 * 1024 };
	const sim_prop ball = sim_ball_at( middle );
	sim_body body = { .position = { 31 * 1024, 32 * 1024 }, .health = 100, .team = SIM_TEAM_A };
	bot_init( &bots[0], BOT_NORMAL, BOT_FIGHT, 3 );
	cr_expect_gt( think_once( &bots[0], &body, NULL, 0, &ball, 2 ).move_x, 100 );
	body.team = SIM_TEAM_B; // which stands in front of the ball then
	const sim_input around = think_once( &bots[0], &body, NULL, 0, &ball, 2 );
	cr_expect_gt( around.move_y * around.move_y, 30 * 30, "not straight through it: %d, %d", around.move_x,
	              around.move_y );
}
