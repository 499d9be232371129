#include "state/replica.h"

#include "support/state_pair.h"

#include <criterion/criterion.h>

static tw_entity spawn_body( tw_world* world, tw_player owner, float x )
{
	tw_entity entity = tw_world_spawn( world, FIXTURE_BODY, owner );
	fixture_body body = { .pos_m = { x, 1 }, .vel_mps = { 2, 3 }, .score = 99, .target = entity };
	tw_world_put( world, entity, FIXTURE_BODY, &body );
	return entity;
}

static state_pair* make_populated_pair( const state_options* options, int count )
{
	state_pair* pair = state_pair_create( options );
	tw_world* world = state_begin( pair );
	for ( int n = 0; n < count; ++n )
		spawn_body( world, n == 0 ? pair->player : ( tw_player ){ 0 }, (float)n );
	state_end( pair );
	state_packet packet = state_write( pair );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	state_ack( pair, &packet );
	return pair;
}

static void shake( state_pair* pair, uint32_t* random )
{
	tw_world* world = state_begin( pair );
	for ( int slot = 0; slot < world->capacity; ++slot )
	{
		fixture_body* body = tw_world_edit( world, tw__world_entity( world, slot ), FIXTURE_BODY );
		if ( body == NULL )
			continue;
		body->pos_m[0] = (float)( next_random( random ) % 100 ) / 4.0f - 12;
		body->score = (int32_t)next_random( random );
	}
	tw_world_emit( world, 0, ( tw_entity ){ .index1 = 1, .generation = 1 }, &( fixture_shot ){ .damage = 2 } );
	state_end( pair );
}

// Everything that outlives a packet. The staging area is not of it.
typedef struct kept
{
	size_t entity_bytes, history_bytes;
	uint8_t* bytes;
	uint32_t newest_event;
	uint64_t events_seen[TW__EVENT_LOG / 64];
} kept;

static kept keep( const tw__replica* replica )
{
	kept k = { .entity_bytes = (size_t)replica->capacity * sizeof( tw__replica_entity ),
		   .history_bytes = tw__history_size( replica->capacity, TW__REPLICA_DEPTH, replica->schema->stride ),
		   .newest_event = replica->newest_event };
	size_t map_bytes = TW__MAX_SLOTS * sizeof( int32_t );
	k.bytes = malloc( k.entity_bytes + map_bytes + k.history_bytes );
	memcpy( k.bytes, replica->entities, k.entity_bytes );
	memcpy( k.bytes + k.entity_bytes, replica->slot_of_server, map_bytes );
	memcpy( k.bytes + k.entity_bytes + map_bytes, replica->history.tracks, k.history_bytes );
	memcpy( k.events_seen, replica->events_seen, sizeof( k.events_seen ) );
	return k;
}

static bool is_as_kept( const tw__replica* replica, const kept* k )
{
	size_t map_bytes = TW__MAX_SLOTS * sizeof( int32_t );
	return memcmp( k->bytes, replica->entities, k->entity_bytes ) == 0 &&
	       memcmp( k->bytes + k->entity_bytes, replica->slot_of_server, map_bytes ) == 0 &&
	       memcmp( k->bytes + k->entity_bytes + map_bytes, replica->history.tracks, k->history_bytes ) == 0 &&
	       replica->newest_event == k->newest_event &&
	       memcmp( replica->events_seen, k->events_seen, sizeof( k->events_seen ) ) == 0;
}

static void try_damaged( state_pair* pair, const state_packet* packet, const kept* before, int* accepted )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, packet->bytes, packet->size_bytes );
	tw__read_result result = tw__replica_read( &pair->replica, &decoder, packet->tick, STATE_HZ );
	cr_assert_leq( decoder.decisions, TW__MAX_DECISIONS + 1 );
	*accepted += result == TW__READ_OK && tw__decoder_end( &decoder );
	cr_assert( is_as_kept( &pair->replica, before ) );
}

Test( replica, is_not_changed_by_a_packet_that_is_only_read_however_damaged )
{
	state_pair* pair = make_populated_pair( &( state_options ){ .max_entities = 12 }, 8 );
	uint32_t random = 3;
	shake( pair, &random );
	state_packet packet = state_write( pair );
	kept before = keep( &pair->replica );
	int accepted = 0, tries = 0;
	for ( int size = 0; size < packet.size_bytes; ++size, ++tries )
	{
		state_packet cut = packet;
		cut.size_bytes = size;
		try_damaged( pair, &cut, &before, &accepted );
	}
	for ( int bit = 0; bit < packet.size_bytes * 8; ++bit, ++tries )
	{
		state_packet flipped = packet;
		flipped.bytes[bit / 8] ^= (uint8_t)( 1 << bit % 8 );
		try_damaged( pair, &flipped, &before, &accepted );
	}
	for ( int round = 0; round < 300; ++round, ++tries )
	{
		state_packet noise = { .tick = packet.tick, .size_bytes = (int)( next_random( &random ) % 300 ) };
		for ( int i = 0; i < noise.size_bytes; ++i )
			noise.bytes[i] = (uint8_t)next_random( &random );
		try_damaged( pair, &noise, &before, &accepted );
	}
	cr_assert_lt( accepted, tries / 10 );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	free( before.bytes );
	state_pair_destroy( pair );
}

