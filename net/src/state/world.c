#include "state/world.h"

#include "core/block.h"
#include "core/system.h"

#include <string.h>

static size_t column_size( const tw_schema* schema, int component, int capacity )
{
	size_t state_bytes = (size_t)tw__schema_plan( schema, component )->size_bytes;
	return 2 * tw__block_size( (size_t)capacity * sizeof( tw_entity ) ) +
	       2 * tw__block_size( (size_t)capacity * state_bytes ) +
	       tw__block_size( (size_t)capacity * sizeof( int32_t ) );
}

size_t tw__world_size( const tw_schema* schema, int capacity )
{
	size_t size_bytes = tw__block_size( (size_t)capacity * sizeof( tw__world_slot ) ) +
	                    tw__block_size( (size_t)capacity * sizeof( int32_t ) ) +
	                    tw__block_size( (size_t)schema->component_count * sizeof( tw__column ) ) +
	                    tw__block_size( (size_t)capacity * (size_t)schema->stride * sizeof( uint32_t ) );
	for ( int component = 0; component < schema->component_count; ++component )
		size_bytes += column_size( schema, component, capacity );
	return size_bytes;
}

static void init_column( tw__column* column, uint8_t** cursor, int state_bytes, int capacity )
{
	size_t rows = (size_t)capacity;
	column->size_bytes = state_bytes;
	column->entities = tw__block_carve( cursor, rows * sizeof( tw_entity ) );
	column->spare_entities = tw__block_carve( cursor, rows * sizeof( tw_entity ) );
	column->states = tw__block_carve( cursor, rows * (size_t)state_bytes );
	column->spare_states = tw__block_carve( cursor, rows * (size_t)state_bytes );
	column->row_of_slot = tw__block_carve( cursor, rows * sizeof( int32_t ) );
	memset( column->row_of_slot, 0xFF, rows * sizeof( int32_t ) ); // -1
}

void tw__world_init( tw_world* world, void* memory, const tw_schema* schema, int capacity )
{
	uint8_t* cursor = memory;
	*world = ( tw_world ){ .schema = schema, .capacity = capacity, .stride = schema->stride };
	world->slots = tw__block_carve( &cursor, (size_t)capacity * sizeof( tw__world_slot ) );
	world->order = tw__block_carve( &cursor, (size_t)capacity * sizeof( int32_t ) );
	world->columns = tw__block_carve( &cursor, (size_t)schema->component_count * sizeof( tw__column ) );
	world->values = tw__block_carve( &cursor, (size_t)capacity * (size_t)schema->stride * sizeof( uint32_t ) );
	for ( int component = 0; component < schema->component_count; ++component )
		init_column( world->columns + component, &cursor, tw__schema_plan( schema, component )->size_bytes,
		             capacity );
}

void tw__world_begin_tick( tw_world* world, tw_tick tick ) { world->tick = tick; }

int tw__world_resolve( const tw_world* world, tw_entity entity )
{
	if ( entity.index1 == 0 || entity.index1 > (uint32_t)world->capacity )
		return -1;
	const tw__world_slot* slot = world->slots + ( entity.index1 - 1 );
	return slot->is_alive && slot->generation == entity.generation ? (int)entity.index1 - 1 : -1;
}

tw_entity tw__world_entity( const tw_world* world, int slot )
{
	return ( tw_entity ){ .index1 = (uint32_t)slot + 1, .generation = world->slots[slot].generation };
}

// --- Columns ---------------------------------------------------------------------------------------------------------

static bool has_component( const tw_world* world, int slot, int component )
{
	return ( world->schema->kinds[world->slots[slot].kind].rules.components >> component & 1 ) != 0;
}

static void add_rows( tw_world* world, int slot )
{
	world->order[world->order_count++] = slot;
	world->slots[slot].is_listed = true;
	world->is_unarranged = true;
	for ( int component = 0; component < world->schema->component_count; ++component )
	{
		if ( !has_component( world, slot, component ) )
			continue;
		tw__column* column = world->columns + component;
		int row = column->count++;
		column->entities[row] = tw__world_entity( world, slot );
		column->row_of_slot[slot] = row;
		memset( column->states + (size_t)row * (size_t)column->size_bytes, 0, (size_t)column->size_bytes );
	}
}

static void* state_of( const tw_world* world, int slot, int component )
{
	if ( component < 0 || component >= world->schema->component_count )
		return NULL;
	const tw__column* column = world->columns + component;
	int row = column->row_of_slot[slot];
	return row < 0 ? NULL : column->states + (size_t)row * (size_t)column->size_bytes;
}

