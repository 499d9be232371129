// password.h - two sides find out whether they know the same password, and nobody else learns anything about it.
//
//     tw__password_generator( "open sesame", protocol_id, generator );
//     tw__password_draw( &system, generator, secret, share );          // each side sends its share
//     tw__password_combine( secret, other_share, shared );             // equal on both sides if the passwords were
//
// A balanced password-authenticated key exchange in the manner of CPace, over ristretto255: Diffie-Hellman from a
// generator that is hashed from the password. Who listens learns nothing, and who takes part can try one password each
// time, so even a short one cannot be searched for at leisure. The shared value must still be hashed together with
// everything that was sent.
#pragma once

#include "tickwire/base.h"

enum
{
	TW__PASSWORD_MAX_BYTES = 128,
	TW__SHARE_BYTES = 32
};

/// A point that follows from the password (at most TW__PASSWORD_MAX_BYTES) and the game.
void tw__password_generator( const char* password, uint64_t protocol_id, uint8_t out_generator[TW__SHARE_BYTES] );

/// A fresh secret and its share. @return false when there is no randomness
bool tw__password_draw( const tw_system* system, const uint8_t generator[TW__SHARE_BYTES],
                        uint8_t out_secret[TW__SHARE_BYTES], uint8_t out_share[TW__SHARE_BYTES] );

/// @return false for a share that is no point of the group, or its neutral one
bool tw__password_combine( const uint8_t secret[TW__SHARE_BYTES], const uint8_t other_share[TW__SHARE_BYTES],
                           uint8_t out_shared[TW__SHARE_BYTES] );
