// sim.h - the rules of Skirmish: one pure step that server and clients share.
//
//     scene->actors = actors;                       // filled in: body, input, what its player saw
//     scene->actor_count = actor_count;
//     scene->rockets = rockets;
//     scene->rocket_count = rocket_count;
//     sim_step( map, ( sim_clock ){ tick, 60 }, is_server, scene );
//     for ( int i = 0; i < scene->spawned_count; ++i ) ...   // new rockets; then shots, blasts, kills
//
// Pure: the same map, clock and scene give the same bits on every machine. No memory, no clock, no globals, no floats.
// The scene and its arrays belong to the caller and are only borrowed during the call. A body and a rocket have no padding
// and each member has a closed range, so that they can be sent, compared and hashed as they are.
//
// A client predicts by running the same step with only its own body and rockets marked as editable: the rest is looked
// at and never changed, and rockets fly through bodies they may not hurt, until the server, running the same lines, says so.

#pragma once

#include "sim/ground.h"
#include "sim/integer.h"
#include "sim/rules.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum sim_weapon
{
	SIM_PULSE,
	SIM_RAIL,
	SIM_ROCKET,
	SIM_WEAPON_COUNT
} sim_weapon;

typedef enum sim_team
{
	SIM_TEAM_NONE, ///< everybody else is an enemy
	SIM_TEAM_A,
	SIM_TEAM_B,
	SIM_TEAM_COUNT
} sim_team;

typedef enum sim_mode
{
	SIM_FREE_FOR_ALL,
	SIM_TEAM_DEATHMATCH,
	SIM_BALL,
	SIM_MODE_COUNT
} sim_mode;

typedef enum sim_phase
{
	SIM_WARM_UP,
	SIM_PLAYING,
	SIM_OVERTIME,   ///< a draw when the time was up: who scores next wins
	SIM_SCOREBOARD, ///< between two rounds
	SIM_PHASE_COUNT
} sim_phase;

/// Inclusive ranges of what is sent. A step given values inside keeps them inside.
enum
{
	SIM_MOVE_MAX = 127,
	SIM_PRESSES_MAX = 255,
	SIM_VELOCITY_MAX = SIM_SPEED_MAX, ///< either way, on each axis
	SIM_AMMO_MAX = 50,
	SIM_TICKS_MAX = 240, ///< of every member of one byte that counts ticks: 2 s at SIM_RATE_MAX_HZ
	SIM_OVERCHARGE_TICKS_MAX = SIM_OVERCHARGE_MS * SIM_RATE_MAX_HZ / 1000,
	SIM_SCORE_MAX = 999, ///< kills and deaths stop counting here
	SIM_SLOT_MAX = 1023,
	SIM_ROUND_MAX = 9999, ///< then they are counted from 1 again

	SIM_MAX_ACTORS = 64,
	SIM_MAX_PROPS = SIM_MAX_CRATES + 1,
	SIM_MAX_CONTACTS = 512, ///< reported of one step
	SIM_MAX_ROCKETS = 256,  ///< in a scene; who fires when all are flying keeps the rocket
	SIM_MAX_HITS = 8,       ///< by one shot; a rail stops at the last of them
};

/// What a player wants in one tick.
typedef struct sim_input
{
	uint16_t aim;         ///< 1/65536 turn, [0, 65535]
	int8_t move_x;        ///< [-SIM_MOVE_MAX, SIM_MOVE_MAX]; longer than SIM_MOVE_MAX together counts as that long
	int8_t move_y;        ///< likewise; downwards is positive
	uint8_t fire_held;    ///< [0, 1]
	uint8_t fire_presses; ///< new this tick, [0, SIM_PRESSES_MAX]: a click shorter than a tick fires too
	uint8_t dash_presses; ///< new this tick, [0, SIM_PRESSES_MAX]
	uint8_t weapon;       ///< wanted, [0, SIM_WEAPON_COUNT - 1]; larger counts as SIM_PULSE
} sim_input;
static_assert( sizeof( sim_input ) == 8, "no padding" );