Test( replica, survives_whatever_a_damaged_packet_that_decodes_makes_of_it )
{
	uint32_t random = 11;
	for ( int round = 0; round < 6; ++round )
	{
		state_pair* pair = make_populated_pair( &( state_options ){ .max_entities = 8 }, 6 );
		for ( int n = 0; n < 60; ++n )
		{
			shake( pair, &random );
			state_packet packet = state_write( pair );
			uint32_t bit = next_random( &random ) % (uint32_t)( packet.size_bytes * 8 );
			packet.bytes[bit / 8] ^= (uint8_t)( 1u << bit % 8 );
			if ( state_read( pair, &packet ) == TW__READ_OK )
				state_ack( pair, &packet );
			tw__replica_forget_gone( &pair->replica, packet.tick - 2 );
		}
		for ( int slot = 0; slot < pair->replica.capacity; ++slot )
		{
			const tw__replica_entity* entity = pair->replica.entities + slot;
			if ( entity->in_use && !entity->is_gone )
				cr_assert_eq( pair->replica.slot_of_server[entity->server_slot], slot );
		}
		state_pair_destroy( pair );
	}
}

// After an outage longer than the baselines last, everything comes anew: into the places it has.
Test( replica, that_is_full_takes_all_it_knows_anew )
{
	state_pair* pair = make_populated_pair( &( state_options ){ .max_entities = 10 }, 10 );
	uint32_t random = 9;
	state_packet packet;
	for ( int n = 0; n < 200; ++n )
	{
		shake( pair, &random );
		packet = state_write( pair ); // all lost
	}
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	for ( int slot = 0; slot < 10; ++slot )
		cr_assert( state_is_current( pair, slot ) );
	state_pair_destroy( pair );
}

Test( replica, refuses_more_entities_than_it_has_room_for_and_recovers_when_there_is )
{
	state_pair* pair = state_pair_create( &( state_options ){ .max_entities = 12, .client_entities = 8 } );
	tw_world* world = state_begin( pair );
	tw_entity bodies[9];
	for ( int n = 0; n < 9; ++n )
		bodies[n] = spawn_body( world, ( tw_player ){ 0 }, 1 );
	state_end( pair );
	state_packet packet = state_write( pair );
	kept before = keep( &pair->replica );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_FULL );
	cr_assert( is_as_kept( &pair->replica, &before ) );
	tw_world_despawn( state_begin( pair ), bodies[4] );
	state_end( pair );
	packet = state_write( pair );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	free( before.bytes );
	state_pair_destroy( pair );
}

Test( replica, keeps_what_ended_until_the_screen_has_passed_it )
{
	state_pair* pair = make_populated_pair( &( state_options ){ 0 }, 2 );
	tw_world* world = state_begin( pair );
	tw_world_despawn( world, ( tw_entity ){ .index1 = 2, .generation = 1 } );
	state_end( pair );
	state_packet packet = state_write( pair );
	cr_assert_eq( state_read( pair, &packet ), TW__READ_OK );
	uint32_t handle = tw__replica_get_handle( &pair->replica, 1 );
	cr_assert( pair->replica.entities[1].is_gone );
	cr_assert_eq( tw__replica_resolve_handle( &pair->replica, handle ), 1 );
	tw__replica_forget_gone( &pair->replica, packet.tick - 1 );
	cr_assert( pair->replica.entities[1].in_use );
	tw__replica_forget_gone( &pair->replica, packet.tick );
	cr_assert_not( pair->replica.entities[1].in_use );
	cr_assert_eq( tw__replica_resolve_handle( &pair->replica, handle ), -1 );
	cr_assert_eq( tw__replica_get_handle( &pair->replica, 1 ), 0 );
	state_pair_destroy( pair );
}

static int adopt_five( const tw__entity_record* record, void* user )
{
	(void)user;
	return record->kind == FIXTURE_BODY ? 5 : -1;
}

Test( replica, lets_a_predicted_spawn_keep_its_slot_and_generation )
{
	state_pair* pair = state_pair_create( &( state_options ){ 0 } );
	for ( int n = 0; n < 6; ++n )
		cr_assert_eq( tw__replica_take_slot( &pair->replica ), n );
	uint32_t generation = pair->replica.entities[5].generation;
	spawn_body( state_begin( pair ), pair->player, 3 );
	state_end( pair );
	state_packet packet = state_write( pair );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, packet.bytes, packet.size_bytes );
	cr_assert_eq( tw__replica_read( &pair->replica, &decoder, packet.tick, STATE_HZ ), TW__READ_OK );
	tw__replica_commit( &pair->replica, packet.tick, adopt_five, NULL );
	pair->applied_tick = packet.tick;
	cr_assert_eq( state_find( pair, 0 ), 5 );
	cr_assert_eq( pair->replica.entities[5].generation, generation );
	cr_assert( state_is_current( pair, 5 ) );
	state_pair_destroy( pair );
}

Test( replica, never_finds_a_handle_of_nobody_or_of_another_generation )
{
	state_pair* pair = make_populated_pair( &( state_options ){ 0 }, 3 );
	static const uint32_t strangers[] = { 0,
		                              1u << TW__ENTITY_SLOT_BITS,
		                              4,
		                              1u | 2u << TW__ENTITY_SLOT_BITS,
		                              UINT32_MAX,
		                              ( 1u << TW__ENTITY_SLOT_BITS ) - 1,
		                              TW__MAX_SLOTS };
	for ( int i = 0; i < TW_COUNT_OF( strangers ); ++i )
		cr_assert_eq( tw__replica_resolve_handle( &pair->replica, strangers[i] ), -1, "%d", i );
	for ( int slot = 0; slot < 3; ++slot )
	{
		uint32_t handle = tw__replica_get_handle( &pair->replica, slot );
		cr_assert_eq( handle, ( (uint32_t)slot + 1 ) | 1u << TW__ENTITY_SLOT_BITS );
		cr_assert_eq( tw__replica_resolve_handle( &pair->replica, handle ), slot );
	}
	state_pair_destroy( pair );
}
