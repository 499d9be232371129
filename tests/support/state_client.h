// state_client.h - a real client that predicts against the world of a state_pair, without a network, for tests.
//
//     state_client* client = state_client_create( pair, step, &rules );
//     state_client_tick( client, tick, &keys );                        // one tick of its own
//     state_client_apply( client, &packet, &facts, &verdict );         // a snapshot: read, committed, reconciled
//
// It is a tw_client that never connects; who it is was told to it here instead of by a welcome.
#pragma once

#include "client.h"
#include "support/state_pair.h"

typedef struct state_client
{
	state_pair* pair;
	tw_client* client;
	uint64_t now_us;
} state_client;

static inline state_client* state_client_create( state_pair* pair, tw_step_fn* step, void* step_user )
{
	state_client* made = calloc( 1, sizeof( *made ) );
	tw_client_def def = tw_client_def_default();
	def.schema = pair->schema;
	def.address = "127.0.0.1:9";
	def.transport = state_no_transport();
	def.step = step;
	def.step_user = step_user;
	def.max_entities = pair->options.client_entities;
	def.system = ( tw_system ){ .random = state_random, .user = &pair->random_state };
	made->pair = pair;
	made->now_us = 1000000;
	if ( tw_client_create( &def, made->now_us, &made->client ) != TW_OK )
		abort();
	made->client->rate_hz = STATE_HZ;
	made->client->status.player = pair->player;
	made->client->predictor.me = pair->player;
	made->client->predictor.rate_hz = STATE_HZ;
	return made;
}

static inline void state_client_destroy( state_client* client )
{
	tw_client_destroy( client->client );
	free( client );
}

static inline void state_client_tick( state_client* client, uint32_t tick, const fixture_keys* keys )
{
	tw__input_history_add( &client->client->inputs, tick, keys, ( tw__shown ){ 0 } );
	tw__predictor_advance( &client->client->predictor, tick );
}

static inline tw__read_result state_client_apply( state_client* client, const state_packet* packet,
                                                  const tw__tick_facts* facts, tw__verdict* out_verdict )
{
	tw_client* c = client->client;
	tw__decoder decoder;
	tw__decoder_begin( &decoder, packet->bytes, packet->size_bytes );
	tw__read_result result = tw__replica_read( &c->replica, &decoder, packet->tick, STATE_HZ );
	if ( result != TW__READ_OK || !tw__decoder_end( &decoder ) )
		return result != TW__READ_OK ? result : TW__READ_MALFORMED;
	tw__replica_commit( &c->replica, packet->tick, tw__predictor_adopt, &c->predictor );
	c->snapshot_tick = packet->tick;
	tw__predictor_reconcile( &c->predictor, packet->tick, facts, client->now_us, out_verdict );
	tw__replica_forget_gone( &c->replica, packet->tick - 6 ); // as if the screen were that far behind
	return TW__READ_OK;
}
