#include "support/session_pair.h"

#include "session/packet.h"

#include <criterion/criterion.h>

enum
{
	NOW_S = 1700000000
};

static const tw_secret_key backend_key = { { 1, 2, 3, 4, 5 } };

// The request a token's client would send.
static void make_request( const tw_token* token, uint8_t out_bytes[TW__REQUEST_BYTES] )
{
	tw__connect_token parsed;
	cr_assert( tw__connect_token_read( token->bytes, TW_TOKEN_BYTES, &parsed ) );
	tw__request_write( &parsed, out_bytes );
}

static tw_token issue( session_pair* pair, const tw_secret_key* key, uint64_t client_id, uint64_t unix_s )
{
	return pair_issue_token( pair, key, client_id, unix_s );
}

// A server that takes tokens of `backend_key`, and a client with a fresh one.
static session_pair* create_with_token( int max_slots )
{
	tw_address address = pair_address( 1, 40000 );
	session_pair issuer = { .random_state = 7 };
	tw_token token = issue( &issuer, &backend_key, 1001, NOW_S );
	pair_options options = { .admission = { .mode = TW_ADMIT_TOKENS,
		                                .token_key = &backend_key,
		                                .unix_s = NOW_S,
		                                .public_addresses = &address,
		                                .public_address_count = 1 },
		                 .login = { .token = &token },
		                 .max_slots = max_slots };
	return pair_create( &options );
}

static void expect_drop( session_pair* pair, tw_drop drop, uint64_t count, const char* what )
{
	cr_assert_eq( pair->server_drops[drop], count, "%s: %d", what, (int)pair->server_drops[drop] );
}

Test( session_server, a_token_of_a_backend_connects_and_payloads_go_both_ways )
{
	session_pair* pair = create_with_token( 4 );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_CONNECTED );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	cr_assert_eq( pair->server_event.client_id, 1001 );

	uint64_t sequence = 0;
	cr_assert( tw__session_client_send( pair->client, (const uint8_t*)"up", 2, pair->now_us, &sequence ) );
	cr_assert( tw__session_server_send( pair->server, 0, (const uint8_t*)"down", 4, pair->now_us, NULL ) );
	cr_assert_not( tw__session_server_send( pair->server, 1, (const uint8_t*)"down", 4, pair->now_us, NULL ) );
	pair_run( pair, 10 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_PAYLOAD );
	cr_assert_eq( pair->server_event.sequence, sequence );
	cr_assert_arr_eq( pair->server_payload, "up", 2 );
	cr_assert_eq( pair->client_event.payload_bytes, 4 );
	cr_assert_arr_eq( pair->client_payload, "down", 4 );
	cr_assert_eq( pair_sum_drops( pair->server_drops ), 0 );
	pair_destroy( pair );
}

