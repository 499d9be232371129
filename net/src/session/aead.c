#include "session/aead.h"

#include <sodium.h>
#include <string.h>

static void observe_seal( const tw__seal_observer* observer, const uint8_t* key, const uint8_t* nonce, int nonce_bytes )
{
	if ( observer != NULL && observer->observe != NULL )
		observer->observe( key, nonce, nonce_bytes, observer->user );
}

void tw__aead_nonce( uint64_t sequence, uint8_t out_nonce[TW__NONCE_BYTES] )
{
	memset( out_nonce, 0, 4 );
	for ( int i = 0; i < 8; ++i )
		out_nonce[4 + i] = (uint8_t)( sequence >> ( 8 * i ) );
}

void tw__aead_seal( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES],
                    const uint8_t nonce[TW__NONCE_BYTES], tw__aead_data ad, uint8_t* bytes, int size_bytes )
{
	observe_seal( observer, key, nonce, TW__NONCE_BYTES );
	crypto_aead_chacha20poly1305_ietf_encrypt( bytes, NULL, bytes, (unsigned long long)size_bytes, ad.bytes,
	                                           (unsigned long long)ad.size_bytes, NULL, nonce, key );
}

void tw__aead_seal_long( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES],
                         const uint8_t nonce[TW__LONG_NONCE_BYTES], tw__aead_data ad, uint8_t* bytes, int size_bytes )
{
	observe_seal( observer, key, nonce, TW__LONG_NONCE_BYTES );
	crypto_aead_xchacha20poly1305_ietf_encrypt( bytes, NULL, bytes, (unsigned long long)size_bytes, ad.bytes,
	                                            (unsigned long long)ad.size_bytes, NULL, nonce, key );
}

bool tw__aead_open( const uint8_t key[TW__KEY_BYTES], const uint8_t nonce[TW__NONCE_BYTES], tw__aead_data ad,
                    uint8_t* bytes, int sealed_bytes )
{
	return sealed_bytes >= TW__TAG_BYTES && crypto_aead_chacha20poly1305_ietf_decrypt(
							bytes, NULL, NULL, bytes, (unsigned long long)sealed_bytes,
							ad.bytes, (unsigned long long)ad.size_bytes, nonce, key ) == 0;
}

bool tw__aead_open_long( const uint8_t key[TW__KEY_BYTES], const uint8_t nonce[TW__LONG_NONCE_BYTES], tw__aead_data ad,
                         uint8_t* bytes, int sealed_bytes )
{
	return sealed_bytes >= TW__TAG_BYTES && crypto_aead_xchacha20poly1305_ietf_decrypt(
							bytes, NULL, NULL, bytes, (unsigned long long)sealed_bytes,
							ad.bytes, (unsigned long long)ad.size_bytes, nonce, key ) == 0;
}
