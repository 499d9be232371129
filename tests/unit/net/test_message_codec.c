#include "state/message_codec.h"

#include "message_fixture.h"
#include "support/golden_file.h"

#include <criterion/criterion.h>
#include <stdalign.h>

enum
{
	CAPACITY_BYTES = 512
};

static int decode( const tw_schema* schema, const uint8_t* bytes, int size_bytes, void* content )
{
	static max_align_t room[TW__MAX_MESSAGE_STRUCT_BYTES / sizeof( max_align_t )];
	memset( room, 0xEE, sizeof( room ) );
	int message = tw__message_decode( schema, bytes, size_bytes, NULL, room );
	if ( message >= 0 )
		memcpy( content, room,
		        (size_t)tw__schema_plan( schema, tw__schema_message_index( schema, message ) )->size_bytes );
	return message;
}

Test( message_codec, gives_back_every_sort_of_field )
{
	tw_schema* schema = make_message_schema();
	cr_assert_not_null( schema );
	fixture_vote votes[] = {
		{ .choice = 2 },
		{ .where_m = { -100, 0.125f, 100 },
		  .about = { { 3, 9 }, { 0, 0 } },
		  .offset = 900,
		  .choice = 4,
		  .is_secret = true,
		  .serial = UINT32_MAX,
		  .reason = "because",
		  .note = "\xE2\x82\xAC" },
		{ .offset = -3, .choice = 3, .reason = "x", .serial = 1 },
	};
	for ( size_t i = 0; i < sizeof( votes ) / sizeof( votes[0] ); ++i )
	{
		uint8_t bytes[CAPACITY_BYTES];
		fixture_vote back;
		int size_bytes = tw__message_encode( schema, FIXTURE_VOTE, votes + i, NULL, bytes, CAPACITY_BYTES );
		cr_assert_gt( size_bytes, 0 );
		cr_assert_eq( decode( schema, bytes, size_bytes, &back ), FIXTURE_VOTE, "row %zu", i );
		cr_expect_eq( memcmp( &back, votes + i, sizeof( back ) ), 0, "row %zu", i );
	}
	tw_schema_destroy( schema );
}

Test( message_codec, sends_a_chat_line_in_the_same_bytes_as_ever_and_in_few )
{
	tw_schema* schema = make_message_schema();
	uint8_t bytes[CAPACITY_BYTES];
	fixture_chat chat = { .author = { 3, 1 }, .text = "good game, that last rocket was something else!" }, back;
	int size_bytes = tw__message_encode( schema, FIXTURE_CHAT, &chat, NULL, bytes, CAPACITY_BYTES );
	golden_expect( "message_chat", bytes, size_bytes );
	cr_expect_leq( size_bytes, 6 + 47 * 3 / 4, "%d bytes", size_bytes ); // three quarters of its letters
	cr_expect_eq( decode( schema, bytes, size_bytes, &back ), FIXTURE_CHAT );
	cr_expect_str_eq( back.text, chat.text );
	tw_schema_destroy( schema );
}

Test( message_codec, takes_texts_of_every_length )
{
	tw_schema* schema = make_message_schema();
	uint8_t bytes[CAPACITY_BYTES];
	for ( size_t length = 0; length <= 100; ++length )
	{
		fixture_chat chat = { 0 }, back;
		memset( chat.text, 'a' + (int)( length % 26 ), length );
		int size_bytes = tw__message_encode( schema, FIXTURE_CHAT, &chat, NULL, bytes, CAPACITY_BYTES );
		cr_assert_gt( size_bytes, 0 );
		cr_assert_eq( decode( schema, bytes, size_bytes, &back ), FIXTURE_CHAT );
		cr_assert_str_eq( back.text, chat.text );
	}
	int size_bytes = tw__message_encode( schema, FIXTURE_PING, "", NULL, bytes, CAPACITY_BYTES );
	cr_assert_gt( size_bytes, 0, "a message of nothing is still a message" );
	uint8_t nothing;
	cr_expect_eq( decode( schema, bytes, size_bytes, &nothing ), FIXTURE_PING );
	tw_schema_destroy( schema );
}

