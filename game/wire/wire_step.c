#include "wire/wire_step.h"

#include "wire/wire_convert.h"
#include "wire/wire_setup.h"

#include <stdlib.h>
#include <string.h>

struct wire_rules
{
	const sim_map* map;
	bool is_authority;
	sim_scene scene;
	sim_actor actors[SIM_MAX_ACTORS];
	tw_entity actor_entities[SIM_MAX_ACTORS];
	uint16_t lives[SIM_MAX_ACTORS]; // before the step: a new life is a jump
	sim_rocket_slot rockets[SIM_MAX_ROCKETS];
	tw_entity rocket_entities[SIM_MAX_ROCKETS];
	sim_pickup_slot pickups[SIM_MAX_PICKUPS];
	tw_entity pickup_entities[SIM_MAX_PICKUPS];
	sim_prop_slot props[SIM_MAX_PROPS];
	tw_entity prop_entities[SIM_MAX_PROPS];
	sim_target targets[SIM_MAX_ACTORS][SIM_MAX_ACTORS];
};

wire_rules* wire_rules_create( const sim_map* map, bool is_authority )
{
	wire_rules* rules = calloc( 1, sizeof( *rules ) );
	if ( rules == NULL )
		return NULL;
	rules->map = map;
	rules->is_authority = is_authority;
	return rules;
}

void wire_rules_destroy( wire_rules* rules ) { free( rules ); }

// --- In --------------------------------------------------------------------------------------------------------------

// Whoever pulls the trigger is judged by what was on that player's screen.
static int load_targets( const tw_world* world, tw_entity shooter, uint8_t team, tw_player player, sim_target* targets )
{
	const tw_world* seen = tw_world_get_seen( world, player );
	tw_column column = tw_world_get_column( seen, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	int count = 0;
	for ( int i = 0; i < column.count && count < SIM_MAX_ACTORS; ++i )
	{
		if ( tw_entity_equals( column.entities[i], shooter ) || !tw_world_exists( seen, column.entities[i] ) )
			continue;
		const wire_fighter* fighter = fighters + i;
		bool is_protected = fighter->protection_until != WIRE_NEVER;
		bool is_friend = team != SIM_TEAM_NONE && fighter->team == team;
		targets[count++] = ( sim_target ){ .id = column.entities[i].index1,
			                           .position = { fighter->position[0], fighter->position[1] },
			                           .is_solid = fighter->health > 0 && !is_protected && !is_friend };
	}
	return count;
}

static void load_actor( tw_world* world, tw_tick tick, tw_entity entity, const wire_fighter* fighter,
                        wire_rules* rules )
{
	int index = rules->scene.actor_count++;
	sim_actor* actor = rules->actors + index;
	tw_player player = tw_world_get_owner( world, entity );
	const wire_input* input = tw_world_get_input( world, player );
	*actor = ( sim_actor ){
		.id = entity.index1,
		.slot = (uint16_t)( tw_player_slot( player ) & SIM_SLOT_MAX ),
		.has_input = input != NULL,
		.is_editable = tw_world_edit( world, entity, WIRE_FIGHTER ) != NULL,
		.body = wire_to_body( fighter, tick.number - 1 ),
	};
	rules->actor_entities[index] = entity;
	rules->lives[index] = actor->body.life;
	if ( input == NULL )
		return;
	actor->input = wire_to_input( input );
	if ( !actor->is_editable || ( input->fire_held == 0 && input->fire_presses == 0 ) )
		return;
	actor->targets = rules->targets[index];
	actor->target_count = load_targets( world, entity, fighter->team, player, rules->targets[index] );
}

static void load_actors( tw_world* world, tw_tick tick, wire_rules* rules )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count && rules->scene.actor_count < SIM_MAX_ACTORS; ++i )
		if ( tw_world_exists( world, column.entities[i] ) )
			load_actor( world, tick, column.entities[i], fighters + i, rules );
}

static void load_rockets( tw_world* world, tw_tick tick, wire_rules* rules )
{
	tw_column column = tw_world_get_column( world, WIRE_MISSILE );
	const wire_missile* missiles = column.states;
	for ( int i = 0; i < column.count && rules->scene.rocket_count < SIM_MAX_ROCKETS; ++i )
	{
		tw_entity entity = column.entities[i];
		if ( !tw_world_exists( world, entity ) )
			continue;
		int index = rules->scene.rocket_count++;
		rules->rocket_entities[index] = entity;
		rules->rockets[index] = ( sim_rocket_slot ){
			.id = entity.index1,
			.is_editable = tw_world_edit( world, entity, WIRE_MISSILE ) != NULL,
			.rocket = wire_to_rocket( missiles + i, tick.number - 1 ),
		};
	}
}

