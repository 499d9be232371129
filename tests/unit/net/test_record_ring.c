#include "channel/record_ring.h"

#include <criterion/criterion.h>
#include <string.h>

Test( record_ring, gives_back_what_came_in_across_every_wrap )
{
	uint8_t memory[64], in[40], out[40];
	// Places just below 2^32: they wrap too.
	tw__record_ring ring = {
		.bytes = memory, .capacity_bytes = 64, .first = UINT32_MAX - 200, .end = UINT32_MAX - 200
	};
	int pushed = 0, popped = 0;
	for ( int step = 0; step < 2000; ++step )
	{
		int size_bytes = pushed * 7 % 31;
		memset( in, pushed & 0xFF, sizeof( in ) );
		if ( tw__record_ring_push( &ring, in, size_bytes ) )
		{
			pushed++;
			continue;
		}
		cr_assert_gt( tw__record_ring_used_bytes( &ring ) + (uint32_t)size_bytes + TW__RECORD_HEAD_BYTES, 64 );
		memset( in, popped & 0xFF, sizeof( in ) );
		cr_assert_eq( tw__record_ring_size_at( &ring, ring.first ), popped * 7 % 31 );
		cr_assert_eq( tw__record_ring_read( &ring, ring.first, out ), popped * 7 % 31 );
		cr_assert_eq( memcmp( in, out, (size_t)( popped * 7 % 31 ) ), 0 );
		tw__record_ring_pop( &ring );
		popped++;
	}
	cr_expect_gt( popped, 500 );
	uint32_t at = ring.first;
	for ( int i = popped; i < pushed; ++i )
		at = tw__record_ring_next( &ring, at );
	cr_expect_eq( at, ring.end );
}
