#include "client.h"

#include "core/seq.h"

#include <string.h>

enum
{
	SMOOTH_TAIL_PER_MILLE = 1,
	FAST_TAIL_PER_MILLE = 10,
};

typedef struct snapshot_head
{
	tw__ack_header acks;
	uint32_t tick;
	bool has_welcome;
	tw__welcome welcome;
	tw__report report;
} snapshot_head;

static void read_head( tw_client* client, tw__decoder* decoder, snapshot_head* out )
{
	out->acks = tw__acks_read( decoder );
	out->has_welcome = tw__decode_raw( decoder, 1 ) == 0;
	if ( out->has_welcome )
	{
		out->tick = tw__decode_raw( decoder, 32 );
		tw__welcome_read( decoder, &out->welcome );
	}
	else
	{
		uint32_t low = tw__decode_raw( decoder, 16 );
		out->tick = (uint32_t)tw__seq_widen( (uint16_t)low, client->snapshot_tick );
		decoder->failed |= client->snapshot_tick == 0;
	}
	decoder->failed |= out->tick == 0; // here it means that there was no snapshot yet
	tw__report_read( decoder, &out->report, out->tick );
}

static void take_welcome( tw_client* client, const tw__welcome* welcome )
{
	client->rate_hz = welcome->rate_hz;
	client->status.player = welcome->player;
	client->predictor.me = welcome->player;
	client->predictor.rate_hz = welcome->rate_hz;
	bool is_fast = client->def.view == TW_VIEW_FAST;
	tw__timeline_init( &client->timeline, welcome->rate_hz, welcome->snapshot_interval_ticks,
	                   is_fast ? FAST_TAIL_PER_MILLE : SMOOTH_TAIL_PER_MILLE );
	tw__input_clock_init( &client->clock, welcome->rate_hz );
	tw_tick tick = { .rate_hz = welcome->rate_hz, .duration_s = 1.0f / (float)welcome->rate_hz };
	client->world.tick = client->view.tick = tick;
}

static void take_acks( tw_client* client, const tw__ack_header* header )
{
	tw__ack_list list;
	tw__acks_apply( &client->acks, header, client->now_us, &list );
	for ( int i = 0; i < list.count; ++i )
	{
		tw__messages_ack( client->messages, list.items[i]->sequence );
		if ( list.items[i]->tag != 0 ) // a packet without inputs is tagged 0
			tw__input_history_ack( &client->inputs, list.items[i]->tag );
	}
}

static void steer_clock( tw_client* client, const snapshot_head* head )
{
	if ( !client->clock.started || !tw_tick_is_newer( client->clock.next_tick, head->tick ) )
	{
		uint32_t round_trip_us = client->acks.round_trip_us;
		if ( round_trip_us == 0 ) // nothing of ours is acknowledged in the first snapshot
			round_trip_us = (uint32_t)tw__session_client_get_round_trip_us( client->session );
		tw__input_clock_start( &client->clock, head->tick, round_trip_us, client->now_us );
		return;
	}
	if ( !head->report.has_arrival )
		return;
	tw__arrival arrival = { .first_tick = head->report.arrival_tick,
		                .count = head->report.arrival_count,
		                .margin_us = head->report.margin_us };
	client->stats.input_slack_ms += ( (float)arrival.margin_us / 1000.0f - client->stats.input_slack_ms ) / 16.0f;
	tw__client_repeat_input( client, tw__input_clock_note_arrival( &client->clock, &arrival, client->now_us ) );
}

static void note_correction( tw_client* client, const tw__verdict* verdict )
{
	client->stats.checked_ticks += verdict->was_checked;
	client->stats.wrong_ticks += verdict->was_checked && verdict->was_wrong && verdict->were_own_wrong;
	client->stats.checked_others += verdict->was_checked && verdict->has_others;
	client->stats.wrong_others += verdict->was_checked && verdict->was_wrong && verdict->were_others_wrong;
	if ( !verdict->was_wrong )
		return;
	client->stats.corrections[verdict->correction.cause]++;
	tw_client_event event = { .type = TW_CLIENT_CORRECTED,
		                  .tick = verdict->correction.tick,
		                  .about = tw__replica_get_entity( &client->replica, verdict->slot ),
		                  .correction = verdict->correction };
	tw__client_gather( client, event, NULL, NULL );
}

static int count_bits( uint64_t bits )
{
	int count = 0;
	for ( ; bits != 0; bits &= bits - 1 )
		count++;
	return count;
}

static void note_late_inputs( tw_client* client, const snapshot_head* head )
{
	uint32_t fresh = head->tick - client->snapshot_tick;
	uint64_t mask = fresh >= 64 ? UINT64_MAX : ( UINT64_C( 1 ) << fresh ) - 1;
	if ( client->snapshot_tick != 0 )
		client->stats.late_inputs += (uint64_t)count_bits( head->report.missing_inputs & mask );
}