static void load_pickups( tw_world* world, wire_rules* rules )
{
	tw_column column = tw_world_get_column( world, WIRE_PICKUP );
	const wire_pickup* pickups = column.states;
	for ( int i = 0; rules->is_authority && i < column.count && rules->scene.pickup_count < SIM_MAX_PICKUPS; ++i )
	{
		if ( !tw_world_exists( world, column.entities[i] ) )
			continue;
		int index = rules->scene.pickup_count++;
		rules->pickup_entities[index] = column.entities[i];
		rules->pickups[index] = ( sim_pickup_slot ){
			.id = column.entities[i].index1,
			.pickup = { .position = { pickups[i].position[0], pickups[i].position[1] },
			            .item = (uint8_t)pickups[i].item },
		};
	}
}

static void load_props( tw_world* world, wire_rules* rules )
{
	tw_column column = tw_world_get_column( world, WIRE_PROP );
	const wire_prop* props = column.states;
	for ( int i = 0; i < column.count && rules->scene.prop_count < SIM_MAX_PROPS; ++i )
	{
		if ( !tw_world_exists( world, column.entities[i] ) )
			continue;
		int index = rules->scene.prop_count++;
		rules->prop_entities[index] = column.entities[i];
		rules->props[index] = ( sim_prop_slot ){
			.id = column.entities[i].index1,
			.is_editable = tw_world_edit( world, column.entities[i], WIRE_PROP ) != NULL,
			.prop = props[i],
		};
	}
}

static void load_match( tw_world* world, wire_rules* rules )
{
	tw_column column = tw_world_get_column( world, WIRE_MATCH );
	if ( column.count > 0 )
		rules->scene.match = *(const sim_match*)column.states;
}

// --- Out -------------------------------------------------------------------------------------------------------------

// NULL entity for an id that is not in the scene.
static tw_entity actor_entity( const wire_rules* rules, uint32_t id )
{
	for ( int i = 0; i < rules->scene.actor_count; ++i )
		if ( rules->actors[i].id == id )
			return rules->actor_entities[i];
	return ( tw_entity ){ 0 };
}

// What its player could not foresee is said aloud, so that the correction has a cause.
static void store_blame( tw_world* world, const wire_rules* rules, int index )
{
	const sim_actor* actor = rules->actors + index;
	tw_entity entity = rules->actor_entities[index];
	if ( actor->was_hurt )
		tw_world_blame( world, entity, actor_entity( rules, actor->hurt_by ) );
	if ( actor->was_pushed )
	{
		bool by_own_rocket = actor->pushed_by == actor->id; // it struck somebody whom the client saw elsewhere
		tw_world_blame( world, entity,
		                by_own_rocket ? ( tw_entity ){ 0 } : actor_entity( rules, actor->pushed_by ) );
	}
	if ( actor->was_respawned || actor->was_given )
		tw_world_blame( world, entity, ( tw_entity ){ 0 } );
}

static void store_actors( tw_world* world, tw_tick tick, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.actor_count; ++i )
	{
		const sim_actor* actor = rules->actors + i;
		if ( !actor->is_editable )
			continue;
		wire_fighter fighter = wire_from_body( &actor->body, tick.number );
		tw_world_put( world, rules->actor_entities[i], WIRE_FIGHTER, &fighter );
		if ( actor->body.life != rules->lives[i] )
			tw_world_teleport( world, rules->actor_entities[i] );
		store_blame( world, rules, i );
	}
}

static void emit_shots( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.shot_count; ++i )
	{
		const sim_shot* shot = rules->scene.shots + i;
		wire_shot event = { .to = { shot->to[0], shot->to[1] }, .weapon = shot->weapon };
		for ( int hit = 0; hit < shot->hit_count && hit < WIRE_MAX_VICTIMS; ++hit )
			event.victims[hit] = actor_entity( rules, shot->hits[hit].id );
		tw_world_emit( world, WIRE_SHOT, actor_entity( rules, shot->shooter ), &event );
	}
}

static void emit_blasts( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.blast_count; ++i )
	{
		const sim_blast* blast = rules->scene.blasts + i;
		tw_entity rocket = { 0 };
		for ( int at = 0; at < rules->scene.rocket_count; ++at )
			if ( rules->rockets[at].id == blast->rocket )
				rocket = rules->rocket_entities[at];
		if ( blast->has_struck )
			tw_world_blame( world, rocket, actor_entity( rules, blast->struck ) );
		wire_blast event = { .position = { blast->position[0], blast->position[1] } };
		tw_world_emit( world, WIRE_BLAST, rocket, &event );
	}
}

static void emit_kills( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; rules->is_authority && i < rules->scene.kill_count; ++i )
	{
		const sim_kill* kill = rules->scene.kills + i;
		wire_kill event = { .killer = actor_entity( rules, kill->killer ),
			            .victim = actor_entity( rules, kill->victim ),
			            .weapon = kill->weapon };
		tw_world_emit( world, WIRE_KILL, ( tw_entity ){ 0 }, &event );
	}
}

