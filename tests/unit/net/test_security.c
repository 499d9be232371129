#include "tickwire/security.h"

#include "session/token.h"
#include "support/golden_file.h"
#include "support/session_pair.h"

#include <criterion/criterion.h>

static bool random_never( void* out_bytes, size_t size_bytes, void* user )
{
	(void)out_bytes, (void)size_bytes, (void)user;
	return false;
}

static tw_token_def make_def( const tw_secret_key* key, const tw_address* address, uint64_t* seed )
{
	return ( tw_token_def ){ .token_key = key,
		                 .protocol_id = 5,
		                 .client_id = 6,
		                 .addresses = address,
		                 .address_count = 1,
		                 .unix_s = 1000,
		                 .system = { .random = pair_random, .user = seed } };
}

Test( security, an_issued_token_opens_under_its_key_and_says_what_was_asked )
{
	tw_secret_key key = { { 1 } };
	tw_address address = pair_address( 4, 40000 );
	uint64_t seed = 3;
	tw_token_def def = make_def( &key, &address, &seed );
	tw_token token;
	cr_assert_eq( tw_token_issue( &def, &token ), TW_OK );
	golden_expect( "netcode_token", token.bytes, TW_TOKEN_BYTES );

	tw__connect_token outer;
	tw__private_token inner;
	cr_assert( tw__connect_token_read( token.bytes, TW_TOKEN_BYTES, &outer ) );
	cr_assert_eq( outer.create_s, 1000 );
	cr_assert_eq( outer.expire_s, 1030 );
	cr_assert_eq( outer.timeout_s, 10 );
	tw__token_seal seal = { key.bytes, 5, 1030, outer.nonce };
	cr_assert( tw__private_token_open( &seal, outer.sealed ) );
	cr_assert( tw__private_token_read( outer.sealed, &inner ) );
	cr_assert_eq( inner.client_id, 6 );
	cr_assert_arr_eq( inner.client_to_server_key, outer.client_to_server_key, TW__KEY_BYTES );
	cr_assert_arr_eq( inner.server_to_client_key, outer.server_to_client_key, TW__KEY_BYTES );
}

Test( security, a_token_that_could_not_work_is_not_issued )
{
	tw_secret_key key = { { 1 } };
	tw_address address = pair_address( 4, 40000 ), nowhere = pair_address( 4, 0 );
	uint64_t seed = 3;
	tw_token token;
	tw_token_def def = make_def( &key, &address, &seed );
	def.address_count = 0;
	cr_assert_eq( tw_token_issue( &def, &token ), TW_ERR_ARGUMENT );
	def.address_count = TW_TOKEN_ADDRESSES + 1;
	cr_assert_eq( tw_token_issue( &def, &token ), TW_ERR_ARGUMENT );
	def = make_def( &key, &nowhere, &seed );
	cr_assert_eq( tw_token_issue( &def, &token ), TW_ERR_ARGUMENT );
	def = make_def( NULL, &address, &seed );
	cr_assert_eq( tw_token_issue( &def, &token ), TW_ERR_ARGUMENT );
}

Test( security, nothing_is_made_without_randomness )
{
	tw_system system = { .random = random_never };
	tw_secret_key key = { { 1 } };
	tw_identity identity;
	tw_token token;
	tw_address address = pair_address( 4, 40000 );
	uint64_t seed = 3;
	tw_token_def def = make_def( &key, &address, &seed );
	def.system = system;
	cr_assert_eq( tw_token_issue( &def, &token ), TW_ERR_RANDOM );
	cr_assert_eq( tw_secret_key_create( &system, &key ), TW_ERR_RANDOM );
	cr_assert_eq( tw_identity_create( &system, &identity ), TW_ERR_RANDOM );
	cr_assert_eq( tw_identity_create( NULL, &identity ), TW_OK );
}

Test( security, wiping_leaves_zeros )
{
	uint8_t bytes[4] = { 1, 2, 3, 4 };
	tw_wipe( bytes, 3 );
	cr_assert_eq( bytes[0] | bytes[1] | bytes[2], 0 );
	cr_assert_eq( bytes[3], 4 );
}
