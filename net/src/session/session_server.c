#include "session/session_server.h"

#include "core/block.h"
#include "core/bytes.h"
#include "core/system.h"
#include "session/password.h"
#include "session/session_server_state.h"
#include "session/timing.h"

#include <sodium.h>
#include <string.h>

enum
{
	DEFAULT_TOKEN_LIFETIME_S = 30
};

// --- Creation --------------------------------------------------------------------------------------------------------

static bool is_admission_valid( const tw_admission* admission )
{
	int count = admission->public_address_count;
	if ( count < 0 || count > TW_TOKEN_ADDRESSES || ( count > 0 && admission->public_addresses == NULL ) )
		return false;
	if ( admission->token_lifetime_s < 0 )
		return false;
	switch ( admission->mode )
	{
	case TW_ADMIT_ANYBODY:
		return true;
	case TW_ADMIT_PASSWORD:
		return admission->password != NULL && admission->password[0] != '\0' &&
		       strlen( admission->password ) <= TW__PASSWORD_MAX_BYTES;
	case TW_ADMIT_TOKENS:
		return admission->token_key != NULL && count > 0 && admission->unix_s > 0;
	}
	return false;
}

static bool is_def_valid( const tw__session_server_def* def )
{
	return is_admission_valid( &def->admission ) && 1 <= def->max_slots && def->max_slots <= TW__MAX_SLOTS &&
	       def->timeout_ms > 0 && def->drops != NULL && def->outbox != NULL;
}

// Nobody needs to know the address of a server that issues its own tokens, but a token must name one.
static const tw_address any_address = { .ip = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0 }, .port = 1 };

static void set_addresses( tw__session_server* s, const tw_admission* admission )
{
	s->own_address_count = admission->public_address_count;
	for ( int i = 0; i < s->own_address_count; ++i )
		s->own_addresses[i] = admission->public_addresses[i];
	if ( s->own_address_count == 0 )
		s->own_addresses[s->own_address_count++] = any_address;
}

static bool draw( const tw__session_server* s, void* out_bytes, size_t size_bytes )
{
	return s->def.system.random( out_bytes, size_bytes, s->def.system.user );
}

static bool set_up_hello( tw__session_server* s, const tw_admission* admission )
{
	s->is_issuing = admission->mode != TW_ADMIT_TOKENS;
	if ( !s->is_issuing )
		return true;
	s->host.system = s->def.system;
	s->host.observer = s->observer;
	s->host.has_password = admission->mode == TW_ADMIT_PASSWORD;
	if ( s->host.has_password )
		tw__password_generator( admission->password, s->def.protocol_id, s->host.generator );
	if ( admission->identity != NULL )
	{
		s->host.identity = *admission->identity;
		return true;
	}
	tw__log( &s->def.system, "tickwire: no identity given, so clients cannot recognise this server next time" );
	return tw_identity_create( &s->def.system, &s->host.identity ) == TW_OK;
}

static bool draw_keys( tw__session_server* s, const tw_admission* admission )
{
	if ( admission->mode == TW_ADMIT_TOKENS )
		memcpy( s->token_key, admission->token_key->bytes, TW__KEY_BYTES );
	else if ( !draw( s, s->token_key, TW__KEY_BYTES ) )
		return false;
	if ( !draw( s, s->challenge_key, TW__KEY_BYTES ) || !draw( s, &s->global_sequence, 8 ) )
		return false;

	// The upper half of the numbers, clear of the slots' own. Where in it is random, because two servers that are
	// named in one token would otherwise send their first challenges under the same key and number.
	s->global_sequence = UINT64_C( 1 ) << 63 | s->global_sequence >> 2;
	return true;
}

static void set_clocks( tw__session_server* s, const tw_admission* admission, uint64_t now_us )
{
	s->start_us = now_us;
	s->start_s = admission->unix_s;
	if ( admission->mode != TW_ADMIT_TOKENS )
		return; // tokens of an earlier start were sealed under another key
	int lifetime_s = admission->token_lifetime_s;
	s->min_expire_s = s->start_s + (uint64_t)( lifetime_s != 0 ? lifetime_s : DEFAULT_TOKEN_LIFETIME_S );
}

tw_result tw__session_server_create( const tw__session_server_def* def, uint64_t now_us, tw__session_server** out )
{
	if ( !is_def_valid( def ) )
		return TW_ERR_ARGUMENT;
	if ( sodium_init() < 0 )
		return TW_ERR_RANDOM;
	tw_system system = tw__system_resolve( def->system );
	size_t head_bytes = tw__block_size( sizeof( tw__session_server ) );
	size_t block_bytes = head_bytes + tw__peers_size_bytes( def->max_slots );
	tw__session_server* s = tw__system_acquire( &system, block_bytes );
	if ( s == NULL )
		return TW_ERR_MEMORY;

	s->def = *def;
	s->def.admission = ( tw_admission ){ .mode = def->admission.mode };
	s->def.system = system;
	s->block_bytes = block_bytes;
	s->observer = ( tw__seal_observer ){ def->observe_seal, def->observe_user };
	set_addresses( s, &def->admission );
	set_clocks( s, &def->admission, now_us );
	uint8_t secret[TW__INDEX_MAP_SECRET_BYTES];
	if ( !draw( s, secret, sizeof( secret ) ) || !draw_keys( s, &def->admission ) ||
	     !set_up_hello( s, &def->admission ) )
	{
		tw__session_server_destroy( s );
		return TW_ERR_RANDOM;
	}
	tw__peers_init( s, (uint8_t*)s + head_bytes, secret );
	*out = s;
	return TW_OK;
}

