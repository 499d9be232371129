#include "support/session_pair.h"

#include <criterion/criterion.h>

enum
{
	NOW_S = 1700000000
};

static const tw_secret_key backend_key = { { 1, 2, 3, 4, 5 } };


// A server that takes tokens, started long enough ago for the restart rule, and a client with a fresh one.
static session_pair* create_with_token( void )
{
	tw_address address = pair_address( 1, 40000 );
	uint64_t seed = 7;
	session_pair issuer = { .random_state = seed };
	tw_token token = pair_issue_token( &issuer, &backend_key, 1001, NOW_S );
	pair_options options = { .admission = { .mode = TW_ADMIT_TOKENS,
						.token_key = &backend_key,
						.unix_s = NOW_S,
						.public_addresses = &address,
						.public_address_count = 1 },
				 .login = { .token = &token } };
	return pair_create( &options );
}

Test( session_server, a_token_of_a_backend_connects_and_payloads_go_both_ways )
{
	session_pair* pair = create_with_token();
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_CONNECTED );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	cr_assert_eq( pair->server_event.client_id, 1001 );

	uint64_t sequence = 0;
	cr_assert( tw__session_client_send( pair->client, (const uint8_t*)"up", 2, pair->now_us, &sequence ) );
	cr_assert( tw__session_server_send( pair->server, 0, (const uint8_t*)"down", 4, pair->now_us, NULL ) );
	pair_run( pair, 10 );
	cr_assert_eq( pair->server_event.type, TW__SESSION_PAYLOAD );
	cr_assert_eq( pair->server_event.sequence, sequence );
	cr_assert_arr_eq( pair->server_payload, "up", 2 );
	cr_assert_eq( pair->client_event.payload_bytes, 4 );
	cr_assert_arr_eq( pair->client_payload, "down", 4 );
	cr_assert_eq( pair_sum_drops( pair->server_drops ), 0 );
	pair_destroy( pair );
}

Test( session_server, a_hello_connects_without_a_token )
{
	session_pair* pair = pair_create( &( pair_options ){ 0 } );
	pair_run( pair, 100 );
	cr_assert_eq( pair->client_event.type, TW__SESSION_CONNECTED );
	cr_assert_eq( pair->server_event.type, TW__SESSION_CONNECTED );
	tw_public_key seen, own = tw__session_server_get_public_key( pair->server );
	cr_assert( tw__session_client_get_server_key( pair->client, &seen ) );
	cr_assert_arr_eq( seen.bytes, own.bytes, sizeof( own.bytes ) );
	cr_assert_eq( pair_sum_drops( pair->server_drops ), 0 );
	cr_assert_eq( pair_sum_drops( pair->client_drops ), 0 );
	pair_destroy( pair );
}