// Everything decoded: from here on it is true.
static void apply_snapshot( tw_client* client, const snapshot_head* head )
{
	take_acks( client, &head->acks );
	note_late_inputs( client, head );
	int event_count = tw__replica_commit( &client->replica, head->tick, tw__predictor_adopt, &client->predictor );
	client->snapshot_tick = head->tick;
	client->stats.snapshots++;
	tw__timeline_note_snapshot( &client->timeline, head->tick, client->now_us );
	steer_clock( client, head );

	tw__tick_facts facts = { .missing_inputs = head->report.missing_inputs,
		                 .blamed_on_player = head->report.blamed_on_player,
		                 .blamed_on_server = head->report.blamed_on_server };
	tw__verdict verdict;
	tw__predictor_reconcile( &client->predictor, head->tick, &facts, client->now_us, &verdict );
	note_correction( client, &verdict );
	tw__client_take_events( client, event_count, head->tick );
	if ( client->status.state == TW_CLIENT_JOINING && client->replica.is_complete )
		client->status.state = TW_CLIENT_PLAYING;
	if ( client->hooks.observe_snapshot != NULL )
		client->hooks.observe_snapshot( client, head->tick, client->hooks.user );
}

static const tw_drop s_drop_of_read[] = {
	[TW__READ_MALFORMED] = TW_DROP_MALFORMED,
	[TW__READ_NO_BASELINE] = TW_DROP_BASELINE,
	[TW__READ_FULL] = TW_DROP_FULL,
};

// @return TW_DROP_COUNT when the snapshot was used
static tw_drop read_snapshot( tw_client* client, tw__decoder* decoder, const tw__session_event* event )
{
	snapshot_head head;
	read_head( client, decoder, &head );
	if ( decoder->failed )
		return TW_DROP_MALFORMED;
	if ( head.has_welcome && head.welcome.schema_hash != client->schema->hash )
	{
		tw__session_client_disconnect( client->session, client->now_us );
		tw__client_close( client, TW_REASON_SCHEMA_MISMATCH );
		return TW_DROP_COUNT;
	}
	if ( client->snapshot_tick != 0 && !tw_tick_is_newer( head.tick, client->snapshot_tick ) )
		return TW_DROP_LATE;
	if ( head.has_welcome && client->snapshot_tick == 0 )
		take_welcome( client, &head.welcome );

	tw__read_result result = tw__replica_read( &client->replica, decoder, head.tick, client->rate_hz );
	if ( result != TW__READ_OK )
		return s_drop_of_read[result];
	tw__parcel messages;
	tw__messages_read( client->messages, decoder, &messages );
	if ( decoder->failed || !tw__decoder_end( decoder ) || !tw__client_check_messages( client, &messages ) )
		return TW_DROP_MALFORMED;
	if ( messages.is_beyond )
		return TW_DROP_FULL;
	tw__acks_note_received( &client->acks, event->sequence, event->payload_bytes );
	apply_snapshot( client, &head );
	tw__messages_accept( client->messages, &messages );
	tw__client_take_messages( client );
	return TW_DROP_COUNT;
}

static void on_payload( tw_client* client, const tw__session_event* event )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, event->payload, event->payload_bytes );
	tw__payload_kind kind = tw__payload_read_kind( &decoder );
	tw_drop drop = TW_DROP_MALFORMED;
	if ( kind == TW__PAYLOAD_GOODBYE )
	{
		tw_reason reason = tw__goodbye_read( &decoder );
		if ( tw__decoder_end( &decoder ) )
		{
			tw__session_client_disconnect( client->session, client->now_us );
			tw__client_close( client, reason );
			return;
		}
	}
	else
		drop = read_snapshot( client, &decoder, event );
	if ( drop != TW_DROP_COUNT )
		client->stats.drops[drop]++;
}

static void dispatch( tw_client* client, const tw__session_event* event )
{
	switch ( event->type )
	{
	case TW__SESSION_NOTHING:
		break;
	case TW__SESSION_CONNECTED:
		client->status.state = TW_CLIENT_JOINING;
		break;
	case TW__SESSION_PAYLOAD:
		on_payload( client, event );
		break;
	case TW__SESSION_DISCONNECTED:
		tw__client_close( client, event->reason );
		break;
	}
}

void tw__client_receive_datagrams( tw_client* client )
{
	tw_datagram items[TW__CLIENT_BATCH];
	int count = TW__CLIENT_BATCH;
	while ( count == TW__CLIENT_BATCH && client->status.state != TW_CLIENT_CLOSED )
	{
		for ( int i = 0; i < TW__CLIENT_BATCH; ++i )
			items[i] = ( tw_datagram ){ .bytes = client->receive_bytes[i],
				                    .size_bytes = (int)sizeof( client->receive_bytes[i] ) };
		count = client->transport.receive( items, TW__CLIENT_BATCH, client->transport.user );
		for ( int i = 0; i < count && client->status.state != TW_CLIENT_CLOSED; ++i )
		{
			client->stats.in_datagrams++;
			client->stats.in_datagram_bytes += (uint64_t)items[i].size_bytes;
			tw__session_event event =
				tw__session_client_receive( client->session, items + i, client->now_us );
			dispatch( client, &event );
		}
	}
}

void tw__client_update_session( tw_client* client )
{
	if ( client->status.state == TW_CLIENT_CLOSED )
		return;
	tw__session_event event = tw__session_client_update( client->session, client->now_us );
	dispatch( client, &event );
}
