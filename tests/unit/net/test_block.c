#include "core/block.h"

#include <criterion/criterion.h>

Test( block, parts_are_aligned_and_take_what_was_asked_for_them )
{
	static const size_t sizes[] = { 1, 0, 63, 64, 65, 1000 };
	enum
	{
		COUNT = sizeof( sizes ) / sizeof( sizes[0] )
	};
	static _Alignas( TW__BLOCK_ALIGNMENT_BYTES ) uint8_t block[4096];
	uint8_t* cursor = block;
	size_t asked_bytes = 0;
	for ( int i = 0; i < COUNT; ++i )
	{
		const uint8_t* part = tw__block_carve( &cursor, sizes[i] );
		cr_expect_eq( part, block + asked_bytes, "part %d", i );
		cr_expect_eq( (uintptr_t)part % TW__BLOCK_ALIGNMENT_BYTES, 0, "part %d", i );
		cr_expect_geq( (size_t)( cursor - part ), sizes[i], "part %d", i );
		asked_bytes += tw__block_size( sizes[i] );
	}
	cr_expect_eq( (size_t)( cursor - block ), asked_bytes );
}
