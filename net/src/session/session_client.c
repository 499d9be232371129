#include "session/session_client.h"

#include "core/bytes.h"
#include "core/system.h"
#include "session/address_codec.h"
#include "session/fingerprint.h"
#include "session/hello.h"
#include "session/packet.h"
#include "session/password.h"
#include "session/timing.h"

#include <sodium.h>
#include <string.h>

enum
{
	// First resend of what opens a connection, doubled each time up to the second. A lost first packet should not
	// cost a tenth of a second, and a dead server should not be flooded.
	FIRST_RESEND_US = 25000,
	LAST_RESEND_US = 100000,

	// A token of a hello's that gets no challenge for so long will never get one: the server has started again, or
	// knows it from an address we no longer have. Another hello costs nothing.
	HELLO_AGAIN_US = 2000000
};

typedef enum client_state
{
	STATE_HELLO,    ///< asking the server for a token
	STATE_REQUEST,  ///< showing the token
	STATE_RESPONSE, ///< answering its challenge
	STATE_CONNECTED,
	STATE_ENDED
} client_state;

struct tw__session_client
{
	tw__session_client_def def; ///< pointers of the login are not kept
	tw__seal_observer observer;
	bool is_pinned;
	tw_public_key pinned;
	char password[TW__PASSWORD_MAX_BYTES + 1]; ///< for another hello; empty is none

	client_state state;
	bool has_own_token; ///< from a hello, so another can be had
	bool has_server_key;
	tw_public_key server_key;
	tw__hello_guest guest;

	tw__connect_token token;
	int address_index; ///< in the token
	uint64_t start_us; ///< of the whole attempt
	uint64_t token_start_us;
	uint64_t timeout_us; ///< 0 is never

	uint64_t entered_us;    ///< the state; what it sends left then for the first time
	uint64_t round_trip_us; ///< the shortest from entering a state to its answer; 0 before the first
	uint64_t heard_us;      ///< last authentic packet, or start of the state
	uint64_t sent_us;
	uint64_t resend_us; ///< wait before the next resend while connecting
	bool must_send;     ///< at once, whatever was sent when
	uint64_t next_sequence;
	tw__replay replay;
	uint8_t challenge[TW__CHALLENGE_BODY_BYTES];
	int slot;
};

// --- Creation --------------------------------------------------------------------------------------------------------

static void enter( tw__session_client* c, client_state state, uint64_t now_us )
{
	c->state = state;
	c->heard_us = c->entered_us = now_us;
	c->resend_us = FIRST_RESEND_US;
	c->must_send = true;
}

// A lost packet makes one answer late, hardly both.
static void note_answer( tw__session_client* c, uint64_t now_us )
{
	uint64_t waited_us = now_us > c->entered_us ? now_us - c->entered_us : 1;
	if ( c->round_trip_us == 0 || waited_us < c->round_trip_us )
		c->round_trip_us = waited_us;
}

static bool begin_hello( tw__session_client* c, uint64_t now_us )
{
	tw__hello_offer offer = { .protocol_id = c->def.protocol_id,
		                  .schema_hash = c->def.schema_hash,
		                  .password = c->password[0] != '\0' ? c->password : NULL };
	if ( !tw__hello_begin( &c->guest, &offer, &c->def.system ) )
		return false;
	enter( c, STATE_HELLO, now_us );
	return true;
}

static void dial( tw__session_client* c, int address_index, uint64_t now_us )
{
	c->address_index = address_index;
	c->replay = ( tw__replay ){ 0 };
	memset( c->challenge, 0, sizeof( c->challenge ) );
	enter( c, STATE_REQUEST, now_us );
}

// The keys are new, so every sequence begins again.
static void begin_token( tw__session_client* c, uint64_t now_us )
{
	c->token_start_us = now_us;
	c->timeout_us = tw__timeout_us( c->token.timeout_s, c->def.timeout_ms );
	c->next_sequence = 0;
	dial( c, 0, now_us );
}

static bool is_def_valid( const tw__session_client_def* def )
{
	const char* password = def->login.password;
	if ( password != NULL && strlen( password ) > TW__PASSWORD_MAX_BYTES )
		return false;
	if ( memchr( def->fingerprint, '\0', sizeof( def->fingerprint ) ) == NULL )
		return false;
	if ( def->fingerprint[0] != '\0' && !tw__fingerprint_is_valid( def->fingerprint ) )
		return false;
	return def->drops != NULL && def->outbox != NULL && def->connect_ms >= 0 && def->timeout_ms >= 0;
}

