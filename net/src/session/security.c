#include "tickwire/security.h"

#include "core/system.h"
#include "session/token.h"

#include <sodium.h>
#include <string.h>

// Of a backend's token: the standard's own figures.
enum
{
	DEFAULT_EXPIRE_S = 30,
	DEFAULT_TIMEOUT_S = 10
};

static bool draw( const tw_system* system, void* out_bytes, size_t size_bytes )
{
	tw_system resolved = tw__system_resolve( system != NULL ? *system : ( tw_system ){ 0 } );
	return resolved.random( out_bytes, size_bytes, resolved.user );
}

void tw_identity_derive( const tw_secret_key* secret_key, tw_identity* out_identity )
{
	out_identity->secret_key = *secret_key;
	crypto_scalarmult_base( out_identity->public_key.bytes, secret_key->bytes );
}

tw_result tw_secret_key_create( const tw_system* system, tw_secret_key* out_key )
{
	return draw( system, out_key->bytes, sizeof( out_key->bytes ) ) ? TW_OK : TW_ERR_RANDOM;
}

tw_result tw_identity_create( const tw_system* system, tw_identity* out_identity )
{
	tw_result result = tw_secret_key_create( system, &out_identity->secret_key );
	if ( result == TW_OK )
		crypto_scalarmult_base( out_identity->public_key.bytes, out_identity->secret_key.bytes );
	return result;
}

void tw_wipe( void* secret, size_t size_bytes ) { sodium_memzero( secret, size_bytes ); }

static bool is_issuable( const tw_token_def* def )
{
	if ( def->token_key == NULL || def->addresses == NULL || def->expire_s < 0 )
		return false;
	if ( def->address_count < 1 || def->address_count > TW_TOKEN_ADDRESSES )
		return false;
	for ( int i = 0; i < def->address_count; ++i )
	{
		if ( def->addresses[i].port == 0 )
			return false;
	}
	return true;
}

static void fill_tokens( const tw_token_def* def, tw__connect_token* token, tw__private_token* inner )
{
	token->protocol_id = def->protocol_id;
	token->create_s = def->unix_s;
	token->expire_s = def->unix_s + (uint64_t)( def->expire_s != 0 ? def->expire_s : DEFAULT_EXPIRE_S );
	token->timeout_s = inner->timeout_s = def->timeout_s != 0 ? def->timeout_s : DEFAULT_TIMEOUT_S;
	token->address_count = inner->address_count = def->address_count;
	inner->client_id = def->client_id;
	for ( int i = 0; i < def->address_count; ++i )
		token->addresses[i] = inner->addresses[i] = def->addresses[i];
	if ( def->user_data != NULL )
		memcpy( inner->user_data, def->user_data, TW_USER_DATA_BYTES );
}

tw_result tw_token_issue( const tw_token_def* def, tw_token* out_token )
{
	if ( !is_issuable( def ) )
		return TW_ERR_ARGUMENT;
	tw__connect_token token = { 0 };
	tw__private_token inner = { 0 };
	fill_tokens( def, &token, &inner );

	bool is_drawn = draw( &def->system, token.nonce, sizeof( token.nonce ) ) &&
	                draw( &def->system, inner.client_to_server_key, TW__KEY_BYTES ) &&
	                draw( &def->system, inner.server_to_client_key, TW__KEY_BYTES );
	if ( is_drawn )
	{
		memcpy( token.client_to_server_key, inner.client_to_server_key, TW__KEY_BYTES );
		memcpy( token.server_to_client_key, inner.server_to_client_key, TW__KEY_BYTES );
		tw__token_seal seal = { def->token_key->bytes, token.protocol_id, token.expire_s, token.nonce };
		tw__private_token_write( &inner, token.sealed );
		tw__private_token_seal( NULL, &seal, token.sealed );
		tw__connect_token_write( &token, out_token->bytes );
	}
	tw_wipe( &inner, sizeof( inner ) );
	tw_wipe( &token, sizeof( token ) );
	return is_drawn ? TW_OK : TW_ERR_RANDOM;
}