/// A player in the arena. Dead is health == 0, see sim_is_alive().
typedef struct sim_body
{
	int32_t position[2];      ///< 1/1024 m, [0, SIM_POSITION_MAX]
	int32_t velocity[2];      ///< 1/1024 m per second, [-SIM_VELOCITY_MAX, SIM_VELOCITY_MAX]
	uint16_t aim;             ///< 1/65536 turn, [0, 65535]
	uint16_t kills;           ///< [0, SIM_SCORE_MAX]
	uint16_t deaths;          ///< [0, SIM_SCORE_MAX]
	uint16_t life;            ///< goes up with each respawn and wraps, [0, 65535]: when it changes, the body jumped
	uint8_t health;           ///< [0, SIM_HEALTH_FULL]
	uint8_t weapon;           ///< [0, SIM_WEAPON_COUNT - 1]
	uint8_t rail_ammo;        ///< [0, SIM_AMMO_MAX]
	uint8_t rocket_ammo;      ///< [0, SIM_AMMO_MAX]
	uint8_t cooldown_ticks;   ///< until any weapon fires again, and until another can be taken, [0, SIM_TICKS_MAX]
	uint8_t dash_ticks;       ///< until the next dash, [0, SIM_TICKS_MAX]; see sim_is_dashing()
	uint8_t respawn_ticks;    ///< until a dead body may return, [0, SIM_TICKS_MAX]; 0 when alive
	uint8_t protection_ticks; ///< nothing hurts until 0, [0, SIM_TICKS_MAX]; 0 when dead
	uint16_t overcharge_ticks; ///< of double damage that are left, [0, SIM_OVERCHARGE_TICKS_MAX]; 0 when dead
	uint8_t armour;            ///< [0, SIM_ARMOUR_FULL]; 0 when dead
	uint8_t team;              ///< sim_team; those of one team do not hurt each other
} sim_body;
static_assert( sizeof( sim_body ) == 36, "no padding" );

/// Where the match stands.
typedef struct sim_match
{
	uint32_t ends_tick;      ///< when the phase ends by itself; 0: it does not
	uint16_t round;          ///< counted from 1, 0 before the first, [0, SIM_ROUND_MAX]
	uint16_t team_scores[2]; ///< of SIM_TEAM_A and SIM_TEAM_B, [0, SIM_SCORE_MAX]
	uint16_t winner_slot1;   ///< of the round that is over: sim_actor.slot plus 1; 0: nobody, or a team
	uint16_t winner_team;    ///< sim_team
	uint8_t mode;            ///< sim_mode
	uint8_t phase;           ///< sim_phase
} sim_match;
static_assert( sizeof( sim_match ) == 16, "no padding" );

/// A rocket in flight. It disappears in the tick in which it explodes.
typedef struct sim_rocket
{
	int32_t position[2]; ///< 1/1024 m, [0, SIM_POSITION_MAX]
	int32_t velocity[2]; ///< 1/1024 m per second, [-SIM_VELOCITY_MAX, SIM_VELOCITY_MAX]
	uint16_t owner_slot; ///< sim_actor.slot of who fired it, [0, SIM_SLOT_MAX]
	uint16_t life_ticks; ///< until it explodes by itself, [0, SIM_TICKS_MAX]
} sim_rocket;
static_assert( sizeof( sim_rocket ) == 20, "no padding" );

/// Another player as the shooter had them on screen.
typedef struct sim_target
{
	uint32_t id; ///< sim_actor.id
	int32_t position[2];
	bool is_solid; ///< alive, without protection there and no friend: a shot stops. The damage is up to who they are now
} sim_target;