void tw__session_server_destroy( tw__session_server* sessions )
{
	if ( sessions == NULL )
		return;
	tw_system system = sessions->def.system;
	size_t block_bytes = sessions->block_bytes;
	tw_wipe( sessions, block_bytes );
	tw__system_release( &system, sessions, block_bytes );
}

// --- Sending ---------------------------------------------------------------------------------------------------------

uint64_t tw__slot_send( tw__session_server* s, tw__slot* slot, tw__packet_type type, const uint8_t* body,
                        int body_bytes, uint64_t now_us )
{
	tw__cipher cipher = { slot->keys.send, s->def.protocol_id, &s->observer };
	uint64_t sequence = slot->next_sequence++;
	uint8_t* bytes = tw__outbox_begin( s->def.outbox );
	int header_bytes = tw__packet_begin( bytes, type, sequence );
	if ( body_bytes > 0 )
		memcpy( bytes + header_bytes, body, (size_t)body_bytes );
	tw__outbox_end( s->def.outbox, &slot->address, tw__packet_seal( &cipher, bytes, header_bytes, body_bytes ) );
	slot->last_sent_us = now_us;
	return sequence;
}

void tw__slot_send_keep_alive( tw__session_server* s, int slot, uint64_t now_us )
{
	uint8_t body[TW__KEEP_ALIVE_BODY_BYTES];
	tw__byte_writer writer = { .bytes = body, .capacity_bytes = sizeof( body ) };
	tw__bytes_write_u32( &writer, (uint32_t)slot );
	tw__bytes_write_u32( &writer, (uint32_t)s->def.max_slots );
	tw__slot_send( s, &s->slots[slot], TW__PACKET_KEEP_ALIVE, body, sizeof( body ), now_us );
}

static tw__slot* find_slot( const tw__session_server* s, int slot )
{
	bool is_used = 0 <= slot && slot < s->def.max_slots && s->slots[slot].in_use;
	return is_used ? &s->slots[slot] : NULL;
}

bool tw__session_server_send( tw__session_server* sessions, int slot, const uint8_t* payload, int payload_bytes,
                              uint64_t now_us, uint64_t* out_sequence )
{
	TW_ASSERT( 1 <= payload_bytes && payload_bytes <= TW__MAX_PAYLOAD_BYTES );
	tw__slot* to = find_slot( sessions, slot );
	if ( to == NULL )
		return false;
	if ( !to->is_confirmed )
		tw__slot_send_keep_alive( sessions, slot, now_us );
	uint64_t sequence = tw__slot_send( sessions, to, TW__PACKET_PAYLOAD, payload, payload_bytes, now_us );
	if ( out_sequence != NULL )
		*out_sequence = sequence;
	return true;
}

void tw__session_server_disconnect( tw__session_server* sessions, int slot, uint64_t now_us )
{
	tw__slot* to = find_slot( sessions, slot );
	if ( to == NULL )
		return;
	for ( int i = 0; i < TW__DISCONNECT_PACKETS; ++i )
		tw__slot_send( sessions, to, TW__PACKET_DISCONNECT, NULL, 0, now_us );
	tw__peers_free_slot( sessions, slot );
}

// --- Receiving -------------------------------------------------------------------------------------------------------

static tw_drop use_slot_packet( tw__session_server* s, int slot, const tw__packet* packet, uint64_t now_us,
                                tw__session_event* out_event )
{
	tw__slot* from = &s->slots[slot];
	if ( packet->type == TW__PACKET_DISCONNECT )
	{
		tw__peers_free_slot( s, slot );
		*out_event = ( tw__session_event ){ .type = TW__SESSION_DISCONNECTED,
			                            .slot = slot,
			                            .reason = TW_REASON_LEFT };
		return TW__KEEP;
	}
	from->last_heard_us = now_us;
	from->is_confirmed = true;
	if ( packet->type == TW__PACKET_PAYLOAD )
		*out_event = ( tw__session_event ){ .type = TW__SESSION_PAYLOAD,
			                            .slot = slot,
			                            .sequence = packet->sequence,
			                            .payload = packet->body,
			                            .payload_bytes = packet->body_bytes,
			                            .client_id = from->client_id };
	return TW__KEEP;
}

