#include "base/config.h"

#include "base/option.h"

#include <ini.h>
#include <string.h>

typedef struct config_reader
{
	const eng_program* program;
	eng__option_source* sources;
	const char* file_name;
	const char* cursor;
	const char* end;
	char* memory; // where the next text goes
	int line;     // 1-based, the one that was read last
	bool failed;  // sticky, with `error` filled by the first failure
	eng_error* error;
} config_reader;

static bool fail( config_reader* reader, const char* text )
{
	if ( !reader->failed )
		eng_error_set( reader->error, "%s:%d: %s", reader->file_name, reader->line, text );
	reader->failed = true;
	return false;
}

// Hands the next line to inih, as fgets() would. Blanks at the start are left out, for inih takes an indented line for
// the continuation of the line above; a line that does not fit would otherwise be taken for two.
static char* read_line( char* out, int capacity_bytes, void* stream )
{
	config_reader* reader = stream;
	if ( reader->failed || reader->cursor == reader->end )
		return NULL;

	reader->line++;
	size_t left_bytes = (size_t)( reader->end - reader->cursor );
	const char* newline = memchr( reader->cursor, '\n', left_bytes );
	const char* line_end = newline != NULL ? newline : reader->end;
	const char* line = reader->cursor;
	reader->cursor = newline != NULL ? newline + 1 : reader->end;
	while ( line < line_end && ( *line == ' ' || *line == '\t' ) )
		line++;

	size_t length = (size_t)( line_end - line );
	if ( length > ENG__CONFIG_LINE_BYTES || length + 2 > (size_t)capacity_bytes )
		return fail( reader, "the line is too long" ), NULL;
	if ( memchr( line, '\0', length ) != NULL )
		return fail( reader, "not a text file" ), NULL;
	memcpy( out, line, length );
	out[length] = '\n';
	out[length + 1] = '\0';
	return out;
}

// A text must outlive inih's line buffer. All texts together are shorter than the file they come from.
static const char* keep( config_reader* reader, const char* text )
{
	size_t size_bytes = strlen( text ) + 1;
	char* kept = memcpy( reader->memory, text, size_bytes );
	reader->memory += size_bytes;
	return kept;
}

static bool set_option( config_reader* reader, const eng_option* option, const char* value )
{
	eng__option_source* source = &reader->sources[option - reader->program->options];
	eng_error inner = { 0 };
	if ( *source == ENG__FROM_CONFIG && option->list == NULL )
		return eng_error_set( &inner, "%s: given twice", option->name ), fail( reader, inner.text );

	if ( *source == ENG__FROM_INITIAL && option->list != NULL )
		option->list->count = 0;
	*source = ENG__FROM_CONFIG;
	if ( eng__option_set( option, keep( reader, value ), &inner ) )
		return true;
	eng_error outer;
	eng_error_set( &outer, "%s: %s", option->name, inner.text );
	return fail( reader, outer.text );
}

static int on_pair( void* user, const char* section, const char* name, const char* value )
{
	config_reader* reader = user;
	if ( reader->failed )
		return 0;
	if ( section[0] != '\0' )
		return fail( reader, "sections are not used here" );

	const eng_option* option = eng__option_find( reader->program, name, strlen( name ) );
	if ( option != NULL )
		return set_option( reader, option, value );
	eng_error unknown;
	eng_error_set( &unknown, "unknown key '%s'", name );
	return fail( reader, unknown.text );
}

bool eng__config_apply( const eng_program* program, eng__option_source* sources, const char* file_name,
                        const char* text, size_t size_bytes, char* memory, eng_error* error )
{
	config_reader reader = { .program = program,
		                 .sources = sources,
		                 .file_name = file_name,
		                 .cursor = text,
		                 .end = text + size_bytes,
		                 .memory = memory,
		                 .error = error };
	int bad_line = ini_parse_stream( read_line, &reader, on_pair, &reader );
	if ( reader.failed )
		return false;
	if ( bad_line < 0 )
		return eng_error_set( error, "%s: out of memory", file_name );
	if ( bad_line > 0 )
		return eng_error_set( error, "%s:%d: not a line of the form key = value", file_name, bad_line );
	return true;
}
