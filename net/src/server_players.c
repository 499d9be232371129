#include "server.h"

#include <string.h>

enum
{
	GOODBYE_COPIES = 3, // any one that arrives is enough
	GOODBYE_INTERVAL_US = 50000,
	FAR_FUTURE_TICKS = 100, // inputs beyond this are no honest clock's
};

void tw__server_report( tw_server* server, tw_server_event event )
{
	if ( server->event_count < server->event_capacity )
		server->events[server->event_count++] = event;
}

static void report_later( tw_server* server, tw_server_event event )
{
	if ( server->pending_count < server->event_capacity )
		server->pending[server->pending_count++] = event;
}

tw__server_player* tw__server_seat( tw_server* server, int session )
{
	tw__server_player* player = server->players;
	tw__server_player* end = server->players + server->def.max_players;
	while ( player < end && player->in_use )
		player++;
	if ( player == end )
		return NULL;

	player->in_use = true;
	player->generation = ( player->generation + 1 ) & 0xFFFF; // as many bits as travel
	player->generation += player->generation == 0;
	player->session = session;
	player->is_bot = session < 0;
	player->is_welcomed = false;
	player->client_id = 0;
	player->acked_tick = 0;
	player->blamed_on_player = player->blamed_on_server = 0;
	player->clamped_rewinds = 0;
	player->shown = ( tw__shown ){ 0 };
	memset( &player->acks, 0, sizeof( player->acks ) );
	memset( player->input, 0, sizeof( player->input ) );
	tw__input_buffer_init( &player->inputs, server->schema );
	player->inputs.taken_tick = server->tick;
	tw__viewer_reset( &player->viewer, tw__server_player_id( server, player ), &server->events_log );
	tw__server_reset_messages( server, player );
	return player;
}

static void send_goodbye( tw_server* server, const tw__server_player* player, tw_reason reason, int copies )
{
	uint8_t payload[8];
	int size_bytes = tw__goodbye_write( payload, sizeof( payload ), reason );
	for ( int i = 0; i < copies; ++i )
		tw__session_server_send( server->sessions, player->session, payload, size_bytes, server->now_us, NULL );
}

static void vacate( tw_server* server, tw__server_player* player )
{
	if ( player->session >= 0 )
		server->player_of_session[player->session] = -1;
	player->in_use = false;
	if ( server->seen_player == (int)( player - server->players ) )
		server->seen_player = -1;
}

void tw__server_end_player( tw_server* server, tw__server_player* player, tw_reason reason )
{
	tw_player id = tw__server_player_id( server, player );
	if ( player->session >= 0 )
	{
		send_goodbye( server, player, reason, GOODBYE_COPIES );
		tw__session_server_disconnect( server->sessions, player->session, server->now_us );
	}
	vacate( server, player );
	report_later( server, ( tw_server_event ){ .type = TW_SERVER_LEFT, .player = id, .reason = reason } );
}

void tw__server_say_goodbye( tw_server* server )
{
	if ( !server->is_closing || server->now_us < server->goodbye_us )
		return;
	server->goodbye_us = server->now_us + GOODBYE_INTERVAL_US;
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use && !server->players[i].is_bot )
			send_goodbye( server, server->players + i, TW_REASON_SERVER_CLOSING, 1 );
}

// --- Sessions --------------------------------------------------------------------------------------------------------

static void on_connected( tw_server* server, const tw__session_event* event )
{
	tw__server_player* player = tw__server_seat( server, event->slot );
	if ( player == NULL ) // bots hold the last places
	{
		tw__server_player nobody = { .session = event->slot };
		send_goodbye( server, &nobody, TW_REASON_SERVER_FULL, GOODBYE_COPIES );
		tw__session_server_disconnect( server->sessions, event->slot, server->now_us );
		return;
	}
	player->client_id = event->client_id;
	server->player_of_session[event->slot] = (int32_t)( player - server->players );
	tw__server_report( server, ( tw_server_event ){ .type = TW_SERVER_JOINED,
	                                                .player = tw__server_player_id( server, player ) } );
}

static void on_disconnected( tw_server* server, const tw__session_event* event )
{
	int index = server->player_of_session[event->slot];
	if ( index < 0 )
		return;
	tw__server_player* player = server->players + index;
	tw__server_report( server, ( tw_server_event ){ .type = TW_SERVER_LEFT,
	                                                .player = tw__server_player_id( server, player ),
	                                                .reason = event->reason } );
	vacate( server, player );
}

// --- Payloads --------------------------------------------------------------------------------------------------------

typedef struct client_payload
{
	tw__ack_header acks;
	bool has_hash;
	uint64_t schema_hash;
	int input_count;
	tw__input_frame inputs[TW__MAX_INPUTS_PER_PACKET];
	tw__parcel messages;
} client_payload;

