#include "sim/step.h"

sim_prop sim_crate_at( const int32_t position[2] )
{
	return ( sim_prop ){ .position = { position[0], position[1] }, .health = SIM_CRATE_HEALTH };
}

sim_prop sim_ball_at( const int32_t position[2] )
{
	return ( sim_prop ){ .position = { position[0], position[1] }, .is_ball = 1, .health = SIM_CRATE_HEALTH };
}

int32_t sim__prop_radius( const sim_prop* prop )
{
	return prop->is_ball != 0 ? SIM_BALL_RADIUS : SIM_CRATE_SHOT_RADIUS;
}

void sim__note_contact( const sim__step* step, sim_contact contact )
{
	sim_scene* scene = step->scene;
	if ( scene->contact_count < SIM_MAX_CONTACTS )
		scene->contacts[scene->contact_count++] = contact;
}

static void note_both( const sim__step* step, sim_contact contact )
{
	sim__note_contact( step, contact );
	sim__note_contact(
		step, ( sim_contact ){ contact.culprit_side, contact.victim_side, contact.culprit, contact.victim } );
}

static void shift( const sim__step* step, sim_prop* prop, const int32_t delta[2] )
{
	if ( prop->is_ball != 0 )
		sim_ball_slide( step->map, prop->position, prop->velocity, delta );
	else
		sim_box_slide( step->map, prop->position, prop->velocity, delta, SIM_CRATE_HALF );
}

static void move( const sim__step* step, sim_prop* prop )
{
	const sim_clock clock = step->clock;
	const int32_t friction = prop->is_ball != 0 ? SIM_BALL_FRICTION : SIM_CRATE_FRICTION;
	int32_t change[2] = { -prop->velocity[0], -prop->velocity[1] };
	sim_limit( change, sim_split( friction, clock.tick, clock.rate_hz ) );
	prop->velocity[0] += change[0];
	prop->velocity[1] += change[1];
	sim_limit( prop->velocity, SIM_SPEED_MAX );
	const int32_t delta[2] = { sim_split( prop->velocity[0], clock.tick, clock.rate_hz ),
		                   sim_split( prop->velocity[1], clock.tick, clock.rate_hz ) };
	if ( delta[0] != 0 || delta[1] != 0 )
		shift( step, prop, delta );
}

// --- Touching --------------------------------------------------------------------------------------------------------

// From something round to what it touches: a vector of length `depth` that leads out of it.
typedef struct overlap
{
	int32_t normal[2]; // of length SIM_UNIT
	int32_t depth;
} overlap;

static bool find_disc_overlap( const int32_t from[2], const int32_t to[2], int32_t reach, overlap* out )
{
	const int32_t x = to[0] - from[0], y = to[1] - from[1];
	if ( x > reach || x < -reach || y > reach || y < -reach )
		return false;
	const int32_t distance = sim_length( x, y );
	if ( distance >= reach )
		return false;
	out->depth = reach - distance;
	out->normal[0] = distance > 0 ? x * SIM_UNIT / distance : SIM_UNIT;
	out->normal[1] = distance > 0 ? y * SIM_UNIT / distance : 0;
	return true;
}

static int32_t clamp( int32_t value, int32_t low, int32_t high )
{
	return value < low ? low : value > high ? high : value;
}

static int32_t absolute( int32_t value ) { return value < 0 ? -value : value; }

// A disc and an upright box: out of the nearest side when the centre is inside.
static bool find_box_overlap( const int32_t centre[2], int32_t radius, const int32_t box[2], overlap* out )
{
	const int32_t half = SIM_CRATE_HALF;
	const int32_t x = box[0] - centre[0], y = box[1] - centre[1];
	const int32_t nearest[2] = { clamp( centre[0], box[0] - half, box[0] + half ),
		                     clamp( centre[1], box[1] - half, box[1] + half ) };
	if ( nearest[0] != centre[0] || nearest[1] != centre[1] )
		return find_disc_overlap( centre, nearest, radius, out );
	const int axis = absolute( x ) >= absolute( y ) ? 0 : 1;
	const int32_t inwards = axis == 0 ? x : y;
	out->normal[axis] = inwards >= 0 ? SIM_UNIT : -SIM_UNIT;
	out->normal[1 - axis] = 0;
	out->depth = radius + half - absolute( inwards );
	return true;
}

// How fast `from` closes in on `to` along the normal; 0 when it does not.
static int32_t closing_speed( const overlap* at, const int32_t from[2], const int32_t to[2] )
{
	const int64_t speed =
		( (int64_t)( from[0] - to[0] ) * at->normal[0] + (int64_t)( from[1] - to[1] ) * at->normal[1] ) /
		SIM_UNIT;
	return speed > 0 ? (int32_t)speed : 0;
}