static tw_result begin( tw__session_client* c, const tw_login* login, uint64_t now_us )
{
	if ( login->pinned != NULL )
	{
		c->is_pinned = true;
		c->pinned = *login->pinned;
	}
	if ( login->password != NULL )
		memcpy( c->password, login->password, strlen( login->password ) );
	if ( login->token == NULL )
		return begin_hello( c, now_us ) ? TW_OK : TW_ERR_RANDOM;
	if ( !tw__connect_token_read( login->token->bytes, TW_TOKEN_BYTES, &c->token ) )
		return TW_ERR_FORMAT;
	begin_token( c, now_us );
	return TW_OK;
}

tw_result tw__session_client_create( const tw__session_client_def* def, uint64_t now_us, tw__session_client** out )
{
	if ( !is_def_valid( def ) )
		return TW_ERR_ARGUMENT;
	if ( sodium_init() < 0 )
		return TW_ERR_RANDOM;
	tw_system system = tw__system_resolve( def->system );
	tw__session_client* c = tw__system_acquire( &system, sizeof( *c ) );
	if ( c == NULL )
		return TW_ERR_MEMORY;
	c->def = *def;
	c->def.login = ( tw_login ){ 0 };
	c->def.system = system;
	c->observer = ( tw__seal_observer ){ def->observe_seal, def->observe_user };
	c->start_us = now_us;
	tw_result result = begin( c, &def->login, now_us );
	if ( result == TW_OK )
		*out = c;
	else
		tw__session_client_destroy( c );
	return result;
}

void tw__session_client_destroy( tw__session_client* session )
{
	if ( session == NULL )
		return;
	tw_system system = session->def.system;
	tw_wipe( session, sizeof( *session ) );
	tw__system_release( &system, session, sizeof( *session ) );
}

static void wipe_keys( tw__session_client* c )
{
	tw_wipe( &c->token, sizeof( c->token ) );
	tw_wipe( &c->guest, sizeof( c->guest ) );
	tw_wipe( c->password, sizeof( c->password ) );
}

static tw__session_event end( tw__session_client* c, tw_reason reason )
{
	c->state = STATE_ENDED;
	wipe_keys( c );
	return ( tw__session_event ){ .type = TW__SESSION_DISCONNECTED, .slot = c->slot, .reason = reason };
}

static tw__session_event dial_next( tw__session_client* c, tw_reason reason_if_last, uint64_t now_us )
{
	if ( c->address_index + 1 >= c->token.address_count )
		return end( c, reason_if_last );
	dial( c, c->address_index + 1, now_us );
	return ( tw__session_event ){ 0 };
}

// --- Sending ---------------------------------------------------------------------------------------------------------

static const tw_address* dialled( const tw__session_client* c )
{
	return c->state == STATE_HELLO ? &c->def.server : &c->token.addresses[c->address_index];
}

static uint64_t send_sealed( tw__session_client* c, tw__packet_type type, const uint8_t* body, int body_bytes,
                             uint64_t now_us )
{
	tw__cipher cipher = { c->token.client_to_server_key, c->token.protocol_id, &c->observer };
	uint64_t sequence = c->next_sequence++;
	uint8_t* bytes = tw__outbox_begin( c->def.outbox );
	int header_bytes = tw__packet_begin( bytes, type, sequence );
	if ( body_bytes > 0 )
		memcpy( bytes + header_bytes, body, (size_t)body_bytes );
	tw__outbox_end( c->def.outbox, dialled( c ), tw__packet_seal( &cipher, bytes, header_bytes, body_bytes ) );
	c->sent_us = now_us;
	return sequence;
}

static void send_plain( tw__session_client* c, uint64_t now_us )
{
	uint8_t* bytes = tw__outbox_begin( c->def.outbox );
	if ( c->state == STATE_HELLO )
		memcpy( bytes, c->guest.bytes, TW__HELLO_BYTES );
	else
		tw__request_write( &c->token, bytes );
	int size_bytes = c->state == STATE_HELLO ? TW__HELLO_BYTES : TW__REQUEST_BYTES;
	tw__outbox_end( c->def.outbox, dialled( c ), size_bytes );
	c->sent_us = now_us;
}

