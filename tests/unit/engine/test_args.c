#include "base/args.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct settings
{
	int max_players;
	bool is_verbose;
	uint64_t protocol_id;
	double loss_ratio;
	const char* map;
	int mode;
	eng_text_list hosts;
} settings;

static const char* const mode_names[] = { "ffa", "team", "ball", NULL };

typedef struct outcome
{
	int status;
	settings set;
	char* out;
	char* err;
	eng_args args;
} outcome;

static outcome run( int argc, char* const* argv )
{
	outcome o = { 0 };
	const eng_option options[] = {
		{ .name = "max-players",
		  .value = "N",
		  .integer = &o.set.max_players,
		  .min = 1,
		  .max = 64,
		  .initial = "32",
		  .help = "places" },
		{ .name = "verbose", .flag = &o.set.is_verbose, .help = "say more" },
		{ .name = "protocol-id", .value = "N", .u64 = &o.set.protocol_id, .initial = "0x10" },
		{ .name = "loss", .value = "R", .real = &o.set.loss_ratio, .min = 0, .max = 1, .initial = "0.25" },
		{ .name = "map", .value = "FILE", .text = &o.set.map },
		{ .name = "mode",
		  .value = "MODE",
		  .choice = &o.set.mode,
		  .choices = mode_names,
		  .initial = "team",
		  .help = "rules" },
		{ .name = "connect", .value = "HOST", .list = &o.set.hosts },
	};
	size_t unused;
	eng_program program = { .name = "prog",
		                .version = "1.2",
		                .summary = "Does things.",
		                .options = options,
		                .option_count = 7,
		                .reads_config = true };
	program.out = open_memstream( &o.out, &unused );
	program.err = open_memstream( &o.err, &unused );
	o.status = eng_args_parse( &o.args, &program, argc, argv );
	fclose( program.out );
	fclose( program.err );
	return o;
}

static void release( outcome* o )
{
	eng_args_end( &o->args );
	free( o->out );
	free( o->err );
}

#define RUN( ... )                                                                    \
	run( (int)( sizeof( ( char*[] ){ "prog", __VA_ARGS__ } ) / sizeof( char* ) ), \
	     ( char*[] ){ "prog", __VA_ARGS__ } )

static char config_path[] = "/tmp/test_args.XXXXXX";

static void write_config( const char* text )
{
	FILE* file = fdopen( mkstemp( config_path ), "w" );
	cr_assert_not_null( file );
	fputs( text, file );
	fclose( file );
}

Test( args, sets_every_type_from_its_default_and_from_the_command_line )
{
	outcome o = run( 1, ( char*[] ){ "prog" } );
	cr_assert_eq( o.status, ENG_ARGS_RUN );
	cr_assert_eq( o.set.max_players, 32 );
	cr_assert_eq( o.set.protocol_id, 16 );
	cr_assert_eq( o.set.mode, 1 );
	cr_assert( !o.set.is_verbose && o.set.loss_ratio == 0.25 && o.set.map == NULL && o.set.hosts.count == 0 );
	release( &o );

	o = RUN( "--max-players=64", "--verbose", "--protocol-id", "18446744073709551615", "--loss", "1e-1", "--map",
	         "-", "--mode", "ball", "--connect", "a", "--connect=b", "--max-players", "1" );
	cr_assert_eq( o.status, ENG_ARGS_RUN, "%s", o.err );
	cr_assert_eq( o.set.max_players, 1, "the later one wins" );
	cr_assert_eq( o.set.protocol_id, UINT64_MAX );
	cr_assert( o.set.is_verbose && o.set.loss_ratio == 0.1 && o.set.mode == 2 );
	cr_assert_str_eq( o.set.map, "-" );
	cr_assert_eq( o.set.hosts.count, 2 );
	cr_assert_str_eq( o.set.hosts.items[1], "b" );
	release( &o );
}

