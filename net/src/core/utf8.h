// utf8.h - is this text that may be shown?
//
//     if ( !tw__utf8_is_clean( text, size_bytes ) ) refuse;
//
// Clean: well-formed UTF-8 (Unicode 15, table 3-7: shortest forms only, no surrogates, nothing beyond U+10FFFF) without
// control characters (C0, DEL, C1).
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// @param size_bytes without a final zero; a zero within is a control character
bool tw__utf8_is_clean( const uint8_t* text, int size_bytes );
