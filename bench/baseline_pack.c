#include "baseline_pack.h"

#include <string.h>

enum
{
	SLOT_BITS = 10,
	KIND_BITS = 4,
	REST_TICKS = 60, // between two copies of what rests
};

typedef struct bits
{
	uint8_t* bytes;
	int capacity_bits, used_bits;
} bits;

static void put( bits* b, uint32_t value, int count )
{
	for ( int i = 0; i < count && b->used_bits < b->capacity_bits; ++i, ++b->used_bits )
		if ( ( value >> i & 1 ) != 0 )
			b->bytes[b->used_bits / 8] |= (uint8_t)( 1 << b->used_bits % 8 );
}

static bits begin( uint8_t* bytes, int capacity_bytes, uint32_t tick )
{
	memset( bytes, 0, (size_t)capacity_bytes );
	bits b = { .bytes = bytes, .capacity_bits = 8 * capacity_bytes };
	put( &b, tick, 32 );
	return b;
}

static void put_head( bits* b, const tw_world* world, int slot )
{
	put( b, (uint32_t)slot, SLOT_BITS );
	put( b, world->slots[slot].kind, KIND_BITS );
	put( b, world->slots[slot].generation & 3, 2 );
}

// Whole, or with a bit before each value that says whether it follows.
static void put_values( bits* b, const tw_schema* schema, const tw_world* world, int slot, const uint32_t* before )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, world->slots[slot].kind );
	const uint32_t* values = tw__world_values( world, slot );
	for ( int i = 0; i < kind->component_count; ++i )
	{
		const tw__component_plan* plan = tw__schema_plan( schema, kind->component[i] );
		for ( int e = 0; e < plan->element_count; ++e )
		{
			int at = kind->value_offset[i] + e;
			if ( before != NULL )
				put( b, values[at] != before[at], 1 );
			if ( before == NULL || values[at] != before[at] )
				put( b, values[at], plan->elements[e].bits );
		}
	}
}

int baseline_pack_state( const tw_schema* schema, const tw_world* world, uint32_t tick, uint8_t* bytes,
                         int capacity_bytes, int* out_entities )
{
	bits b = begin( bytes, capacity_bytes, tick );
	*out_entities = world->order_count;
	for ( int i = 0; i < world->order_count; ++i )
	{
		put_head( &b, world, world->order[i] );
		put_values( &b, schema, world, world->order[i], NULL );
	}
	return ( b.used_bits + 7 ) / 8;
}

static bool is_owed( const tw_world* world, const baseline_sent* sent, int slot, uint32_t tick )
{
	const uint32_t* before = sent->values + (size_t)slot * (size_t)world->stride;
	return sent->generations[slot] != world->slots[slot].generation || tick - sent->ticks[slot] >= REST_TICKS ||
	       memcmp( before, tw__world_values( world, slot ), (size_t)world->stride * sizeof( uint32_t ) ) != 0;
}

static void put_entity( bits* b, const tw_schema* schema, const tw_world* world, baseline_sent* sent, int slot,
                        uint32_t tick )
{
	uint32_t* before = sent->values + (size_t)slot * (size_t)world->stride;
	bool is_known =
		sent->generations[slot] == world->slots[slot].generation && tick - sent->ticks[slot] < REST_TICKS;
	put_head( b, world, slot );
	put( b, is_known, 1 );
	put_values( b, schema, world, slot, is_known ? before : NULL );
	memcpy( before, tw__world_values( world, slot ), (size_t)world->stride * sizeof( uint32_t ) );
	sent->generations[slot] = world->slots[slot].generation;
	sent->ticks[slot] = tick;
}

int baseline_pack_changes( const tw_schema* schema, const tw_world* world, baseline_sent* sent, uint32_t tick,
                           uint8_t* bytes, int capacity_bytes, int* out_entities )
{
	bits b = begin( bytes, capacity_bytes, tick );
	*out_entities = world->order_count;
	for ( int slot = 0; slot < world->capacity; ++slot )
	{
		bool is_alive = world->slots[slot].is_alive;
		if ( is_alive && is_owed( world, sent, slot, tick ) )
		{
			put( &b, 1, 1 );
			put_entity( &b, schema, world, sent, slot, tick );
		}
		if ( is_alive || sent->generations[slot] == 0 )
			continue;
		put( &b, 1, 1 );
		put( &b, (uint32_t)slot, SLOT_BITS );
		put( &b, ( 1u << KIND_BITS ) - 1, KIND_BITS ); // a kind that does not exist: it has gone
		sent->generations[slot] = 0;
	}
	put( &b, 0, 1 );
	return ( b.used_bits + 7 ) / 8;
}