static void send_what_the_state_calls_for( tw__session_client* c, uint64_t now_us )
{
	static const uint8_t no_slot[TW__KEEP_ALIVE_BODY_BYTES] = { 0 };
	uint64_t wait_us = c->state == STATE_CONNECTED ? TW__KEEP_ALIVE_US : c->resend_us;
	if ( !c->must_send && !tw__has_passed( now_us, c->sent_us, wait_us ) )
		return;
	if ( !c->must_send && c->resend_us < LAST_RESEND_US )
		c->resend_us *= 2;
	c->must_send = false;
	switch ( c->state )
	{
	case STATE_HELLO:
	case STATE_REQUEST:
		send_plain( c, now_us );
		break;
	case STATE_RESPONSE:
		send_sealed( c, TW__PACKET_RESPONSE, c->challenge, TW__CHALLENGE_BODY_BYTES, now_us );
		break;
	case STATE_CONNECTED:
		send_sealed( c, TW__PACKET_KEEP_ALIVE, no_slot, TW__KEEP_ALIVE_BODY_BYTES, now_us );
		break;
	case STATE_ENDED:
		break;
	}
}

bool tw__session_client_send( tw__session_client* session, const uint8_t* payload, int payload_bytes, uint64_t now_us,
                              uint64_t* out_sequence )
{
	TW_ASSERT( 1 <= payload_bytes && payload_bytes <= TW__MAX_PAYLOAD_BYTES );
	if ( session->state != STATE_CONNECTED )
		return false;
	uint64_t sequence = send_sealed( session, TW__PACKET_PAYLOAD, payload, payload_bytes, now_us );
	session->must_send = false;
	if ( out_sequence != NULL )
		*out_sequence = sequence;
	return true;
}

void tw__session_client_disconnect( tw__session_client* session, uint64_t now_us )
{
	bool has_keys = session->state == STATE_RESPONSE || session->state == STATE_CONNECTED;
	for ( int i = 0; has_keys && i < TW__DISCONNECT_PACKETS; ++i )
		send_sealed( session, TW__PACKET_DISCONNECT, NULL, 0, now_us );
	session->state = STATE_ENDED;
	wipe_keys( session );
}

// --- Receiving -------------------------------------------------------------------------------------------------------

static bool is_expected_server( const tw__session_client* c, const tw_public_key* key )
{
	if ( c->is_pinned && memcmp( c->pinned.bytes, key->bytes, sizeof( key->bytes ) ) != 0 )
		return false;
	return c->def.fingerprint[0] == '\0' || tw__fingerprint_matches( c->def.fingerprint, key );
}

static void adopt_token( tw__session_client* c, const tw__connect_token* token, uint64_t now_us )
{
	c->token = *token;
	c->token.protocol_id = c->def.protocol_id;
	c->token.address_count = 1;
	c->token.addresses[0] = c->def.server;
	c->has_own_token = true;
	tw_wipe( &c->guest, sizeof( c->guest ) );
	begin_token( c, now_us );
	send_what_the_state_calls_for( c, now_us );
}

static tw_drop use_hello_answer( tw__session_client* c, const tw_datagram* datagram, uint64_t now_us,
                                 tw__session_event* out_event )
{
	uint8_t type = datagram->bytes[0];
	if ( type != TW__GRANT_TYPE && type != TW__REFUSAL_TYPE )
		return TW_DROP_UNEXPECTED;
	tw__hello_answer answer;
	tw__hello_outcome outcome = tw__hello_open( &c->guest, datagram->bytes, datagram->size_bytes, &answer );
	if ( outcome == TW__HELLO_FORGED )
		return TW_DROP_FORGED;
	if ( !is_expected_server( c, &answer.server_key ) )
	{
		*out_event = end( c, TW_REASON_KEY_CHANGED );
		tw_wipe( &answer, sizeof( answer ) );
		return TW__KEEP;
	}

	c->server_key = answer.server_key;
	c->has_server_key = true;
	if ( outcome == TW__HELLO_GRANTED )
		adopt_token( c, &answer.token, now_us );
	else
		*out_event = end( c, outcome == TW__HELLO_REFUSED ? answer.reason : TW_REASON_PASSWORD_WRONG );
	tw_wipe( &answer, sizeof( answer ) );
	return TW__KEEP;
}

