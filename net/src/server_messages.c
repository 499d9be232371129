#include "server.h"

#include "state/message_codec.h"

#include <string.h>

enum
{
	SECOND_US = 1000000,
};

void tw__server_reset_messages( tw_server* server, tw__server_player* player )
{
	tw__messages_init( player->messages );
	memset( player->message_due_us, 0, (size_t)server->schema->message_count * sizeof( uint64_t ) );
	player->dropped_messages = 0;
}

static void observe( const tw_server* server, const tw__server_player* player, const tw__message* message,
                     bool is_taken )
{
	if ( server->hooks.observe_message == NULL )
		return;
	tw__message_note note = { .is_taken = is_taken,
		                  .is_reliable = message->is_reliable,
		                  .player = tw__server_player_id( server, player ),
		                  .bytes = message->bytes,
		                  .size_bytes = message->size_bytes };
	server->hooks.observe_message( &note, server->hooks.user );
}

// --- Out -------------------------------------------------------------------------------------------------------------

static tw_result post_to( tw_server* server, tw__server_player* player, const tw__message* message )
{
	if ( player->is_bot )
		return TW_OK;
	tw_result result =
		tw__messages_post( player->messages, message->is_reliable, message->bytes, message->size_bytes );
	if ( result == TW_OK )
		observe( server, player, message, false );
	return result;
}

tw_result tw_server_post( tw_server* server, tw_player player, int message, const void* content )
{
	TW_ASSERT( 0 <= message && message < server->schema->message_count );
	tw__server_player* found = tw__server_find_player( server, player );
	if ( found == NULL && !tw_player_is_null( player ) )
		return TW_ERR_STALE_ID;
	uint8_t bytes[TW__MAX_MESSAGE_BYTES];
	int size_bytes = tw__message_encode( server->schema, message, content, &server->world.translate, bytes,
	                                     sizeof( bytes ) );
	if ( size_bytes <= 0 )
		return size_bytes < 0 ? TW_ERR_ARGUMENT : TW_ERR_TOO_LARGE;
	tw__message posted = { .is_reliable = server->schema->message_rules[message].delivery == TW_RELIABLE,
		               .bytes = bytes,
		               .size_bytes = size_bytes };
	if ( found != NULL )
		return post_to( server, found, &posted );
	tw_result worst = TW_OK;
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use && post_to( server, server->players + i, &posted ) != TW_OK )
			worst = TW_ERR_FULL;
	return worst;
}

// --- In --------------------------------------------------------------------------------------------------------------

bool tw__server_check_messages( const tw_server* server, const tw__parcel* parcel )
{
	max_align_t content[TW__MAX_MESSAGE_STRUCT_BYTES / sizeof( max_align_t )];
	for ( int i = 0; i < parcel->count; ++i )
	{
		const tw__parcel_item* item = parcel->items + i;
		int number = tw__message_decode( server->schema, parcel->bytes + item->offset_bytes, item->size_bytes,
		                                 NULL, content );
		if ( number < 0 ||
		     item->is_reliable != ( server->schema->message_rules[number].delivery == TW_RELIABLE ) )
			return false;
	}
	return true;
}

// A token bucket told by one time, as the generic cell rate algorithm does (ITU-T I.371): each message moves the time at
// which the bucket would be full again by one interval, and there is none left while that is a second away.
static bool is_within_limit( const tw_server* server, tw__server_player* player, int message )
{
	double per_s = (double)server->schema->message_rules[message].max_per_s;
	if ( per_s <= 0.0 )
		return true;
	uint64_t* due_us = player->message_due_us + message;
	uint64_t interval_us = (uint64_t)( (double)SECOND_US / per_s );
	uint64_t burst_us = interval_us > SECOND_US ? interval_us : SECOND_US;
	uint64_t full_us = *due_us > server->now_us ? *due_us : server->now_us;
	if ( full_us + interval_us > server->now_us + burst_us )
		return false;
	*due_us = full_us + interval_us;
	return true;
}

static void take( tw_server* server, tw__server_player* player, const tw__message* message )
{
	uint8_t* content = server->message_structs + server->message_struct_bytes;
	int number = tw__message_decode( server->schema, message->bytes, message->size_bytes, &server->world.translate,
	                                 content );
	if ( !is_within_limit( server, player, number ) )
	{
		player->dropped_messages++;
		server->dropped_messages++;
		return;
	}
	const size_t align_bytes = sizeof( max_align_t );
	int index = tw__schema_message_index( server->schema, number );
	size_t size_bytes = (size_t)tw__schema_plan( server->schema, index )->size_bytes;
	server->message_struct_bytes += (int)( ( size_bytes + align_bytes - 1 ) / align_bytes * align_bytes );
	server->message_event_count++;
	tw__server_report( server, ( tw_server_event ){ .type = TW_SERVER_MESSAGE,
	                                                .player = tw__server_player_id( server, player ),
	                                                .number = number,
	                                                .content = content } );
}

static bool has_room( const tw_server* server )
{
	return server->message_event_count < TW__SERVER_MESSAGE_EVENTS &&
	       server->message_struct_bytes + TW__MAX_MESSAGE_STRUCT_BYTES <= TW__SERVER_MESSAGE_BYTES;
}

void tw__server_take_messages( tw_server* server, tw__server_player* player )
{
	tw__message message;
	while ( has_room( server ) && tw__messages_take( player->messages, &message ) )
	{
		observe( server, player, &message, true );
		take( server, player, &message );
	}
}

void tw__server_begin_messages( tw_server* server )
{
	server->message_struct_bytes = server->message_event_count = 0;
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use && !server->players[i].is_bot )
			tw__server_take_messages( server, server->players + i );
}
