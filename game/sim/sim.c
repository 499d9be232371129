#include "sim/sim.h"

#include "sim/step.h"

static void empty_outputs( sim_scene* scene )
{
	scene->contact_count = 0;
	scene->goal_team = SIM_TEAM_NONE;
	for ( int i = 0; i < scene->prop_count; ++i )
		scene->props[i].is_removed = scene->props[i].is_reset = scene->props[i].was_shot = false;
	scene->spawned_count = scene->shot_count = scene->blast_count = scene->kill_count = 0;
	for ( int i = 0; i < scene->actor_count; ++i )
	{
		sim_actor* actor = &scene->actors[i];
		actor->was_hurt = actor->was_pushed = actor->was_respawned = actor->was_given = false;
		actor->hurt_by = actor->pushed_by = 0;
	}
	for ( int i = 0; i < scene->rocket_count; ++i )
		scene->rockets[i].is_removed = false;
	for ( int i = 0; i < scene->pickup_count; ++i )
		scene->pickups[i].is_taken = false;
}

static void move_bodies( const sim__step* step )
{
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		if ( step->scene->actors[i].is_editable )
			sim__body_move( step, &step->scene->actors[i] );
	}
}

// Two players who shoot each other in the same tick both fired: being earlier in an array is no advantage, and a
// client, which does not know the other's shot, has predicted its own.
static void use_weapons( const sim__step* step )
{
	bool was_ready[SIM_MAX_ACTORS]; // before anybody died: death ends the wait for the next shot
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		const sim_body* body = &step->scene->actors[i].body;
		was_ready[i] = sim_is_alive( body ) && body->cooldown_ticks == 0;
	}
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		sim_actor* actor = &step->scene->actors[i];
		if ( actor->is_editable && was_ready[i] )
			sim__weapon_use( step, actor );
	}
}

static void fly_rockets( const sim__step* step )
{
	for ( int i = 0; i < step->scene->rocket_count; ++i )
	{
		if ( step->scene->rockets[i].is_editable )
			sim__rocket_fly( step, &step->scene->rockets[i] );
	}
}

static void offer_pickups( const sim__step* step )
{
	for ( int i = 0; i < step->scene->pickup_count; ++i )
		sim__pickup_offer( step, &step->scene->pickups[i] );
}

static void respawn_dead( const sim__step* step )
{
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		sim_actor* actor = &step->scene->actors[i];
		if ( actor->is_editable && !sim_is_alive( &actor->body ) && actor->body.respawn_ticks == 0 )
			sim__respawn( step, actor );
	}
}

void sim_step( const sim_map* map, sim_clock clock, bool is_authority, sim_scene* scene )
{
	const sim__step step = { .map = map, .clock = clock, .is_authority = is_authority, .scene = scene };

	empty_outputs( scene );
	move_bodies( &step );
	sim__props_move( &step );
	use_weapons( &step );
	fly_rockets( &step );
	if ( is_authority )
	{
		offer_pickups( &step );
		respawn_dead( &step );
	}
}

sim_actor* sim__find_slot( sim_scene* scene, uint16_t slot )
{
	for ( int i = 0; i < scene->actor_count; ++i )
	{
		if ( scene->actors[i].slot == slot )
			return &scene->actors[i];
	}
	return NULL;
}

sim_actor* sim__find_id( sim_scene* scene, uint32_t id )
{
	for ( int i = 0; i < scene->actor_count; ++i )
	{
		if ( scene->actors[i].id == id )
			return &scene->actors[i];
	}
	return NULL;
}
