#include "bench.h"

#include <stdio.h>
#include <string.h>

typedef struct command
{
	const char* name;
	int ( *run )( int argc, char** argv );
	const char* help;
} command;

static const command s_commands[] = {
	{ "quality", bench_quality, "what a player sees on a bad network, in virtual time" },
	{ "codec", bench_codec, "bytes per snapshot, on recorded frames of 901 cubes" },
#ifdef BENCH_HAS_BASELINE
	{ "baseline", bench_baseline, "the same fight over ENet" },
#endif
	{ "flood", bench_flood, "the same server under attack" },
	{ "vectors", bench_vectors, "the wire against the published test vectors of netcode" },
};

enum
{
	COMMAND_COUNT = (int)( sizeof( s_commands ) / sizeof( s_commands[0] ) )
};

static int print_help( void )
{
	printf( "Usage: tickwire-bench COMMAND [OPTIONS]\n\nMeasures what tickwire promises.\n\n" );
	for ( int i = 0; i < COMMAND_COUNT; ++i )
		printf( "  %-10s %s\n", s_commands[i].name, s_commands[i].help );
	printf( "\ntickwire-bench COMMAND --help lists the options of one of them.\n" );
	return 0;
}

int main( int argc, char** argv )
{
	const char* name = argc > 1 ? argv[1] : "";
	if ( strcmp( name, "--help" ) == 0 || strcmp( name, "-h" ) == 0 )
		return print_help();
	if ( strcmp( name, "--version" ) == 0 )
		return printf( "tickwire-bench %s\n", TICKWIRE_VERSION ), 0;
	for ( int i = 0; i < COMMAND_COUNT; ++i )
		if ( strcmp( name, s_commands[i].name ) == 0 )
			return s_commands[i].run( argc - 1, argv + 1 );
	fprintf( stderr, "tickwire-bench: %s '%s'; try --help\n", name[0] == '\0' ? "no command" : "unknown command",
	         name );
	return 2;
}
