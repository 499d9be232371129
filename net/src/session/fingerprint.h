// fingerprint.h - recognising a server by the short text its owner has given out.
//
//     if ( !tw__fingerprint_is_valid( text ) )             // at create: a typing error is not a changed key
//         return TW_ERR_ADDRESS;
//     if ( !tw__fingerprint_matches( text, &server_key ) )
//         end with TW_REASON_KEY_CHANGED
//
// Text as tw_fingerprint_format() writes it, or its first characters, at least five. Dashes and case do not count.
#pragma once

#include "tickwire/security.h"

bool tw__fingerprint_is_valid( const char* text );
bool tw__fingerprint_matches( const char* text, const tw_public_key* key );
