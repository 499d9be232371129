#include "session/token.h"

#include "session/address_codec.h"

#include <string.h>

enum
{
	PRIVATE_TEXT_BYTES = TW__PRIVATE_TOKEN_BYTES - TW__TAG_BYTES,
	CHALLENGE_TEXT_BYTES = TW__CHALLENGE_TOKEN_BYTES - TW__TAG_BYTES,
	TOKEN_AD_BYTES = TW__VERSION_BYTES + 8 + 8
};

const uint8_t tw__netcode_version[TW__VERSION_BYTES] = "NETCODE 1.02";

static void write_addresses( tw__byte_writer* writer, const tw_address* addresses, int count )
{
	tw__bytes_write_u32( writer, (uint32_t)count );
	for ( int i = 0; i < count; ++i )
		tw__address_write( writer, &addresses[i] );
}

// The count is checked before it bounds anything.
static int read_addresses( tw__byte_reader* reader, tw_address out_addresses[TW_TOKEN_ADDRESSES] )
{
	uint32_t count = tw__bytes_read_u32( reader );
	if ( count < 1 || count > TW_TOKEN_ADDRESSES )
	{
		reader->failed = true;
		return 0;
	}
	for ( uint32_t i = 0; i < count; ++i )
		tw__address_read( reader, &out_addresses[i] );
	return (int)count;
}

void tw__private_token_write( const tw__private_token* token, uint8_t out_bytes[TW__PRIVATE_TOKEN_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = TW__PRIVATE_TOKEN_BYTES };
	tw__bytes_write_u64( &writer, token->client_id );
	tw__bytes_write_u32( &writer, (uint32_t)token->timeout_s );
	write_addresses( &writer, token->addresses, token->address_count );
	tw__bytes_write( &writer, token->client_to_server_key, TW__KEY_BYTES );
	tw__bytes_write( &writer, token->server_to_client_key, TW__KEY_BYTES );
	tw__bytes_write( &writer, token->user_data, TW_USER_DATA_BYTES );
	tw__bytes_pad( &writer );
}

bool tw__private_token_read( const uint8_t bytes[TW__PRIVATE_TOKEN_BYTES], tw__private_token* out_token )
{
	tw__byte_reader reader = { .bytes = bytes, .size_bytes = PRIVATE_TEXT_BYTES };
	tw__private_token token = { 0 };
	token.client_id = tw__bytes_read_u64( &reader );
	token.timeout_s = (int32_t)tw__bytes_read_u32( &reader );
	token.address_count = read_addresses( &reader, token.addresses );
	tw__bytes_read( &reader, token.client_to_server_key, TW__KEY_BYTES );
	tw__bytes_read( &reader, token.server_to_client_key, TW__KEY_BYTES );
	tw__bytes_read( &reader, token.user_data, TW_USER_DATA_BYTES );

	if ( !reader.failed )
		*out_token = token;
	tw_wipe( &token, sizeof( token ) );
	return !reader.failed;
}

static tw__aead_data write_token_ad( const tw__token_seal* seal, uint8_t out_bytes[TOKEN_AD_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = TOKEN_AD_BYTES };
	tw__bytes_write( &writer, tw__netcode_version, TW__VERSION_BYTES );
	tw__bytes_write_u64( &writer, seal->protocol_id );
	tw__bytes_write_u64( &writer, seal->expire_s );
	return ( tw__aead_data ){ out_bytes, TOKEN_AD_BYTES };
}

void tw__private_token_seal( const tw__seal_observer* observer, const tw__token_seal* seal,
                             uint8_t bytes[TW__PRIVATE_TOKEN_BYTES] )
{
	uint8_t ad_bytes[TOKEN_AD_BYTES];
	tw__aead_data ad = write_token_ad( seal, ad_bytes );
	tw__aead_seal_long( observer, seal->key, seal->nonce, ad, bytes, PRIVATE_TEXT_BYTES );
}

bool tw__private_token_open( const tw__token_seal* seal, uint8_t bytes[TW__PRIVATE_TOKEN_BYTES] )
{
	uint8_t ad_bytes[TOKEN_AD_BYTES];
	tw__aead_data ad = write_token_ad( seal, ad_bytes );
	return tw__aead_open_long( seal->key, seal->nonce, ad, bytes, TW__PRIVATE_TOKEN_BYTES );
}

