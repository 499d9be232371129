#include "core/bytes.h"
#include "core/system.h"
#include "session/address_codec.h"
#include "session/session_server_state.h"
#include "session/timing.h"

#include <string.h>

enum
{
	ISSUED_EXPIRE_S = 30,
	MAX_PENDING_S = 30 ///< however patient a token is: a place among the pending must not be held for ever
};

static uint64_t unix_now_s( const tw__session_server* s, uint64_t now_us )
{
	return s->start_s + ( now_us - s->start_us ) / TW__US_PER_S;
}

static bool is_full( const tw__session_server* s )
{
	return s->slots_used == s->def.max_slots || s->refusal != TW_REASON_NONE;
}

// --- Hello -----------------------------------------------------------------------------------------------------------

static tw_reason judge_hello( const tw__session_server* s, const tw__hello* hello )
{
	if ( hello->version != TW__HELLO_VERSION )
		return TW_REASON_PROTOCOL_VERSION;
	if ( s->refusal != TW_REASON_NONE )
		return s->refusal;
	if ( hello->schema_hash != s->def.schema_hash )
		return TW_REASON_SCHEMA_MISMATCH;
	if ( s->host.has_password && !hello->has_share )
		return TW_REASON_PASSWORD_WRONG;
	return s->slots_used == s->def.max_slots ? TW_REASON_SERVER_FULL : TW_REASON_NONE;
}

// An ordinary connect token under the key that was drawn at start. Its client id names the session, not a person.
static bool issue_token( const tw__session_server* s, const tw__session_keys* keys, uint64_t now_us,
                         tw__connect_token* out_token )
{
	const tw_system* system = &s->def.system;
	tw__private_token inner = { .timeout_s = ( s->def.timeout_ms + 999 ) / 1000,
		                    .address_count = s->own_address_count };
	memcpy( inner.addresses, s->own_addresses, sizeof( inner.addresses ) );
	memcpy( inner.client_to_server_key, keys->client_to_server, TW__KEY_BYTES );
	memcpy( inner.server_to_client_key, keys->server_to_client, TW__KEY_BYTES );
	*out_token = ( tw__connect_token ){ .create_s = unix_now_s( s, now_us ), .timeout_s = inner.timeout_s };
	out_token->expire_s = out_token->create_s + ISSUED_EXPIRE_S;

	bool is_drawn = system->random( &inner.client_id, sizeof( inner.client_id ), system->user ) &&
	                system->random( out_token->nonce, TW__LONG_NONCE_BYTES, system->user );
	tw__private_token_write( &inner, out_token->sealed );
	tw__token_seal seal = { s->token_key, s->def.protocol_id, out_token->expire_s, out_token->nonce };
	if ( is_drawn )
		tw__private_token_seal( &s->observer, &seal, out_token->sealed );
	tw_wipe( &inner, sizeof( inner ) );
	return is_drawn;
}

tw_drop tw__admit_hello( tw__session_server* s, const tw_datagram* datagram, uint64_t now_us )
{
	tw__hello hello;
	tw__hello_exchange exchange;
	tw__connect_token token;
	tw_drop drop = tw__hello_read( datagram->bytes, datagram->size_bytes, &hello );
	if ( drop != TW__KEEP )
		return drop;
	if ( hello.version == TW__HELLO_VERSION && hello.protocol_id != s->def.protocol_id )
		return TW_DROP_PROTOCOL; // another game's client, as with netcode's requests
	if ( !tw__hello_accept( &s->host, &hello, &exchange ) )
		return TW_DROP_MALFORMED;

	tw_reason reason = judge_hello( s, &hello );
	uint8_t* bytes = tw__outbox_begin( s->def.outbox );
	int size_bytes = 0;
	if ( reason != TW_REASON_NONE )
		size_bytes = tw__hello_write_refusal( &exchange, reason, bytes );
	else if ( issue_token( s, &exchange.keys, now_us, &token ) )
		size_bytes = tw__hello_write_grant( &exchange, &token, bytes );
	tw_wipe( &exchange, sizeof( exchange ) );
	if ( size_bytes == 0 )
		return TW_DROP_FULL; // no randomness left to make a token of
	tw__outbox_end( s->def.outbox, &datagram->address, size_bytes );
	return TW__KEEP;
}

// --- Request and response --------------------------------------------------------------------------------------------

static void send_global( tw__session_server* s, const tw_address* to, const uint8_t* key, tw__packet_type type,
                         const uint8_t* body, int body_bytes )
{
	tw__cipher cipher = { key, s->def.protocol_id, &s->observer };
	uint8_t* bytes = tw__outbox_begin( s->def.outbox );
	int header_bytes = tw__packet_begin( bytes, type, s->global_sequence++ );
	if ( body_bytes > 0 )
		memcpy( bytes + header_bytes, body, (size_t)body_bytes );
	tw__outbox_end( s->def.outbox, to, tw__packet_seal( &cipher, bytes, header_bytes, body_bytes ) );
}

static void send_challenge( tw__session_server* s, const tw__pending* pending, const uint8_t* user_data )
{
	uint8_t body[TW__CHALLENGE_BODY_BYTES];
	tw__byte_writer writer = { .bytes = body, .capacity_bytes = 8 };
	tw__bytes_write_u64( &writer, s->challenge_number );
	tw__challenge_token_write( pending->client_id, user_data, body + 8 );
	tw__challenge_token_seal( &s->observer, s->challenge_key, s->challenge_number, body + 8 );
	s->challenge_number++;
	send_global( s, &pending->address, pending->keys.send, TW__PACKET_CHALLENGE, body, sizeof( body ) );
}