Test( session_server, a_token_is_spent_once_it_has_led_to_a_connection )
{
	session_pair* pair = create_with_token( 4 );
	uint8_t request[TW__REQUEST_BYTES];
	pair_step_client( pair );
	memcpy( request, pair->to_server.bytes[0], sizeof( request ) );
	pair_run( pair, 200 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );

	tw__session_client_disconnect( pair->client, pair->now_us );
	tw__outbox_flush( &pair->client_outbox );
	pair_deliver_to_server( pair );
	cr_assert_eq( pair->server_event.type, TW__SESSION_DISCONNECTED );
	cr_assert_eq( pair->server_event.reason, TW_REASON_LEFT );
	pair_give_server( pair, pair->client_address, request, sizeof( request ) );
	expect_drop( pair, TW_DROP_TOKEN_SPENT, 1, "same address" );
	pair_give_server( pair, pair_address( 3, 50000 ), request, sizeof( request ) );
	expect_drop( pair, TW_DROP_TOKEN_SPENT, 2, "another address" );
	cr_assert_eq( pair->to_client.count, 0, "a spent token is not answered" );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( session_server, a_token_is_bound_to_the_first_address_it_came_from )
{
	session_pair* pair = create_with_token( 4 );
	pair_step_client( pair );
	pair_give_server( pair, pair_address( 9, 9 ), pair->to_server.bytes[0], pair->to_server.sizes[0] );
	cr_assert_eq( pair->to_client.count, 1 );
	pair_deliver_to_server( pair );
	expect_drop( pair, TW_DROP_TOKEN_SPENT, 1, "second address" );
	pair_destroy( pair );
}

Test( session_server, every_unfit_token_is_ignored_and_counted_by_what_is_wrong )
{
	session_pair* pair = create_with_token( 4 );
	tw_address stranger = pair_address( 3, 1 ), other_server = pair_address( 8, 40000 );
	tw_secret_key other_key = { { 9 } };
	uint8_t good[TW__REQUEST_BYTES], bytes[TW__REQUEST_BYTES + 1] = { 0 };
	tw_token token = issue( pair, &backend_key, 5, NOW_S );
	make_request( &token, good );

	pair_give_server( pair, stranger, good, TW__REQUEST_BYTES - 1 );
	expect_drop( pair, TW_DROP_SIZE, 1, "short" );
	memcpy( bytes, good, TW__REQUEST_BYTES );
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES + 1 );
	expect_drop( pair, TW_DROP_SIZE, 2, "long" );
	bytes[5] ^= 1;
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_PROTOCOL, 1, "version" );
	memcpy( bytes, good, TW__REQUEST_BYTES );
	bytes[14] ^= 1;
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_PROTOCOL, 2, "protocol id" );
	memcpy( bytes, good, TW__REQUEST_BYTES );
	bytes[700] ^= 1;
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_TOKEN_FORGED, 1, "edited" );

	token = issue( pair, &other_key, 5, NOW_S );
	make_request( &token, bytes );
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_TOKEN_FORGED, 2, "another key" );
	token = issue( pair, &backend_key, 5, NOW_S - 1 );
	make_request( &token, bytes );
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_TOKEN_EXPIRED, 1, "could have been used before the start" );
	pair->now_us += 30000000;
	pair_give_server( pair, stranger, good, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_TOKEN_EXPIRED, 2, "too old" );

	tw_token_def def = { .token_key = &backend_key,
		             .protocol_id = pair->server_def.protocol_id,
		             .addresses = &other_server,
		             .address_count = 1,
		             .unix_s = NOW_S + 30 };
	cr_assert_eq( tw_token_issue( &def, &token ), TW_OK );
	make_request( &token, bytes );
	pair_give_server( pair, stranger, bytes, TW__REQUEST_BYTES );
	expect_drop( pair, TW_DROP_TOKEN_ELSEWHERE, 1, "another server" );
	cr_assert_eq( pair->to_client.count, 0 );
	cr_assert_eq( pair_sum_drops( pair->server_drops ), 9 );
	pair_destroy( pair );
}

Test( session_server, a_repeated_or_ancient_packet_is_dropped_before_it_is_opened )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	uint8_t first[64];
	cr_assert( tw__session_client_send( pair->client, (const uint8_t*)"x", 1, pair->now_us, NULL ) );
	tw__outbox_flush( &pair->client_outbox );
	int size_bytes = pair->to_server.sizes[0];
	memcpy( first, pair->to_server.bytes[0], (size_t)size_bytes );
	pair_deliver_to_server( pair );
	cr_assert_eq( pair_give_server( pair, pair->client_address, first, size_bytes ).type, TW__SESSION_NOTHING );
	expect_drop( pair, TW_DROP_REPEATED, 1, "again" );

	for ( int i = 0; i < 256; ++i )
		tw__session_client_send( pair->client, (const uint8_t*)"x", 1, pair->now_us, NULL );
	tw__outbox_flush( &pair->client_outbox );
	pair_deliver_to_server( pair );
	pair_give_server( pair, pair->client_address, first, size_bytes );
	expect_drop( pair, TW_DROP_TOO_OLD, 1, "behind the window" );
	pair_destroy( pair );
}

Test( session_server, every_flipped_bit_of_a_payload_is_one_drop_and_no_event )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	cr_assert( tw__session_client_send( pair->client, (const uint8_t*)"abc", 3, pair->now_us, NULL ) );
	tw__outbox_flush( &pair->client_outbox );
	int size_bytes = pair->to_server.sizes[0], given = 0;
	for ( int bit = 0; bit < 8 * size_bytes; ++bit )
	{
		uint8_t bytes[64];
		memcpy( bytes, pair->to_server.bytes[0], (size_t)size_bytes );
		bytes[bit / 8] ^= (uint8_t)( 1 << bit % 8 );
		tw__session_event event = pair_give_server( pair, pair->client_address, bytes, size_bytes );
		cr_assert_eq( event.type, TW__SESSION_NOTHING );
		cr_assert_eq( pair_sum_drops( pair->server_drops ), (uint64_t)++given );
	}
	pair_deliver_to_server( pair );
	cr_assert_eq( pair->server_event.type, TW__SESSION_PAYLOAD, "the real one still counts" );
	pair_destroy( pair );
}

