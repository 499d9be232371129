#include "lab_check.h"

#include "client.h"
#include "core/hash.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	FIRST_NONCES = 1 << 16
};

bool lab_check_begin( lab_check* check, const tw_server* server, int slots )
{
	memset( check, 0, sizeof( *check ) );
	check->server = server;
	check->slots = slots;
	check->alive = calloc( (size_t)LAB_TICKS * (size_t)slots, sizeof( uint32_t ) );
	check->orders = calloc( (size_t)LAB_TICKS * (size_t)slots, sizeof( int32_t ) );
	check->counts = calloc( LAB_TICKS, sizeof( int ) );
	check->nonces = calloc( FIRST_NONCES, sizeof( uint64_t ) );
	check->nonce_capacity = FIRST_NONCES;
	return check->alive != NULL && check->orders != NULL && check->counts != NULL && check->nonces != NULL;
}

void lab_check_end( lab_check* check )
{
	free( check->alive );
	free( check->orders );
	free( check->counts );
	free( check->nonces );
	for ( int who = 0; who < LAB_MAX_PLAYERS; ++who )
		lab_check_begin_talk( check, who );
}

static void violate( lab_check* check, const char* text, int who, uint32_t tick, int slot, uint64_t now_us )
{
	if ( check->violations++ == 0 )
		snprintf( check->first_violation, sizeof( check->first_violation ),
		          "%s: player %d, tick %u, server slot %d, at %.4f s", text, who, tick, slot,
		          (double)now_us / 1e6 );
}

static uint32_t* alive_at( const lab_check* check, uint32_t tick )
{
	return check->alive + (size_t)( tick % LAB_TICKS ) * (size_t)check->slots;
}

static int32_t* order_at( const lab_check* check, uint32_t tick )
{
	return check->orders + (size_t)( tick % LAB_TICKS ) * (size_t)check->slots;
}

static void mix( lab_check* check, const void* bytes, size_t size_bytes )
{
	check->trace_hash = tw__hash64( bytes, size_bytes, check->trace_hash );
}

void lab_check_note_tick( lab_check* check )
{
	const tw_server* server = check->server;
	const tw_world* world = &server->world;
	uint32_t* alive = alive_at( check, server->tick );
	memset( alive, 0, (size_t)check->slots * sizeof( uint32_t ) );
	memcpy( order_at( check, server->tick ), world->order, (size_t)world->order_count * sizeof( int32_t ) );
	check->counts[server->tick % LAB_TICKS] = world->order_count;
	mix( check, &server->tick, sizeof( server->tick ) );
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		alive[slot] = world->slots[slot].generation;
		int count = tw__schema_kind_plan( world->schema, world->slots[slot].kind )->value_count;
		mix( check, tw__world_values( world, slot ), (size_t)count * sizeof( uint32_t ) );
	}
}

// --- S1 --------------------------------------------------------------------------------------------------------------

// Everything the client knows lives at the server in that tick, and looks there as it does here.
static void check_entity( lab_check* check, const tw_client* client, uint32_t tick, int slot, int who, uint64_t now_us )
{
	const tw__replica_entity* entity = client->replica.entities + slot;
	uint32_t generation = alive_at( check, tick )[entity->server_slot];
	if ( generation == 0 || ( generation & 0xFF ) != entity->server_generation )
	{
		violate( check, "S1, knows an entity that is not there", who, tick, entity->server_slot, now_us );
		return;
	}
	tw__past ours, theirs;
	int count = tw__schema_kind_plan( client->schema, entity->kind )->value_count + 1;
	bool is_here = tw__history_at( &client->replica.history, slot, entity->generation, tick, &ours );
	bool is_there = tw__history_at( &check->server->history, entity->server_slot, generation, tick, &theirs );
	bool is_other = check->server->history.tracks[entity->server_slot].generation != generation;
	bool is_forgotten = check->server->tick - tick >= (uint32_t)check->server->history.depth - 1;
	if ( !is_there && ( is_other || is_forgotten ) )
		return; // nothing is left to compare with
	if ( !client->replica.is_complete && is_here && ours.tick != tick )
		return; // cut out of this snapshot, and said so
	check->checked_states++;
	if ( !is_here || !is_there || memcmp( ours.values, theirs.values, (size_t)count * sizeof( uint32_t ) ) != 0 )
		violate( check, "S1, state differs", who, tick, entity->server_slot, now_us );
	else
		mix( check, ours.values, (size_t)count * sizeof( uint32_t ) );
}

