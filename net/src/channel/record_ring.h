// record_ring.h - a queue of byte strings in a ring of bytes.
//
//     tw__record_ring ring = { .bytes = memory, .capacity_bytes = 65536 };
//     if ( tw__record_ring_push( &ring, bytes, size_bytes ) ) ...
//     int size_bytes = tw__record_ring_read( &ring, ring.first, out_bytes );      // the oldest
//     tw__record_ring_pop( &ring );
//
// A place in it is a count of bytes since the beginning, which wraps at 32 bits. Owns no memory.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	TW__RECORD_HEAD_BYTES = 2, // in front of each record: its size
};

typedef struct tw__record_ring
{
	uint8_t* bytes;
	uint32_t capacity_bytes; // a power of two
	uint32_t first, end;     // places of the oldest record and of the next to come
} tw__record_ring;

static inline uint32_t tw__record_ring_used_bytes( const tw__record_ring* ring ) { return ring->end - ring->first; }

/// @param size_bytes [0, 65535]. @return false, and nothing changes, when there is no room
bool tw__record_ring_push( tw__record_ring* ring, const uint8_t* bytes, int size_bytes );

/// @param at the place of a record that is still in the ring
int tw__record_ring_size_at( const tw__record_ring* ring, uint32_t at );

/// @param out_bytes with room for the longest record. @return its size in bytes
int tw__record_ring_read( const tw__record_ring* ring, uint32_t at, uint8_t* out_bytes );

/// Place of the record after the one at `at`; ring->end after the last.
uint32_t tw__record_ring_next( const tw__record_ring* ring, uint32_t at );

/// Forget the oldest. There must be one.
void tw__record_ring_pop( tw__record_ring* ring );
