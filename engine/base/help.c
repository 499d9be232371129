#include "base/help.h"

#include "base/option.h"

#include <string.h>

enum
{
	HELP_COLUMN = 30
};

// "--mode ffa|team|ball" or "--map FILE"
static void format_heading( const eng_option* option, char* out, size_t out_bytes )
{
	int length = snprintf( out, out_bytes, "--%s", option->name );
	size_t used_bytes = (size_t)length < out_bytes ? (size_t)length : out_bytes - 1;
	if ( option->flag == NULL )
		snprintf( out + used_bytes, out_bytes - used_bytes, " %s",
		          option->value != NULL ? option->value : "VALUE" );
}

static void print_row( FILE* out, const char* heading, const char* help )
{
	if ( strlen( heading ) + 4 <= HELP_COLUMN )
		fprintf( out, "  %-*s%s", HELP_COLUMN - 2, heading, help );
	else
		fprintf( out, "  %s\n%*s%s", heading, HELP_COLUMN, "", help );
}

static void print_choices( const eng_option* option, FILE* out )
{
	for ( int i = 0; option->choices[i] != NULL; ++i )
		fprintf( out, "%s%s", i == 0 ? ": " : ", ", option->choices[i] );
}

static void print_option( const eng_option* option, FILE* out )
{
	char heading[80];
	format_heading( option, heading, sizeof( heading ) );
	print_row( out, heading, option->help != NULL ? option->help : "" );
	if ( option->choice != NULL )
		print_choices( option, out );
	if ( eng__option_has_range( option ) )
		fprintf( out, ", %.12g to %.12g", option->min, option->max );
	if ( option->list != NULL )
		fputs( "; may be repeated", out );
	if ( option->is_required )
		fputs( "; required", out );
	if ( option->initial != NULL )
		fprintf( out, " (default: %s)", option->initial );
	fputc( '\n', out );
}

void eng__help_print( const eng_program* program, FILE* out )
{
	fprintf( out, "Usage: %s [OPTIONS]\n", program->name );
	if ( program->summary != NULL )
		fprintf( out, "\n%s\n", program->summary );

	fputs( "\nOptions:\n", out );
	for ( int i = 0; i < program->option_count; ++i )
		print_option( &program->options[i], out );
	if ( program->reads_config )
	{
		print_row( out, "--config FILE", "read options from FILE, one 'name = value' a line;" );
		fprintf( out, "\n%*sthe command line wins\n", HELP_COLUMN, "" );
	}
	print_row( out, "--help", "print this and exit\n" );
	print_row( out, "--version", "print the version and exit\n" );

	const char* failure = program->failure != NULL ? program->failure : "what was asked for could not be done";
	fprintf( out, "\nExit status: 0 success; 2 unknown option or bad value; 1 %s.\n", failure );
}
