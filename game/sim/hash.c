#include "sim/sim.h"

// FNV-1a, 64 bits (Fowler, Noll, Vo), by value instead of by byte: the same on big-endian machines.
static void add( uint64_t* hash, int64_t value )
{
	for ( int i = 0; i < 8; ++i )
		*hash = ( *hash ^ ( ( (uint64_t)value >> ( 8 * i ) ) & 0xFF ) ) * UINT64_C( 0x100000001B3 );
}

static void add_pair( uint64_t* hash, const int32_t pair[2] )
{
	add( hash, pair[0] );
	add( hash, pair[1] );
}

static void add_body( uint64_t* hash, const sim_body* body )
{
	add_pair( hash, body->position );
	add_pair( hash, body->velocity );
	const int32_t rest[] = { body->aim,
		                 body->kills,
		                 body->deaths,
		                 body->life,
		                 body->health,
		                 body->weapon,
		                 body->rail_ammo,
		                 body->rocket_ammo,
		                 body->cooldown_ticks,
		                 body->dash_ticks,
		                 body->respawn_ticks,
		                 body->protection_ticks,
		                 body->overcharge_ticks,
		                 body->armour,
		                 body->team };
	for ( int i = 0; i < (int)( sizeof( rest ) / sizeof( rest[0] ) ); ++i )
		add( hash, rest[i] );
}

static void add_rocket( uint64_t* hash, const sim_rocket* rocket )
{
	add_pair( hash, rocket->position );
	add_pair( hash, rocket->velocity );
	add( hash, rocket->owner_slot );
	add( hash, rocket->life_ticks );
}

static void add_prop( uint64_t* hash, const sim_prop_slot* slot )
{
	add( hash, slot->is_removed );
	add_pair( hash, slot->prop.position );
	add_pair( hash, slot->prop.velocity );
	add( hash, slot->prop.health );
}

static void add_shot( uint64_t* hash, const sim_shot* shot )
{
	add_pair( hash, shot->from );
	add_pair( hash, shot->to );
	for ( int i = 0; i < shot->hit_count; ++i )
	{
		add( hash, shot->hits[i].id );
		add( hash, shot->hits[i].damage );
	}
}

uint64_t sim_hash( const sim_scene* scene )
{
	uint64_t hash = UINT64_C( 0xCBF29CE484222325 );
	for ( int i = 0; i < scene->actor_count; ++i )
		add_body( &hash, &scene->actors[i].body );
	for ( int i = 0; i < scene->rocket_count; ++i )
	{
		add( &hash, scene->rockets[i].is_removed );
		add_rocket( &hash, &scene->rockets[i].rocket );
	}
	for ( int i = 0; i < scene->prop_count; ++i )
		add_prop( &hash, &scene->props[i] );
	for ( int i = 0; i < scene->spawned_count; ++i )
		add_rocket( &hash, &scene->spawned[i] );
	for ( int i = 0; i < scene->shot_count; ++i )
		add_shot( &hash, &scene->shots[i] );
	for ( int i = 0; i < scene->blast_count; ++i )
		add_pair( &hash, scene->blasts[i].position );
	return hash;
}