/// One player's place in a step.
typedef struct sim_actor
{
	uint32_t id;      ///< the caller's name for it; only compared and handed back
	uint16_t slot;    ///< the player's number, the same on server and clients: seeds the spread, owns rockets
	bool has_input;   ///< false: the body coasts, with its weapon down
	bool is_editable; ///< false: looked at, never changed
	sim_input input;
	sim_body body;
	const sim_target* targets; ///< what a shot is judged against; not itself. May be NULL if target_count is 0
	int target_count;

	// Out: what happened to this body in the step that its player could not foresee.
	bool was_hurt;   ///< by somebody else
	bool was_pushed; ///< by somebody else, or by an own rocket that struck somebody
	bool was_respawned;
	bool was_given;     ///< a pickup, which only the authority gives
	uint32_t hurt_by;   ///< sim_actor.id, if was_hurt
	uint32_t pushed_by; ///< sim_actor.id, if was_pushed
} sim_actor;

/// A rocket's place in a step.
typedef struct sim_rocket_slot
{
	uint32_t id; ///< the caller's; only handed back
	bool is_editable;
	bool is_removed; ///< out: it exploded
	sim_rocket rocket;
} sim_rocket_slot;

/// A pickup's place in a step. Only the authority needs to list them.
typedef struct sim_pickup_slot
{
	uint32_t id; ///< the caller's; only handed back
	sim_pickup pickup;
	bool is_taken;     ///< out
	uint32_t taken_by; ///< out: sim_actor.id, if is_taken
} sim_pickup_slot;

/// A crate or the ball.
typedef struct sim_prop
{
	int32_t position[2]; ///< 1/1024 m, [0, SIM_POSITION_MAX]
	int32_t velocity[2]; ///< 1/1024 m per second, [-SIM_VELOCITY_MAX, SIM_VELOCITY_MAX]
	uint16_t is_ball;    ///< [0, 1]
	uint16_t health;     ///< [0, SIM_CRATE_HEALTH]; of a ball always full
} sim_prop;
static_assert( sizeof( sim_prop ) == 20, "no padding" );

/// A prop's place in a step. Where it is not editable only shots find it: it is as if it were not there.
typedef struct sim_prop_slot
{
	uint32_t id; ///< the caller's; only handed back
	bool is_editable;
	bool is_removed; ///< out: it was smashed
	bool is_reset;   ///< out: it jumped back to where it is kicked off
	bool was_shot;   ///< out: pushed or hurt by a shot, which only the authority does
	sim_prop prop;
} sim_prop_slot;

typedef enum sim_contact_side
{
	SIM_SIDE_NOBODY,
	SIM_SIDE_ACTOR,
	SIM_SIDE_ROCKET,
	SIM_SIDE_PROP,
} sim_contact_side;

/// Out: `victim` moves otherwise than by itself because of `culprit`. A pair is listed both ways.
typedef struct sim_contact
{
	sim_contact_side victim_side, culprit_side;
	uint32_t victim, culprit; ///< ids
} sim_contact;

/// Out: somebody fired pulse or rail.
typedef struct sim_shot
{
	uint32_t shooter; ///< sim_actor.id
	int32_t from[2];
	int32_t to[2];  ///< where the line ends: at a wall, in a body, at its range
	uint8_t weapon; ///< SIM_PULSE or SIM_RAIL
	uint8_t hit_count;
	struct
	{
		uint32_t id;         ///< sim_target.id
		int32_t position[2]; ///< where the line entered it
		uint8_t damage; ///< dealt; where the target is not editable, what it would be. 0: dead or protected by now
	} hits[SIM_MAX_HITS];
} sim_shot;

/// Out: a rocket exploded.
typedef struct sim_blast
{
	uint32_t rocket; ///< sim_rocket_slot.id
	uint32_t struck; ///< sim_actor.id, if has_struck
	bool has_struck;
	uint16_t owner_slot;
	int32_t position[2];
} sim_blast;

/// Out: somebody died.
typedef struct sim_kill
{
	uint32_t killer; ///< sim_actor.id. The victim's own for an own rocket, and for the rocket of somebody who left
	uint32_t victim;
	uint8_t weapon;
} sim_kill;

