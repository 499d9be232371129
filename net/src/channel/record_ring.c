#include "channel/record_ring.h"

#include "core/system.h"

static uint8_t byte_at( const tw__record_ring* ring, uint32_t place )
{
	return ring->bytes[place & ( ring->capacity_bytes - 1 )];
}

static void append( tw__record_ring* ring, uint8_t byte )
{
	ring->bytes[ring->end++ & ( ring->capacity_bytes - 1 )] = byte;
}

bool tw__record_ring_push( tw__record_ring* ring, const uint8_t* bytes, int size_bytes )
{
	TW_ASSERT( 0 <= size_bytes && size_bytes <= UINT16_MAX );
	uint32_t free_bytes = ring->capacity_bytes - tw__record_ring_used_bytes( ring );
	if ( free_bytes < (uint32_t)size_bytes + TW__RECORD_HEAD_BYTES )
		return false;
	append( ring, (uint8_t)( size_bytes & 0xFF ) );
	append( ring, (uint8_t)( size_bytes >> 8 ) );
	for ( int i = 0; i < size_bytes; ++i )
		append( ring, bytes[i] );
	return true;
}

int tw__record_ring_size_at( const tw__record_ring* ring, uint32_t at )
{
	return byte_at( ring, at ) | byte_at( ring, at + 1 ) << 8;
}

int tw__record_ring_read( const tw__record_ring* ring, uint32_t at, uint8_t* out_bytes )
{
	int size_bytes = tw__record_ring_size_at( ring, at );
	for ( int i = 0; i < size_bytes; ++i )
		out_bytes[i] = byte_at( ring, at + TW__RECORD_HEAD_BYTES + (uint32_t)i );
	return size_bytes;
}

uint32_t tw__record_ring_next( const tw__record_ring* ring, uint32_t at )
{
	return at + TW__RECORD_HEAD_BYTES + (uint32_t)tw__record_ring_size_at( ring, at );
}

void tw__record_ring_pop( tw__record_ring* ring )
{
	TW_ASSERT( tw__record_ring_used_bytes( ring ) > 0 );
	ring->first = tw__record_ring_next( ring, ring->first );
}
