// wire_text.h - text that people typed, made fit to be shown.
//
//     char name[WIRE_NAME_BYTES + 1];
//     wire_text_clean( typed, name, sizeof( name ) );      // may be empty afterwards
#pragma once

#include <stddef.h>

/// Copy without what is not well-formed UTF-8, control characters, and characters that nobody sees or that turn the
/// direction of others; white space becomes single blanks, none at the ends; cut at a whole character to fit.
/// @param capacity_bytes at least 1, the final zero included
/// @return bytes without the final zero
size_t wire_text_clean( const char* typed, char* out_text, size_t capacity_bytes );
