#include "state/replica.h"

#include "core/block.h"
#include "core/system.h"

#include <string.h>

size_t tw__replica_size( const tw_schema* schema, int capacity )
{
	size_t staged_values = (size_t)TW__MAX_SNAPSHOT_ENTITIES * (size_t)schema->stride * sizeof( uint32_t );
	return tw__block_size( (size_t)capacity * sizeof( tw__replica_entity ) ) +
	       tw__block_size( TW__MAX_SLOTS * sizeof( int32_t ) ) +
	       tw__block_size( tw__history_size( capacity, TW__REPLICA_DEPTH, schema->stride ) ) +
	       tw__block_size( tw__value_models_size( schema ) ) +
	       tw__block_size( TW__MAX_SNAPSHOT_ENTITIES * sizeof( tw__staged ) ) + tw__block_size( staged_values );
}

void tw__replica_init( tw__replica* replica, void* memory, const tw_schema* schema, int capacity )
{
	uint8_t* cursor = memory;
	memset( replica, 0, sizeof( *replica ) );
	replica->schema = schema;
	replica->capacity = capacity;
	replica->entities = tw__block_carve( &cursor, (size_t)capacity * sizeof( tw__replica_entity ) );
	replica->slot_of_server = tw__block_carve( &cursor, TW__MAX_SLOTS * sizeof( int32_t ) );
	memset( replica->slot_of_server, 0xFF, TW__MAX_SLOTS * sizeof( int32_t ) ); // -1
	size_t history_bytes = tw__history_size( capacity, TW__REPLICA_DEPTH, schema->stride );
	tw__history_init( &replica->history, tw__block_carve( &cursor, history_bytes ), capacity, TW__REPLICA_DEPTH,
	                  schema->stride );
	replica->models = tw__block_carve( &cursor, tw__value_models_size( schema ) );
	replica->staged = tw__block_carve( &cursor, TW__MAX_SNAPSHOT_ENTITIES * sizeof( tw__staged ) );
	replica->staged_values =
		tw__block_carve( &cursor, TW__MAX_SNAPSHOT_ENTITIES * (size_t)schema->stride * sizeof( uint32_t ) );
}

// --- Slots -----------------------------------------------------------------------------------------------------------

int tw__replica_take_slot( tw__replica* replica )
{
	for ( int slot = 0; slot < replica->capacity; ++slot )
	{
		tw__replica_entity* entity = replica->entities + slot;
		if ( entity->in_use )
			continue;
		uint32_t generation = entity->generation + 1 != 0 ? entity->generation + 1 : 1;
		*entity = ( tw__replica_entity ){ .generation = generation, .server_slot = -1, .in_use = true };
		if ( slot >= replica->slot_count )
			replica->slot_count = slot + 1;
		return slot;
	}
	return -1;
}

void tw__replica_free_slot( tw__replica* replica, int slot )
{
	tw__replica_entity* entity = replica->entities + slot;
	if ( entity->server_slot >= 0 && replica->slot_of_server[entity->server_slot] == slot )
		replica->slot_of_server[entity->server_slot] = -1;
	entity->server_slot = -1;
	entity->in_use = false;
	tw__history_clear( &replica->history, slot );
}

void tw__replica_forget_gone( tw__replica* replica, uint32_t shown_tick )
{
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( entity->in_use && entity->is_gone && !tw_tick_is_newer( entity->gone_tick, shown_tick ) )
			tw__replica_free_slot( replica, slot );
	}
}

int tw__replica_resolve_handle( const tw__replica* replica, uint32_t handle )
{
	int server_slot = (int)( handle & ( ( 1u << TW__ENTITY_SLOT_BITS ) - 1 ) ) - 1;
	if ( server_slot < 0 || server_slot >= TW__MAX_SLOTS )
		return -1;
	int slot = replica->slot_of_server[server_slot];
	uint8_t generation = (uint8_t)( handle >> TW__ENTITY_SLOT_BITS );
	return slot >= 0 && replica->entities[slot].server_generation == generation ? slot : -1;
}

tw_entity tw__replica_get_entity( const tw__replica* replica, int slot )
{
	if ( slot < 0 )
		return ( tw_entity ){ 0 };
	return ( tw_entity ){ .index1 = (uint32_t)slot + 1, .generation = replica->entities[slot].generation };
}

