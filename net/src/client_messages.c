#include "client.h"

#include "state/message_codec.h"

#include <string.h>

static void observe( const tw_client* client, const tw__message* message, bool is_taken )
{
	if ( client->hooks.observe_message == NULL )
		return;
	tw__message_note note = { .is_taken = is_taken,
		                  .is_reliable = message->is_reliable,
		                  .bytes = message->bytes,
		                  .size_bytes = message->size_bytes };
	client->hooks.observe_message( &note, client->hooks.user );
}

tw_result tw_client_post( tw_client* client, int message, const void* content )
{
	TW_ASSERT( 0 <= message && message < client->schema->message_count );
	if ( client->status.state != TW_CLIENT_JOINING && client->status.state != TW_CLIENT_PLAYING )
		return TW_ERR_STATE;
	uint8_t bytes[TW__MAX_MESSAGE_BYTES];
	int size_bytes = tw__message_encode( client->schema, message, content, &client->world.translate, bytes,
	                                     sizeof( bytes ) );
	if ( size_bytes <= 0 )
		return size_bytes < 0 ? TW_ERR_ARGUMENT : TW_ERR_TOO_LARGE;
	bool is_reliable = client->schema->message_rules[message].delivery == TW_RELIABLE;
	tw_result result = tw__messages_post( client->messages, is_reliable, bytes, size_bytes );
	tw__message posted = { .is_reliable = is_reliable, .bytes = bytes, .size_bytes = size_bytes };
	if ( result == TW_OK )
		observe( client, &posted, false );
	return result;
}

bool tw__client_check_messages( const tw_client* client, const tw__parcel* parcel )
{
	max_align_t content[TW__MAX_MESSAGE_STRUCT_BYTES / sizeof( max_align_t )];
	for ( int i = 0; i < parcel->count; ++i )
	{
		const tw__parcel_item* item = parcel->items + i;
		int number = tw__message_decode( client->schema, parcel->bytes + item->offset_bytes, item->size_bytes,
		                                 NULL, content );
		if ( number < 0 ||
		     item->is_reliable != ( client->schema->message_rules[number].delivery == TW_RELIABLE ) )
			return false;
	}
	return true;
}

static void gather( tw_client* client, const tw__message* message )
{
	tw__event_list* list = client->gathering;
	uint8_t* content = (uint8_t*)list->messages + list->message_bytes;
	int number = tw__message_decode( client->schema, message->bytes, message->size_bytes, &client->world.translate,
	                                 content );
	tw_client_event* event = tw__client_gather(
		client, ( tw_client_event ){ .type = TW_CLIENT_MESSAGE, .number = number }, NULL, NULL );
	event->content = content;
	const size_t align_bytes = sizeof( max_align_t );
	int index = tw__schema_message_index( client->schema, number );
	size_t size_bytes = (size_t)tw__schema_plan( client->schema, index )->size_bytes;
	list->message_bytes += (int)( ( size_bytes + align_bytes - 1 ) / align_bytes * align_bytes );
}

static bool has_room( const tw_client* client )
{
	const tw__event_list* list = client->gathering;
	return list->count < TW__CLIENT_EVENTS &&
	       list->message_bytes + TW__MAX_MESSAGE_STRUCT_BYTES <= TW__CLIENT_MESSAGE_BYTES;
}

void tw__client_take_messages( tw_client* client )
{
	tw__message message;
	while ( has_room( client ) && tw__messages_take( client->messages, &message ) )
	{
		observe( client, &message, true );
		gather( client, &message );
	}
}
