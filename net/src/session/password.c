#include "session/password.h"

#include "core/bytes.h"
#include "tickwire/security.h"

#include <sodium.h>
#include <string.h>

_Static_assert( TW__SHARE_BYTES == crypto_core_ristretto255_BYTES, "a share is a point" );
_Static_assert( TW__SHARE_BYTES == crypto_core_ristretto255_SCALARBYTES, "a secret is a scalar" );

void tw__password_generator( const char* password, uint64_t protocol_id, uint8_t out_generator[TW__SHARE_BYTES] )
{
	static const uint8_t domain[] = "tickwire password 1";
	uint8_t protocol_bytes[8];
	tw__byte_writer writer = { .bytes = protocol_bytes, .capacity_bytes = 8 };
	tw__bytes_write_u64( &writer, protocol_id );

	crypto_generichash_state state;
	uint8_t hash[crypto_core_ristretto255_HASHBYTES];
	crypto_generichash_init( &state, NULL, 0, sizeof( hash ) );
	crypto_generichash_update( &state, domain, sizeof( domain ) );
	crypto_generichash_update( &state, protocol_bytes, sizeof( protocol_bytes ) );
	crypto_generichash_update( &state, (const uint8_t*)password, strlen( password ) );
	crypto_generichash_final( &state, hash, sizeof( hash ) );
	crypto_core_ristretto255_from_hash( out_generator, hash );
	tw_wipe( &state, sizeof( state ) );
	tw_wipe( hash, sizeof( hash ) );
}

bool tw__password_draw( const tw_system* system, const uint8_t generator[TW__SHARE_BYTES],
                        uint8_t out_secret[TW__SHARE_BYTES], uint8_t out_share[TW__SHARE_BYTES] )
{
	// Reduced from twice as many bits, so that no scalar is likelier than another.
	uint8_t wide[crypto_core_ristretto255_NONREDUCEDSCALARBYTES];
	if ( !system->random( wide, sizeof( wide ), system->user ) )
		return false;
	crypto_core_ristretto255_scalar_reduce( out_secret, wide );
	tw_wipe( wide, sizeof( wide ) );
	return crypto_scalarmult_ristretto255( out_share, out_secret, generator ) == 0;
}

bool tw__password_combine( const uint8_t secret[TW__SHARE_BYTES], const uint8_t other_share[TW__SHARE_BYTES],
                           uint8_t out_shared[TW__SHARE_BYTES] )
{
	return crypto_scalarmult_ristretto255( out_shared, secret, other_share ) == 0;
}
