#include "sim/step.h"

enum
{
	BLAST_BACK_OFF = 16, ///< a blast at a wall is drawn back this far, so that lines from it do not start inside
};

bool sim__rocket_launch( const sim__step* step, const sim_actor* actor )
{
	sim_scene* scene = step->scene;
	if ( scene->rocket_count + scene->spawned_count >= SIM_MAX_ROCKETS )
		return false;

	const int32_t direction[2] = { sim_cos( actor->body.aim ), sim_sin( actor->body.aim ) };
	const int32_t* from = actor->body.position;
	const int32_t muzzle[2] = { from[0] + direction[0] * SIM_MUZZLE_DISTANCE / SIM_UNIT,
		                    from[1] + direction[1] * SIM_MUZZLE_DISTANCE / SIM_UNIT };
	// Nose against a wall, the muzzle is in it: start in front of the body, not behind the wall.
	const bool is_clear = !sim_trace( step->map, from, muzzle, SIM_TILE_WALL ).is_blocked;
	const int32_t* start = is_clear ? muzzle : from;
	scene->spawned[scene->spawned_count++] = ( sim_rocket ){
		.position = { start[0], start[1] },
		.velocity = { SIM_ROCKET_SPEED * direction[0] / SIM_UNIT, SIM_ROCKET_SPEED * direction[1] / SIM_UNIT },
		.owner_slot = actor->slot,
		.life_ticks = sim_ticks_from_ms( SIM_ROCKET_LIFE_MS, step->clock.rate_hz ),
	};
	return true;
}

// Where on the way from `from` to `to` a rocket touches a disc: in 1/1024 of the way, -1 if it does not.
static int32_t touch_part( const int32_t from[2], const int32_t to[2], const int32_t centre[2], int32_t radius )
{
	const int64_t reach = radius + SIM_ROCKET_RADIUS;
	const int64_t dx = to[0] - from[0], dy = to[1] - from[1];
	const int64_t x = centre[0] - from[0], y = centre[1] - from[1];
	const int64_t square = dx * dx + dy * dy;
	int64_t part = square == 0 ? 0 : ( x * dx + y * dy ) * 1024 / square;
	part = part < 0 ? 0 : part > 1024 ? 1024 : part;
	const int64_t miss_x = x - dx * part / 1024, miss_y = y - dy * part / 1024;
	return miss_x * miss_x + miss_y * miss_y <= reach * reach ? (int32_t)part : -1;
}

// The body a rocket strikes first; it passes through those of its owner's team. Bodies that may not be changed here are left to whoever may.
static sim_actor* find_struck( const sim__step* step, const sim_rocket* rocket, int32_t end[2] )
{
	const sim_actor* owner = sim__find_slot( step->scene, rocket->owner_slot );
	sim_actor* struck = NULL;
	int32_t nearest = 1025;
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		sim_actor* actor = &step->scene->actors[i];
		if ( !actor->is_editable || !sim_is_alive( &actor->body ) || actor->slot == rocket->owner_slot ||
		     ( owner != NULL && sim__are_friends( owner, actor ) ) )
			continue;
		const int32_t part = touch_part( rocket->position, end, actor->body.position, SIM_BODY_RADIUS );
		if ( part >= 0 && part < nearest )
		{
			nearest = part;
			struck = actor;
		}
	}
	if ( struck != NULL )
	{
		for ( int axis = 0; axis < 2; ++axis )
			end[axis] = rocket->position[axis] + ( end[axis] - rocket->position[axis] ) * nearest / 1024;
	}
	return struck;
}

// The prop that stops a rocket, if any does.
static sim_prop_slot* stop_at_prop( const sim__step* step, const sim_rocket* rocket, int32_t end[2] )
{
	sim_prop_slot* stopping = NULL;
	int32_t nearest = 1025;
	for ( int i = 0; i < step->scene->prop_count; ++i )
	{
		sim_prop_slot* slot = &step->scene->props[i];
		const int32_t part =
			touch_part( rocket->position, end, slot->prop.position, sim__prop_radius( &slot->prop ) );
		if ( !slot->is_editable || slot->is_removed || part < 0 || part >= nearest )
			continue;
		nearest = part;
		stopping = slot;
	}
	for ( int axis = 0; axis < 2 && stopping != NULL; ++axis )
		end[axis] = rocket->position[axis] + ( end[axis] - rocket->position[axis] ) * nearest / 1024;
	return stopping;
}

typedef struct explosion
{
	const sim__step* step;
	const sim_rocket* rocket; // at the place of the blast
	sim_actor* owner;         // NULL: has left
	sim_actor* struck;        // NULL: nobody
} explosion;

// Share of a blast that reaches a point, in 1/1024. @param size from the point to the edge of what is there
static int32_t share_at( const explosion* blast, const int32_t point[2], int32_t size )
{
	const int32_t* centre = blast->rocket->position;
	const int32_t distance = sim_length( point[0] - centre[0], point[1] - centre[1] ) - size;
	if ( distance >= SIM_SPLASH_RADIUS || sim_trace( blast->step->map, centre, point, SIM_TILE_WALL ).is_blocked )
		return 0;
	return distance <= 0 ? 1024 : ( SIM_SPLASH_RADIUS - distance ) * 1024 / SIM_SPLASH_RADIUS;
}

