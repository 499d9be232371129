#include "sim/step.h"

bool sim__are_friends( const sim_actor* a, const sim_actor* b )
{
	return a != b && a->body.team != SIM_TEAM_NONE && a->body.team == b->body.team;
}

static void count_score( uint16_t* score )
{
	if ( *score < SIM_SCORE_MAX )
		++*score;
}

// Killer and victim are never of one team.
static void count_for_team( sim_match* match, uint8_t team )
{
	if ( match->mode == SIM_TEAM_DEATHMATCH && sim_is_scoring( match ) && team != SIM_TEAM_NONE )
		count_score( &match->team_scores[team - SIM_TEAM_A] );
}

static void die( const sim__step* step, sim_actor* victim, sim__blow blow )
{
	sim_body* body = &victim->body;
	body->velocity[0] = body->velocity[1] = 0;
	body->cooldown_ticks = body->dash_ticks = body->protection_ticks = 0;
	body->overcharge_ticks = body->armour = 0;
	body->respawn_ticks = sim_ticks_from_ms( SIM_RESPAWN_MS, step->clock.rate_hz );
	count_score( &body->deaths );

	sim_actor* killer = blow.attacker != NULL ? blow.attacker : victim;
	if ( killer != victim && killer->is_editable )
	{
		count_score( &killer->body.kills );
		count_for_team( &step->scene->match, killer->body.team );
	}
	step->scene->kills[step->scene->kill_count++] = ( sim_kill ){ killer->id, victim->id, blow.weapon };
}

int32_t sim__blow_strength( const sim_actor* victim, sim__blow blow )
{
	const sim_actor* attacker = blow.attacker;
	const bool is_doubled = attacker != NULL && attacker != victim && attacker->body.overcharge_ticks > 0;
	return is_doubled ? blow.damage * SIM_OVERCHARGE_FACTOR : blow.damage;
}

// @return what armour takes of a blow
static int32_t absorb( sim_body* body, int32_t damage )
{
	const int32_t share = damage * SIM_ARMOUR_SHARE_256THS / 256;
	const int32_t absorbed = share < body->armour ? share : body->armour;
	body->armour = (uint8_t)( body->armour - absorbed );
	return absorbed;
}

uint8_t sim__hurt( const sim__step* step, sim_actor* victim, sim__blow blow )
{
	sim_body* body = &victim->body;
	const bool is_peace = step->scene->match.phase == SIM_SCOREBOARD;
	const bool is_friendly = blow.attacker != NULL && sim__are_friends( blow.attacker, victim );
	if ( is_peace || is_friendly || !victim->is_editable || !sim_is_alive( body ) || body->protection_ticks > 0 )
		return 0;

	const int32_t strength = sim__blow_strength( victim, blow ), absorbed = absorb( body, strength );
	const int32_t damage = strength - absorbed < body->health ? strength - absorbed : body->health;
	body->health = (uint8_t)( body->health - damage );
	if ( blow.attacker != victim )
	{
		victim->was_hurt = true;
		victim->hurt_by = blow.attacker != NULL ? blow.attacker->id : victim->id;
	}
	if ( body->health == 0 )
		die( step, victim, blow );
	return (uint8_t)( damage + absorbed );
}

// Squared distance to the nearest living enemy; the largest number there is if all are dead.
static int64_t enemy_distance_square( const sim_scene* scene, const sim_actor* actor, const int32_t place[2] )
{
	int64_t nearest = INT64_MAX;
	for ( int i = 0; i < scene->actor_count; ++i )
	{
		const sim_actor* enemy = &scene->actors[i];
		if ( enemy == actor || sim__are_friends( enemy, actor ) || !sim_is_alive( &enemy->body ) )
			continue;
		const int64_t x = enemy->body.position[0] - place[0], y = enemy->body.position[1] - place[1];
		if ( x * x + y * y < nearest )
			nearest = x * x + y * y;
	}
	return nearest;
}

// Among equals the first after a random one, so that an empty arena does not always begin in the same corner.
static const sim_spawn* choose_spawn( const sim__step* step, const sim_actor* actor )
{
	const sim_map* map = step->map;
	const uint32_t start = sim_mix( actor->slot, step->clock.tick ) % (uint32_t)map->spawn_count;
	const sim_spawn* best = map->spawns;
	int64_t best_square = -1;
	for ( int i = 0; i < map->spawn_count; ++i )
	{
		const sim_spawn* spawn = &map->spawns[( start + (uint32_t)i ) % (uint32_t)map->spawn_count];
		if ( step->scene->match.mode == SIM_BALL && spawn->team != SIM_TEAM_NONE &&
		     spawn->team != actor->body.team )
			continue;
		const int64_t square = enemy_distance_square( step->scene, actor, spawn->position );
		if ( square > best_square )
		{
			best = spawn;
			best_square = square;
		}
	}
	return best;
}

sim_body sim_body_joining( void ) { return ( sim_body ){ 0 }; }

void sim__respawn( const sim__step* step, sim_actor* actor )
{
	const sim_spawn* spawn = choose_spawn( step, actor );
	const sim_body old = actor->body;
	actor->body = ( sim_body ){
		.position = { spawn->position[0], spawn->position[1] },
		.aim = spawn->aim,
		.kills = old.kills,
		.deaths = old.deaths,
		.life = (uint16_t)( old.life + 1 ),
		.health = SIM_HEALTH_FULL,
		.team = old.team,
		.weapon = SIM_PULSE,
		.rail_ammo = SIM_RAIL_AMMO,
		.rocket_ammo = SIM_ROCKET_AMMO,
		.protection_ticks = sim_ticks_from_ms( SIM_PROTECTION_MS, step->clock.rate_hz ),
	};
	actor->was_respawned = true;
}