Test( args, says_in_one_line_what_is_wrong )
{
	static const struct
	{
		char* argument[2];
		const char* said;
	} cases[] = {
		{ { "--max-players", "99" }, "prog: --max-players: 99 is not in 1..64; try --help\n" },
		{ { "--max-players", "0" }, "prog: --max-players: 0 is not in 1..64; try --help\n" },
		{ { "--max-players", "99999999999999999999" },
		  "prog: --max-players: 99999999999999999999 is not in 1..64; try --help\n" },
		{ { "--max-players", "4x" }, "prog: --max-players: '4x' is not a whole number; try --help\n" },
		{ { "--max-players=", NULL }, "prog: --max-players: '' is not a whole number; try --help\n" },
		{ { "--max-players", NULL }, "prog: --max-players: its value is missing; try --help\n" },
		{ { "--protocol-id", "-1" }, "prog: --protocol-id: '-1' is not a number, decimal or 0x; try --help\n" },
		{ { "--protocol-id", "0x10000000000000000" },
		  "prog: --protocol-id: 0x10000000000000000 has more than 64 bits; try --help\n" },
		{ { "--loss", "nan" }, "prog: --loss: 'nan' is not a number; try --help\n" },
		{ { "--loss", "1.01" }, "prog: --loss: 1.01 is not in 0..1; try --help\n" },
		{ { "--mode", "x\ny" }, "prog: --mode: 'x?y' is not one of ffa, team, ball; try --help\n" },
		{ { "--max", "3" }, "prog: unknown option --max; try --help\n" },
		{ { "-x", NULL }, "prog: unknown option -x; try --help\n" },
		{ { "extra", NULL }, "prog: unexpected argument 'extra'; try --help\n" },
		{ { "--verbose=maybe", NULL }, "prog: --verbose: 'maybe' is neither true nor false; try --help\n" },
		{ { "--config", "none.conf" }, "prog: none.conf: No such file or directory; try --help\n" },
	};
	for ( size_t i = 0; i < sizeof( cases ) / sizeof( cases[0] ); ++i )
	{
		char* argv[] = { "prog", cases[i].argument[0], cases[i].argument[1] };
		outcome o = run( argv[2] == NULL ? 2 : 3, argv );
		cr_expect_eq( o.status, ENG_STATUS_USAGE );
		cr_expect_str_eq( o.err, cases[i].said );
		cr_expect_str_eq( o.out, "" );
		release( &o );
	}
}

Test( args, help_and_version_answer_on_standard_output_whatever_else_is_said )
{
	outcome o = RUN( "--max-players", "99", "--help" );
	cr_assert_eq( o.status, ENG_STATUS_OK );
	static const char* const expected[] = { "Usage: prog [OPTIONS]\n",
		                                "Does things.",
		                                "--max-players N",
		                                "places, 1 to 64 (default: 32)\n",
		                                "rules: ffa, team, ball (default: team)\n",
		                                "--config FILE",
		                                "Exit status: 0 success; 2 unknown option or bad value; 1 " };
	for ( size_t i = 0; i < sizeof( expected ) / sizeof( expected[0] ); ++i )
		cr_expect_not_null( strstr( o.out, expected[i] ), "no '%s' in:\n%s", expected[i], o.out );
	cr_assert_str_eq( o.err, "" );
	release( &o );

	o = RUN( "--version" );
	cr_assert_eq( o.status, ENG_STATUS_OK );
	cr_assert_str_eq( o.out, "prog 1.2\n" );
	release( &o );
}

Test( args, the_command_line_wins_over_the_file_and_replaces_its_lists )
{
	write_config( "max-players = 8\nverbose = yes\nmap = arena.tmj\nconnect = one\nconnect = two\n" );
	outcome o = RUN( "--max-players", "9", "--config", config_path );
	cr_assert_eq( o.status, ENG_ARGS_RUN, "%s", o.err );
	cr_assert_eq( o.set.max_players, 9 );
	cr_assert( o.set.is_verbose );
	cr_assert_str_eq( o.set.map, "arena.tmj" );
	cr_assert_eq( o.set.hosts.count, 2 );
	release( &o );

	o = RUN( "--connect", "three", "--config", config_path, "--verbose=false" );
	cr_assert_eq( o.status, ENG_ARGS_RUN, "%s", o.err );
	cr_assert_eq( o.set.hosts.count, 1 );
	cr_assert_str_eq( o.set.hosts.items[0], "three" );
	cr_assert( !o.set.is_verbose );
	release( &o );
	unlink( config_path );
}

Test( args, a_required_option_may_come_from_the_file_but_must_come )
{
	const char* map = NULL;
	const eng_option options[] = { { .name = "map", .text = &map, .is_required = true } };
	eng_program program = {
		.name = "prog", .version = "1", .options = options, .option_count = 1, .reads_config = true
	};
	char* said = NULL;
	size_t unused;
	eng_args args;
	program.err = open_memstream( &said, &unused );
	cr_assert_eq( eng_args_parse( &args, &program, 1, ( char*[] ){ "prog" } ), ENG_STATUS_USAGE );
	fclose( program.err );
	cr_assert_str_eq( said, "prog: --map is required; try --help\n" );
	free( said );

	write_config( "map = x\n" );
	cr_assert_eq( eng_args_parse( &args, &program, 3, ( char*[] ){ "prog", "--config", config_path } ),
	              ENG_ARGS_RUN );
	cr_assert_str_eq( map, "x" );
	eng_args_end( &args );
	unlink( config_path );
}