// The standard's order: what needs no key, then the replay window, then the cipher; only then does anything move.
static tw_drop use_sealed( tw__session_server* s, int peer, const tw_datagram* datagram, uint64_t now_us,
                           tw__session_event* out_event )
{
	tw__slot* slot = peer < s->def.max_slots ? &s->slots[peer] : NULL;
	const tw__peer_keys* keys = slot != NULL ? &slot->keys : &s->pending[peer - s->def.max_slots].keys;
	tw__cipher cipher = { keys->receive, s->def.protocol_id, NULL };
	tw__packet packet;
	tw_drop drop = tw__packet_parse( datagram->bytes, datagram->size_bytes, TW__SERVER_TAKES, &packet );
	if ( drop != TW__KEEP )
		return drop;
	bool is_replay_checked = slot != NULL && tw__packet_is_replay_checked( packet.type );
	if ( is_replay_checked && ( drop = tw__replay_check( &slot->replay, packet.sequence ) ) != TW__KEEP )
		return drop;
	if ( !tw__packet_open( &cipher, datagram->bytes, &packet ) )
		return TW_DROP_FORGED;
	if ( is_replay_checked )
		tw__replay_record( &slot->replay, packet.sequence );
	if ( !tw__packet_has_legal_size( &packet ) )
		return TW_DROP_MALFORMED;
	if ( packet.type == TW__PACKET_RESPONSE )
		return tw__admit_response( s, peer, &packet, now_us, out_event );
	return slot != NULL ? use_slot_packet( s, peer, &packet, now_us, out_event ) : TW_DROP_UNEXPECTED;
}

static tw_drop use_datagram( tw__session_server* s, const tw_datagram* datagram, uint64_t now_us,
                             tw__session_event* out_event )
{
	if ( datagram->size_bytes <= 1 )
		return TW_DROP_SIZE;
	if ( datagram->bytes[0] == TW__HELLO_TYPE && s->is_issuing )
		return tw__admit_hello( s, datagram, now_us );
	if ( datagram->bytes[0] == TW__PACKET_REQUEST )
		return tw__admit_request( s, datagram, now_us );
	int peer = tw__peers_find( s, &datagram->address, now_us );
	return peer >= 0 ? use_sealed( s, peer, datagram, now_us, out_event ) : TW_DROP_STRANGER;
}

tw__session_event tw__session_server_receive( tw__session_server* sessions, const tw_datagram* datagram,
                                              uint64_t now_us )
{
	tw__session_event event = { 0 };
	tw_drop drop = use_datagram( sessions, datagram, now_us, &event );
	if ( drop != TW__KEEP )
		sessions->def.drops[drop]++;
	return event;
}

// --- Time ------------------------------------------------------------------------------------------------------------

tw__session_event tw__session_server_update( tw__session_server* sessions, uint64_t now_us )
{
	while ( sessions->update_cursor < sessions->def.max_slots )
	{
		int index = sessions->update_cursor++;
		const tw__slot* slot = &sessions->slots[index];
		if ( !slot->in_use )
			continue;
		if ( tw__has_passed( now_us, slot->last_heard_us, slot->timeout_us ) )
		{
			tw__peers_free_slot( sessions, index );
			return ( tw__session_event ){ .type = TW__SESSION_DISCONNECTED,
				                      .slot = index,
				                      .reason = TW_REASON_TIMED_OUT };
		}
		if ( tw__has_passed( now_us, slot->last_sent_us, TW__KEEP_ALIVE_US ) )
			tw__slot_send_keep_alive( sessions, index, now_us );
	}
	sessions->update_cursor = 0;
	return ( tw__session_event ){ 0 };
}

uint64_t tw__session_server_get_wake_us( const tw__session_server* sessions, uint64_t now_us )
{
	uint64_t wake_us = UINT64_MAX;
	for ( int i = 0; i < sessions->def.max_slots; ++i )
	{
		const tw__slot* slot = &sessions->slots[i];
		if ( !slot->in_use )
			continue;
		uint64_t send_us = slot->last_sent_us + TW__KEEP_ALIVE_US;
		uint64_t lost_us = slot->timeout_us != 0 ? slot->last_heard_us + slot->timeout_us : UINT64_MAX;
		wake_us = send_us < wake_us ? send_us : wake_us;
		wake_us = lost_us < wake_us ? lost_us : wake_us;
	}
	return wake_us > now_us ? wake_us : now_us;
}

// --- Small questions -------------------------------------------------------------------------------------------------

void tw__session_server_set_refusal( tw__session_server* sessions, tw_reason reason ) { sessions->refusal = reason; }

tw_address tw__session_server_get_address( const tw__session_server* sessions, int slot )
{
	const tw__slot* of = find_slot( sessions, slot );
	return of != NULL ? of->address : ( tw_address ){ 0 };
}

tw_public_key tw__session_server_get_public_key( const tw__session_server* sessions )
{
	return sessions->host.identity.public_key;
}
