#include "session/hello.h"

#include "core/bytes.h"
#include "core/system.h"
#include "session/password.h"
#include "session/replay.h"

#include <sodium.h>
#include <string.h>

enum
{
	MAGIC_BYTES = 8,
	CLEAR_BYTES = 1 + 32 + 32, // of an answer: type and keys, authenticated but not encrypted
	SEALED_AT = CLEAR_BYTES + TW__TAG_BYTES
};

static const uint8_t magic[MAGIC_BYTES] = { 'T', 'I', 'C', 'K', 'W', 'I', 'R', 'E' };

// Subkeys of the two secrets below.
typedef enum subkey
{
	SUBKEY_ANSWER = 1,
	SUBKEY_CLIENT_TO_SERVER,
	SUBKEY_SERVER_TO_CLIENT,
	SUBKEY_PROOF
} subkey;

static void derive( uint8_t* out_key, size_t size_bytes, subkey which, const uint8_t secret[32] )
{
	crypto_kdf_derive_from_key( out_key, size_bytes, (uint64_t)which, "tw hello", secret );
}

// What both sides have seen and computed.
typedef struct transcript
{
	const uint8_t* hello;         // TW__HELLO_BYTES
	const uint8_t* server_key;    // 32
	const uint8_t* ephemeral_key; // 32, the server's
	uint8_t static_shared[32];    // proves the server
	uint8_t ephemeral_shared[32]; // is gone once both have wiped it, whatever key is stolen later
} transcript;

static void hash_transcript( const transcript* seen, uint8_t out_secret[32] )
{
	static const uint8_t domain[] = "tickwire hello 1";
	crypto_generichash_state state;
	crypto_generichash_init( &state, NULL, 0, 32 );
	crypto_generichash_update( &state, domain, sizeof( domain ) );
	crypto_generichash_update( &state, seen->hello, TW__HELLO_BYTES );
	crypto_generichash_update( &state, seen->server_key, 32 );
	crypto_generichash_update( &state, seen->ephemeral_key, 32 );
	crypto_generichash_update( &state, seen->static_shared, 32 );
	crypto_generichash_update( &state, seen->ephemeral_shared, 32 );
	crypto_generichash_final( &state, out_secret, 32 );
	tw_wipe( &state, sizeof( state ) );
}

// With a password, the session's secret also needs what only its knowers can combine.
static void add_password( const uint8_t share[32], const uint8_t shared[32], uint8_t secret[32] )
{
	crypto_generichash_state state;
	crypto_generichash_init( &state, secret, 32, 32 );
	crypto_generichash_update( &state, share, 32 );
	crypto_generichash_update( &state, shared, 32 );
	crypto_generichash_final( &state, secret, 32 );
	tw_wipe( &state, sizeof( state ) );
}

static void derive_session( const uint8_t secret[32], tw__session_keys* out_keys, uint8_t out_proof[TW__TAG_BYTES] )
{
	derive( out_keys->client_to_server, TW__KEY_BYTES, SUBKEY_CLIENT_TO_SERVER, secret );
	derive( out_keys->server_to_client, TW__KEY_BYTES, SUBKEY_SERVER_TO_CLIENT, secret );
	derive( out_proof, TW__TAG_BYTES, SUBKEY_PROOF, secret );
}

tw_drop tw__hello_read( const uint8_t* bytes, int size_bytes, tw__hello* out_hello )
{
	if ( size_bytes != TW__HELLO_BYTES )
		return TW_DROP_SIZE;
	tw__byte_reader reader = { .bytes = bytes, .size_bytes = size_bytes, .cursor_bytes = 1 };
	if ( memcmp( tw__bytes_skip( &reader, MAGIC_BYTES ), magic, MAGIC_BYTES ) != 0 )
		return TW_DROP_PROTOCOL;

	tw__hello hello = { .bytes = bytes, .version = tw__bytes_read_u32( &reader ) };
	tw__bytes_read( &reader, hello.client_key, TW__KEY_BYTES );
	hello.protocol_id = tw__bytes_read_u64( &reader );
	hello.schema_hash = tw__bytes_read_u64( &reader );
	hello.has_share = tw__bytes_read_u8( &reader ) == 1;
	tw__bytes_read( &reader, hello.share, 32 );
	*out_hello = hello;
	return TW__KEEP;
}

