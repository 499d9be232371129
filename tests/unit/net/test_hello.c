#include "session/hello.h"

#include "support/golden_file.h"
#include "support/session_pair.h"

#include <criterion/criterion.h>

// Runs a join to its end and returns the reason, TW_REASON_NONE for connected.
static tw_reason join( const pair_options* options )
{
	session_pair* pair = pair_create( options );
	cr_assert_not_null( pair );
	pair_run( pair, 150 );
	cr_assert_neq( pair->client_event.type, TW__SESSION_NOTHING );
	tw_reason reason = pair->client_event.reason;
	cr_assert_eq( tw__session_client_is_connected( pair->client ), reason == TW_REASON_NONE );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
	return reason;
}

Test( hello, connects_without_a_token_and_proves_the_servers_key )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	tw_public_key seen, own = tw__session_server_get_public_key( pair->server );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	cr_assert( tw__session_client_get_server_key( pair->client, &seen ) );
	cr_assert_arr_eq( seen.bytes, own.bytes, sizeof( own.bytes ) );
	cr_assert_eq( pair_sum_drops( pair->server_drops ), 0 );
	cr_assert_eq( pair_sum_drops( pair->client_drops ), 0 );
	pair_destroy( pair );
}

Test( hello, a_password_decides_without_being_sent )
{
	const tw_admission locked = { .mode = TW_ADMIT_PASSWORD, .password = "open sesame" };
	cr_assert_eq( join( &( pair_options ){ .admission = locked, .login = { .password = "open sesame" } } ),
	              TW_REASON_NONE );
	cr_assert_eq( join( &( pair_options ){ .admission = locked, .login = { .password = "open sesamf" } } ),
	              TW_REASON_PASSWORD_WRONG );
	cr_assert_eq( join( &( pair_options ){ .admission = locked } ), TW_REASON_PASSWORD_WRONG );
	cr_assert_eq( join( &( pair_options ){ .login = { .password = "left over" } } ), TW_REASON_NONE );
}

Test( hello, a_wrong_password_leaves_no_way_in_even_for_a_client_that_ignores_it )
{
	// What such a client could use are the keys of its own guess; they must differ from the token's.
	pair_options options = { .admission = { .mode = TW_ADMIT_PASSWORD, .password = "right" },
		                 .login = { .password = "wrong" } };
	session_pair* pair = pair_create( &options );
	pair_run( pair, 2000 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_NOTHING );
	pair_destroy( pair );
}

Test( hello, another_schema_is_refused_in_words_and_another_game_is_ignored )
{
	cr_assert_eq( join( &( pair_options ){ .client_schema_hash = 78 } ), TW_REASON_SCHEMA_MISMATCH );

	session_pair* pair = pair_create( &( pair_options ){ .client_protocol_id = 3, .connect_ms = 500 } );
	pair_run( pair, 600 );
	cr_assert_eq( pair->client_event.reason, TW_REASON_NO_ANSWER );
	cr_assert_gt( pair->server_drops[TW_DROP_PROTOCOL], 0 );
	cr_assert_eq( pair->to_client.count, 0 );
	pair_destroy( pair );
}

Test( hello, a_closing_server_says_so_and_can_open_again )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	tw__session_server_set_refusal( pair->server, TW_REASON_SERVER_CLOSING );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.reason, TW_REASON_SERVER_CLOSING );
	tw__session_server_set_refusal( pair->server, TW_REASON_NONE );
	tw__session_client_destroy( pair->client );
	cr_assert_eq( pair_start_client( pair ), TW_OK );
	pair_run( pair, 100 );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	pair_destroy( pair );
}