// Straight through, one question at the end: a payload that does not decode exactly changes nothing.
static bool read_payload( tw_server* server, const tw__server_player* player, const tw__session_event* event,
                          client_payload* out )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, event->payload, event->payload_bytes );
	if ( tw__payload_read_kind( &decoder ) != TW__PAYLOAD_PLAY )
		return false;
	out->acks = tw__acks_read( &decoder );
	out->has_hash = tw__decode_raw( &decoder, 1 ) != 0;
	out->schema_hash = out->has_hash ? tw__read_u64( &decoder ) : 0;
	out->input_count = 0;
	if ( tw__decode_raw( &decoder, 1 ) != 0 )
	{
		tw__value_models* models = tw__snapshot_value_models( server->scratch.models );
		tw__value_models_reset_input( server->schema, models );
		out->input_count = tw__decode_inputs( &decoder, models, server->schema, server->tick, out->inputs );
	}
	tw__messages_read( player->messages, &decoder, &out->messages );
	return !decoder.failed && tw__decoder_end( &decoder ) && tw__server_check_messages( server, &out->messages );
}

static void apply_acks( tw_server* server, tw__server_player* player, const tw__ack_header* header )
{
	tw__ack_list list;
	tw__acks_apply( &player->acks, header, server->now_us, &list );
	for ( int i = 0; i < list.count; ++i )
	{
		uint32_t tick = list.items[i]->tag;
		tw__viewer_ack( &player->viewer, list.items[i]->sequence, tick, server->tick );
		tw__messages_ack( player->messages, list.items[i]->sequence );
		if ( !player->is_welcomed || tw_tick_is_newer( tick, player->acked_tick ) )
			player->acked_tick = tick;
		player->is_welcomed = true;
	}
}

static void apply_inputs( tw_server* server, tw__server_player* player, const client_payload* payload )
{
	int count = payload->input_count;
	bool is_honest = count > 0 && (int32_t)( payload->inputs[count - 1].tick - server->tick ) <= FAR_FUTURE_TICKS;
	if ( is_honest )
		tw__input_buffer_put( &player->inputs, payload->inputs, count,
		                      tw__server_due_us( server, payload->inputs[0].tick ), server->def.tick_rate_hz,
		                      server->now_us );
}

static void drop( tw_server* server, tw_drop cause )
{
	server->drops[cause]++;
	server->used_packets--;
}

static void on_payload( tw_server* server, const tw__session_event* event )
{
	int index = server->player_of_session[event->slot];
	tw__server_player* player = index >= 0 ? server->players + index : NULL;
	client_payload payload;
	if ( player == NULL || !read_payload( server, player, event, &payload ) )
	{
		drop( server, TW_DROP_MALFORMED );
		return;
	}
	if ( payload.has_hash && payload.schema_hash != server->schema->hash )
	{
		tw__server_end_player( server, player, TW_REASON_SCHEMA_MISMATCH );
		return;
	}
	if ( payload.messages.is_beyond ) // not acknowledged, so it will be said again
	{
		drop( server, TW_DROP_FULL );
		return;
	}
	tw__acks_note_received( &player->acks, event->sequence, event->payload_bytes );
	apply_acks( server, player, &payload.acks );
	apply_inputs( server, player, &payload );
	tw__messages_accept( player->messages, &payload.messages );
	tw__server_take_messages( server, player );
}

static void dispatch( tw_server* server, const tw__session_event* event )
{
	switch ( event->type )
	{
	case TW__SESSION_NOTHING:
		break;
	case TW__SESSION_CONNECTED:
		on_connected( server, event );
		break;
	case TW__SESSION_PAYLOAD:
		on_payload( server, event );
		break;
	case TW__SESSION_DISCONNECTED:
		on_disconnected( server, event );
		break;
	}
}

static uint64_t count_drops( const tw_server* server )
{
	uint64_t count = 0;
	for ( int i = 0; i < TW_DROP_COUNT; ++i )
		count += server->drops[i];
	return count;
}

static void receive_one( tw_server* server, const tw_datagram* datagram )
{
	uint64_t dropped_before = count_drops( server );
	server->in_packets++;
	server->in_bytes += (uint64_t)datagram->size_bytes;
	tw__session_event event = tw__session_server_receive( server->sessions, datagram, server->now_us );
	server->used_packets += count_drops( server ) == dropped_before;
	dispatch( server, &event );
}

void tw__server_receive_datagrams( tw_server* server )
{
	tw_datagram items[TW__RECEIVE_BATCH];
	int count = TW__RECEIVE_BATCH;
	while ( count == TW__RECEIVE_BATCH )
	{
		for ( int i = 0; i < TW__RECEIVE_BATCH; ++i )
			items[i] = ( tw_datagram ){ .bytes = server->receive_bytes[i],
				                    .size_bytes = (int)sizeof( server->receive_bytes[i] ) };
		count = server->transport.receive( items, TW__RECEIVE_BATCH, server->transport.user );
		for ( int i = 0; i < count; ++i )
			receive_one( server, items + i );
	}
}

void tw__server_update_sessions( tw_server* server )
{
	tw__session_event event;
	while ( ( event = tw__session_server_update( server->sessions, server->now_us ) ).type != TW__SESSION_NOTHING )
		dispatch( server, &event );
}
