// fuzz_messages.c - any bytes as one message, and as the messages of a packet.
//
// The first byte chooses. A message that decodes must encode to the same bytes. A packet's messages that decode must be
// few, must fit, and what is taken after accepting them must be what they held, each once.
#include "channel/messages.h"
#include "state/message_codec.h"

#include "unit/net/message_fixture.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size );

#define REQUIRE( condition )                                                      \
	do                                                                        \
	{                                                                         \
		if ( !( condition ) )                                             \
		{                                                                 \
			fprintf( stderr, "line %d: %s\n", __LINE__, #condition ); \
			abort();                                                  \
		}                                                                 \
	} while ( 0 )

static void check_message( const tw_schema* schema, const uint8_t* bytes, int size_bytes )
{
	static max_align_t content[TW__MAX_MESSAGE_STRUCT_BYTES / sizeof( max_align_t )];
	uint8_t again[TW__MAX_MESSAGE_BYTES];
	int message = tw__message_decode( schema, bytes, size_bytes, NULL, content );
	if ( message < 0 )
		return;
	REQUIRE( message < schema->message_count );
	if ( message == FIXTURE_CHAT )
		REQUIRE( memchr( ( (const fixture_chat*)content )->text, 0, sizeof( ( (fixture_chat*)0 )->text ) ) );
	int again_bytes = tw__message_encode( schema, message, content, NULL, again, sizeof( again ) );
	REQUIRE( again_bytes == size_bytes && memcmp( again, bytes, (size_t)size_bytes ) == 0 );
}

static bool was_held( const tw__parcel* parcel, const tw__message* message )
{
	for ( int i = 0; i < parcel->count; ++i )
	{
		const tw__parcel_item* item = parcel->items + i;
		if ( item->is_reliable == message->is_reliable && item->size_bytes == message->size_bytes &&
		     memcmp( parcel->bytes + item->offset_bytes, message->bytes, item->size_bytes ) == 0 )
			return true;
	}
	return false;
}

static void check_packet( const uint8_t* bytes, int size_bytes, uint16_t next_id )
{
	static tw__messages messages;
	static tw__parcel parcel;
	tw__messages_init( &messages );
	messages.next_id = next_id;
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	tw__messages_read( &messages, &decoder, &parcel );
	REQUIRE( parcel.count <= TW__MESSAGES_PER_PACKET );
	if ( decoder.failed || parcel.is_beyond )
		return;
	for ( int i = 0; i < parcel.count; ++i )
	{
		const tw__parcel_item* item = parcel.items + i;
		REQUIRE( 0 < item->size_bytes && item->size_bytes <= TW__MAX_MESSAGE_BYTES );
		REQUIRE( item->offset_bytes + item->size_bytes <= TW__PARCEL_BYTES );
	}
	tw__messages_accept( &messages, &parcel );
	tw__messages_accept( &messages, &parcel ); // reliable ones must not come twice
	int reliable = 0;
	for ( tw__message message; tw__messages_take( &messages, &message ); reliable += message.is_reliable )
		REQUIRE( was_held( &parcel, &message ) );
	REQUIRE( reliable <= parcel.count );
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	static tw_schema* schema;
	if ( schema == NULL )
		schema = make_message_schema();
	if ( size < 2 || size > 1 + TW__PARCEL_BYTES )
		return 0;
	int size_bytes = (int)size - 1;
	if ( data[0] % 2 == 0 )
		check_message( schema, data + 1, size_bytes );
	else
		check_packet( data + 1, size_bytes, (uint16_t)( 65536 - data[0] / 2 ) );
	return 0;
}