Test( hello, a_server_with_another_key_is_left_at_once )
{
	tw_identity identity, other;
	uint64_t seed = 5;
	tw_system system = { .random = pair_random, .user = &seed };
	cr_assert_eq( tw_identity_create( &system, &identity ), TW_OK );
	cr_assert_eq( tw_identity_create( &system, &other ), TW_OK );
	char right[TW_FINGERPRINT_CHARS], wrong[TW_FINGERPRINT_CHARS];
	tw_fingerprint_format( &identity.public_key, right );
	tw_fingerprint_format( &other.public_key, wrong );
	const tw_admission known = { .identity = &identity };

	cr_assert_eq( join( &( pair_options ){ .admission = known, .login = { .pinned = &identity.public_key } } ),
	              TW_REASON_NONE );
	cr_assert_eq( join( &( pair_options ){ .admission = known, .fingerprint = right } ), TW_REASON_NONE );
	cr_assert_eq( join( &( pair_options ){ .admission = known, .fingerprint = wrong } ), TW_REASON_KEY_CHANGED );

	session_pair* pair =
		pair_create( &( pair_options ){ .admission = known, .login = { .pinned = &other.public_key } } );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.reason, TW_REASON_KEY_CHANGED );
	cr_assert_eq( pair->client_sent, 1, "nothing after the hello" );
	pair_destroy( pair );
}

Test( hello, every_edited_answer_is_ignored )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	int size_bytes = pair->to_client.sizes[0];
	cr_assert_eq( size_bytes, TW__GRANT_BYTES );
	cr_assert_eq( size_bytes, 1149 );
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
	for ( int at = 0; at < size_bytes; at += at < 90 ? 1 : 41 )
	{
		memcpy( bytes, pair->to_client.bytes[0], (size_t)size_bytes );
		bytes[at] ^= 0x10;
		tw__session_event event = pair_give_client( pair, pair->server_address, bytes, size_bytes );
		cr_assert_eq( event.type, TW__SESSION_NOTHING, "byte %d", at );
	}
	cr_assert_eq( pair->client_sent, 1 );
	pair_run( pair, 100 );
	cr_assert( tw__session_client_is_connected( pair->client ), "the real one still counts" );
	pair_destroy( pair );
}

Test( hello, is_answered_without_remembering_it_and_never_with_more_than_was_sent )
{
	pair_options options = { .admission = { .mode = TW_ADMIT_PASSWORD, .password = "p" },
		                 .login = { .password = "p" },
		                 .max_slots = 1 };
	session_pair* pair = pair_create( &options );
	pair_step_client( pair );
	for ( int i = 0; i < 50; ++i )
	{
		tw_address from = pair_address( (uint8_t)i, 7 );
		pair->to_client.count = 0;
		pair_give_server( pair, from, pair->to_server.bytes[0], pair->to_server.sizes[0] );
		cr_assert_eq( pair->to_client.count, 1 );
		cr_assert_leq( pair->to_client.sizes[0], pair->to_server.sizes[0] );
		uint8_t stranger[64] = { 0x15 };
		pair_give_server( pair, from, stranger, sizeof( stranger ) );
		cr_assert_eq( pair->server_drops[TW_DROP_STRANGER], (uint64_t)i + 1, "no entry for the address" );
	}
	pair->to_client.count = 0;
	pair_run( pair, 100 );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( hello, a_later_version_is_refused_in_words )
{
	uint64_t seed = 1;
	tw_system system = { .random = pair_random, .user = &seed };
	tw__hello_guest guest;
	tw__hello_offer offer = { .protocol_id = 1, .schema_hash = 2 };
	cr_assert( tw__hello_begin( &guest, &offer, &system ) );
	guest.bytes[9] = 2; // the version
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_give_server( pair, pair->client_address, guest.bytes, TW__HELLO_BYTES );
	tw__hello_answer answer;
	cr_assert_eq( tw__hello_open( &guest, pair->to_client.bytes[0], pair->to_client.sizes[0], &answer ),
	              TW__HELLO_REFUSED );
	cr_assert_eq( answer.reason, TW_REASON_PROTOCOL_VERSION );
	pair_destroy( pair );
}

Test( hello, a_key_that_is_none_is_dropped )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	memset( pair->to_server.bytes[0] + 13, 0, 32 ); // a point of low order: every exchange gives zero
	pair_deliver_to_server( pair );
	cr_assert_eq( pair->server_drops[TW_DROP_MALFORMED], 1 );
	cr_assert_eq( pair->to_client.count, 0 );
	pair_destroy( pair );
}

Test( hello, hello_and_grant_have_these_bytes )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	golden_expect( "hello", pair->to_server.bytes[0], pair->to_server.sizes[0] );
	pair_deliver_to_server( pair );
	golden_expect( "hello_grant", pair->to_client.bytes[0], pair->to_client.sizes[0] );
	pair_destroy( pair );
}
