#include "session/address_codec.h"

#include <criterion/criterion.h>
#include <string.h>

Test( address_codec, both_families_have_the_standards_bytes_and_come_back )
{
	static const struct
	{
		tw_address address;
		int size_bytes;
		uint8_t bytes[TW__ADDRESS_BYTES];
	} rows[] = {
		{ { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3, 4 }, 0x1234 },
		  7,
		  { 1, 1, 2, 3, 4, 0x34, 0x12 } },
		{ { { 0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, 40000 },
		  19,
		  { 2, 0x01, 0x20, 0xB8, 0x0D, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x40, 0x9C } },
	};
	for ( size_t i = 0; i < sizeof( rows ) / sizeof( rows[0] ); ++i )
	{
		uint8_t bytes[TW__ADDRESS_BYTES];
		tw__byte_writer writer = { .bytes = bytes, .capacity_bytes = sizeof( bytes ) };
		tw__address_write( &writer, &rows[i].address );
		cr_assert_eq( writer.cursor_bytes, rows[i].size_bytes );
		cr_assert_arr_eq( bytes, rows[i].bytes, (size_t)rows[i].size_bytes );

		tw_address back;
		tw__byte_reader reader = { .bytes = bytes, .size_bytes = rows[i].size_bytes };
		tw__address_read( &reader, &back );
		cr_assert_not( reader.failed );
		cr_assert( tw__address_is_same( &back, &rows[i].address ) );
	}
}

Test( address_codec, types_that_do_not_exist_and_cut_addresses_fail )
{
	uint8_t bytes[TW__ADDRESS_BYTES] = { 0 };
	for ( int type = 0; type < 256; ++type )
	{
		tw_address address = { .port = 5 };
		int full_bytes = type == 1 ? 7 : 19;
		bytes[0] = (uint8_t)type;
		tw__byte_reader whole = { .bytes = bytes, .size_bytes = full_bytes };
		tw__byte_reader cut = { .bytes = bytes, .size_bytes = full_bytes - 1 };
		tw__address_read( &whole, &address );
		cr_assert_eq( whole.failed, type != 1 && type != 2, "type %d", type );
		tw__address_read( &cut, &address );
		cr_assert( cut.failed );
		cr_assert_eq( address.port, 0 );
	}
}