static void store_rockets( tw_world* world, tw_tick tick, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.rocket_count; ++i )
	{
		const sim_rocket_slot* slot = rules->rockets + i;
		if ( !slot->is_editable )
			continue;
		wire_missile missile = wire_from_rocket( &slot->rocket, tick.number );
		if ( slot->is_removed )
			tw_world_despawn( world, rules->rocket_entities[i] );
		else
			tw_world_put( world, rules->rocket_entities[i], WIRE_MISSILE, &missile );
	}
}

static void spawn_rockets( tw_world* world, tw_tick tick, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.spawned_count; ++i )
	{
		const sim_rocket* rocket = rules->scene.spawned + i;
		tw_player owner = { 0 };
		for ( int at = 0; at < rules->scene.actor_count; ++at )
			if ( rules->actors[at].slot == rocket->owner_slot )
				owner = tw_world_get_owner( world, rules->actor_entities[at] );
		wire_missile missile = wire_from_rocket( rocket, tick.number );
		tw_world_put( world, tw_world_spawn( world, WIRE_KIND_MISSILE, owner ), WIRE_MISSILE, &missile );
	}
}

static void store_pickups( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.pickup_count; ++i )
	{
		const sim_pickup_slot* slot = rules->pickups + i;
		if ( !slot->is_taken )
			continue;
		wire_take event = { .item = slot->pickup.item };
		tw_world_emit( world, WIRE_TAKE, actor_entity( rules, slot->taken_by ), &event );
		tw_world_despawn( world, rules->pickup_entities[i] );
	}
}

static void store_prop( tw_world* world, tw_entity entity, const sim_prop_slot* slot )
{
	if ( slot->is_removed || slot->is_reset || slot->was_shot )
		tw_world_blame( world, entity, ( tw_entity ){ 0 } );
	tw_world_put( world, entity, WIRE_PROP, &slot->prop );
	if ( slot->is_reset )
		tw_world_teleport( world, entity );
	if ( !slot->is_removed )
		return;
	wire_smash event = { .position = { slot->prop.position[0], slot->prop.position[1] } };
	tw_world_emit( world, WIRE_SMASH, entity, &event );
	tw_world_despawn( world, entity );
}

static void store_props( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; i < rules->scene.prop_count; ++i )
		if ( rules->props[i].is_editable )
			store_prop( world, rules->prop_entities[i], rules->props + i );
	if ( rules->scene.goal_team != SIM_TEAM_NONE )
		tw_world_emit( world, WIRE_GOAL, ( tw_entity ){ 0 }, &( wire_goal ){ rules->scene.goal_team } );
}

static tw_entity side_entity( const wire_rules* rules, sim_contact_side side, uint32_t id )
{
	if ( side == SIM_SIDE_ACTOR )
		return actor_entity( rules, id );
	for ( int i = 0; side == SIM_SIDE_ROCKET && i < rules->scene.rocket_count; ++i )
		if ( rules->rockets[i].id == id )
			return rules->rocket_entities[i];
	for ( int i = 0; side == SIM_SIDE_PROP && i < rules->scene.prop_count; ++i )
		if ( rules->props[i].id == id )
			return rules->prop_entities[i];
	return ( tw_entity ){ 0 };
}

// A client predicts its body and the props near it, which is exact until somebody else touches one of them.
static void blame_contacts( tw_world* world, const wire_rules* rules )
{
	for ( int i = 0; rules->is_authority && i < rules->scene.contact_count; ++i )
	{
		const sim_contact* contact = rules->scene.contacts + i;
		tw_world_blame( world, side_entity( rules, contact->victim_side, contact->victim ),
		                side_entity( rules, contact->culprit_side, contact->culprit ) );
	}
}

void wire_step( tw_world* world, tw_tick tick, void* user )
{
	wire_rules* rules = user;
	memset( &rules->scene, 0, sizeof( rules->scene ) );
	rules->scene.actors = rules->actors;
	rules->scene.rockets = rules->rockets;
	rules->scene.pickups = rules->pickups;
	rules->scene.props = rules->props;
	load_match( world, rules );
	load_actors( world, tick, rules );
	load_rockets( world, tick, rules );
	load_pickups( world, rules );
	load_props( world, rules );

	sim_step( rules->map, ( sim_clock ){ .tick = tick.number, .rate_hz = tick.rate_hz }, rules->is_authority,
	          &rules->scene );

	wire_put_match( world, &rules->scene.match );
	store_actors( world, tick, rules );
	emit_shots( world, rules );
	emit_blasts( world, rules );
	emit_kills( world, rules );
	blame_contacts( world, rules );
	store_rockets( world, tick, rules );
	store_props( world, rules );
	store_pickups( world, rules );
	spawn_rockets( world, tick, rules );
}