static bool exchange_keys( tw__hello_exchange* exchange, const tw__hello* hello, uint8_t out_secret[32] )
{
	const tw__hello_host* host = exchange->host;
	uint8_t ephemeral_secret[32];
	transcript seen = { .hello = hello->bytes,
		            .server_key = host->identity.public_key.bytes,
		            .ephemeral_key = exchange->ephemeral_key };
	bool done = host->system.random( ephemeral_secret, 32, host->system.user ) &&
	            crypto_scalarmult_base( exchange->ephemeral_key, ephemeral_secret ) == 0 &&
	            crypto_scalarmult( seen.static_shared, host->identity.secret_key.bytes, hello->client_key ) == 0 &&
	            crypto_scalarmult( seen.ephemeral_shared, ephemeral_secret, hello->client_key ) == 0;
	if ( done )
		hash_transcript( &seen, out_secret );
	tw_wipe( ephemeral_secret, sizeof( ephemeral_secret ) );
	tw_wipe( &seen, sizeof( seen ) );
	return done;
}

static bool exchange_password( tw__hello_exchange* exchange, const tw__hello* hello, uint8_t secret[32] )
{
	const tw__hello_host* host = exchange->host;
	uint8_t share_secret[32], shared[32];
	bool done = tw__password_draw( &host->system, host->generator, share_secret, exchange->share ) &&
	            tw__password_combine( share_secret, hello->share, shared );
	if ( done )
		add_password( exchange->share, shared, secret );
	exchange->has_share = done;
	tw_wipe( share_secret, sizeof( share_secret ) );
	tw_wipe( shared, sizeof( shared ) );
	return done;
}

bool tw__hello_accept( const tw__hello_host* host, const tw__hello* hello, tw__hello_exchange* out_exchange )
{
	*out_exchange = ( tw__hello_exchange ){ .host = host };
	uint8_t secret[32];
	if ( !exchange_keys( out_exchange, hello, secret ) )
		return false;
	derive( out_exchange->answer_key, TW__KEY_BYTES, SUBKEY_ANSWER, secret );

	bool uses_password = host->has_password && hello->has_share && hello->version == TW__HELLO_VERSION;
	bool done = !uses_password || exchange_password( out_exchange, hello, secret );
	derive_session( secret, &out_exchange->keys, out_exchange->proof );
	tw_wipe( secret, sizeof( secret ) );
	if ( !done )
		tw_wipe( out_exchange, sizeof( *out_exchange ) );
	return done;
}

// The tag stands before what it protects, so that the layout is the same up to it whatever follows. The nonce is zero:
// the key is used once, as it comes from an ephemeral key drawn for this answer.
static int seal_answer( const tw__hello_exchange* exchange, uint8_t type, uint8_t* bytes, tw__byte_writer* body )
{
	tw__byte_writer clear = { .bytes = bytes, .capacity_bytes = CLEAR_BYTES };
	tw__bytes_write_u8( &clear, type );
	tw__bytes_write( &clear, exchange->host->identity.public_key.bytes, 32 );
	tw__bytes_write( &clear, exchange->ephemeral_key, 32 );

	int size_bytes = body->cursor_bytes;
	uint8_t sealed[TW__HELLO_BYTES];
	TW_ASSERT( !body->failed && size_bytes + TW__TAG_BYTES <= TW__HELLO_BYTES );
	static const uint8_t nonce[TW__NONCE_BYTES] = { 0 };
	memcpy( sealed, body->bytes, (size_t)size_bytes );
	tw__aead_seal( &exchange->host->observer, exchange->answer_key, nonce, ( tw__aead_data ){ bytes, CLEAR_BYTES },
	               sealed, size_bytes );
	memcpy( bytes + SEALED_AT, sealed, (size_t)size_bytes );
	memcpy( bytes + CLEAR_BYTES, sealed + size_bytes, TW__TAG_BYTES );
	return SEALED_AT + size_bytes;
}