void tw__replica_identify( const tw__replica* replica, int slot, tw_certainty certainty, tw_world* world )
{
	const tw__replica_entity* entity = replica->entities + slot;
	tw__world_slot* out = world->slots + slot;
	out->generation = entity->generation;
	out->kind = entity->kind;
	out->nth = entity->nth;
	out->owner = entity->owner;
	out->spawn_tick = entity->spawn_tick;
	out->certainty = (uint8_t)certainty;
}

uint32_t tw__replica_get_handle( const tw__replica* replica, int slot )
{
	const tw__replica_entity* entity = replica->entities + slot;
	if ( !entity->in_use || entity->server_slot < 0 )
		return 0;
	return ( (uint32_t)entity->server_slot + 1 ) | (uint32_t)entity->server_generation << TW__ENTITY_SLOT_BITS;
}

// --- Reading ---------------------------------------------------------------------------------------------------------

static bool find_base( const tw__replica* replica, int slot, tw__entity_record* record )
{
	tw__past base;
	if ( slot < 0 || replica->entities[slot].is_gone ||
	     !tw__history_exact( &replica->history, slot, replica->entities[slot].generation, record->base_tick,
	                         &base ) )
		return false;
	record->base = base.values;
	record->kind = replica->entities[slot].kind;
	return true;
}

static tw__read_result read_entity( tw__replica* replica, tw__decoder* decoder, tw__entity_models* models,
                                    uint32_t tick, int rate_hz )
{
	tw__staged* staged = replica->staged + replica->staged_count;
	uint32_t* values = replica->staged_values + (size_t)replica->staged_count * (size_t)replica->schema->stride;
	tw__decode_entity_head( decoder, models, replica->schema, tick, &staged->record );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	staged->slot = replica->slot_of_server[staged->record.slot];
	if ( staged->record.action == TW__ENTITY_UPDATE && !find_base( replica, staged->slot, &staged->record ) )
		return TW__READ_NO_BASELINE;
	if ( staged->record.action != TW__ENTITY_GONE )
		tw__decode_entity_values( decoder, models, replica->schema, tick, rate_hz, &staged->record, values );
	staged->record.values = values;
	staged->record.base = NULL;
	replica->staged_count++;
	return decoder->failed ? TW__READ_MALFORMED : TW__READ_OK;
}

static void read_events( tw__replica* replica, tw__decoder* decoder, uint32_t tick )
{
	tw__event_models models;
	tw__event_models_init( &models );
	uint32_t serial_before = 0;
	replica->staged_event_count = 0;
	while ( tw__decode_raw( decoder, 1 ) != 0 && !decoder->failed )
	{
		if ( replica->staged_event_count == TW__EVENTS_PER_PACKET )
		{
			decoder->failed = true;
			return;
		}
		tw__event* event = replica->staged_events + replica->staged_event_count++;
		tw__decode_event( decoder, &models, replica->models, replica->schema, tick, serial_before, event );
		serial_before = event->serial;
	}
	replica->are_events_complete = tw__decode_raw( decoder, 1 ) != 0;
}

static int count_free_slots( const tw__replica* replica )
{
	int count = 0;
	for ( int slot = 0; slot < replica->capacity; ++slot )
		count += !replica->entities[slot].in_use;
	return count;
}

// What is known already is told anew to one whose baselines are too old.
static bool is_known( const tw__replica* replica, const tw__staged* staged )
{
	if ( staged->slot < 0 )
		return false;
	const tw__replica_entity* entity = replica->entities + staged->slot;
	return !entity->is_gone && entity->server_generation == staged->record.generation &&
	       entity->kind == staged->record.kind && entity->spawn_tick == staged->record.spawn_tick;
}

tw__read_result tw__replica_read( tw__replica* replica, tw__decoder* decoder, uint32_t tick, int rate_hz )
{
	tw__entity_models models;
	tw__number_models number;
	tw__entity_models_init( &models, replica->schema, replica->models, tick );
	tw__number_models_init( &number, 4 );
	replica->staged_count = 0;
	replica->is_complete = tw__decode_raw( decoder, 1 ) != 0;
	uint32_t count = tw__decode_number( decoder, &number );
	if ( decoder->failed || count > TW__MAX_SNAPSHOT_ENTITIES )
		return TW__READ_MALFORMED;

	int newcomers = 0;
	for ( uint32_t i = 0; i < count; ++i )
	{
		tw__read_result result = read_entity( replica, decoder, &models, tick, rate_hz );
		if ( result != TW__READ_OK )
			return result;
		newcomers += replica->staged[i].record.action == TW__ENTITY_SPAWN &&
		             !is_known( replica, replica->staged + i );
	}
	read_events( replica, decoder, tick );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	return newcomers > 0 && newcomers > count_free_slots( replica ) ? TW__READ_FULL : TW__READ_OK;
}

