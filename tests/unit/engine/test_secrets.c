#include "base/secrets.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/test_secrets.XXXXXX";

static void write_secret( const char* text )
{
	if ( strchr( path, 'X' ) != NULL )
		close( mkstemp( path ) );
	FILE* file = fopen( path, "wb" );
	cr_assert_not_null( file );
	fputs( text, file );
	fclose( file );
}

static void remove_secret( void ) { unlink( path ); }

Test( secrets, a_key_is_exactly_its_digits, .fini = remove_secret )
{
	eng_error error;
	uint8_t key[2] = { 7, 7 };
	write_secret( " 0aFf\n" );
	cr_assert( eng_secret_read_key( path, key, 2, &error ) );
	cr_expect_eq( key[0], 0x0A );
	cr_expect_eq( key[1], 0xFF );

	static const char* const wrong[] = { "", "0aF", "0aFf00", "0aFg" };
	for ( size_t i = 0; i < sizeof( wrong ) / sizeof( wrong[0] ); ++i )
	{
		write_secret( wrong[i] );
		cr_expect_not( eng_secret_read_key( path, key, 2, &error ), "row %zu", i );
		cr_expect_not_null( strstr( error.text, "a key is 4 hex digits" ), "%s", error.text );
		cr_expect_eq( key[0], 0x0A, "row %zu: the key was touched", i );
	}
	cr_expect_not( eng_secret_read_key( "/nonexistent", key, 2, &error ) );
	cr_expect_str_eq( error.text, "/nonexistent: No such file or directory" );
}

Test( secrets, a_password_is_the_first_line_and_neither_empty_nor_cut, .fini = remove_secret )
{
	eng_error error;
	char password[ENG_PASSWORD_BYTES + 1], longest[ENG_PASSWORD_BYTES + 2];
	write_secret( "open sesame\r\nand more\n" );
	cr_assert( eng_secret_read_password( path, password, &error ) );
	cr_expect_str_eq( password, "open sesame" );

	memset( longest, 'x', sizeof( longest ) );
	longest[ENG_PASSWORD_BYTES] = '\0';
	write_secret( longest );
	cr_assert( eng_secret_read_password( path, password, &error ) );
	cr_expect_str_eq( password, longest );

	longest[ENG_PASSWORD_BYTES] = 'x';
	longest[ENG_PASSWORD_BYTES + 1] = '\0';
	write_secret( longest );
	cr_expect_not( eng_secret_read_password( path, password, &error ) );
	write_secret( "\nsecond line\n" );
	cr_expect_not( eng_secret_read_password( path, password, &error ) );
	cr_expect_not_null( strstr( error.text, "1 to 128 bytes" ), "%s", error.text );
}