static tw_drop use_keep_alive( tw__session_client* c, const tw__packet* packet, tw__session_event* out_event )
{
	tw__byte_reader reader = { .bytes = packet->body, .size_bytes = packet->body_bytes };
	uint32_t slot = tw__bytes_read_u32( &reader );
	uint32_t max_slots = tw__bytes_read_u32( &reader );
	if ( slot >= max_slots || max_slots > INT32_MAX )
		return TW_DROP_MALFORMED;
	if ( c->state == STATE_CONNECTED )
		return TW__KEEP;

	// Our first packet under the slot confirms it, so it leaves with the next update at the latest.
	c->state = STATE_CONNECTED;
	c->must_send = true;
	c->slot = (int)slot;
	tw_wipe( c->password, sizeof( c->password ) );
	*out_event = ( tw__session_event ){ .type = TW__SESSION_CONNECTED, .slot = c->slot };
	return TW__KEEP;
}

static tw_drop use_packet( tw__session_client* c, const tw__packet* packet, uint64_t now_us,
                           tw__session_event* out_event )
{
	bool is_connected = c->state == STATE_CONNECTED;
	switch ( packet->type )
	{
	case TW__PACKET_CHALLENGE:
		if ( c->state != STATE_REQUEST )
			return TW_DROP_UNEXPECTED;
		memcpy( c->challenge, packet->body, TW__CHALLENGE_BODY_BYTES );
		note_answer( c, now_us );
		enter( c, STATE_RESPONSE, now_us );
		send_what_the_state_calls_for( c, now_us );
		return TW__KEEP;
	case TW__PACKET_KEEP_ALIVE:
		if ( c->state == STATE_REQUEST )
			return TW_DROP_UNEXPECTED;
		c->heard_us = now_us;
		if ( c->state == STATE_RESPONSE )
			note_answer( c, now_us );
		return use_keep_alive( c, packet, out_event );
	case TW__PACKET_DENIED:
		if ( is_connected )
			return TW_DROP_UNEXPECTED;
		// Full, as far as netcode can say; the answer to another hello can say more.
		if ( !c->has_own_token || !begin_hello( c, now_us ) )
			*out_event = dial_next( c, TW_REASON_SERVER_FULL, now_us );
		return TW__KEEP;
	case TW__PACKET_PAYLOAD:
		if ( !is_connected )
			return TW_DROP_UNEXPECTED;
		c->heard_us = now_us;
		*out_event = ( tw__session_event ){ .type = TW__SESSION_PAYLOAD,
			                            .slot = c->slot,
			                            .sequence = packet->sequence,
			                            .payload = packet->body,
			                            .payload_bytes = packet->body_bytes };
		return TW__KEEP;
	case TW__PACKET_DISCONNECT:
		if ( !is_connected )
			return TW_DROP_UNEXPECTED;
		*out_event = end( c, TW_REASON_KICKED );
		return TW__KEEP;
	case TW__PACKET_REQUEST:
	case TW__PACKET_RESPONSE:
	case TW__PACKET_TYPE_COUNT:
		break;
	}
	return TW_DROP_UNEXPECTED;
}

static tw_drop use_sealed( tw__session_client* c, const tw_datagram* datagram, uint64_t now_us,
                           tw__session_event* out_event )
{
	tw__cipher cipher = { c->token.server_to_client_key, c->token.protocol_id, NULL };
	tw__packet packet;
	tw_drop drop = tw__packet_parse( datagram->bytes, datagram->size_bytes, TW__CLIENT_TAKES, &packet );
	if ( drop != TW__KEEP )
		return drop;
	bool is_replay_checked = tw__packet_is_replay_checked( packet.type );
	if ( is_replay_checked && ( drop = tw__replay_check( &c->replay, packet.sequence ) ) != TW__KEEP )
		return drop;
	if ( !tw__packet_open( &cipher, datagram->bytes, &packet ) )
		return TW_DROP_FORGED;
	if ( is_replay_checked )
		tw__replay_record( &c->replay, packet.sequence );
	if ( !tw__packet_has_legal_size( &packet ) )
		return TW_DROP_MALFORMED;
	return use_packet( c, &packet, now_us, out_event );
}

