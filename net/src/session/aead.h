// aead.h - the one place where anything is encrypted or opened, so that one observer sees every nonce that is used.
//
//     tw__aead_seal( observer, key, nonce, ad, ad_bytes, bytes, size_bytes );      // in place, 16 more bytes: the tag
//     if ( !tw__aead_open( key, nonce, ad, ad_bytes, bytes, sealed_bytes ) )
//         return TW_DROP_FORGED;                                              // `bytes` are zeros now
//
// ChaCha20-Poly1305 (RFC 8439) with a 12-byte nonce, XChaCha20-Poly1305 with 24 bytes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	TW__KEY_BYTES = 32,
	TW__TAG_BYTES = 16,
	TW__NONCE_BYTES = 12,
	TW__LONG_NONCE_BYTES = 24
};

/// Told of every seal before it happens. All zero watches nothing. A (key, nonce) pair that comes twice is a bug that
/// gives away both plaintexts; the simulated world checks for it through this.
typedef struct tw__seal_observer
{
	void ( *observe )( const uint8_t key[TW__KEY_BYTES], const uint8_t* nonce, int nonce_bytes, void* user );
	void* user;
} tw__seal_observer;

/// Associated data: authenticated beside the text, not sent with it.
typedef struct tw__aead_data
{
	const uint8_t* bytes;
	int size_bytes;
} tw__aead_data;

/// A nonce made of a sequence number: four zeros, then the number, little-endian.
void tw__aead_nonce( uint64_t sequence, uint8_t out_nonce[TW__NONCE_BYTES] );

/// Encrypt `size_bytes` in place and append the tag. `observer` may be NULL.
void tw__aead_seal( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES],
                    const uint8_t nonce[TW__NONCE_BYTES], tw__aead_data ad, uint8_t* bytes, int size_bytes );
void tw__aead_seal_long( const tw__seal_observer* observer, const uint8_t key[TW__KEY_BYTES],
                         const uint8_t nonce[TW__LONG_NONCE_BYTES], tw__aead_data ad, uint8_t* bytes, int size_bytes );

/// Check and decrypt in place. @param sealed_bytes tag included @return false for a forgery, of which nothing is left
bool tw__aead_open( const uint8_t key[TW__KEY_BYTES], const uint8_t nonce[TW__NONCE_BYTES], tw__aead_data ad,
                    uint8_t* bytes, int sealed_bytes );
bool tw__aead_open_long( const uint8_t key[TW__KEY_BYTES], const uint8_t nonce[TW__LONG_NONCE_BYTES], tw__aead_data ad,
                         uint8_t* bytes, int sealed_bytes );
