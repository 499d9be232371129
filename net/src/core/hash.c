#include "core/hash.h"

// 2^64 / golden ratio and 2^64 * ( sqrt( 2 ) - 1 ), both made odd: no simple relation to each other or to small numbers.
static const uint64_t GOLDEN = UINT64_C( 0x9E3779B97F4A7C15 );
static const uint64_t SILVER = UINT64_C( 0x6A09E667F3BCC909 );

static uint64_t load_word( const uint8_t* bytes, size_t count )
{
	uint64_t word = 0;
	for ( size_t i = 0; i < count; ++i )
		word |= (uint64_t)bytes[i] << ( 8 * i );
	return word;
}

// A product spreads a bit upwards only; folding the top half down lets the next product spread it everywhere.
static uint64_t mix( uint64_t hash, uint64_t word )
{
	hash = ( hash ^ word ) * GOLDEN;
	return hash ^ hash >> 32;
}

uint64_t tw__hash64( const void* bytes, size_t size_bytes, uint64_t seed )
{
	const uint8_t* next = bytes;
	uint64_t hash = seed ^ SILVER;
	size_t left_bytes = size_bytes;
	for ( ; left_bytes >= 8; left_bytes -= 8, next += 8 )
		hash = mix( hash, load_word( next, 8 ) );
	if ( left_bytes > 0 )
		hash = mix( hash, load_word( next, left_bytes ) );

	hash = mix( hash, (uint64_t)size_bytes * SILVER ); // tells "a" from "a\0"
	hash = ( hash ^ hash >> 29 ) * SILVER;
	return hash ^ hash >> 32;
}
