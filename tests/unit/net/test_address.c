#include "link/address.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct spelling
{
	const char* read;
	const char* written; // NULL: the same
} spelling;

Test( address, is_written_in_the_one_spelling_of_rfc_5952 )
{
	static const spelling spellings[] = {
		{ "1.2.3.4:5", NULL },
		{ "255.255.255.255:65535", NULL },
		{ "0.0.0.0:1", NULL },
		{ "[::1]:5", NULL },
		{ "[::]:40000", NULL },
		{ "[2001:db8::]:1", NULL },
		{ "[2001:DB8:0:0:0:0:2:1]:7", "[2001:db8::2:1]:7" },
		{ "[2001:0db8:0000:0001:0001:0001:0001:0001]:7", "[2001:db8:0:1:1:1:1:1]:7" }, // one zero is no gap
		{ "[2001:db8:0:0:1:0:0:1]:7", "[2001:db8::1:0:0:1]:7" },                       // the first of equals
		{ "[2001:0:0:1:0:0:0:1]:7", "[2001:0:0:1::1]:7" },                             // the longest
		{ "[1:2:3:4:5:6:7::]:7", "[1:2:3:4:5:6:7:0]:7" },
		{ "[::2:3:4:5:6:7:8]:7", "[0:2:3:4:5:6:7:8]:7" },
		{ "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", NULL },
		{ "[::ffff:1.2.3.4]:5", "1.2.3.4:5" },
		{ "[::ffff:102:304]:5", "1.2.3.4:5" },
		{ "[64:ff9b::192.0.2.33]:5", "[64:ff9b::c000:221]:5" },
		{ "[1:2:3:4:5:6:7.8.9.10]:5", "[1:2:3:4:5:6:708:90a]:5" },
	};
	for ( size_t i = 0; i < sizeof( spellings ) / sizeof( spellings[0] ); ++i )
	{
		const spelling* s = spellings + i;
		tw_address address;
		char text[TW_ADDRESS_CHARS];
		cr_assert_eq( tw_address_parse( s->read, &address ), TW_OK, "%s", s->read );
		tw_address_format( &address, text );
		cr_expect_str_eq( text, s->written != NULL ? s->written : s->read );
	}
}

Test( address, anything_else_is_refused_and_changes_nothing )
{
	static const char* const texts[] = { "",
		                             ":",
		                             "1",
		                             ":5",
		                             "1.2.3.4",
		                             "1.2.3.4:",
		                             "1.2.3.4:0",
		                             "1.2.3.4:65536",
		                             "1.2.3.4:99999999999999999999",
		                             "1.2.3.4:-1",
		                             "1.2.3.4:+1",
		                             "1.2.3.4: 1",
		                             " 1.2.3.4:1",
		                             "1.2.3.4:1 ",
		                             "1.2.3.4:01",
		                             "1.2.3:4",
		                             "1.2.3.4.5:1",
		                             "256.1.1.1:1",
		                             "01.2.3.4:1",
		                             "1..3.4:1",
		                             "0x1.2.3.4:1",
		                             "1.2.3.4:5x",
		                             "1.2.3.4\n:5",
		                             "localhost:5",
		                             "::1:5",
		                             "[::1]",
		                             "[::1]:",
		                             "[::1]:0",
		                             "[::1]5",
		                             "[::1:5",
		                             "[]:5",
		                             "[:]:5",
		                             "[:::]:5",
		                             "[1]:5",
		                             "[1::2::3]:5",
		                             "[1:2:3:4:5:6:7]:5",
		                             "[1:2:3:4:5:6:7:8:9]:5",
		                             "[1:2:3:4:5:6:7:8::]:5",
		                             "[::1:2:3:4:5:6:7:8]:5",
		                             "[12345::]:5",
		                             "[g::]:5",
		                             "[1:]:5",
		                             "[:1]:5",
		                             "[1::2:]:5",
		                             "[::1%eth0]:5",
		                             "[fe80::1%1]:5",
		                             "[::1.2.3]:5",
		                             "[::1.2.3.4.5]:5",
		                             "[::1.2.3.4:1]:5",
		                             "[1:2:3:4:5:6:7:1.2.3.4]:5",
		                             "[1.2.3.4]:5",
		                             "[::ffff:1.2.3.256]:5",
		                             "[[::1]]:5",
		                             "[::1]:5]",
		                             "1.2.3.4:5:6",
		                             "\xff\xfe[::1]:5" };
	for ( size_t i = 0; i < sizeof( texts ) / sizeof( texts[0] ); ++i )
	{
		tw_address address = { .ip = { 9 }, .port = 77 };
		cr_expect_eq( tw_address_parse( texts[i], &address ), TW_ERR_ADDRESS, "\"%s\"", texts[i] );
		cr_expect( address.ip[0] == 9 && address.port == 77, "\"%s\"", texts[i] );
	}
	tw_address address;
	cr_expect_eq( tw_address_parse( NULL, &address ), TW_ERR_ADDRESS );
}

Test( address, only_a_bind_may_leave_the_port_open )
{
	tw_address address;
	cr_expect_eq( tw__address_parse( "[::]:0", 0, &address ), TW_OK );
	cr_expect_eq( address.port, 0 );
	cr_expect_eq( tw__address_parse( "[::]:0", 1, &address ), TW_ERR_ADDRESS );
}

Test( address, equals_compares_ip_and_port )
{
	tw_address a, b, c, d;
	cr_assert_eq( tw_address_parse( "1.2.3.4:5", &a ), TW_OK );
	cr_assert_eq( tw_address_parse( "[::ffff:1.2.3.4]:5", &b ), TW_OK );
	cr_assert_eq( tw_address_parse( "1.2.3.4:6", &c ), TW_OK );
	cr_assert_eq( tw_address_parse( "1.2.3.5:5", &d ), TW_OK );
	cr_expect( tw_address_equals( &a, &b ) );
	cr_expect_not( tw_address_equals( &a, &c ) );
	cr_expect_not( tw_address_equals( &a, &d ) );
}
