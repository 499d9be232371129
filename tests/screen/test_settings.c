#include "settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static settings parse( const char* text, eng_error* notice )
{
	settings s;
	settings_parse( &s, text, strlen( text ), notice );
	return s;
}

static void remove_at_end( char* folder, const char* path )
{
	unlink( path );
	rmdir( folder );
}

Test( settings, what_is_saved_is_loaded_again_with_unknown_keys_and_known_servers )
{
	char folder[] = "/tmp/skirmish_settings_XXXXXX", path[64];
	eng_error notice;
	cr_assert_not_null( mkdtemp( folder ) );
	snprintf( path, sizeof( path ), "%s/settings.conf", folder );
	settings s = parse( "future = 7\nvolume = 0.25\n", &notice ), again;
	tw_public_key key = { { 1, 2, 255 } };
	snprintf( s.name, sizeof( s.name ), "Zoë = #1" );
	settings_note_address( &s, "example.org" );
	settings_note_address( &s, "[::1]:40001#abc" );
	settings_note_key( &s, "example.org", &key );
	cr_assert( settings_save( &s, path, &notice ), "%s", notice.text );

	settings_load( &again, path, &notice );
	cr_expect_str_empty( notice.text );
	cr_expect_str_eq( again.name, "Zoë = #1" );
	cr_expect_float_eq( again.volume, 0.25f, 1e-6f );
	cr_expect_str_eq( again.history[0], "[::1]:40001#abc" );
	cr_expect_str_eq( again.history[1], "example.org" );
	cr_assert_not_null( settings_find_key( &again, "example.org" ) );
	cr_expect_arr_eq( settings_find_key( &again, "example.org" )->bytes, key.bytes, sizeof( key.bytes ) );
	cr_expect_eq( again.unknown_count, 1 );
	cr_expect_str_eq( again.unknown[0], "future = 7" );
	remove_at_end( folder, path );
}

Test( settings, nonsense_leaves_the_default_and_is_counted )
{
	static const char* const lines[] = {
		"volume = 1.1",
		"volume = nan",
		"volume = ",
		"volume = 0.5x",
		"width = 100",
		"numbers = maybe",
		"no equals sign",
		"= value",
		"known = 12 x",
		"name =",
		"bots = 99999999999999999999",
		"volume = 0.5 \x01",
		"known = 00",
	};
	eng_error notice;
	for ( size_t i = 0; i < sizeof( lines ) / sizeof( lines[0] ); ++i )
	{
		settings s = parse( lines[i], &notice ), fresh;
		settings_defaults( &fresh );
		cr_expect_str_not_empty( notice.text, "%s", lines[i] );
		cr_expect_eq( memcmp( &s, &fresh, sizeof( s ) ), 0, "%s", lines[i] );
	}
}

Test( settings, long_lines_zero_bytes_and_missing_files_do_no_harm )
{
	settings s;
	eng_error notice;
	char text[4000];
	memset( text, 'x', sizeof( text ) );
	memcpy( text + 2000, "\nvolume = 0.5\n\0\n", 16 );
	settings_parse( &s, text, sizeof( text ), &notice );
	cr_expect_float_eq( s.volume, 0.5f, 1e-6f );
	cr_expect_str_eq( notice.text, "settings: 3 lines made no sense, the first is line 1" );
	settings_load( &s, "/nowhere/at/all.conf", &notice );
	cr_expect_str_empty( notice.text );
	settings_load( &s, "/", &notice );
	cr_expect_str_not_empty( notice.text );
}

Test( settings, the_history_has_each_address_once_and_the_newest_first )
{
	settings s;
	char address[16];
	settings_defaults( &s );
	for ( int i = 0; i < 10; ++i )
	{
		snprintf( address, sizeof( address ), "host%d", i );
		settings_note_address( &s, address );
	}
	settings_note_address( &s, s.history[3] );
	cr_expect_str_eq( s.history[0], "host6" );
	cr_expect_str_eq( s.history[1], "host9" );
	cr_expect_str_eq( s.history[SETTINGS_HISTORY - 1], "host4" );
}

Test( settings, keys_of_servers_are_replaced_forgotten_and_limited )
{
	settings s;
	char address[16];
	tw_public_key key = { { 0 } };
	settings_defaults( &s );
	for ( int i = 0; i < SETTINGS_KNOWN + 5; ++i )
	{
		key.bytes[0] = (uint8_t)i;
		snprintf( address, sizeof( address ), "host%d", i );
		settings_note_key( &s, address, &key );
	}
	cr_expect_eq( s.known_count, SETTINGS_KNOWN );
	cr_expect_null( settings_find_key( &s, "host0" ) );
	settings_note_key( &s, "host10", &key );
	cr_expect_eq( s.known_count, SETTINGS_KNOWN );
	cr_expect_eq( settings_find_key( &s, "host10" )->bytes[0], SETTINGS_KNOWN + 4 );
	settings_forget_key( &s, "host10" );
	cr_expect_null( settings_find_key( &s, "host10" ) );
}
