#include "server.h"

#include <string.h>

static void free_dead_slots( tw_server* server )
{
	tw_world* world = &server->world;
	for ( int i = 0; i < world->order_count; ++i )
	{
		if ( world->slots[world->order[i]].is_alive )
			continue;
		int at = ( server->free_first + server->free_count++ ) % world->capacity;
		server->free_slots[at] = world->order[i];
	}
}

// An entity whose values are what they were has not changed, however often it was edited.
static void remember_changes( tw_server* server )
{
	const tw_world* world = &server->world;
	size_t value_bytes = (size_t)world->stride * sizeof( uint32_t );
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		const tw__world_slot* entity = world->slots + slot;
		const uint32_t* values = tw__world_values( world, slot );
		tw__past newest;
		bool is_known = tw__history_at( &server->history, slot, entity->generation, server->tick, &newest );
		if ( is_known && memcmp( newest.values, values, value_bytes ) == 0 )
			continue;
		tw__history_push( &server->history, slot, entity->generation, entity->kind, server->tick, values );
		server->changed_ticks[slot] = server->tick;
	}
}

void tw__server_take_snapshot( tw_server* server )
{
	free_dead_slots( server );
	tw__world_seal( &server->world );
	remember_changes( server );
}

static tw__report make_report( tw__server_player* player, uint32_t tick )
{
	uint32_t since = tick - player->acked_tick + 1; // the client looks one tick farther back than it has checked
	tw__report report = {
		.missing_inputs = player->inputs.missing_mask,
		.blamed_on_player = player->blamed_on_player,
		.blamed_on_server = player->blamed_on_server,
		.span_ticks = player->is_welcomed && since < 64 ? (int)since : 64,
	};
	tw__input_arrival arrival;
	report.has_arrival = tw__input_buffer_take_arrival( &player->inputs, &arrival );
	report.arrival_tick = arrival.first_tick;
	report.arrival_count = arrival.count < TW__MAX_ARRIVALS ? arrival.count : TW__MAX_ARRIVALS;
	report.margin_us = arrival.margin_us;
	return report;
}

static void write_head( tw_server* server, tw__server_player* player, tw__encoder* encoder )
{
	tw__payload_write_kind( encoder, TW__PAYLOAD_PLAY );
	tw__acks_write( &player->acks, encoder );
	tw__encode_raw( encoder, player->is_welcomed, 1 );
	if ( player->is_welcomed )
		tw__encode_raw( encoder, server->tick & 0xFFFF, 16 );
	else
	{
		tw__welcome welcome = {
			.schema_hash = server->schema->hash,
			.rate_hz = server->def.tick_rate_hz,
			.snapshot_interval_ticks = server->def.snapshot_interval_ticks,
			.player = tw__server_player_id( server, player ),
		};
		tw__encode_raw( encoder, server->tick, 32 );
		tw__welcome_write( encoder, &welcome );
	}
	tw__report report = make_report( player, server->tick );
	tw__report_write( encoder, &report, server->tick );
}

static void send_snapshot( tw_server* server, tw__server_player* player )
{
	tw__scene scene = {
		.world = &server->world,
		.history = &server->history,
		.changed_ticks = server->changed_ticks,
		.events = &server->events_log,
		.tick = server->tick,
		.rate_hz = server->def.tick_rate_hz,
	};
	uint8_t payload[TW__MAX_PAYLOAD_BYTES];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, payload, sizeof( payload ) );
	write_head( server, player, &encoder );

	int round_trip_ticks = (int)( (uint64_t)player->acks.round_trip_us * (uint64_t)scene.rate_hz / 1000000 );
	tw__viewer_choose( &player->viewer, &scene, &server->scratch );
	int message_room = tw__messages_room( player->messages, server->now_us, player->acks.round_trip_us );
	encoder.capacity_bytes -= message_room;
	bool fits = tw__viewer_write( &player->viewer, &scene, &server->scratch, round_trip_ticks, &encoder );
	encoder.capacity_bytes += message_room;
	tw__messages_write( player->messages, &encoder, server->now_us, player->acks.round_trip_us );
	int size_bytes = tw__encoder_end( &encoder );
	uint64_t sequence;
	if ( !fits || size_bytes <= 0 ||
	     !tw__session_server_send( server->sessions, player->session, payload, size_bytes, server->now_us,
	                               &sequence ) )
		return;
	tw__acks_note_sent( &player->acks, sequence, server->now_us, server->tick, size_bytes );
	tw__viewer_note_sent( &player->viewer, sequence, server->tick );
	tw__messages_note_sent( player->messages, sequence, server->now_us );
}

void tw__server_send_snapshots( tw_server* server )
{
	if ( server->tick % (uint32_t)server->def.snapshot_interval_ticks != 0 )
		return;
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use && !server->players[i].is_bot )
			send_snapshot( server, server->players + i );
}
