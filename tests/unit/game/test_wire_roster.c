#include "wire/wire_roster.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static tw_player player_at( int slot ) { return ( tw_player ){ .index1 = (uint32_t)slot + 1, .generation = 1 }; }

Test( wire_roster, cleans_names_and_numbers_those_that_repeat )
{
	static const struct
	{
		const char *wanted, *name;
	} ROWS[] = {
		{ "Ann", "Ann" },
		{ " Ann\n", "Ann (2)" },
		{ "", "Player 3" },
		{ "Ann", "Ann (3)" },
		{ "Player 3", "Player 3 (2)" },
		{ "12345678901234567890", "12345678901234567890" },
		{ "12345678901234567890", "1234567890123456 (2)" },
		{ "123456789012345\xC3\xA4"
		  "8901",
		  "123456789012345\xC3\xA4"
		  "890" },
		{ "123456789012345\xC3\xA4"
		  "8901",
		  "123456789012345 (2)" }, // no half of a character
	};
	wire_roster roster = { 0 };
	for ( int i = 0; i < (int)( sizeof( ROWS ) / sizeof( ROWS[0] ) ); ++i )
	{
		wire_member member = wire_roster_set( &roster, player_at( i ), ROWS[i].wanted, i == 1 );
		cr_expect_str_eq( member.name, ROWS[i].name, "row %d: \"%s\"", i, member.name );
		cr_expect_str_eq( wire_roster_get_name( &roster, i ), member.name );
		cr_expect_eq( member.is_house, i == 1 );
	}
	wire_member same = wire_roster_set( &roster, player_at( 1 ), "Ann (2)", false );
	cr_expect_str_eq( same.name, "Ann (2)", "one's own name is not taken" );
}

Test( wire_roster, of_a_client_becomes_the_servers )
{
	wire_roster server = { 0 }, client = { 0 };
	for ( int i = 0; i < 5; ++i )
	{
		wire_member member = wire_roster_set( &server, player_at( i ), "Bo", false );
		wire_roster_apply( &client, &member );
	}
	wire_member gone = wire_roster_clear( &server, player_at( 2 ) );
	wire_roster_apply( &client, &gone );
	for ( int i = 0; i < WIRE_ROSTER_SLOTS; ++i )
		cr_expect_str_eq( wire_roster_get_name( &client, i ), wire_roster_get_name( &server, i ) );
	wire_member member;
	cr_expect_not( wire_roster_get_member( &server, 2, &member ) );
	cr_expect( wire_roster_get_member( &server, 3, &member ) );
	cr_expect_str_eq( member.name, "Bo (4)" );
}

Test( wire_roster, survives_slots_that_do_not_exist )
{
	wire_roster roster = { 0 }, empty = { 0 };
	static const uint32_t INDICES[] = { 0, WIRE_ROSTER_SLOTS + 1, 8191 };
	for ( size_t i = 0; i < 3; ++i )
	{
		wire_member member = { .player = { .index1 = INDICES[i] }, .name = "x" };
		wire_roster_apply( &roster, &member );
	}
	cr_expect_eq( memcmp( &roster, &empty, sizeof( roster ) ), 0 );
	cr_expect_str_eq( wire_roster_get_name( &roster, -1 ), "Nobody" );
	cr_expect_str_eq( wire_roster_get_name( &roster, WIRE_ROSTER_SLOTS ), "Nobody" );
	cr_expect_str_eq( wire_roster_get_name( &roster, 63 ), "Player 64" );
}