Test( session_server, a_full_server_says_so_to_hellos_and_to_tokens )
{
	session_pair* pair = pair_create( &( pair_options ){ .max_slots = 1 } );
	pair_run( pair, 100 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	tw__session_client_destroy( pair->client );
	pair->to_server.from = pair->client_address = pair_address( 5, 5 );
	cr_assert_eq( pair_start_client( pair ), TW_OK );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_DISCONNECTED );
	cr_assert_eq( pair->client_event.reason, TW_REASON_SERVER_FULL );
	pair_destroy( pair );

	pair = create_with_token( 1 );
	pair_run( pair, 100 );
	tw_token token = issue( pair, &backend_key, 2, NOW_S );
	pair->client_def.login.token = &token;
	tw__session_client_destroy( pair->client );
	pair->to_server.from = pair->client_address = pair_address( 5, 5 );
	cr_assert_eq( pair_start_client( pair ), TW_OK );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.reason, TW_REASON_SERVER_FULL );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( session_server, silence_times_out_and_frees_the_slot )
{
	session_pair* pair = pair_create( &( pair_options ){ .timeout_ms = 2500 } );
	pair_run( pair, 5000 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED, "keep-alives hold an idle session" );
	cr_assert_eq( tw__session_server_get_address( pair->server, 0 ).port, pair->client_address.port );
	pair_run_cut( pair, 2400 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	pair_run_cut( pair, 200 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_DISCONNECTED );
	cr_assert_eq( pair->server_event.reason, TW_REASON_TIMED_OUT );
	cr_assert_eq( pair->client_event.reason, TW_REASON_TIMED_OUT );
	cr_assert_eq( tw__session_server_get_address( pair->server, 0 ).port, 0 );
	cr_assert_eq( tw__session_server_get_wake_us( pair->server, pair->now_us ), UINT64_MAX );
	pair_destroy( pair );
}

Test( session_server, a_disconnected_client_hears_it_although_most_of_it_is_lost )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	tw__session_server_disconnect( pair->server, 0, pair->now_us );
	tw__outbox_flush( &pair->server_outbox );
	cr_assert_eq( pair->to_client.count, 10 );
	pair_give_client( pair, pair->server_address, pair->to_client.bytes[7], pair->to_client.sizes[7] );
	cr_assert_eq( pair->client_event.type, TW__SESSION_DISCONNECTED );
	cr_assert_eq( pair->client_event.reason, TW_REASON_KICKED );
	pair_destroy( pair );
}

Test( session_server, payloads_are_preceded_by_the_slot_number_until_the_client_has_answered )
{
	session_pair* pair = create_with_token( 4 );
	pair_step_client( pair );
	pair_deliver_to_server( pair ); // request
	pair_deliver_to_client( pair ); // challenge, answered at once
	pair_deliver_to_server( pair ); // response
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	pair->to_client.count = 0; // the first keep-alive is lost
	tw__session_server_send( pair->server, 0, (const uint8_t*)"one", 3, pair->now_us, NULL );
	tw__outbox_flush( &pair->server_outbox );
	cr_assert_eq( pair->to_client.count, 2 );
	pair_deliver_to_client( pair );
	cr_assert_arr_eq( pair->client_payload, "one", 3 );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	tw__session_server_send( pair->server, 0, (const uint8_t*)"two", 3, pair->now_us, NULL );
	tw__outbox_flush( &pair->server_outbox );
	cr_assert_eq( pair->to_client.count, 1 );
	pair_destroy( pair );
}

Test( session_server, many_clients_come_and_go_and_no_nonce_repeats )
{
	session_pair* pair = pair_create( &( pair_options ){ .max_slots = 3 } );
	for ( int i = 0; i < 40; ++i )
	{
		tw__session_client_destroy( pair->client );
		pair->to_server.from = pair_address( (uint8_t)( 10 + i % 7 ), 1000 );
		cr_assert_eq( pair_start_client( pair ), TW_OK );
		pair_run( pair, 60 );
		cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED, "round %d", i );
		cr_assert_eq( pair->server_event.slot, 0, "the lowest free slot" );
		tw__session_client_send( pair->client, (const uint8_t*)"x", 1, pair->now_us, NULL );
		tw__session_server_send( pair->server, 0, (const uint8_t*)"y", 1, pair->now_us, NULL );
		tw__session_client_disconnect( pair->client, pair->now_us );
		tw__outbox_flush( &pair->client_outbox );
		pair_deliver_to_server( pair );
		pair->to_client.count = 0;
	}
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( session_server, an_unusable_def_is_refused )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	tw_address address = pair_address( 1, 1 );
	const tw__session_server_def good = pair->server_def;
	tw__session_server* server = NULL;
	tw_admission bad[] = {
		{ .mode = TW_ADMIT_PASSWORD },
		{ .mode = TW_ADMIT_PASSWORD, .password = "" },
		{ .mode = TW_ADMIT_TOKENS, .token_key = &backend_key, .unix_s = NOW_S },
		{ .mode = TW_ADMIT_TOKENS, .unix_s = NOW_S, .public_addresses = &address, .public_address_count = 1 },
		{ .mode = TW_ADMIT_TOKENS,
		  .token_key = &backend_key,
		  .public_addresses = &address,
		  .public_address_count = 1 },
		{ .public_address_count = TW_TOKEN_ADDRESSES + 1, .public_addresses = &address },
	};
	for ( size_t i = 0; i < sizeof( bad ) / sizeof( bad[0] ); ++i )
	{
		tw__session_server_def def = good;
		def.admission = bad[i];
		cr_assert_eq( tw__session_server_create( &def, 0, &server ), TW_ERR_ARGUMENT, "%d", (int)i );
	}
	tw__session_server_def def = good;
	def.max_slots = 4097;
	cr_assert_eq( tw__session_server_create( &def, 0, &server ), TW_ERR_ARGUMENT );
	def.max_slots = 4096;
	cr_assert_eq( tw__session_server_create( &def, 0, &server ), TW_OK );
	tw__session_server_destroy( server );
	pair_destroy( pair );
}