static void add_along( const overlap* at, int32_t velocity[2], int32_t speed )
{
	for ( int axis = 0; axis < 2; ++axis )
		velocity[axis] += (int32_t)( (int64_t)at->normal[axis] * speed / SIM_UNIT );
	sim_limit( velocity, SIM_SPEED_MAX );
}

static void scale_normal( const overlap* at, int32_t length, int32_t out[2] )
{
	out[0] = at->normal[0] * length / SIM_UNIT;
	out[1] = at->normal[1] * length / SIM_UNIT;
}

// A ball gives way and hurries ahead; a body does not feel it.
static bool kick( const sim__step* step, const sim_body* body, sim_prop* ball )
{
	overlap at;
	if ( !find_disc_overlap( body->position, ball->position, SIM_BODY_RADIUS + SIM_BALL_RADIUS, &at ) )
		return false;
	int32_t out[2];
	scale_normal( &at, at.depth, out );
	shift( step, ball, out );
	const int32_t speed = closing_speed( &at, body->velocity, ball->velocity );
	add_along( &at, ball->velocity, speed * SIM_BALL_KICK_256THS / 256 );
	return true;
}

// A crate is heavy: it takes part of the speed, and the body stays outside.
static bool shove( const sim__step* step, sim_body* body, sim_prop* crate )
{
	overlap at;
	if ( !find_box_overlap( body->position, SIM_BODY_RADIUS, crate->position, &at ) )
		return false;
	const int32_t speed = closing_speed( &at, body->velocity, crate->velocity );
	add_along( &at, crate->velocity, speed * SIM_CRATE_SHARE_256THS / 256 );
	add_along( &at, body->velocity, -speed * ( 256 - SIM_CRATE_SHARE_256THS ) / 256 );
	int32_t out[2];
	scale_normal( &at, -at.depth, out );
	sim_disc_slide( step->map, body->position, body->velocity, out );
	return true;
}

static void touch_bodies( const sim__step* step, sim_prop_slot* slot )
{
	for ( int i = 0; i < step->scene->actor_count; ++i )
	{
		sim_actor* actor = &step->scene->actors[i];
		if ( !actor->is_editable || !sim_is_alive( &actor->body ) )
			continue;
		const bool is_touched = slot->prop.is_ball != 0 ? kick( step, &actor->body, &slot->prop )
		                                                : shove( step, &actor->body, &slot->prop );
		if ( is_touched )
			note_both( step, ( sim_contact ){ SIM_SIDE_ACTOR, SIM_SIDE_PROP, actor->id, slot->id } );
	}
}

static bool bounce_off( const sim__step* step, sim_prop* ball, sim_prop* crate )
{
	overlap at;
	if ( !find_box_overlap( ball->position, SIM_BALL_RADIUS, crate->position, &at ) )
		return false;
	const int32_t speed = closing_speed( &at, ball->velocity, crate->velocity );
	add_along( &at, ball->velocity, -speed * ( 256 + SIM_BALL_BOUNCE_256THS ) / 256 );
	add_along( &at, crate->velocity, speed / 4 );
	int32_t out[2];
	scale_normal( &at, -at.depth, out );
	shift( step, ball, out );
	return true;
}

// The later of two crates gives way, along the axis on which they reach into each other less.
static bool part( const sim__step* step, sim_prop* first, sim_prop* second )
{
	int32_t apart[2], depth[2];
	for ( int axis = 0; axis < 2; ++axis )
	{
		apart[axis] = second->position[axis] - first->position[axis];
		depth[axis] = 2 * SIM_CRATE_HALF - absolute( apart[axis] );
		if ( depth[axis] <= 0 )
			return false;
	}
	const int axis = depth[0] <= depth[1] ? 0 : 1;
	const int32_t sign = apart[axis] >= 0 ? 1 : -1;
	const int32_t closing = sign * ( first->velocity[axis] - second->velocity[axis] );
	if ( closing > 0 )
	{
		first->velocity[axis] -= sign * closing / 2;
		second->velocity[axis] += sign * closing / 2;
	}
	int32_t out[2] = { 0 };
	out[axis] = sign * depth[axis];
	shift( step, second, out );
	return true;
}

