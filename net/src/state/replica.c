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
	       tw__block_size( tw__snapshot_models_size( schema ) ) +
	       TW__EPOCHS * tw__block_size( tw__epoch_size( schema ) ) +
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
	replica->models = tw__block_carve( &cursor, tw__snapshot_models_size( schema ) );
	replica->epochs = tw__block_carve( &cursor, TW__EPOCHS * tw__block_size( tw__epoch_size( schema ) ) );
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

static bool find_update( const tw__replica* replica, int slot, uint32_t tick, bool is_exact, tw__past* out )
{
	uint32_t generation = replica->entities[slot].generation;
	return is_exact ? tw__history_exact( &replica->history, slot, generation, tick, out )
	                : tw__history_at( &replica->history, slot, generation, tick, out );
}

static bool find_base( const tw__replica* replica, int slot, const tw__references* references,
                       tw__entity_record* record )
{
	tw__past past;
	if ( slot < 0 || replica->entities[slot].is_gone ||
	     !find_update( replica, slot, record->base_tick, !record->is_by_reference, &past ) )
		return false;
	record->base = past.values;
	record->kind = replica->entities[slot].kind;
	for ( int i = 0; i < TW__OLDER_STATES; ++i )
	{
		if ( !record->has_older[i] )
			continue;
		if ( !find_update( replica, slot, references->older_ticks[i], false, &past ) )
			return false;
		record->older[i] = past.values;
	}
	return true;
}

static tw__read_result read_entity( tw__replica* replica, tw__decoder* decoder, const tw__references* references,
                                    int rate_hz, int server_slot )
{
	tw__staged* staged = replica->staged + replica->staged_count;
	uint32_t* values = replica->staged_values + (size_t)replica->staged_count * (size_t)replica->schema->stride;
	staged->record.slot = server_slot;
	tw__decode_entity_head( decoder, replica->models, replica->schema, references, &staged->record );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	staged->slot = replica->slot_of_server[server_slot];
	if ( staged->record.action == TW__ENTITY_UPDATE &&
	     !find_base( replica, staged->slot, references, &staged->record ) )
		return TW__READ_NO_BASELINE;
	if ( staged->record.action != TW__ENTITY_GONE )
		tw__decode_entity_values( decoder, replica->models, replica->schema, references, rate_hz,
		                          &staged->record, values );
	staged->record.values = values;
	staged->record.base = NULL;
	replica->staged_count++;
	return decoder->failed ? TW__READ_MALFORMED : TW__READ_OK;
}

static void read_events( tw__replica* replica, tw__decoder* decoder, uint32_t tick )
{
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
		tw__decode_event( decoder, replica->models, replica->schema, tick, serial_before, event );
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

static uint8_t* epoch_at( const tw__replica* replica, uint32_t index )
{
	return replica->epochs + (size_t)index * tw__block_size( tw__epoch_size( replica->schema ) );
}

static tw__read_result begin_models( tw__replica* replica, tw__decoder* decoder )
{
	uint32_t named = tw__decode_raw( decoder, TW__EPOCH_BITS );
	if ( decoder->failed || named > TW__EPOCHS )
		return TW__READ_MALFORMED;
	if ( named == 0 )
	{
		tw__snapshot_models_reset( replica->schema, replica->models );
		return TW__READ_OK;
	}
	if ( !replica->has_epoch[named - 1] )
		return TW__READ_NO_BASELINE;
	tw__epoch_load( replica->schema, epoch_at( replica, named - 1 ), replica->models );
	return TW__READ_OK;
}

static void read_epoch( tw__replica* replica, tw__decoder* decoder )
{
	replica->staged_epoch = -1;
	if ( tw__decode_raw( decoder, 1 ) != 0 )
		replica->staged_epoch = (int)tw__decode_raw( decoder, TW__EPOCH_BITS - 1 );
}

// The slots that were in the packet of that tick. @return -1 when it is not remembered
static int list_before( const tw__replica* replica, uint32_t tick, uint32_t* out_slots )
{
	if ( tick == 0 )
		return 0;
	const tw__replica_packet* packet = replica->packets + tick % TW__REPLICA_PACKETS;
	if ( packet->tick != tick || replica->next_entry - packet->first > TW__REPLICA_ENTRIES )
		return -1;
	for ( uint32_t i = 0; i < packet->count; ++i )
		out_slots[i] = replica->entries[( packet->first + i ) % TW__REPLICA_ENTRIES];
	return (int)packet->count;
}

static tw__read_result read_entities( tw__replica* replica, tw__decoder* decoder, uint32_t tick, int rate_hz )
{
	uint32_t before[TW__MAX_SNAPSHOT_ENTITIES], slots[TW__MAX_SNAPSHOT_ENTITIES];
	tw__references references = { .tick = tick };
	tw__decode_references( decoder, replica->models, &references );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	int before_count = list_before( replica, references.base_tick, before );
	if ( before_count < 0 )
		return TW__READ_NO_BASELINE;
	int count = tw__decode_slots( decoder, replica->models, before, before_count, slots );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	tw__read_result result = TW__READ_OK;
	for ( int i = 0; i < count && result == TW__READ_OK; ++i )
		result = read_entity( replica, decoder, &references, rate_hz, (int)slots[i] );
	return result;
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

static int count_newcomers( const tw__replica* replica )
{
	int count = 0;
	for ( int i = 0; i < replica->staged_count; ++i )
	{
		const tw__staged* staged = replica->staged + i;
		count += staged->record.action == TW__ENTITY_SPAWN && !is_known( replica, staged );
	}
	return count;
}

tw__read_result tw__replica_read( tw__replica* replica, tw__decoder* decoder, uint32_t tick, int rate_hz )
{
	replica->staged_count = 0;
	replica->is_complete = tw__decode_raw( decoder, 1 ) != 0;
	tw__read_result result = begin_models( replica, decoder );
	if ( result == TW__READ_OK )
		result = read_entities( replica, decoder, tick, rate_hz );
	if ( result != TW__READ_OK )
		return result;
	read_events( replica, decoder, tick );
	read_epoch( replica, decoder );
	if ( decoder->failed )
		return TW__READ_MALFORMED;
	int newcomers = count_newcomers( replica );
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

// For the packets to come that are coded against this one.
static void remember_packet( tw__replica* replica, uint32_t tick )
{
	replica->packets[tick % TW__REPLICA_PACKETS] = ( tw__replica_packet ){
		.tick = tick, .first = replica->next_entry, .count = (uint32_t)replica->staged_count
	};
	for ( int i = 0; i < replica->staged_count; ++i )
		replica->entries[replica->next_entry++ % TW__REPLICA_ENTRIES] =
			(uint32_t)replica->staged[i].record.slot;
	if ( replica->staged_epoch < 0 )
		return;
	replica->has_epoch[replica->staged_epoch] = true;
	tw__epoch_save( replica->schema, replica->models, epoch_at( replica, (uint32_t)replica->staged_epoch ) );
}

int tw__replica_commit( tw__replica* replica, uint32_t tick,
                        int ( *adopt )( const tw__entity_record* record, void* user ), void* user )
{
	forget_near( replica );
	remember_packet( replica, tick );
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