static void push( const explosion* blast, sim_actor* actor, int32_t share )
{
	const sim_rocket* rocket = blast->rocket;
	int32_t away[2] = { actor->body.position[0] - rocket->position[0],
		            actor->body.position[1] - rocket->position[1] };
	if ( actor == blast->struck || ( away[0] == 0 && away[1] == 0 ) )
	{
		away[0] = rocket->velocity[0];
		away[1] = rocket->velocity[1];
	}
	const int32_t length = sim_length( away[0], away[1] );
	const int32_t speed = SIM_SPLASH_PUSH * share / 1024;
	if ( length == 0 || speed == 0 )
		return;
	for ( int axis = 0; axis < 2; ++axis )
		actor->body.velocity[axis] += (int32_t)( (int64_t)away[axis] * speed / length );
	sim_limit( actor->body.velocity, SIM_SPEED_MAX );

	// The owner foresees being pushed by an own rocket, but not that it struck somebody: its machine let it fly on.
	const sim_actor* culprit = actor == blast->owner ? blast->struck : blast->owner;
	if ( actor == blast->owner && culprit == NULL )
		return;
	actor->was_pushed = true;
	actor->pushed_by = culprit != NULL ? culprit->id : actor->id;
}

static void touch_with_blast( const explosion* blast, sim_actor* actor )
{
	const int32_t share = actor == blast->struck ? 1024 : share_at( blast, actor->body.position, SIM_BODY_RADIUS );
	if ( share == 0 )
		return;
	push( blast, actor, share );
	int32_t damage = actor == blast->struck ? SIM_ROCKET_DAMAGE : SIM_SPLASH_DAMAGE * share / 1024;
	if ( actor == blast->owner )
		damage = damage * SIM_SPLASH_SELF_PERCENT / 100;
	if ( damage > 0 )
		sim__hurt( blast->step, actor, ( sim__blow ){ blast->owner, SIM_ROCKET, damage } );
}

static void explode( const explosion* blast, sim_rocket_slot* slot )
{
	sim_scene* scene = blast->step->scene;
	slot->is_removed = true;
	scene->blasts[scene->blast_count++] = ( sim_blast ){
		.rocket = slot->id,
		.struck = blast->struck != NULL ? blast->struck->id : 0,
		.has_struck = blast->struck != NULL,
		.owner_slot = slot->rocket.owner_slot,
		.position = { slot->rocket.position[0], slot->rocket.position[1] },
	};
	for ( int i = 0; i < scene->actor_count; ++i )
	{
		sim_actor* actor = &scene->actors[i];
		if ( actor->is_editable && sim_is_alive( &actor->body ) )
			touch_with_blast( blast, actor );
	}
	for ( int i = 0; i < scene->prop_count; ++i )
	{
		sim_prop_slot* prop = &scene->props[i];
		const int32_t share = share_at( blast, prop->prop.position, sim__prop_radius( &prop->prop ) );
		if ( prop->is_editable && share > 0 )
			sim__prop_blast( blast->step, prop, blast->rocket, share );
	}
}

static void back_off( const sim_rocket* rocket, int32_t end[2] )
{
	const int32_t length = sim_length( rocket->velocity[0], rocket->velocity[1] );
	for ( int axis = 0; axis < 2 && length > 0; ++axis )
		end[axis] -= (int32_t)( (int64_t)rocket->velocity[axis] * BLAST_BACK_OFF / length );
}

void sim__rocket_fly( const sim__step* step, sim_rocket_slot* slot )
{
	sim_rocket* rocket = &slot->rocket;
	const sim_clock clock = step->clock;
	const int32_t aim[2] = { rocket->position[0] + sim_split( rocket->velocity[0], clock.tick, clock.rate_hz ),
		                 rocket->position[1] + sim_split( rocket->velocity[1], clock.tick, clock.rate_hz ) };
	const sim_trace_hit wall = sim_trace( step->map, rocket->position, aim, SIM_TILE_WALL );
	int32_t end[2] = { wall.position[0], wall.position[1] };
	if ( wall.is_blocked )
		back_off( rocket, end );
	const sim_prop_slot* prop = stop_at_prop( step, rocket, end );
	if ( prop != NULL )
		sim__note_contact( step, ( sim_contact ){ SIM_SIDE_ROCKET, SIM_SIDE_PROP, slot->id, prop->id } );
	sim_actor* struck = step->is_authority ? find_struck( step, rocket, end ) : NULL;

	rocket->position[0] = end[0];
	rocket->position[1] = end[1];
	if ( rocket->life_ticks > 0 )
		rocket->life_ticks--;
	if ( wall.is_blocked || prop != NULL || struck != NULL || rocket->life_ticks == 0 )
	{
		const explosion blast = { step, rocket, sim__find_slot( step->scene, rocket->owner_slot ), struck };
		explode( &blast, slot );
	}
}
