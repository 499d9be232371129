#include "session/packet.h"

#include "support/golden_file.h"
#include "support/session_pair.h"

#include <criterion/criterion.h>

static const uint8_t key[TW__KEY_BYTES] = { 1, 2, 3 };
static const tw__cipher cipher = { .key = key, .protocol_id = UINT64_C( 0x1122334455667788 ) };

static int make_payload( uint64_t sequence, uint8_t* out_bytes )
{
	int header_bytes = tw__packet_begin( out_bytes, TW__PACKET_PAYLOAD, sequence );
	memcpy( out_bytes + header_bytes, "hello", 5 );
	return tw__packet_seal( &cipher, out_bytes, header_bytes, 5 );
}

Test( packet, a_payload_has_these_bytes_and_opens_again )
{
	uint8_t bytes[64];
	tw__packet packet;
	int size_bytes = make_payload( 1000, bytes );
	cr_assert_eq( size_bytes, 1 + 2 + 5 + 16 );
	golden_expect( "netcode_payload", bytes, size_bytes );
	cr_assert_eq( tw__packet_parse( bytes, size_bytes, TW__SERVER_TAKES, &packet ), TW__KEEP );
	cr_assert( tw__packet_open( &cipher, bytes, &packet ) );
	cr_assert_eq( packet.sequence, 1000 );
	cr_assert_eq( packet.body_bytes, 5 );
	cr_assert_arr_eq( packet.body, "hello", 5 );
}

Test( packet, a_request_has_these_bytes )
{
	tw_secret_key token_key = { { 4 } };
	session_pair issuer = { .random_state = 1 };
	tw_token token = pair_issue_token( &issuer, &token_key, 2, 1700000000 );
	tw__connect_token parsed;
	uint8_t bytes[TW__REQUEST_BYTES];
	cr_assert( tw__connect_token_read( token.bytes, TW_TOKEN_BYTES, &parsed ) );
	tw__request_write( &parsed, bytes );
	golden_expect( "netcode_request", bytes, TW__REQUEST_BYTES );
}

Test( packet, what_needs_no_key_is_checked_first_and_counted_by_kind )
{
	static const struct
	{
		int size_bytes;
		uint8_t prefix;
		tw_drop drop;
	} rows[] = {
		{ 17, 0x15, TW_DROP_SIZE }, { 1226, 0x15, TW_DROP_SIZE },     { 18, 0x17, TW_DROP_KIND },
		{ 18, 0x1F, TW_DROP_KIND }, { 18, 0x12, TW_DROP_UNEXPECTED }, { 18, 0x11, TW_DROP_UNEXPECTED },
		{ 18, 0x05, TW_DROP_KIND }, { 18, 0x95, TW_DROP_KIND },       { 18, 0xF5, TW_DROP_KIND },
		{ 18, 0x85, TW_DROP_SIZE }, { 18, 0x15, TW__KEEP },           { 25, 0x85, TW__KEEP },
	};
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES] = { 0 };
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		tw__packet packet;
		bytes[0] = rows[i].prefix;
		cr_assert_eq( tw__packet_parse( bytes, rows[i].size_bytes, TW__SERVER_TAKES, &packet ), rows[i].drop,
		              "row %d", (int)i );
	}
}

Test( packet, is_bound_to_key_protocol_type_and_sequence )
{
	uint8_t other_key[TW__KEY_BYTES] = { 1, 2, 4 };
	const tw__cipher wrong_key = { .key = other_key, .protocol_id = cipher.protocol_id };
	const tw__cipher wrong_protocol = { .key = key, .protocol_id = cipher.protocol_id + 1 };
	const struct
	{
		const tw__cipher* cipher;
		uint8_t prefix;
		uint64_t sequence;
		bool opens;
	} rows[] = {
		{ &cipher, 0x15, 7, true },          { &wrong_key, 0x15, 7, false },
		{ &wrong_protocol, 0x15, 7, false }, { &cipher, 0x14, 7, false }, // a keep-alive
		{ &cipher, 0x15, 8, false },
	};
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		uint8_t bytes[64];
		tw__packet packet;
		int size_bytes = make_payload( 7, bytes );
		bytes[0] = rows[i].prefix;
		cr_assert_eq( tw__packet_parse( bytes, size_bytes, TW__SERVER_TAKES, &packet ), TW__KEEP );
		packet.sequence = rows[i].sequence;
		cr_assert_eq( tw__packet_open( rows[i].cipher, bytes, &packet ), rows[i].opens, "row %d", (int)i );
	}
}
