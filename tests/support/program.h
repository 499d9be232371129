// program.h - the programs of this repository as a test runs them, each a process of its own.
//
//     program server = program_start( ( char*[] ){ "square_server", "127.0.0.1:0", NULL } );
//     const char* line = program_expect( &server, "listening on " );      // what follows those words
//     kill( server.id, SIGINT );
//     cr_expect_eq( program_finish( &server ), 0 );
//
// A program that still runs when its test ends, however it ends, is killed. Only for Criterion tests on Linux.
#pragma once

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct program
{
	pid_t id;
	FILE* output;    ///< standard output and standard error, as they come
	char line[4096]; ///< the last one that program_read_line() read
} program;

/// @param arguments the first is its name in the folder that TICKWIRE_BIN names, the last is NULL
static inline program program_start( char* const* arguments )
{
	int ends[2];
	char path[1024];
	const char* folder = getenv( "TICKWIRE_BIN" );
	snprintf( path, sizeof( path ), "%s/%s", folder != NULL ? folder : "build/dev/bin", arguments[0] );
	cr_assert_eq( pipe( ends ), 0 );
	program p = { .id = fork() };
	cr_assert_geq( p.id, 0 );
	if ( p.id == 0 )
	{
		prctl( PR_SET_PDEATHSIG, SIGKILL );
		dup2( ends[1], STDOUT_FILENO ), dup2( ends[1], STDERR_FILENO );
		close( ends[0] ), close( ends[1] );
		execv( path, arguments );
		_exit( 127 );
	}
	close( ends[1] );
	p.output = fdopen( ends[0], "r" );
	return p;
}

/// The next line, without its end. @return NULL when the program has ended
static inline const char* program_read_line( program* p )
{
	if ( fgets( p->line, sizeof( p->line ), p->output ) == NULL )
		return NULL;
	p->line[strcspn( p->line, "\n" )] = '\0';
	return p->line;
}

/// Read until a line contains `text`; it must come. @return what follows it in that line
static inline const char* program_expect( program* p, const char* text )
{
	const char* found = NULL;
	while ( found == NULL )
	{
		cr_assert_not_null( program_read_line( p ), "it ended without saying \"%s\"", text );
		found = strstr( p->line, text );
	}
	return found + strlen( text );
}

/// Read until it ends. @return its exit status, -1 after a crash; `line` is the last it wrote
static inline int program_finish( program* p )
{
	int status = 0;
	while ( program_read_line( p ) != NULL )
		continue;
	fclose( p->output );
	cr_assert_eq( waitpid( p->id, &status, 0 ), p->id );
	return WIFEXITED( status ) ? WEXITSTATUS( status ) : -1;
}
