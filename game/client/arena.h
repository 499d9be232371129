// arena.h - who is where on this screen, and what has changed with them since the last frame.
//
//     arena_look( &arena, shown_world, own_player, frame_s );
//     for ( int i = 0; i < arena.notice_count; ++i )
//         react( arena.notices + i );
//
// Read from the world that is drawn, so it is the same for a match here and one across the sea.
#pragma once

#include "sim/sim.h"
#include "tickwire/world.h"
#include "wire/wire_schema.h"

enum
{
	ARENA_PLAYERS = SIM_MAX_ACTORS,
	ARENA_NOTICES = 128,
};

typedef struct arena_fighter
{
	bool is_present, is_alive, is_protected, was_seen;
	float x, y, vx, vy; // metres
	float aim;          // radians
	int health, kills, deaths, weapon, life;
	float hurt_s;     // since the last blow
	float aimed_at_s; // since the own player last hit this one
	tw_entity entity;
} arena_fighter;

typedef enum arena_notice_kind
{
	ARENA_JOINED,
	ARENA_LEFT,
	ARENA_SPAWNED,
	ARENA_HURT,
	ARENA_DIED,
} arena_notice_kind;

typedef struct arena_notice
{
	arena_notice_kind kind;
	int slot, amount;
	float x, y;
} arena_notice;

typedef struct arena
{
	arena_fighter fighters[ARENA_PLAYERS]; // by player slot
	int own_slot;                          // -1: nobody
	sim_body own;                          // all zero without one
	int rate_hz;
	bool has_looked;
	arena_notice notices[ARENA_NOTICES];
	int notice_count;
} arena;

void arena_clear( arena* a );
void arena_look( arena* a, const tw_world* world, tw_player own, float frame_s );

/// @return -1 when it is nobody's body, or nobody's that is known
int arena_find( const arena* a, tw_entity body );

/// NULL without one.
const arena_fighter* arena_own( const arena* a );

static inline float arena_metres( int32_t units ) { return (float)units / SIM_METRE; }