Test( session_server, a_restart_refuses_the_tokens_it_has_forgotten )
{
	session_pair* pair = create_with_token( 4 );
	uint8_t request[TW__REQUEST_BYTES];
	pair_step_client( pair );
	memcpy( request, pair->to_server.bytes[0], sizeof( request ) );
	pair_run( pair, 200 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );

	tw_address address = pair_address( 1, 40000 );
	tw__session_server_destroy( pair->server );
	pair->server_def.admission.unix_s += 5;
	pair->server_def.admission.public_addresses = &address;
	cr_assert_eq( pair_start_server( pair ), TW_OK );
	pair->to_client.count = 0;
	pair_give_server( pair, pair->client_address, request, sizeof( request ) );
	expect_drop( pair, TW_DROP_TOKEN_EXPIRED, 1, "used before the restart" );
	cr_assert_eq( pair->to_client.count, 0 );

	tw_token fresh = issue( pair, &backend_key, 2, pair->server_def.admission.unix_s );
	make_request( &fresh, request );
	pair_give_server( pair, pair->client_address, request, sizeof( request ) );
	cr_assert_eq( pair->to_client.count, 1, "one that was issued afterwards is good at once" );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( session_server, one_client_id_and_one_address_have_one_session_each )
{
	session_pair* pair = create_with_token( 4 );
	uint8_t request[TW__REQUEST_BYTES];
	pair_run( pair, 100 );
	pair->to_client.count = 0;
	tw_token same_id = issue( pair, &backend_key, 1001, NOW_S ), other_id = issue( pair, &backend_key, 3, NOW_S );
	make_request( &same_id, request );
	pair_give_server( pair, pair_address( 6, 6 ), request, sizeof( request ) );
	expect_drop( pair, TW_DROP_UNEXPECTED, 1, "the id is connected" );
	make_request( &other_id, request );
	pair_give_server( pair, pair->client_address, request, sizeof( request ) );
	expect_drop( pair, TW_DROP_UNEXPECTED, 2, "the address is connected" );
	cr_assert_eq( pair->to_client.count, 0 );
	pair_destroy( pair );
}

Test( session_server, who_was_challenged_and_has_not_answered_can_do_nothing_else )
{
	session_pair* pair = create_with_token( 4 );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	tw__connect_token token;
	tw_token issued = issue( pair, &backend_key, 8, NOW_S );
	uint8_t bytes[TW__REQUEST_BYTES];
	tw_address from = pair_address( 6, 6 );
	cr_assert( tw__connect_token_read( issued.bytes, TW_TOKEN_BYTES, &token ) );
	make_request( &issued, bytes );
	pair_give_server( pair, from, bytes, TW__REQUEST_BYTES );

	tw__cipher cipher = { .key = token.client_to_server_key, .protocol_id = token.protocol_id };
	static const tw__packet_type types[] = { TW__PACKET_KEEP_ALIVE, TW__PACKET_PAYLOAD, TW__PACKET_DISCONNECT };
	static const int body_bytes[] = { 8, 20, 0 };
	for ( int i = 0; i < 3; ++i )
	{
		int header_bytes = tw__packet_begin( bytes, types[i], (uint64_t)i );
		int size_bytes = tw__packet_seal( &cipher, bytes, header_bytes, body_bytes[i] );
		cr_assert_eq( pair_give_server( pair, from, bytes, size_bytes ).type, TW__SESSION_NOTHING );
		expect_drop( pair, TW_DROP_UNEXPECTED, (uint64_t)i + 1, "no slot" );
	}
	pair->now_us += 5000000; // the token's timeout
	pair_give_server( pair, from, bytes, 64 );
	expect_drop( pair, TW_DROP_STRANGER, 1, "forgotten" );
	pair_destroy( pair );
}
