// block.h - one block of memory in several parts.
//
//     size_t size_bytes = tw__block_size( count * sizeof( thing ) ) + tw__block_size( text_bytes );
//     uint8_t* cursor = tw__system_acquire( &system, size_bytes );
//     thing* things = tw__block_carve( &cursor, count * sizeof( thing ) );
//     char* text = tw__block_carve( &cursor, text_bytes );
//
// Every part begins on an alignment that suits any object, if the block does. Owns nothing, checks nothing: whoever
// carves must have asked for the sum of the same sizes.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum
{
	TW__BLOCK_ALIGNMENT_BYTES = 64 // a cache line, so that two parts never share one
};

/// What a part of `size_bytes` takes of the block.
static inline size_t tw__block_size( size_t size_bytes )
{
	const size_t mask = TW__BLOCK_ALIGNMENT_BYTES - 1;
	return ( size_bytes + mask ) & ~mask;
}

/// The next part; `cursor` moves behind it.
static inline void* tw__block_carve( uint8_t** cursor, size_t size_bytes )
{
	void* part = *cursor;
	*cursor += tw__block_size( size_bytes );
	return part;
}