Test( message_codec, refuses_texts_that_are_not_clean_on_both_sides )
{
	static const char* const TEXTS[] = { "a\tb", "\x1B", "\xFF", "\xC3", "\xED\xA0\x80", "\xC2\x85" };
	tw_schema* schema = make_message_schema();
	uint8_t bytes[CAPACITY_BYTES];
	for ( size_t i = 0; i < sizeof( TEXTS ) / sizeof( TEXTS[0] ); ++i )
	{
		fixture_chat chat = { 0 };
		strcpy( chat.text, TEXTS[i] );
		cr_expect_eq( tw__message_encode( schema, FIXTURE_CHAT, &chat, NULL, bytes, CAPACITY_BYTES ), -1 );
	}
	fixture_chat endless;
	memset( &endless, 'a', sizeof( endless ) );
	endless.author = ( tw_player ){ 0 };
	cr_expect_eq( tw__message_encode( schema, FIXTURE_CHAT, &endless, NULL, bytes, CAPACITY_BYTES ), -1 );

	// A peer that sends a control character all the same.
	tw__text_models models = *(const tw__text_models*)schema->fresh_text_models;
	tw__model is_rest;
	tw__encoder encoder;
	tw__model_init( &is_rest, 32768 );
	tw__encoder_begin( &encoder, bytes, CAPACITY_BYTES );
	tw__encode_raw( &encoder, FIXTURE_CHAT, 8 );
	tw__encode_bit( &encoder, &is_rest, 1 );
	tw__encode_raw( &encoder, 1, 7 );
	for ( uint32_t node = 1, shift = 8; shift-- > 0; )
	{
		int bit = 0x07 >> shift & 1;
		tw__encode_bit( &encoder, models.tree + node, bit );
		node = node * 2 + (uint32_t)bit;
	}
	int size_bytes = tw__encoder_end( &encoder );
	fixture_chat back;
	cr_expect_eq( decode( schema, bytes, size_bytes, &back ), -1 );
	tw_schema_destroy( schema );
}

Test( message_codec, says_when_a_message_is_too_large )
{
	tw_schema* schema = make_message_schema();
	uint8_t bytes[CAPACITY_BYTES];
	fixture_long numbers;
	memset( &numbers, 0x55, sizeof( numbers ) );
	cr_expect_eq( tw__message_encode( schema, FIXTURE_LONG, &numbers, NULL, bytes, CAPACITY_BYTES ), 0 );
	tw_schema_destroy( schema );
}

Test( message_codec, refuses_what_no_encoder_makes )
{
	tw_schema* schema = make_message_schema();
	max_align_t content[TW__MAX_MESSAGE_STRUCT_BYTES / sizeof( max_align_t )];
	uint8_t bytes[CAPACITY_BYTES], again[CAPACITY_BYTES];
	uint32_t random = 3;
	int accepted = 0;
	for ( int i = 0; i < 50000; ++i )
	{
		int size_bytes = 1 + (int)( next_random( &random ) % 24 );
		for ( int at = 0; at < size_bytes; ++at )
			bytes[at] = (uint8_t)next_random( &random );
		bytes[0] = (uint8_t)( next_random( &random ) % ( FIXTURE_MESSAGES + 1 ) );
		int message = tw__message_decode( schema, bytes, size_bytes, NULL, content );
		if ( message < 0 )
			continue;
		accepted++;
		cr_assert_eq( tw__message_encode( schema, message, content, NULL, again, CAPACITY_BYTES ), size_bytes );
		cr_assert_eq( memcmp( bytes, again, (size_t)size_bytes ), 0 );
	}
	cr_expect_gt( accepted, 0 );
	tw_schema_destroy( schema );
}