static tw_drop use_datagram( tw__session_client* c, const tw_datagram* datagram, uint64_t now_us,
                             tw__session_event* out_event )
{
	if ( datagram->size_bytes <= 1 )
		return TW_DROP_SIZE;
	if ( c->state == STATE_ENDED )
		return TW_DROP_UNEXPECTED;
	if ( !tw__address_is_same( &datagram->address, dialled( c ) ) )
		return TW_DROP_STRANGER;
	if ( c->state == STATE_HELLO )
		return use_hello_answer( c, datagram, now_us, out_event );
	return use_sealed( c, datagram, now_us, out_event );
}

tw__session_event tw__session_client_receive( tw__session_client* session, const tw_datagram* datagram,
                                              uint64_t now_us )
{
	tw__session_event event = { 0 };
	tw_drop drop = use_datagram( session, datagram, now_us, &event );
	if ( drop != TW__KEEP )
		session->def.drops[drop]++;
	return event;
}

// --- Time ------------------------------------------------------------------------------------------------------------

// All servers of the token together have as long as it is valid. Only durations count: our wall clock may be wrong.
static bool is_token_used_up( const tw__session_client* c, uint64_t now_us )
{
	uint64_t lifetime_s = c->token.expire_s - c->token.create_s;
	return ( now_us - c->token_start_us ) / TW__US_PER_S >= lifetime_s;
}

static tw__session_event check_connecting( tw__session_client* c, uint64_t now_us )
{
	if ( tw__has_passed( now_us, c->start_us, (uint64_t)c->def.connect_ms * 1000 ) )
		return end( c, TW_REASON_NO_ANSWER );
	if ( c->state == STATE_HELLO )
		return ( tw__session_event ){ 0 };
	if ( c->state == STATE_REQUEST && c->has_own_token && tw__has_passed( now_us, c->heard_us, HELLO_AGAIN_US ) )
	{
		begin_hello( c, now_us );
		return ( tw__session_event ){ 0 };
	}
	if ( is_token_used_up( c, now_us ) )
		return end( c, TW_REASON_TOKEN_EXPIRED );
	if ( tw__has_passed( now_us, c->heard_us, c->timeout_us ) )
		return dial_next( c, TW_REASON_NO_ANSWER, now_us );
	return ( tw__session_event ){ 0 };
}

tw__session_event tw__session_client_update( tw__session_client* session, uint64_t now_us )
{
	if ( session->state == STATE_ENDED )
		return ( tw__session_event ){ 0 };
	send_what_the_state_calls_for( session, now_us );
	if ( session->state != STATE_CONNECTED )
		return check_connecting( session, now_us );
	if ( tw__has_passed( now_us, session->heard_us, session->timeout_us ) )
		return end( session, TW_REASON_TIMED_OUT );
	return ( tw__session_event ){ 0 };
}

static uint64_t earlier( uint64_t a_us, uint64_t b_us ) { return a_us < b_us ? a_us : b_us; }

uint64_t tw__session_client_get_wake_us( const tw__session_client* session, uint64_t now_us )
{
	const tw__session_client* c = session;
	if ( c->state == STATE_ENDED )
		return UINT64_MAX;
	if ( c->must_send )
		return now_us;
	bool is_connected = c->state == STATE_CONNECTED;
	uint64_t wake_us = c->sent_us + ( is_connected ? TW__KEEP_ALIVE_US : c->resend_us );
	if ( c->timeout_us != 0 && c->state != STATE_HELLO )
		wake_us = earlier( wake_us, c->heard_us + c->timeout_us );
	if ( c->def.connect_ms != 0 && !is_connected )
		wake_us = earlier( wake_us, c->start_us + (uint64_t)c->def.connect_ms * 1000 );
	return wake_us > now_us ? wake_us : now_us;
}

// --- Small questions -------------------------------------------------------------------------------------------------

uint64_t tw__session_client_get_round_trip_us( const tw__session_client* session ) { return session->round_trip_us; }

bool tw__session_client_is_connected( const tw__session_client* session ) { return session->state == STATE_CONNECTED; }

bool tw__session_client_get_server_key( const tw__session_client* session, tw_public_key* out_key )
{
	if ( session->has_server_key )
		*out_key = session->server_key;
	return session->has_server_key;
}