// (spawn tick, owner, kind, n-th): what both ends know without knowing each other's ids.
static bool comes_before( const tw__world_slot* a, const tw__world_slot* b )
{
	if ( a->spawn_tick != b->spawn_tick )
		return tw_tick_is_newer( b->spawn_tick, a->spawn_tick );
	if ( a->owner.index1 != b->owner.index1 )
		return a->owner.index1 < b->owner.index1;
	return a->kind != b->kind ? a->kind < b->kind : a->nth < b->nth;
}

static void drop_the_dead( tw_world* world )
{
	int kept = 0;
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		if ( world->slots[slot].is_alive )
			world->order[kept++] = slot;
		else
			world->slots[slot].is_listed = false;
	}
	world->order_count = kept;
}

// Insertion sort: all but the newcomers are in order already.
static void sort_order( tw_world* world )
{
	for ( int i = 1; i < world->order_count; ++i )
	{
		int slot = world->order[i], at = i;
		for ( ; at > 0 && comes_before( world->slots + slot, world->slots + world->order[at - 1] ); --at )
			world->order[at] = world->order[at - 1];
		world->order[at] = slot;
	}
}

static void rebuild_column( tw_world* world, int component )
{
	tw__column* column = world->columns + component;
	size_t size_bytes = (size_t)column->size_bytes;
	int count = 0;
	for ( int row = 0; row < column->count; ++row )
	{
		int slot = tw_entity_slot( column->entities[row] );
		if ( !world->slots[slot].is_listed )
			column->row_of_slot[slot] = -1;
	}
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		if ( !has_component( world, slot, component ) )
			continue;
		const uint8_t* from = column->states + (size_t)column->row_of_slot[slot] * size_bytes;
		memcpy( column->spare_states + (size_t)count * size_bytes, from, size_bytes );
		column->spare_entities[count] = tw__world_entity( world, slot );
		column->row_of_slot[slot] = count++;
	}
	uint8_t* states = column->states;
	tw_entity* entities = column->entities;
	column->states = column->spare_states, column->spare_states = states;
	column->entities = column->spare_entities, column->spare_entities = entities;
	column->count = count;
}

void tw__world_arrange( tw_world* world )
{
	if ( !world->is_unarranged )
		return;
	drop_the_dead( world );
	sort_order( world );
	for ( int component = 0; component < world->schema->component_count; ++component )
		rebuild_column( world, component );
	world->is_unarranged = false;
}

// --- State and wire values -------------------------------------------------------------------------------------------

static void pack_slot( tw_world* world, int slot )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( world->schema, world->slots[slot].kind );
	uint32_t* values = tw__world_values( world, slot );
	for ( int i = 0; i < kind->component_count; ++i )
	{
		int component = kind->component[i];
		const tw__component_plan* plan = tw__schema_plan( world->schema, component );
		void* state = state_of( world, slot, component );
		tw__pack( plan, state, values + kind->value_offset[i], &world->translate );
		tw__quantize( plan, state ); // ids and local members stay
	}
	values[kind->value_count] = world->slots[slot].epoch;
}

static void unpack_slot( tw_world* world, int slot )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( world->schema, world->slots[slot].kind );
	const uint32_t* values = tw__world_values( world, slot );
	for ( int i = 0; i < kind->component_count; ++i )
	{
		int component = kind->component[i];
		tw__unpack( tw__schema_plan( world->schema, component ), values + kind->value_offset[i],
		            state_of( world, slot, component ), &world->translate );
	}
	world->slots[slot].epoch = (uint8_t)values[kind->value_count];
}

void tw__world_seal( tw_world* world )
{
	tw__world_arrange( world );
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		if ( world->slots[slot].is_touched )
			pack_slot( world, slot );
		world->slots[slot].is_touched = false;
	}
}

void tw__world_place( tw_world* world, int slot, const uint32_t* values )
{
	tw__world_slot* entry = world->slots + slot;
	entry->is_alive = true;
	if ( !entry->is_listed )
		add_rows( world, slot );
	memcpy( tw__world_values( world, slot ), values, (size_t)world->stride * sizeof( uint32_t ) );
	unpack_slot( world, slot );
	entry->is_touched = false;
}

void tw__world_remove( tw_world* world, int slot )
{
	world->is_unarranged |= world->slots[slot].is_listed;
	world->slots[slot].is_alive = false;
}

// --- tickwire/world.h ------------------------------------------------------------------------------------------------

tw_column tw_world_get_column( const tw_world* world, int component )
{
	if ( component < 0 || component >= world->schema->component_count )
		return ( tw_column ){ 0 };
	const tw__column* column = world->columns + component;
	return ( tw_column ){ .entities = column->entities, .states = column->states, .count = column->count };
}

tw_tick tw_world_get_tick( const tw_world* world ) { return world->tick; }

const void* tw_world_get( const tw_world* world, tw_entity entity, int component )
{
	int slot = tw__world_resolve( world, entity );
	return slot < 0 ? NULL : state_of( world, slot, component );
}

