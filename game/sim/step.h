// step.h - what the stages of sim_step() share. Private to game/sim.
//
//     sim__step step = { map, clock, is_authority, scene };
//     sim__body_move( &step, actor );            // one stage each: body.c, weapon.c, rocket.c, life.c
#pragma once

#include "sim/sim.h"

typedef struct sim__step
{
	const sim_map* map;
	sim_clock clock;
	bool is_authority;
	sim_scene* scene;
} sim__step;

/// Timers, aim, dash, acceleration, walls.
void sim__body_move( const sim__step* step, sim_actor* actor );

/// Take the wanted weapon and fire it if it is time. Call it for who was alive when the tick began.
void sim__weapon_use( const sim__step* step, sim_actor* actor );

/// Leaves a rocket in scene->spawned, unless too many are flying. @return false then
bool sim__rocket_launch( const sim__step* step, const sim_actor* actor );

/// Give it to the first body that touches it and has use for it. Authority only.
void sim__pickup_offer( const sim__step* step, sim_pickup_slot* slot );

/// Fly, strike, explode.
void sim__rocket_fly( const sim__step* step, sim_rocket_slot* slot );

/// Somebody's attempt to hurt.
typedef struct sim__blow
{
	sim_actor* attacker; ///< NULL: has left
	uint8_t weapon;
	int32_t damage; ///< above 0, before overcharge and armour
} sim__blow;

/// What a blow does to a body without armour: overcharge doubles what others suffer.
int32_t sim__blow_strength( const sim_actor* victim, sim__blow blow );

/// @return damage dealt, armour included; 0 for bodies that are dead, protected or not editable
uint8_t sim__hurt( const sim__step* step, sim_actor* victim, sim__blow blow );

/// Back to life where the enemies are not. Authority only.
void sim__respawn( const sim__step* step, sim_actor* actor );

/// Roll and slide, push and be pushed; goals.
void sim__props_move( const sim__step* step );

/// Somebody's shot ends here. Authority only.
void sim__prop_shoot( sim_prop_slot* slot, const int32_t direction[2], uint8_t weapon );

/// @param share of a blast that reaches it, in 1/1024
void sim__prop_blast( const sim__step* step, sim_prop_slot* slot, const sim_rocket* rocket, int32_t share );

/// As shots find it.
int32_t sim__prop_radius( const sim_prop* prop );

void sim__note_contact( const sim__step* step, sim_contact contact );

/// Of one team, and not the same.
bool sim__are_friends( const sim_actor* a, const sim_actor* b );

/// @return NULL if nobody has it
sim_actor* sim__find_slot( sim_scene* scene, uint16_t slot );
sim_actor* sim__find_id( sim_scene* scene, uint32_t id );
