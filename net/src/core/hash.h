// hash.h - one fast 64-bit hash of bytes, for state, schemas and tables.
//
//     uint64_t hash = tw__hash64( states, size_bytes, 0 );
//     hash = tw__hash64( more, more_bytes, hash );        // chained: not the hash of both in one piece
//
// The same on every machine. Not for secrets and not against somebody who wants collisions.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// @param bytes may be NULL when size_bytes is 0
uint64_t tw__hash64( const void* bytes, size_t size_bytes, uint64_t seed );