int tw__hello_write_grant( const tw__hello_exchange* exchange, const tw__connect_token* token, uint8_t* out_bytes )
{
	tw__byte_writer body = { .bytes = out_bytes + SEALED_AT,
		                 .capacity_bytes = TW__PASSWORD_GRANT_BYTES - SEALED_AT };
	tw__bytes_write_u64( &body, token->create_s );
	tw__bytes_write_u64( &body, token->expire_s );
	tw__bytes_write_u32( &body, (uint32_t)token->timeout_s );
	tw__bytes_write( &body, token->nonce, TW__LONG_NONCE_BYTES );
	tw__bytes_write( &body, token->sealed, TW__PRIVATE_TOKEN_BYTES );
	if ( exchange->has_share )
	{
		tw__bytes_write( &body, exchange->share, 32 );
		tw__bytes_write( &body, exchange->proof, TW__TAG_BYTES );
	}
	return seal_answer( exchange, TW__GRANT_TYPE, out_bytes, &body );
}

int tw__hello_write_refusal( const tw__hello_exchange* exchange, tw_reason reason, uint8_t* out_bytes )
{
	tw__byte_writer body = { .bytes = out_bytes + SEALED_AT, .capacity_bytes = 1 };
	tw__bytes_write_u8( &body, (uint8_t)reason );
	return seal_answer( exchange, TW__REFUSAL_TYPE, out_bytes, &body );
}

bool tw__hello_begin( tw__hello_guest* out_guest, const tw__hello_offer* offer, const tw_system* system )
{
	*out_guest = ( tw__hello_guest ){ .has_share = offer->password != NULL };
	uint8_t client_key[TW__KEY_BYTES], generator[32], share[32] = { 0 };
	if ( !system->random( out_guest->secret, TW__KEY_BYTES, system->user ) )
		return false;
	if ( crypto_scalarmult_base( client_key, out_guest->secret ) != 0 )
		return false;
	if ( out_guest->has_share )
	{
		tw__password_generator( offer->password, offer->protocol_id, generator );
		if ( !tw__password_draw( system, generator, out_guest->share_secret, share ) )
			return false;
		tw_wipe( generator, sizeof( generator ) );
	}

	tw__byte_writer writer = { .bytes = out_guest->bytes, .capacity_bytes = TW__HELLO_BYTES };
	tw__bytes_write_u8( &writer, TW__HELLO_TYPE );
	tw__bytes_write( &writer, magic, MAGIC_BYTES );
	tw__bytes_write_u32( &writer, TW__HELLO_VERSION );
	tw__bytes_write( &writer, client_key, TW__KEY_BYTES );
	tw__bytes_write_u64( &writer, offer->protocol_id );
	tw__bytes_write_u64( &writer, offer->schema_hash );
	tw__bytes_write_u8( &writer, out_guest->has_share ? 1 : 0 );
	tw__bytes_write( &writer, share, 32 );
	tw__bytes_pad( &writer );
	return true;
}

static bool guest_secret( const tw__hello_guest* guest, const uint8_t* bytes, uint8_t out_secret[32] )
{
	transcript seen = { .hello = guest->bytes, .server_key = bytes + 1, .ephemeral_key = bytes + 33 };
	bool done = crypto_scalarmult( seen.static_shared, guest->secret, seen.server_key ) == 0 &&
	            crypto_scalarmult( seen.ephemeral_shared, guest->secret, seen.ephemeral_key ) == 0;
	if ( done )
		hash_transcript( &seen, out_secret );
	tw_wipe( &seen, sizeof( seen ) );
	return done;
}

static bool open_answer( const uint8_t secret[32], uint8_t* bytes, int size_bytes )
{
	static const uint8_t nonce[TW__NONCE_BYTES] = { 0 };
	uint8_t answer_key[TW__KEY_BYTES], sealed[TW__HELLO_BYTES];
	int sealed_bytes = size_bytes - SEALED_AT;
	memcpy( sealed, bytes + SEALED_AT, (size_t)sealed_bytes );
	memcpy( sealed + sealed_bytes, bytes + CLEAR_BYTES, TW__TAG_BYTES );
	derive( answer_key, TW__KEY_BYTES, SUBKEY_ANSWER, secret );
	bool is_authentic = tw__aead_open( answer_key, nonce, ( tw__aead_data ){ bytes, CLEAR_BYTES }, sealed,
	                                   sealed_bytes + TW__TAG_BYTES );
	if ( is_authentic )
		memcpy( bytes + SEALED_AT, sealed, (size_t)sealed_bytes );
	tw_wipe( answer_key, sizeof( answer_key ) );
	return is_authentic;
}