// --- Committing ------------------------------------------------------------------------------------------------------

static void end_entity( tw__replica* replica, int slot, uint32_t tick )
{
	tw__replica_entity* entity = replica->entities + slot;
	if ( entity->is_gone )
		return;
	entity->is_gone = true;
	entity->gone_tick = tick;
}

// Somebody new in a server's slot: the one before has ended, even when we were never told.
static int place_newcomer( tw__replica* replica, const tw__staged* staged, uint32_t tick,
                           int ( *adopt )( const tw__entity_record* record, void* user ), void* user )
{
	const tw__entity_record* record = &staged->record;
	if ( is_known( replica, staged ) )
		return staged->slot;
	if ( staged->slot >= 0 )
		end_entity( replica, staged->slot, tick );

	int slot = adopt( record, user );
	if ( slot < 0 )
		slot = tw__replica_take_slot( replica );
	if ( slot < 0 )
		return -1; // cannot be: read has counted
	tw__replica_entity* entity = replica->entities + slot;
	entity->server_slot = record->slot;
	entity->server_generation = record->generation;
	entity->kind = (uint16_t)record->kind;
	entity->nth = (uint16_t)record->nth;
	entity->owner = record->owner;
	entity->spawn_tick = record->spawn_tick;
	replica->slot_of_server[record->slot] = slot;
	return slot;
}

// An event is told again until its acknowledgement has come through: take it once.
static bool is_news( tw__replica* replica, uint32_t serial )
{
	uint64_t* word = replica->events_seen + serial % TW__EVENT_LOG / 64;
	uint64_t bit = UINT64_C( 1 ) << serial % 64;
	if ( (int32_t)( serial - replica->newest_event ) > 0 || replica->newest_event == 0 )
	{
		uint32_t skipped = replica->newest_event == 0 ? TW__EVENT_LOG : serial - replica->newest_event;
		for ( uint32_t n = 0; n < skipped && n < TW__EVENT_LOG; ++n )
			replica->events_seen[( serial - n ) % TW__EVENT_LOG / 64] &=
				~( UINT64_C( 1 ) << ( serial - n ) % 64 );
		replica->newest_event = serial;
	}
	else if ( replica->newest_event - serial >= TW__EVENT_LOG || ( *word & bit ) != 0 )
		return false;
	*word |= bit;
	return true;
}

static int keep_news( tw__replica* replica )
{
	int kept = 0;
	for ( int i = 0; i < replica->staged_event_count; ++i )
		if ( is_news( replica, replica->staged_events[i].serial ) )
			replica->staged_events[kept++] = replica->staged_events[i];
	replica->staged_event_count = kept;
	return kept;
}

// What is near is in every snapshot, so that what is not in this one is not near.
static void forget_near( tw__replica* replica )
{
	for ( int slot = 0; slot < replica->capacity; ++slot )
		replica->entities[slot].is_near = false;
}

int tw__replica_commit( tw__replica* replica, uint32_t tick,
                        int ( *adopt )( const tw__entity_record* record, void* user ), void* user )
{
	forget_near( replica );
	for ( int i = 0; i < replica->staged_count; ++i )
	{
		const tw__staged* staged = replica->staged + i;
		if ( staged->record.action == TW__ENTITY_GONE )
		{
			if ( staged->slot >= 0 )
				end_entity( replica, staged->slot, tick );
			continue;
		}
		int slot = staged->slot;
		if ( staged->record.action == TW__ENTITY_SPAWN )
			slot = place_newcomer( replica, staged, tick, adopt, user );
		if ( slot < 0 )
			continue;
		replica->entities[slot].is_near = staged->record.is_near;
		tw__history_push( &replica->history, slot, replica->entities[slot].generation, staged->record.kind,
		                  tick, staged->record.values );
	}
	return keep_news( replica );
}