static void touch_props( const sim__step* step, int index )
{
	sim_prop_slot* slot = &step->scene->props[index];
	for ( int i = index + 1; i < step->scene->prop_count; ++i )
	{
		sim_prop_slot* other = &step->scene->props[i];
		sim_prop *a = &slot->prop, *b = &other->prop;
		if ( !other->is_editable || ( a->is_ball != 0 && b->is_ball != 0 ) )
			continue;
		const bool is_touched = a->is_ball != 0   ? bounce_off( step, a, b )
		                        : b->is_ball != 0 ? bounce_off( step, b, a )
		                                          : part( step, a, b );
		if ( is_touched )
			note_both( step, ( sim_contact ){ SIM_SIDE_PROP, SIM_SIDE_PROP, slot->id, other->id } );
	}
}

// --- Goals -----------------------------------------------------------------------------------------------------------

static bool is_inside( const sim_goal* goal, const int32_t position[2] )
{
	return position[0] >= goal->low[0] && position[0] < goal->high[0] && position[1] >= goal->low[1] &&
	       position[1] < goal->high[1];
}

// Who defends a goal does not score in it.
static void look_for_goal( const sim__step* step, sim_prop_slot* slot )
{
	sim_match* match = &step->scene->match;
	for ( int i = 0; i < SIM_GOALS; ++i )
	{
		if ( !is_inside( &step->map->goals[i], slot->prop.position ) )
			continue;
		const int scorer = 1 - i;
		step->scene->goal_team = (uint8_t)( SIM_TEAM_A + scorer );
		if ( match->mode == SIM_BALL && sim_is_scoring( match ) && match->team_scores[scorer] < SIM_SCORE_MAX )
			match->team_scores[scorer]++;
		slot->prop = sim_ball_at( step->map->ball );
		slot->is_reset = true;
		return;
	}
}

// --- The stage -------------------------------------------------------------------------------------------------------

void sim__props_move( const sim__step* step )
{
	sim_scene* scene = step->scene;
	for ( int i = 0; i < scene->prop_count; ++i )
		if ( scene->props[i].is_editable )
			move( step, &scene->props[i].prop );
	for ( int i = 0; i < scene->prop_count; ++i )
	{
		if ( !scene->props[i].is_editable )
			continue;
		touch_bodies( step, &scene->props[i] );
		touch_props( step, i );
	}
	for ( int i = 0; i < scene->prop_count && step->is_authority && step->map->has_ball; ++i )
		if ( scene->props[i].prop.is_ball != 0 )
			look_for_goal( step, &scene->props[i] );
}

static void hurt( sim_prop_slot* slot, int32_t damage )
{
	if ( slot->prop.is_ball != 0 )
		return;
	slot->prop.health = (uint16_t)( damage < slot->prop.health ? slot->prop.health - damage : 0 );
	slot->is_removed = slot->prop.health == 0;
}

void sim__prop_shoot( sim_prop_slot* slot, const int32_t direction[2], uint8_t weapon )
{
	const int32_t push =
		( slot->prop.is_ball != 0 ? SIM_BALL_SHOT_PUSH : SIM_CRATE_SHOT_PUSH ) * ( weapon == SIM_RAIL ? 4 : 1 );
	for ( int axis = 0; axis < 2; ++axis )
		slot->prop.velocity[axis] += (int32_t)( (int64_t)direction[axis] * push / SIM_UNIT );
	sim_limit( slot->prop.velocity, SIM_SPEED_MAX );
	slot->was_shot = true;
	hurt( slot, weapon == SIM_RAIL ? SIM_RAIL_DAMAGE : SIM_PULSE_DAMAGE );
}

void sim__prop_blast( const sim__step* step, sim_prop_slot* slot, const sim_rocket* rocket, int32_t share )
{
	const sim_actor* owner = sim__find_slot( step->scene, rocket->owner_slot );
	const int32_t x = slot->prop.position[0] - rocket->position[0],
		      y = slot->prop.position[1] - rocket->position[1];
	const int32_t length = sim_length( x, y ), speed = SIM_SPLASH_PUSH * share / 1024;
	if ( length > 0 )
	{
		slot->prop.velocity[0] += (int32_t)( (int64_t)x * speed / length );
		slot->prop.velocity[1] += (int32_t)( (int64_t)y * speed / length );
		sim_limit( slot->prop.velocity, SIM_SPEED_MAX );
	}
	sim__note_contact( step, ( sim_contact ){ SIM_SIDE_PROP, owner != NULL ? SIM_SIDE_ACTOR : SIM_SIDE_NOBODY,
	                                          slot->id, owner != NULL ? owner->id : 0 } );
	if ( step->is_authority )
		hurt( slot, SIM_SPLASH_DAMAGE * share / 1024 );
}