static bool may_edit( const tw_world* world, int slot )
{
	return slot >= 0 && world->role != NULL && world->role->may_edit != NULL &&
	       world->role->may_edit( world, slot );
}

void* tw_world_edit( tw_world* world, tw_entity entity, int component )
{
	int slot = tw__world_resolve( world, entity );
	if ( !may_edit( world, slot ) )
		return NULL;
	void* state = state_of( world, slot, component );
	world->slots[slot].is_touched |= state != NULL;
	return state;
}

void tw_world_put( tw_world* world, tw_entity entity, int component, const void* state )
{
	int slot = tw__world_resolve( world, entity );
	if ( !may_edit( world, slot ) )
		return;
	void* mine = state_of( world, slot, component );
	size_t size_bytes = mine != NULL ? (size_t)world->columns[component].size_bytes : 0;
	if ( mine == NULL || memcmp( mine, state, size_bytes ) == 0 )
		return;
	memcpy( mine, state, size_bytes );
	world->slots[slot].is_touched = true;
}

static uint16_t next_nth( const tw_world* world, int kind, tw_player owner )
{
	uint16_t nth = 0;
	for ( int i = world->order_count - 1; i >= 0; --i )
	{
		const tw__world_slot* slot = world->slots + world->order[i];
		if ( slot->spawn_tick == world->tick.number && slot->kind == kind &&
		     tw_player_equals( slot->owner, owner ) )
			nth++;
	}
	return nth;
}

tw_entity tw_world_spawn( tw_world* world, int kind, tw_player owner )
{
	if ( kind < 0 || kind >= world->schema->kind_count || world->role == NULL || world->role->take_slot == NULL )
		return ( tw_entity ){ 0 };
	uint16_t nth = next_nth( world, kind, owner );
	int slot = world->role->take_slot( world, kind, owner, nth );
	if ( slot < 0 )
		return ( tw_entity ){ 0 };

	tw__world_slot* entry = world->slots + slot;
	entry->kind = (uint16_t)kind;
	entry->owner = owner;
	entry->spawn_tick = world->tick.number;
	entry->nth = nth;
	entry->epoch = 0;
	entry->is_alive = true;
	entry->is_touched = true;
	add_rows( world, slot );
	return tw__world_entity( world, slot );
}

void tw_world_despawn( tw_world* world, tw_entity entity )
{
	int slot = tw__world_resolve( world, entity );
	if ( !may_edit( world, slot ) )
		return;
	tw__world_remove( world, slot );
	if ( world->role->despawned != NULL )
		world->role->despawned( world, slot );
}

tw_player tw_world_get_owner( const tw_world* world, tw_entity entity )
{
	int slot = tw__world_resolve( world, entity );
	return slot < 0 ? ( tw_player ){ 0 } : world->slots[slot].owner;
}

void tw_world_teleport( tw_world* world, tw_entity entity )
{
	int slot = tw__world_resolve( world, entity );
	if ( !may_edit( world, slot ) )
		return;
	world->slots[slot].epoch = (uint8_t)( ( world->slots[slot].epoch + 1 ) & 3 );
	world->slots[slot].is_touched = true;
}

void tw_world_blame( tw_world* world, tw_entity victim, tw_entity culprit )
{
	int slot = tw__world_resolve( world, victim );
	if ( slot >= 0 && world->role != NULL && world->role->blame != NULL )
		world->role->blame( world, slot, culprit );
}

bool tw_world_exists( const tw_world* world, tw_entity entity ) { return tw__world_resolve( world, entity ) >= 0; }

int tw_world_get_kind( const tw_world* world, tw_entity entity )
{
	int slot = tw__world_resolve( world, entity );
	return slot < 0 ? -1 : world->slots[slot].kind;
}

tw_certainty tw_world_get_certainty( const tw_world* world, tw_entity entity )
{
	int slot = tw__world_resolve( world, entity );
	return slot < 0 ? TW_CERTAIN : (tw_certainty)world->slots[slot].certainty;
}

const void* tw_world_get_input( const tw_world* world, tw_player player )
{
	return world->role != NULL && world->role->get_input != NULL ? world->role->get_input( world, player ) : NULL;
}

const tw_world* tw_world_get_seen( const tw_world* world, tw_player player )
{
	return world->role != NULL && world->role->get_seen != NULL ? world->role->get_seen( world, player ) : world;
}

tw_input_info tw_world_get_input_info( const tw_world* world, tw_player player )
{
	return world->role != NULL && world->role->get_input_info != NULL ? world->role->get_input_info( world, player )
	                                                                  : ( tw_input_info ){ 0 };
}

void tw_world_emit( tw_world* world, int event, tw_entity about, const void* content )
{
	if ( 0 <= event && event < world->schema->event_count && world->role != NULL && world->role->emit != NULL )
		world->role->emit( world, event, about, content );
}