static bool names_this_server( const tw__session_server* s, const tw__private_token* token )
{
	for ( int i = 0; i < token->address_count; ++i )
	{
		for ( int k = 0; k < s->own_address_count; ++k )
		{
			if ( tw__address_is_same( &token->addresses[i], &s->own_addresses[k] ) )
				return true;
		}
	}
	return false;
}

// Steps 1 to 7 of the standard: is the token good, here and now? Decrypted in place.
static tw_drop open_request( const tw__session_server* s, const tw_datagram* datagram, uint64_t now_s,
                             tw__request* out_request, tw__private_token* out_token )
{
	tw_drop drop =
		tw__request_parse( datagram->bytes, datagram->size_bytes, s->def.protocol_id, now_s, out_request );
	if ( drop != TW__KEEP )
		return drop;
	if ( out_request->expire_s < s->min_expire_s )
		return TW_DROP_TOKEN_EXPIRED;
	tw__token_seal seal = { s->token_key, s->def.protocol_id, out_request->expire_s, out_request->nonce };
	if ( !tw__private_token_open( &seal, out_request->sealed ) )
		return TW_DROP_TOKEN_FORGED;
	if ( !tw__private_token_read( out_request->sealed, out_token ) || out_token->timeout_s == 0 )
		return TW_DROP_MALFORMED;
	return names_this_server( s, out_token ) ? TW__KEEP : TW_DROP_TOKEN_ELSEWHERE;
}

static void fill_pending( tw__pending* pending, const tw__private_token* token, uint64_t now_us )
{
	bool is_patient = token->timeout_s < 0 || token->timeout_s > MAX_PENDING_S;
	uint64_t wait_s = is_patient ? MAX_PENDING_S : (uint64_t)token->timeout_s;
	memcpy( pending->keys.send, token->server_to_client_key, TW__KEY_BYTES );
	memcpy( pending->keys.receive, token->client_to_server_key, TW__KEY_BYTES );
	pending->client_id = token->client_id;
	pending->timeout_s = token->timeout_s;
	pending->expires_us = now_us + wait_s * TW__US_PER_S;
}

// Steps 8 to 13: is there a place for its client?
static tw_drop admit_token( tw__session_server* s, const tw__token_use* use, const tw__private_token* token,
                            uint64_t now_us )
{
	int peer = tw__peers_find( s, &use->address, now_us );
	if ( 0 <= peer && peer < s->def.max_slots )
		return TW_DROP_UNEXPECTED;
	if ( tw__peers_has_client( s, token->client_id ) )
		return TW_DROP_UNEXPECTED;
	int entry;
	tw_drop drop = tw__token_history_present( &s->history, use, unix_now_s( s, now_us ), &entry );
	if ( drop != TW__KEEP )
		return drop;
	if ( is_full( s ) )
	{
		send_global( s, &use->address, token->server_to_client_key, TW__PACKET_DENIED, NULL, 0 );
		return TW__KEEP;
	}
	tw__pending* pending = tw__peers_add_pending( s, &use->address, now_us );
	if ( pending == NULL )
		return TW_DROP_FULL;
	fill_pending( pending, token, now_us );
	pending->history_entry = entry;
	memcpy( pending->tag, use->tag, TW__TAG_BYTES );
	send_challenge( s, pending, token->user_data );
	return TW__KEEP;
}

tw_drop tw__admit_request( tw__session_server* s, const tw_datagram* datagram, uint64_t now_us )
{
	tw__request request;
	tw__private_token token;
	tw_drop drop = open_request( s, datagram, unix_now_s( s, now_us ), &request, &token );
	if ( drop != TW__KEEP )
		return drop;
	tw__token_use use = { .address = datagram->address, .expire_s = request.expire_s };
	memcpy( use.tag, request.sealed + TW__PRIVATE_TOKEN_BYTES - TW__TAG_BYTES, TW__TAG_BYTES );
	drop = admit_token( s, &use, &token, now_us );
	tw_wipe( &token, sizeof( token ) );
	return drop;
}

tw_drop tw__admit_response( tw__session_server* s, int peer, const tw__packet* packet, uint64_t now_us,
                            tw__session_event* out_event )
{
	tw__byte_reader reader = { .bytes = packet->body, .size_bytes = packet->body_bytes };
	uint64_t number = tw__bytes_read_u64( &reader );
	uint64_t client_id;
	const uint8_t* user_data;
	if ( !tw__challenge_token_open( s->challenge_key, number, packet->body + 8, &client_id, &user_data ) )
		return TW_DROP_FORGED;
	if ( peer < s->def.max_slots || tw__peers_has_client( s, client_id ) )
		return TW_DROP_UNEXPECTED;
	tw__pending* pending = &s->pending[peer - s->def.max_slots];
	if ( pending->client_id != client_id )
		return TW_DROP_UNEXPECTED; // another client's challenge, passed on
	if ( is_full( s ) )
	{
		send_global( s, &pending->address, pending->keys.send, TW__PACKET_DENIED, NULL, 0 );
		return TW__KEEP;
	}

	tw__token_history_consume( &s->history, pending->history_entry, pending->tag );
	int slot = tw__peers_promote( s, pending, now_us );
	tw__slot_send_keep_alive( s, slot, now_us );
	*out_event = ( tw__session_event ){
		.type = TW__SESSION_CONNECTED, .slot = slot, .client_id = client_id, .user_data = user_data
	};
	return TW__KEEP;
}
