#include "sim/step.h"

uint8_t sim_weapon_wait_ticks( uint8_t weapon, int rate_hz )
{
	static const int wait_ms[SIM_WEAPON_COUNT] = {
		[SIM_PULSE] = SIM_PULSE_WAIT_MS,
		[SIM_RAIL] = SIM_RAIL_WAIT_MS,
		[SIM_ROCKET] = SIM_ROCKET_WAIT_MS,
	};
	return sim_ticks_from_ms( wait_ms[weapon < SIM_WEAPON_COUNT ? weapon : SIM_PULSE], rate_hz );
}

static uint8_t* ammo_of( sim_body* body, uint8_t weapon )
{
	if ( weapon == SIM_RAIL )
		return &body->rail_ammo;
	return weapon == SIM_ROCKET ? &body->rocket_ammo : NULL;
}

// Without ammunition one has the pulse in hand, not a click.
static uint8_t choose_weapon( sim_body* body, uint8_t wanted )
{
	if ( wanted >= SIM_WEAPON_COUNT )
		return SIM_PULSE;
	const uint8_t* ammo = ammo_of( body, wanted );
	return ammo == NULL || *ammo > 0 ? wanted : SIM_PULSE;
}

typedef struct ray
{
	int32_t from[2];
	int32_t direction[2]; // of length SIM_UNIT
	int32_t length;       // to the first wall
} ray;

static ray cast_ray( const sim_map* map, const int32_t from[2], uint16_t angle )
{
	ray cast = { .from = { from[0], from[1] }, .direction = { sim_cos( angle ), sim_sin( angle ) } };
	const int32_t far[2] = { (int32_t)( from[0] + (int64_t)cast.direction[0] * SIM_SHOT_RANGE / SIM_UNIT ),
		                 (int32_t)( from[1] + (int64_t)cast.direction[1] * SIM_SHOT_RANGE / SIM_UNIT ) };
	const sim_trace_hit wall = sim_trace( map, from, far, SIM_TILE_WALL );
	cast.length = sim_length( wall.position[0] - from[0], wall.position[1] - from[1] );
	return cast;
}

static void point_on_ray( const ray* cast, int32_t distance, int32_t point[2] )
{
	point[0] = cast->from[0] + (int32_t)( (int64_t)cast->direction[0] * distance / SIM_UNIT );
	point[1] = cast->from[1] + (int32_t)( (int64_t)cast->direction[1] * distance / SIM_UNIT );
}

// @return distance at which the ray enters a disc, -1 if it passes by
static int32_t enter_distance( const ray* cast, const int32_t centre[2], int32_t disc_radius )
{
	const int64_t x = centre[0] - cast->from[0], y = centre[1] - cast->from[1];
	const int64_t along = ( x * cast->direction[0] + y * cast->direction[1] ) / SIM_UNIT;
	const int64_t beside = ( x * cast->direction[1] - y * cast->direction[0] ) / SIM_UNIT;
	const int64_t radius = disc_radius;
	if ( beside > radius || beside < -radius )
		return -1;
	const int64_t half_chord = sim_sqrt( (uint64_t)( radius * radius - beside * beside ) );
	if ( along + half_chord < 0 || along - half_chord > cast->length )
		return -1;
	return along > half_chord ? (int32_t)( along - half_chord ) : 0;
}

// The nearest targets on a ray, in order of distance; equals in order of the list.
typedef struct hit_list
{
	int count, capacity;
	const sim_target* targets[SIM_MAX_HITS];
	int32_t distances[SIM_MAX_HITS];
} hit_list;

static void insert_hit( hit_list* list, const sim_target* target, int32_t distance )
{
	int at = list->count;
	while ( at > 0 && list->distances[at - 1] > distance )
		at--;
	if ( at == list->capacity )
		return;
	if ( list->count < list->capacity )
		list->count++;
	for ( int i = list->count - 1; i > at; --i )
	{
		list->targets[i] = list->targets[i - 1];
		list->distances[i] = list->distances[i - 1];
	}
	list->targets[at] = target;
	list->distances[at] = distance;
}