static bool proof_matches( const tw__hello_guest* guest, tw__byte_reader* body, uint8_t secret[32] )
{
	uint8_t share[32], proof[TW__TAG_BYTES], shared[32];
	tw__session_keys unused;
	uint8_t expected[TW__TAG_BYTES];
	tw__bytes_read( body, share, 32 );
	tw__bytes_read( body, proof, TW__TAG_BYTES );
	if ( body->failed || !guest->has_share || !tw__password_combine( guest->share_secret, share, shared ) )
		return false;
	add_password( share, shared, secret );
	derive_session( secret, &unused, expected );
	tw_wipe( shared, sizeof( shared ) );
	tw_wipe( &unused, sizeof( unused ) );
	return sodium_memcmp( proof, expected, TW__TAG_BYTES ) == 0;
}

static tw__hello_outcome read_grant( const tw__hello_guest* guest, tw__byte_reader* body, uint8_t secret[32],
                                     tw__connect_token* out_token )
{
	tw__connect_token token = { .create_s = tw__bytes_read_u64( body ) };
	token.expire_s = tw__bytes_read_u64( body );
	token.timeout_s = (int32_t)tw__bytes_read_u32( body );
	tw__bytes_read( body, token.nonce, TW__LONG_NONCE_BYTES );
	tw__bytes_read( body, token.sealed, TW__PRIVATE_TOKEN_BYTES );
	if ( body->cursor_bytes < body->size_bytes && !proof_matches( guest, body, secret ) )
		return TW__HELLO_PASSWORD_WRONG;

	tw__session_keys keys;
	uint8_t unused[TW__TAG_BYTES];
	derive_session( secret, &keys, unused );
	memcpy( token.client_to_server_key, keys.client_to_server, TW__KEY_BYTES );
	memcpy( token.server_to_client_key, keys.server_to_client, TW__KEY_BYTES );
	*out_token = token;
	tw_wipe( &keys, sizeof( keys ) );
	tw_wipe( &token, sizeof( token ) );
	return TW__HELLO_GRANTED;
}

// Checked against the list before it is used as a reason. "None" refuses nothing.
static tw_reason read_reason( tw__byte_reader* body )
{
	static const tw_reason known[] = {
#define KNOWN_REASON( name, value, text ) name,
		TW_REASON_LIST( KNOWN_REASON )
#undef KNOWN_REASON
	};
	uint8_t value = tw__bytes_read_u8( body );
	for ( int i = 0; i < TW_COUNT_OF( known ); ++i )
	{
		if ( known[i] != TW_REASON_NONE && (int)known[i] == (int)value )
			return known[i];
	}
	return TW_REASON_PROTOCOL_ERROR;
}

static bool has_answer_size( uint8_t type, int size_bytes )
{
	if ( type == TW__GRANT_TYPE )
		return size_bytes == TW__GRANT_BYTES || size_bytes == TW__PASSWORD_GRANT_BYTES;
	return type == TW__REFUSAL_TYPE && size_bytes == TW__REFUSAL_BYTES;
}

tw__hello_outcome tw__hello_open( const tw__hello_guest* guest, uint8_t* bytes, int size_bytes,
                                  tw__hello_answer* out_answer )
{
	uint8_t secret[32];
	if ( size_bytes < 1 || !has_answer_size( bytes[0], size_bytes ) || !guest_secret( guest, bytes, secret ) )
		return TW__HELLO_FORGED;
	tw__hello_outcome outcome = TW__HELLO_FORGED;
	if ( open_answer( secret, bytes, size_bytes ) )
	{
		tw__byte_reader body = { .bytes = bytes, .size_bytes = size_bytes, .cursor_bytes = SEALED_AT };
		*out_answer = ( tw__hello_answer ){ 0 };
		memcpy( out_answer->server_key.bytes, bytes + 1, TW__KEY_BYTES );
		outcome = TW__HELLO_REFUSED;
		if ( bytes[0] == TW__GRANT_TYPE )
			outcome = read_grant( guest, &body, secret, &out_answer->token );
		else
			out_answer->reason = read_reason( &body );
	}
	tw_wipe( secret, sizeof( secret ) );
	return outcome;
}