void tw__connect_token_write( const tw__connect_token* token, uint8_t out_bytes[TW_TOKEN_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = TW_TOKEN_BYTES };
	tw__bytes_write( &writer, tw__netcode_version, TW__VERSION_BYTES );
	tw__bytes_write_u64( &writer, token->protocol_id );
	tw__bytes_write_u64( &writer, token->create_s );
	tw__bytes_write_u64( &writer, token->expire_s );
	tw__bytes_write( &writer, token->nonce, TW__LONG_NONCE_BYTES );
	tw__bytes_write( &writer, token->sealed, TW__PRIVATE_TOKEN_BYTES );
	tw__bytes_write_u32( &writer, (uint32_t)token->timeout_s );
	write_addresses( &writer, token->addresses, token->address_count );
	tw__bytes_write( &writer, token->client_to_server_key, TW__KEY_BYTES );
	tw__bytes_write( &writer, token->server_to_client_key, TW__KEY_BYTES );
	tw__bytes_pad( &writer );
}

bool tw__connect_token_read( const uint8_t* bytes, int size_bytes, tw__connect_token* out_token )
{
	tw__byte_reader reader = { .bytes = bytes, .size_bytes = size_bytes, .failed = size_bytes != TW_TOKEN_BYTES };
	tw__connect_token token = { 0 };
	uint8_t version[TW__VERSION_BYTES];
	tw__bytes_read( &reader, version, TW__VERSION_BYTES );
	token.protocol_id = tw__bytes_read_u64( &reader );
	token.create_s = tw__bytes_read_u64( &reader );
	token.expire_s = tw__bytes_read_u64( &reader );
	tw__bytes_read( &reader, token.nonce, TW__LONG_NONCE_BYTES );
	tw__bytes_read( &reader, token.sealed, TW__PRIVATE_TOKEN_BYTES );
	token.timeout_s = (int32_t)tw__bytes_read_u32( &reader );
	token.address_count = read_addresses( &reader, token.addresses );
	tw__bytes_read( &reader, token.client_to_server_key, TW__KEY_BYTES );
	tw__bytes_read( &reader, token.server_to_client_key, TW__KEY_BYTES );

	bool is_valid = !reader.failed && memcmp( version, tw__netcode_version, TW__VERSION_BYTES ) == 0 &&
	                token.create_s <= token.expire_s;
	if ( is_valid )
		*out_token = token;
	tw_wipe( &token, sizeof( token ) );
	return is_valid;
}

void tw__challenge_token_write( uint64_t client_id, const uint8_t user_data[TW_USER_DATA_BYTES],
                                uint8_t out_bytes[TW__CHALLENGE_TOKEN_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = TW__CHALLENGE_TOKEN_BYTES };
	tw__bytes_write_u64( &writer, client_id );
	tw__bytes_write( &writer, user_data, TW_USER_DATA_BYTES );
	tw__bytes_pad( &writer );
}

void tw__challenge_token_seal( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES], uint64_t number,
                               uint8_t bytes[TW__CHALLENGE_TOKEN_BYTES] )
{
	uint8_t nonce[TW__NONCE_BYTES];
	tw__aead_nonce( number, nonce );
	tw__aead_seal( observer, key, nonce, ( tw__aead_data ){ 0 }, bytes, CHALLENGE_TEXT_BYTES );
}

bool tw__challenge_token_open( const uint8_t key[TW__KEY_BYTES], uint64_t number,
                               uint8_t bytes[TW__CHALLENGE_TOKEN_BYTES], uint64_t* out_client_id,
                               const uint8_t** out_user_data )
{
	uint8_t nonce[TW__NONCE_BYTES];
	tw__aead_nonce( number, nonce );
	if ( !tw__aead_open( key, nonce, ( tw__aead_data ){ 0 }, bytes, TW__CHALLENGE_TOKEN_BYTES ) )
		return false;

	tw__byte_reader reader = { .bytes = bytes, .size_bytes = CHALLENGE_TEXT_BYTES };
	*out_client_id = tw__bytes_read_u64( &reader );
	*out_user_data = tw__bytes_skip( &reader, TW_USER_DATA_BYTES );
	return true;
}
