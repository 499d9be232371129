#include "base/config.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct fixture
{
	int size;
	const char* map;
	eng_text_list hosts;
	char memory[4096];
	eng_error error;
} fixture;

static bool apply_bytes( fixture* f, const char* text, size_t size_bytes )
{
	*f = ( fixture ){ 0 };
	const eng_option options[] = {
		{ .name = "size", .integer = &f->size, .min = 1, .max = 9 },
		{ .name = "map", .text = &f->map },
		{ .name = "connect", .list = &f->hosts },
	};
	const eng_program program = { .name = "prog", .options = options, .option_count = 3 };
	eng__option_source sources[3] = { 0 };
	return eng__config_apply( &program, sources, "f.conf", text, size_bytes, f->memory, &f->error );
}

static bool apply( fixture* f, const char* text ) { return apply_bytes( f, text, strlen( text ) ); }

Test( config, reads_pairs_comments_lists_and_a_last_line_without_a_newline )
{
	fixture f;
	cr_assert( apply( &f, "# words\n; more\n\n size = 3\r\n\tmap = a b.tmj ; the arena\nconnect = "
	                      "[::1]:7#ab\nconnect=two" ),
	           "%s", f.error.text );
	cr_assert_eq( f.size, 3 );
	cr_assert_str_eq( f.map, "a b.tmj" );
	cr_assert_eq( f.hosts.count, 2 );
	cr_assert_str_eq( f.hosts.items[0], "[::1]:7#ab" );
	cr_assert_str_eq( f.hosts.items[1], "two" );
	cr_assert( apply( &f, "" ) );
}

Test( config, names_the_file_and_the_line_of_what_is_wrong )
{
	char long_line[400];
	memset( long_line, 'x', sizeof( long_line ) );
	memcpy( long_line, "\nmap = ", 7 );
	long_line[sizeof( long_line ) - 1] = '\0';
	const struct
	{
		const char* text;
		const char* said;
	} cases[] = {
		{ "size = 3\ncolour = red\n", "f.conf:2: unknown key 'colour'" },
		{ "\n\nsize = 10\n", "f.conf:3: size: 10 is not in 1..9" },
		{ "size = 1\nsize = 2\n", "f.conf:2: size: given twice" },
		{ "size\n", "f.conf:1: not a line of the form key = value" },
		{ "[server]\nsize = 1\n", "f.conf:2: sections are not used here" },
		{ long_line, "f.conf:2: the line is too long" },
	};
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		fixture f;
		cr_expect( !apply( &f, cases[i].text ) );
		cr_expect_str_eq( f.error.text, cases[i].said );
	}

	fixture f;
	cr_expect( !apply_bytes( &f, "map = a\0b\n", 10 ) );
	cr_expect_str_eq( f.error.text, "f.conf:1: not a text file" );
	cr_expect_null( f.map );
}
