#include "base/files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/test_files.XXXXXX";
static char path[64];

static void make_folder( void )
{
	cr_assert_not_null( mkdtemp( folder ) );
	snprintf( path, sizeof( path ), "%s/key", folder );
}

static void remove_folder( void )
{
	unlink( path );
	cr_expect_eq( rmdir( folder ), 0, "a temporary file was left behind" );
}

TestSuite( files, .init = make_folder, .fini = remove_folder );

Test( files, reads_back_what_was_written_with_the_mode_that_was_asked_for )
{
	eng_error error;
	umask( 0077 );
	static const unsigned modes[] = { 0644, 0600 };
	for ( int i = 0; i < 2; ++i )
	{
		cr_assert( eng_file_write( path, "secret\n", 7, modes[i], &error ), "%s", error.text );
		struct stat status;
		cr_assert_eq( stat( path, &status ), 0 );
		cr_assert_eq( status.st_mode & 0777, modes[i] );
	}

	eng_file file;
	cr_assert( eng_file_read( path, 7, &file, &error ), "%s", error.text );
	cr_assert_eq( file.size_bytes, 7 );
	cr_assert_str_eq( file.bytes, "secret\n" );
	eng_file_release( &file );
}

Test( files, reads_more_than_its_first_buffer_and_refuses_more_than_its_cap )
{
	enum
	{
		SIZE = 20000
	};
	char* bytes = malloc( SIZE );
	for ( int i = 0; i < SIZE; ++i )
		bytes[i] = (char)( i * 7 );
	eng_error error;
	cr_assert( eng_file_write( path, bytes, SIZE, 0600, &error ) );

	eng_file file;
	cr_assert( eng_file_read( path, SIZE, &file, &error ) );
	cr_assert_eq( file.size_bytes, SIZE );
	cr_assert_eq( memcmp( file.bytes, bytes, SIZE ), 0 );
	eng_file_release( &file );
	cr_assert( !eng_file_read( path, SIZE - 1, &file, &error ) );
	cr_assert_not_null( strstr( error.text, "key: larger than 19999 bytes" ), "%s", error.text );
	free( bytes );
}

Test( files, says_why_and_leaves_nothing_when_it_cannot )
{
	eng_error error;
	eng_file file;
	cr_assert( !eng_file_read( path, 10, &file, &error ) );
	cr_assert_not_null( strstr( error.text, "key: No such file or directory" ), "%s", error.text );
	cr_assert( !eng_file_exists( path ) );
	cr_assert( !eng_file_read( folder, 10, &file, &error ) );
	cr_assert_not_null( strstr( error.text, "Is a directory" ), "%s", error.text );
	cr_assert( !eng_file_write( "/tmp/test_files.none/key", "x", 1, 0600, &error ) );
	cr_assert_str_eq( error.text, "/tmp/test_files.none/key: No such file or directory" );
	cr_assert( !eng_file_write( folder, "x", 1, 0600, &error ), "a folder must not be replaced" );
}