static void find_hits( hit_list* list, const ray* cast, const sim_actor* shooter )
{
	for ( int i = 0; i < shooter->target_count; ++i )
	{
		const sim_target* target = &shooter->targets[i];
		if ( !target->is_solid || target->id == shooter->id )
			continue;
		const int32_t distance = enter_distance( cast, target->position, SIM_BODY_RADIUS );
		if ( distance >= 0 )
			insert_hit( list, target, distance );
	}
}

// The first prop on a ray, which ends there.
static sim_prop_slot* stop_at_prop( const sim__step* step, ray* cast )
{
	sim_prop_slot* nearest = NULL;
	for ( int i = 0; i < step->scene->prop_count; ++i )
	{
		sim_prop_slot* slot = &step->scene->props[i];
		const int32_t distance = enter_distance( cast, slot->prop.position, sim__prop_radius( &slot->prop ) );
		if ( distance < 0 || distance >= cast->length )
			continue;
		cast->length = distance;
		nearest = slot;
	}
	return nearest;
}

static uint8_t damage_target( const sim__step* step, sim_actor* shooter, const sim_target* target, uint8_t damage )
{
	sim_actor* victim = sim__find_id( step->scene, target->id );
	const sim__blow blow = { shooter, shooter->body.weapon, damage };
	if ( victim == NULL || !victim->is_editable )
		return (uint8_t)sim__blow_strength( victim, blow );
	return sim__hurt( step, victim, blow );
}

static void fire_hitscan( const sim__step* step, sim_actor* shooter, uint16_t angle, hit_list* list )
{
	const uint8_t weapon = shooter->body.weapon;
	ray cast = cast_ray( step->map, shooter->body.position, angle );
	sim_prop_slot* prop = stop_at_prop( step, &cast );
	find_hits( list, &cast, shooter );

	sim_shot* shot = &step->scene->shots[step->scene->shot_count++];
	*shot = ( sim_shot ){ .shooter = shooter->id,
		              .from = { cast.from[0], cast.from[1] },
		              .weapon = weapon,
		              .hit_count = (uint8_t)list->count };
	const bool stops_in_body = list->count == list->capacity;
	point_on_ray( &cast, stops_in_body ? list->distances[list->count - 1] : cast.length, shot->to );
	if ( prop != NULL && !stops_in_body && step->is_authority )
		sim__prop_shoot( prop, cast.direction, weapon );
	for ( int i = 0; i < list->count; ++i )
	{
		const uint8_t damage = weapon == SIM_RAIL ? SIM_RAIL_DAMAGE : SIM_PULSE_DAMAGE;
		shot->hits[i].id = list->targets[i]->id;
		point_on_ray( &cast, list->distances[i], shot->hits[i].position );
		shot->hits[i].damage = damage_target( step, shooter, list->targets[i], damage );
	}
}

static void fire_pulse( const sim__step* step, sim_actor* shooter )
{
	const uint32_t random = sim_mix( shooter->slot, step->clock.tick );
	const int32_t spread = (int32_t)( random % ( 2 * SIM_PULSE_SPREAD + 1 ) ) - SIM_PULSE_SPREAD;
	fire_hitscan( step, shooter, (uint16_t)( shooter->body.aim + spread ), &( hit_list ){ .capacity = 1 } );
}

static bool fire( const sim__step* step, sim_actor* actor )
{
	switch ( actor->body.weapon )
	{
	case SIM_RAIL:
		fire_hitscan( step, actor, actor->body.aim, &( hit_list ){ .capacity = SIM_MAX_HITS } );
		return true;
	case SIM_ROCKET:
		return sim__rocket_launch( step, actor );
	default:
		fire_pulse( step, actor );
		return true;
	}
}

void sim__weapon_use( const sim__step* step, sim_actor* actor )
{
	sim_body* body = &actor->body;
	if ( !actor->has_input || body->cooldown_ticks > 0 )
		return;
	body->weapon = choose_weapon( body, actor->input.weapon );
	if ( actor->input.fire_held == 0 && actor->input.fire_presses == 0 )
		return;

	uint8_t* ammo = ammo_of( body, body->weapon );
	if ( !fire( step, actor ) )
		return;
	if ( ammo != NULL )
		--*ammo;
	body->cooldown_ticks = sim_weapon_wait_ticks( body->weapon, step->clock.rate_hz );
	body->protection_ticks = 0;
}
