#include "base/args.h"

#include "base/config.h"
#include "base/files.h"
#include "base/help.h"
#include "base/option.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum
{
	CONFIG_FILE_MAX_BYTES = 64 * 1024
};

typedef struct parser
{
	const eng_program* program;
	eng_args* args;
	int argc;
	char* const* argv;
	int next; // index of the argument that is read next
	eng__option_source sources[ENG_OPTIONS_MAX];
	eng_error error;
} parser;

// One argument, taken apart: --name, --name=value.
typedef struct argument
{
	const char* name;
	size_t name_length;
	const char* value; // behind the '=', NULL when there is none
} argument;

static bool split_argument( parser* p, argument* out )
{
	const char* text = p->argv[p->next++];
	if ( strncmp( text, "--", 2 ) != 0 || text[2] == '\0' )
		return eng_error_set(
			&p->error, text[0] == '-' && text[1] != '\0' ? "unknown option %s" : "unexpected argument '%s'",
			text );
	out->name = text + 2;
	out->name_length = strcspn( out->name, "=" );
	out->value = out->name[out->name_length] == '=' ? out->name + out->name_length + 1 : NULL;
	return true;
}

static bool is_named( const argument* a, const char* name )
{
	return strlen( name ) == a->name_length && memcmp( a->name, name, a->name_length ) == 0;
}

static bool take_value( parser* p, argument* a )
{
	if ( a->value == NULL && p->next < p->argc )
		a->value = p->argv[p->next++];
	return a->value != NULL ||
	       eng_error_set( &p->error, "--%.*s: its value is missing", (int)a->name_length, a->name );
}

static bool set_from_command_line( parser* p, const eng_option* option, const char* value )
{
	eng__option_source* source = &p->sources[option - p->program->options];
	if ( *source != ENG__FROM_COMMAND_LINE && option->list != NULL )
		option->list->count = 0; // the command line's list replaces the file's
	*source = ENG__FROM_COMMAND_LINE;

	eng_error inner;
	return eng__option_set( option, value, &inner ) ||
	       eng_error_set( &p->error, "--%s: %s", option->name, inner.text );
}

static bool read_option( parser* p )
{
	argument a;
	if ( !split_argument( p, &a ) )
		return false;
	if ( p->program->reads_config && is_named( &a, "config" ) )
		return take_value( p, &a ); // applied before, see load_config()

	const eng_option* option = eng__option_find( p->program, a.name, a.name_length );
	if ( option == NULL )
		return eng_error_set( &p->error, "unknown option --%.*s", (int)a.name_length, a.name );
	if ( option->flag != NULL && a.value == NULL )
		a.value = "true";
	return take_value( p, &a ) && set_from_command_line( p, option, a.value );
}

static bool read_command_line( parser* p )
{
	for ( p->next = 1; p->next < p->argc; )
		if ( !read_option( p ) )
			return false;
	return true;
}

// Runs over the arguments without setting anything, to learn what must be known first. @return the value of the last
// --config, NULL when there is none or something is wrong, which read_command_line() will say
static const char* find_config( parser* p )
{
	const char* path = NULL;
	for ( p->next = 1; p->next < p->argc; )
	{
		argument a;
		if ( !split_argument( p, &a ) )
			return NULL;
		bool is_config = is_named( &a, "config" );
		const eng_option* option = eng__option_find( p->program, a.name, a.name_length );
		if ( ( is_config || ( option != NULL && option->flag == NULL ) ) && !take_value( p, &a ) )
			return NULL;
		if ( is_config )
			path = a.value;
	}
	return path;
}

static bool load_config( parser* p )
{
	const char* path = p->program->reads_config ? find_config( p ) : NULL;
	if ( path == NULL )
		return true;

	eng_file file;
	if ( !eng_file_read( path, CONFIG_FILE_MAX_BYTES, &file, &p->error ) )
		return false;
	p->args->memory = malloc( file.size_bytes + 1 );
	bool is_applied = p->args->memory != NULL ? eng__config_apply( p->program, p->sources, path, file.bytes,
	                                                               file.size_bytes, p->args->memory, &p->error )
	                                          : eng_error_set( &p->error, "%s: out of memory", path );
	eng_file_release( &file );
	return is_applied;
}

static bool set_initial_values( parser* p )
{
	for ( int i = 0; i < p->program->option_count; ++i )
	{
		const eng_option* option = &p->program->options[i];
		eng_error inner;
		if ( !eng__option_set_initial( option, &inner ) )
			return eng_error_set( &p->error, "the default of --%s: %s", option->name, inner.text );
	}
	return true;
}

static bool check_required( parser* p )
{
	for ( int i = 0; i < p->program->option_count; ++i )
		if ( p->program->options[i].is_required && p->sources[i] == ENG__FROM_INITIAL )
			return eng_error_set( &p->error, "--%s is required", p->program->options[i].name );
	return true;
}

// --help and --version are answered wherever they stand, also behind something that is wrong: whoever asks for help
// shall get it.
static bool answer_question( const eng_program* program, int argc, char* const* argv )
{
	FILE* out = program->out != NULL ? program->out : stdout;
	for ( int i = 1; i < argc; ++i )
	{
		if ( strcmp( argv[i], "--help" ) == 0 )
			return eng__help_print( program, out ), true;
		if ( strcmp( argv[i], "--version" ) == 0 )
			return fprintf( out, "%s %s\n", program->name, program->version ), true;
	}
	return false;
}

int eng_args_parse( eng_args* args, const eng_program* program, int argc, char* const* argv )
{
	assert( program->option_count <= ENG_OPTIONS_MAX );
	*args = ( eng_args ){ 0 };
	if ( answer_question( program, argc, argv ) )
		return ENG_STATUS_OK;

	parser p = { .program = program, .args = args, .argc = argc, .argv = argv };
	if ( set_initial_values( &p ) && load_config( &p ) && read_command_line( &p ) && check_required( &p ) )
		return ENG_ARGS_RUN;
	eng_args_end( args );
	fprintf( program->err != NULL ? program->err : stderr, "%s: %s; try --help\n", program->name, p.error.text );
	return ENG_STATUS_USAGE;
}

void eng_args_end( eng_args* args )
{
	free( args->memory );
	args->memory = NULL;
}
