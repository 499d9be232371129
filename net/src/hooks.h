// hooks.h - what a simulated world may watch inside an endpoint. Not for games: keys and chat pass through here.
//
//     tw__server_create_watched( &def, &hooks, now_us, &server );
#pragma once

#include "tickwire/client.h"
#include "tickwire/server.h"

typedef struct tw__message_note
{
	bool is_taken; // by us; else posted by us
	bool is_reliable;
	tw_player player; // at a server: to or from whom. At a client: null
	const uint8_t* bytes;
	int size_bytes;
} tw__message_note;

typedef struct tw__hooks
{
	/// Before anything is sealed.
	void ( *observe_seal )( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user );

	/// After a client has applied a snapshot.
	void ( *observe_snapshot )( const tw_client* client, uint32_t tick, void* user );

	/// A message, encoded, as it is queued and as it is taken at the other end (before any limit on their number).
	void ( *observe_message )( const tw__message_note* note, void* user );
	void* user;
} tw__hooks;

/// As tw_server_create() and tw_client_create(). @param hooks copied
tw_result tw__server_create_watched( const tw_server_def* def, const tw__hooks* hooks, uint64_t now_us,
                                     tw_server** out_server );
tw_result tw__client_create_watched( const tw_client_def* def, const tw__hooks* hooks, uint64_t now_us,
                                     tw_client** out_client );
