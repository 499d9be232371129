#include "core/hash.h"

#include <criterion/criterion.h>
#include <string.h>

Test( hash, is_the_same_on_every_machine )
{
	static const struct
	{
		const char* text;
		uint64_t seed, hash;
	} ROWS[] = {
		{ "", 0, UINT64_C( 0x7B1617CB8325EA6D ) },
		{ "a", 0, UINT64_C( 0x5FC23444E0610E81 ) },
		{ "12345678", 0, UINT64_C( 0x7DC5A67A50AE1F3E ) },
		{ "123456789", 7, UINT64_C( 0x8380479F95CAC3F6 ) },
	};
	for ( int i = 0; i < 4; ++i )
	{
		uint64_t hash = tw__hash64( ROWS[i].text, strlen( ROWS[i].text ), ROWS[i].seed );
		cr_expect_eq( hash, ROWS[i].hash, "row %d: %016llx", i, (unsigned long long)hash );
	}
}

Test( hash, changes_half_its_bits_with_every_bit_of_the_input )
{
	uint8_t bytes[21];
	for ( size_t i = 0; i < sizeof( bytes ); ++i )
		bytes[i] = (uint8_t)( i * 37 );
	uint64_t before = tw__hash64( bytes, sizeof( bytes ), 1 );
	int changed = 0;
	for ( int bit = 0; bit < 8 * (int)sizeof( bytes ); ++bit )
	{
		bytes[bit / 8] ^= (uint8_t)( 1 << bit % 8 );
		uint64_t difference = before ^ tw__hash64( bytes, sizeof( bytes ), 1 );
		bytes[bit / 8] ^= (uint8_t)( 1 << bit % 8 );
		int count = 0;
		for ( ; difference != 0; difference &= difference - 1 )
			count++;
		cr_assert( 12 <= count && count <= 52, "bit %d changes %d", bit, count );
		changed += count;
	}
	int mean = changed / ( 8 * (int)sizeof( bytes ) );
	cr_assert( 30 <= mean && mean <= 34, "%d", mean );
}

Test( hash, tells_length_seed_and_order_apart )
{
	static const uint8_t zeros[16] = { 0 };
	uint64_t seen[36];
	int count = 0;
	for ( size_t size = 0; size <= 16; ++size )
		for ( uint64_t seed = 0; seed < 2; ++seed )
			seen[count++] = tw__hash64( zeros, size, seed );
	seen[count++] = tw__hash64( "abcdefghijklmnop", 16, 0 );
	seen[count++] = tw__hash64( "ijklmnopabcdefgh", 16, 0 );
	for ( int i = 0; i < count; ++i )
		for ( int j = 0; j < i; ++j )
			cr_assert_neq( seen[i], seen[j] );
}
