// wire_schema.h - what there is in Skirmish and how each of it travels: the one table behind codec, interpolation,
// prediction and the version check.
//
//     tw_schema* schema = NULL;
//     tw_schema_create( wire_schema_def(), &schema );
//     const wire_fighter* fighter = tw_world_get( view, entity, WIRE_FIGHTER );
//
// The structs here are the rules' own (game/sim) in a form that costs little to send: where the rules count down, these
// name the tick at which the count ends, which does not change while it runs.
#pragma once

#include "sim/sim.h"
#include "tickwire/schema.h"

enum // components
{
	WIRE_FIGHTER,
	WIRE_MISSILE,
	WIRE_PICKUP,
	WIRE_MATCH,
	WIRE_ARENA,
	WIRE_PROP,
	WIRE_COMPONENT_COUNT
};

enum // kinds
{
	WIRE_KIND_FIGHTER,
	WIRE_KIND_MISSILE,
	WIRE_KIND_PICKUP,
	WIRE_KIND_MATCH,
	WIRE_KIND_CRATE,
	WIRE_KIND_BALL,
	WIRE_KIND_COUNT
};

enum // events
{
	WIRE_SHOT,
	WIRE_BLAST,
	WIRE_KILL,
	WIRE_TAKE,
	WIRE_GOAL,
	WIRE_SMASH,
	WIRE_EVENT_COUNT
};

enum // messages
{
	WIRE_HELLO,  // client to server, first of all; again for another name
	WIRE_CHAT,   // client to server, and from there to everybody
	WIRE_ROSTER, // server to everybody: who has come, left, or is called otherwise now
	WIRE_MESSAGE_COUNT
};

enum
{
	WIRE_MAX_VICTIMS = 4, // of one shot, as far as the receipt names them
	WIRE_NEVER = 256,     // a count that is not running
	WIRE_LONG_NEVER = 2048,
	WIRE_MAP_NAME_BYTES = 24,
	WIRE_MAX_REWIND_MS = 250, // how far a server goes back to judge a shot
	WIRE_NAME_BYTES = 20,     // of a player's name, without the final zero
	WIRE_CHAT_BYTES = 120,
};

/// A sim_body. An `until` is the tick at which a count ends, modulo 256, or WIRE_NEVER; the long one's is modulo 2048, or
/// WIRE_LONG_NEVER.
typedef struct wire_fighter
{
	int32_t position[2];
	int32_t velocity[2];
	uint16_t aim;
	uint16_t kills, deaths;
	uint16_t life;
	uint16_t cooldown_until, dash_until, respawn_until, protection_until;
	uint16_t overcharge_until;
	uint8_t health, armour;
	uint8_t weapon;
	uint8_t rail_ammo, rocket_ammo;
	uint8_t team;
} wire_fighter;

/// A sim_rocket.
typedef struct wire_missile
{
	int32_t position[2];
	int32_t velocity[2];
	uint16_t owner_slot;
	uint16_t life_until;
} wire_missile;

/// A sim_pickup. It is there as long as nobody has taken it.
typedef struct wire_pickup
{
	int32_t position[2];
	uint32_t item;
} wire_pickup;

/// It travels as it is. There is one in every world.
typedef sim_match wire_match;

/// Of the same entity: where it is played.
typedef struct wire_arena
{
	uint8_t map_name[WIRE_MAP_NAME_BYTES]; // of its file, without path and ending; zeros after it
	uint32_t map_hash;                     // game_map.hash: the same name need not be the same map
} wire_arena;

/// As it is.
typedef sim_prop wire_prop;

/// A sim_input. The two presses are counters on the wire and new presses in the step.
typedef struct wire_input
{
	uint16_t aim;
	int8_t move_x, move_y;
	uint8_t fire_held;
	uint8_t fire_presses, dash_presses;
	uint8_t weapon;
} wire_input;

/// Pulse or rail was fired by `about`. Also the receipt: what the shooter's screen said beside what the server ruled.
typedef struct wire_shot
{
	int32_t to[2];
	tw_entity victims[WIRE_MAX_VICTIMS]; // null beyond the last
	uint32_t weapon;
} wire_shot;

/// The rocket `about` exploded.
typedef struct wire_blast
{
	int32_t position[2];
} wire_blast;

typedef struct wire_kill
{
	tw_entity killer, victim;
	uint32_t weapon;
} wire_kill;

/// `about`, a fighter, took something.
typedef struct wire_take
{
	uint32_t item;
} wire_take;

/// The ball went in.
typedef struct wire_goal
{
	uint32_t team; // that scored
} wire_goal;

/// The crate `about` broke.
typedef struct wire_smash
{
	int32_t position[2];
} wire_smash;

/// The name somebody wants. What becomes of it is in the roster.
typedef struct wire_hello
{
	char name[WIRE_NAME_BYTES + 1];
} wire_hello;

/// One line. The server fills the author, whatever was in it.
typedef struct wire_chat
{
	tw_player author;
	char text[WIRE_CHAT_BYTES + 1];
	uint8_t pad[3];
} wire_chat;

/// One row of the roster (wire_roster.h): the place of `player`.
typedef struct wire_member
{
	tw_player player;
	char name[WIRE_NAME_BYTES + 1]; // empty: has left
	uint8_t is_house;               // a bot of the server's
	uint8_t pad[2];
} wire_member;

/// Constant tables; nothing to free.
const tw_schema_def* wire_schema_def( void );