// And nothing lives there that the client was not told of.
static void check_completeness( lab_check* check, const tw_client* client, uint32_t tick, int who, uint64_t now_us )
{
	const int32_t* order = order_at( check, tick );
	for ( int i = 0; i < check->counts[tick % LAB_TICKS]; ++i )
	{
		int server_slot = order[i];
		int slot = client->replica.slot_of_server[server_slot];
		if ( slot < 0 || client->replica.entities[slot].is_gone )
			violate( check, "S1, was not told of an entity", who, tick, server_slot, now_us );
	}
}

void lab_check_snapshot( lab_check* check, const tw_client* client, uint32_t tick, int who, uint64_t now_us )
{
	mix( check, &who, sizeof( who ) );
	mix( check, &tick, sizeof( tick ) );
	for ( int slot = 0; slot < client->replica.slot_count; ++slot )
	{
		const tw__replica_entity* entity = client->replica.entities + slot;
		if ( entity->in_use && entity->server_slot >= 0 && !entity->is_gone )
			check_entity( check, client, tick, slot, who, now_us );
	}
	if ( client->replica.is_complete )
		check_completeness( check, client, tick, who, now_us );
}

// --- S3 --------------------------------------------------------------------------------------------------------------

void lab_check_begin_talk( lab_check* check, int who )
{
	for ( int i = 0; i < 4; ++i )
	{
		lab_talk* talk = &check->talks[who][i / 2][i % 2];
		free( talk->said );
		*talk = ( lab_talk ){ 0 };
	}
}

static void say( lab_talk* talk, uint64_t hash )
{
	if ( talk->said_count == talk->said_capacity )
	{
		size_t capacity = talk->said_capacity * 2 + 64;
		uint64_t* larger = realloc( talk->said, capacity * sizeof( uint64_t ) );
		if ( larger == NULL )
			return;
		talk->said = larger;
		talk->said_capacity = capacity;
	}
	talk->said[talk->said_count++] = hash;
}

// Of reliable ones exactly the next, of others any that has not been heard.
static bool hear( lab_talk* talk, uint64_t hash, bool is_reliable )
{
	size_t heard = talk->heard_count++;
	if ( is_reliable )
		return heard < talk->said_count && talk->said[heard] == hash;
	for ( size_t i = 0; i < talk->said_count; ++i )
	{
		if ( talk->said[i] != hash )
			continue;
		talk->said[i] = 0;
		return true;
	}
	return false;
}

void lab_check_message( lab_check* check, const tw__message_note* note, int who, bool is_up, uint64_t now_us )
{
	lab_talk* talk = &check->talks[who][is_up][note->is_reliable];
	uint64_t hash = tw__hash64( note->bytes, (size_t)note->size_bytes, 3 ) | 1;
	if ( !note->is_taken )
	{
		say( talk, hash );
		return;
	}
	check->checked_messages++;
	mix( check, &who, sizeof( who ) );
	mix( check, &hash, sizeof( hash ) );
	if ( hear( talk, hash, note->is_reliable ) || check->violations++ > 0 )
		return;
	snprintf( check->first_violation, sizeof( check->first_violation ),
	          "S3, %s heard what was not said: player %d, message %zu, at %.4f s",
	          is_up ? "the server" : "the client", who, talk->heard_count - 1, (double)now_us / 1e6 );
}

// --- S10 -------------------------------------------------------------------------------------------------------------

// @return false when it was there before
static bool insert( uint64_t* table, size_t capacity, uint64_t hash )
{
	size_t at = hash & ( capacity - 1 );
	while ( table[at] != 0 && table[at] != hash )
		at = ( at + 1 ) & ( capacity - 1 );
	bool is_new = table[at] == 0;
	table[at] = hash;
	return is_new;
}

static void grow( lab_check* check )
{
	uint64_t* larger = calloc( check->nonce_capacity * 2, sizeof( uint64_t ) );
	if ( larger == NULL )
		return;
	for ( size_t i = 0; i < check->nonce_capacity; ++i )
		if ( check->nonces[i] != 0 )
			insert( larger, check->nonce_capacity * 2, check->nonces[i] );
	free( check->nonces );
	check->nonces = larger;
	check->nonce_capacity *= 2;
}

void lab_check_seal( lab_check* check, const uint8_t key[32], const uint8_t* nonce, int nonce_bytes )
{
	uint64_t hash = tw__hash64( nonce, (size_t)nonce_bytes, tw__hash64( key, 32, 1 ) ) | 1;
	if ( check->nonce_count * 2 >= check->nonce_capacity )
		grow( check );
	check->nonce_count++;
	if ( !insert( check->nonces, check->nonce_capacity, hash ) )
		violate( check, "S10, a nonce was used twice under one key", -1, 0, -1, 0 );
}
