#include "core/bytes.h"

#include <criterion/criterion.h>

Test( bytes, numbers_are_little_endian_and_come_back )
{
	uint8_t bytes[15];
	tw__byte_writer writer = { .bytes = bytes, .capacity_bytes = sizeof( bytes ) };
	tw__bytes_write_u8( &writer, 0x01 );
	tw__bytes_write_u16( &writer, 0x0302 );
	tw__bytes_write_u32( &writer, 0x07060504 );
	tw__bytes_write_u64( &writer, UINT64_C( 0x0F0E0D0C0B0A0908 ) );
	cr_assert_not( writer.failed );
	for ( int i = 0; i < 15; ++i )
		cr_assert_eq( bytes[i], i + 1 );

	tw__byte_reader reader = { .bytes = bytes, .size_bytes = sizeof( bytes ) };
	cr_assert_eq( tw__bytes_read_u8( &reader ), 0x01 );
	cr_assert_eq( tw__bytes_read_u16( &reader ), 0x0302 );
	cr_assert_eq( tw__bytes_read_u32( &reader ), 0x07060504 );
	cr_assert_eq( tw__bytes_read_u64( &reader ), UINT64_C( 0x0F0E0D0C0B0A0908 ) );
	cr_assert_not( reader.failed );
}

Test( bytes, a_read_past_the_end_fails_for_good_and_gives_zeros )
{
	uint8_t bytes[3] = { 0xFF, 0xFF, 0xFF }, out[3] = { 7, 7, 7 };
	tw__byte_reader reader = { .bytes = bytes, .size_bytes = 3 };
	cr_assert_eq( tw__bytes_read_u16( &reader ), 0xFFFF );
	cr_assert_eq( tw__bytes_read_u32( &reader ), 0 );
	cr_assert( reader.failed );
	cr_assert_eq( tw__bytes_read_u8( &reader ), 0, "one byte is there, but the packet is already bad" );
	tw__bytes_read( &reader, out, 3 );
	cr_assert_eq( out[0] | out[1] | out[2], 0 );
	cr_assert_null( tw__bytes_skip( &reader, 0 ) );
}

Test( bytes, a_full_writer_fails_for_good_and_writes_nothing_more )
{
	uint8_t bytes[4] = { 9, 9, 9, 9 };
	tw__byte_writer writer = { .bytes = bytes, .capacity_bytes = 3 };
	tw__bytes_write_u16( &writer, 0 );
	tw__bytes_write_u16( &writer, 0 );
	cr_assert( writer.failed );
	tw__bytes_write_u8( &writer, 0 );
	tw__bytes_pad( &writer );
	cr_assert_eq( bytes[2], 9 );
	cr_assert_eq( bytes[3], 9 );
}