/// Everything one step reads and writes. Zero it, then set what is marked "in". Order matters: actors and rockets are
/// treated as they stand in their arrays, so server and client must agree on it.
typedef struct sim_scene
{
	sim_match match;          ///< in and out: team scores
	sim_actor* actors;        ///< in
	int actor_count;          ///< in, at most SIM_MAX_ACTORS
	sim_rocket_slot* rockets; ///< in
	int rocket_count;         ///< in, at most SIM_MAX_ROCKETS
	sim_pickup_slot* pickups; ///< in
	int pickup_count;         ///< in, at most SIM_MAX_PICKUPS
	sim_prop_slot* props;     ///< in
	int prop_count;           ///< in, at most SIM_MAX_PROPS

	// Out, emptied by each step. The capacities cannot be exceeded by a scene of the size above.
	int spawned_count, shot_count, blast_count, kill_count;
	sim_rocket spawned[SIM_MAX_ACTORS]; ///< not yet in `rockets`; they fly from the next tick on
	sim_shot shots[SIM_MAX_ACTORS];
	sim_blast blasts[SIM_MAX_ROCKETS];
	sim_kill kills[SIM_MAX_ACTORS];
	int contact_count;
	sim_contact contacts[SIM_MAX_CONTACTS]; ///< with props
	uint8_t goal_team;                      ///< sim_team that has scored with the ball
} sim_scene;

typedef struct sim_clock
{
	uint32_t tick;
	int rate_hz; ///< (0, SIM_RATE_MAX_HZ], the same during a match
} sim_clock;

sim_prop sim_crate_at( const int32_t position[2] );
sim_prop sim_ball_at( const int32_t position[2] );

/// A body that has just joined: dead, to appear in the next step of the authority. All members are 0.
sim_body sim_body_joining( void );

/// What ends a round. 0: nothing does.
typedef struct sim_limits
{
	uint16_t score;
	uint32_t time_ms;
} sim_limits;

/// @param mode a sim_mode; larger counts as SIM_FREE_FOR_ALL
sim_limits sim_limits_of( uint8_t mode );

/// What the referee of a match looks at.
typedef struct sim_standing
{
	int player_count;
	uint16_t best_score, second_score; ///< of single players
	uint16_t best_slot;                ///< sim_actor.slot of who leads
} sim_standing;

/// The referee, once a tick, for the authority: moves the match to its next phase when it is time.
/// @return true when a new round begins, or the old one is swept away: put everybody back, scores at nothing
bool sim_match_advance( sim_match* match, const sim_limits* limits, const sim_standing* standing, sim_clock clock );

/// Does what happens now count for the result?
bool sim_is_scoring( const sim_match* match );

/// Advance by one tick: timers, movement, weapons, rockets, deaths, pickups, respawns.
/// @param is_authority chooses where the dead return, lets rockets strike bodies, and gives what was picked up. Clients
/// pass false
void sim_step( const sim_map* map, sim_clock clock, bool is_authority, sim_scene* scene );

static inline bool sim_is_alive( const sim_body* body ) { return body->health > 0; }

bool sim_is_dashing( const sim_body* body, int rate_hz );

/// Ticks from one shot of a weapon to the next. @param weapon a sim_weapon; larger counts as SIM_PULSE
uint8_t sim_weapon_wait_ticks( uint8_t weapon, int rate_hz );

/// How long an item's place stays empty after it was taken. @param item a sim_item; larger counts as SIM_ITEM_HEALTH
uint32_t sim_item_wait_ticks( uint8_t item, int rate_hz );

/// Would the item do this body any good?
bool sim_item_helps( const sim_body* body, uint8_t item );

/// Bodies, rockets and what they hit, as one number: the same state gives the same on every machine. For golden tests
/// and for comparing a server with a replay; not for security.
uint64_t sim_hash( const sim_scene* scene );
