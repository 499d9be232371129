#include "arena.h"

#include "wire/wire_convert.h"

#include <string.h>

static const float TURN = 6.2831853f, LONG_AGO_S = 1000;

void arena_clear( arena* a )
{
	memset( a, 0, sizeof( *a ) );
	a->own_slot = -1;
}

static void notice( arena* a, arena_notice_kind kind, int slot, int amount )
{
	if ( a->notice_count == ARENA_NOTICES )
		return;
	const arena_fighter* f = a->fighters + slot;
	a->notices[a->notice_count++] =
		( arena_notice ){ .kind = kind, .slot = slot, .amount = amount, .x = f->x, .y = f->y };
}

static void copy_fighter( arena_fighter* f, const wire_fighter* w, tw_entity entity )
{
	f->x = arena_metres( w->position[0] );
	f->y = arena_metres( w->position[1] );
	f->vx = arena_metres( w->velocity[0] );
	f->vy = arena_metres( w->velocity[1] );
	f->aim = (float)w->aim * TURN / SIM_TURN;
	f->is_alive = w->health > 0;
	f->is_protected = w->protection_until != WIRE_NEVER;
	f->health = w->health;
	f->kills = w->kills;
	f->deaths = w->deaths;
	f->weapon = w->weapon;
	f->life = w->life;
	f->entity = entity;
	f->was_seen = true;
}

static void compare( arena* a, int slot, const arena_fighter* before )
{
	arena_fighter* f = a->fighters + slot;
	if ( !before->is_present )
	{
		f->hurt_s = f->aimed_at_s = LONG_AGO_S;
		if ( a->has_looked )
			notice( a, ARENA_JOINED, slot, 0 );
		return;
	}
	if ( before->is_alive && f->health < before->health )
	{
		f->hurt_s = 0;
		notice( a, ARENA_HURT, slot, before->health - f->health );
	}
	if ( before->is_alive && !f->is_alive )
		notice( a, ARENA_DIED, slot, 0 );
	if ( !before->is_alive && f->is_alive )
		notice( a, ARENA_SPAWNED, slot, 0 );
}

static void look_at_fighters( arena* a, const tw_world* world )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count; ++i )
	{
		int slot = tw_player_slot( tw_world_get_owner( world, column.entities[i] ) );
		if ( slot < 0 || slot >= ARENA_PLAYERS || !tw_world_exists( world, column.entities[i] ) )
			continue;
		arena_fighter before = a->fighters[slot];
		copy_fighter( a->fighters + slot, fighters + i, column.entities[i] );
		compare( a, slot, &before );
		a->fighters[slot].is_present = true;
		if ( slot == a->own_slot )
			a->own = wire_to_body( fighters + i, tw_world_get_tick( world ).number );
	}
}

void arena_look( arena* a, const tw_world* world, tw_player own, float frame_s )
{
	a->notice_count = 0;
	a->own_slot = tw_player_slot( own ) < ARENA_PLAYERS ? tw_player_slot( own ) : -1;
	a->rate_hz = tw_world_get_tick( world ).rate_hz;
	memset( &a->own, 0, sizeof( a->own ) );
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
	{
		a->fighters[i].was_seen = false;
		a->fighters[i].hurt_s += frame_s;
		a->fighters[i].aimed_at_s += frame_s;
	}
	look_at_fighters( a, world );
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
	{
		if ( !a->fighters[i].is_present || a->fighters[i].was_seen )
			continue;
		notice( a, ARENA_LEFT, i, 0 );
		a->fighters[i].is_present = false;
	}
	a->has_looked = true;
}

int arena_find( const arena* a, tw_entity body )
{
	for ( int i = 0; i < ARENA_PLAYERS; ++i )
		if ( a->fighters[i].is_present && tw_entity_equals( a->fighters[i].entity, body ) )
			return i;
	return -1;
}

const arena_fighter* arena_own( const arena* a )
{
	return a->own_slot >= 0 && a->fighters[a->own_slot].is_present ? a->fighters + a->own_slot : NULL;
}
