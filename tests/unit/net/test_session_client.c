#include "support/session_pair.h"

#include <criterion/criterion.h>

enum
{
	NOW_S = 1700000000
};

static const tw_secret_key backend_key = { { 1, 2, 3, 4, 5 } };

static tw_token issue_for( const tw_address* addresses, int count, int expire_s, int timeout_s )
{
	tw_token token;
	tw_token_def def = { .token_key = &backend_key,
		             .protocol_id = UINT64_C( 0x1122334455667788 ),
		             .client_id = 1,
		             .addresses = addresses,
		             .address_count = count,
		             .unix_s = NOW_S,
		             .expire_s = expire_s,
		             .timeout_s = timeout_s };
	cr_assert_eq( tw_token_issue( &def, &token ), TW_OK );
	return token;
}

static session_pair* create_with_token( const tw_token* token, int connect_ms )
{
	tw_address address = pair_address( 1, 40000 );
	pair_options options = { .admission = { .mode = TW_ADMIT_TOKENS,
		                                .token_key = &backend_key,
		                                .unix_s = NOW_S,
		                                .public_addresses = &address,
		                                .public_address_count = 1 },
		                 .login = { .token = token },
		                 .connect_ms = connect_ms };
	return pair_create( &options );
}

Test( session_client, answers_a_challenge_at_once_so_joining_takes_two_round_trips )
{
	tw_address address = pair_address( 1, 40000 );
	tw_token token = issue_for( &address, 1, 0, 0 );
	session_pair* pair = create_with_token( &token, 0 );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	pair_deliver_to_client( pair );
	cr_assert_not( tw__session_client_is_connected( pair->client ) );
	pair_deliver_to_server( pair );
	pair_deliver_to_client( pair );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	pair_destroy( pair );
}

Test( session_client, goes_on_to_the_next_server_of_its_token )
{
	tw_address addresses[] = { pair_address( 9, 9 ), pair_address( 1, 40000 ) };
	tw_token token = issue_for( addresses, 2, 0, 2 );
	session_pair* pair = create_with_token( &token, 0 );
	pair_run( pair, 1900 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_NOTHING );
	pair_run( pair, 300 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_CONNECTED );
	pair_destroy( pair );
}

Test( session_client, each_way_of_not_getting_in_has_its_reason )
{
	static const struct
	{
		int expire_s, timeout_s, connect_ms;
		tw_reason reason;
		int after_ms;
	} rows[] = {
		{ 30, 3, 20000, TW_REASON_NO_ANSWER, 3000 },     // the only server of the token is silent
		{ 30, 10, 1500, TW_REASON_NO_ANSWER, 1500 },     // patience of the player
		{ 2, 10, 20000, TW_REASON_TOKEN_EXPIRED, 2000 }, // counted from the start, on the local clock
	};
	tw_address address = pair_address( 1, 40000 );
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		tw_token token = issue_for( &address, 1, rows[i].expire_s, rows[i].timeout_s );
		session_pair* pair = create_with_token( &token, rows[i].connect_ms );
		pair_run_cut( pair, rows[i].after_ms - 50 );
		cr_assert_eq( pair->client_event.type, TW__SESSION_NOTHING, "row %d", (int)i );
		pair_run_cut( pair, 100 );
		cr_assert_eq( pair->client_event.type, TW__SESSION_DISCONNECTED, "row %d", (int)i );
		cr_assert_eq( pair->client_event.reason, rows[i].reason, "row %d", (int)i );
		int sent = pair->client_sent;
		pair_run( pair, 500 );
		cr_assert_eq( pair->client_sent, sent, "an ended client is silent" );
		pair_destroy( pair );
	}
}

Test( session_client, a_damaged_token_is_refused_at_creation )
{
	tw_address address = pair_address( 1, 40000 );
	tw_token token = issue_for( &address, 1, 0, 0 );
	session_pair* pair = create_with_token( &token, 0 );
	tw_token bad = token;
	bad.bytes[3] ^= 1; // version
	pair->client_def.login.token = &bad;
	tw__session_client* client = NULL;
	cr_assert_eq( tw__session_client_create( &pair->client_def, 0, &client ), TW_ERR_FORMAT );
	bad = token;
	bad.bytes[1089] = 33; // addresses
	cr_assert_eq( tw__session_client_create( &pair->client_def, 0, &client ), TW_ERR_FORMAT );
	cr_assert_eq( pair->client_sent, 0 );
	pair_destroy( pair );
}

Test( session_client, acts_only_on_what_comes_from_the_dialled_address )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	tw_address elsewhere = pair_address( 1, 40001 );
	pair_give_client( pair, elsewhere, pair->to_client.bytes[0], pair->to_client.sizes[0] );
	cr_assert_eq( pair->client_drops[TW_DROP_STRANGER], 1 );
	pair_run( pair, 100 );
	tw__session_server_disconnect( pair->server, 0, pair->now_us );
	tw__outbox_flush( &pair->server_outbox );
	pair_give_client( pair, elsewhere, pair->to_client.bytes[0], pair->to_client.sizes[0] );
	cr_assert_eq( pair->client_drops[TW_DROP_STRANGER], 2 );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	pair_destroy( pair );
}

Test( session_client, resends_sooner_at_first_than_later )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run_cut( pair, 200 );
	cr_assert_eq( pair->client_sent, 4, "at 0, 25, 75 and 175 ms rounded up to steps, not %d", pair->client_sent );
	pair_run_cut( pair, 1000 );
	cr_assert_eq( pair->client_sent, 14 );
	cr_assert_gt( tw__session_client_get_wake_us( pair->client, pair->now_us ), pair->now_us );
	pair_destroy( pair );
}

Test( session_client, asks_for_another_token_when_the_server_started_again_in_between )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	pair_deliver_to_client( pair ); // has a token
	tw__session_server_destroy( pair->server );
	cr_assert_eq( pair_start_server( pair ), TW_OK );
	pair_run( pair, 1000 );
	cr_assert_gt( pair->server_drops[TW_DROP_TOKEN_FORGED], 0 );
	pair_run( pair, 2000 );
	cr_assert( tw__session_client_is_connected( pair->client ) );
	cr_assert_eq( pair_count_repeated_seals( pair ), 0 );
	pair_destroy( pair );
}

Test( session_client, a_goodbye_frees_the_slot_although_most_of_it_is_lost )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	tw__session_client_disconnect( pair->client, pair->now_us );
	tw__outbox_flush( &pair->client_outbox );
	cr_assert_eq( pair->to_server.count, 10 );
	pair_give_server( pair, pair->client_address, pair->to_server.bytes[9], pair->to_server.sizes[9] );
	cr_assert_eq( pair->server_event.reason, TW_REASON_LEFT );
	cr_assert_not( tw__session_client_send( pair->client, (const uint8_t*)"x", 1, pair->now_us, NULL ) );
	pair_destroy( pair );
}

Test( session_client, learns_why_it_was_denied_by_asking_once_more )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_step_client( pair );
	pair_deliver_to_server( pair );
	pair_deliver_to_client( pair ); // has a token
	tw__session_server_set_refusal( pair->server, TW_REASON_SERVER_CLOSING );
	pair_run( pair, 200 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_DISCONNECTED );
	cr_assert_eq( pair->client_event.reason, TW_REASON_SERVER_CLOSING );
	pair_destroy( pair );
}
