#include "base/files.h"
#include "base/hex.h"
#include "settings.h"
#include "settings_rows.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum
{
	FILE_BYTES_MAX = 256 * 1024,
	TEXT_BYTES = 64 * 1024,
	FILE_MODE = 0600,
};

// --- Reading ---------------------------------------------------------------------------------------------------------

static bool set_text( char* to, size_t size_bytes, const char* value )
{
	size_t length = strlen( value );
	if ( length >= size_bytes )
		return false;
	memcpy( to, value, length + 1 );
	eng_text_make_printable( to );
	return true;
}

static bool set_number( const settings_row* row, char* at, const char* value )
{
	char* end = NULL;
	double number = strtod( value, &end );
	if ( end == value || *end != '\0' || !isfinite( number ) || number < row->min || number > row->max )
		return false;
	if ( row->type == SETTINGS_REAL )
		*(float*)(void*)at = (float)number;
	else
		*(int*)(void*)at = (int)number;
	return true;
}

static bool set_bool( char* at, const char* value )
{
	bool is_on = strcmp( value, "on" ) == 0, is_off = strcmp( value, "off" ) == 0;
	if ( is_on || is_off )
		*(bool*)(void*)at = is_on;
	return is_on || is_off;
}

static bool set_row( settings* s, const settings_row* row, const char* value )
{
	char* at = (char*)s + row->offset;
	if ( row->type == SETTINGS_TEXT )
		return value[0] != '\0' && set_text( at, SETTINGS_NAME_BYTES, value );
	return row->type == SETTINGS_BOOL ? set_bool( at, value ) : set_number( row, at, value );
}

// known = KEY ADDRESS
static bool set_known( settings* s, const char* value )
{
	char hex[65];
	tw_public_key key;
	if ( strlen( value ) < 66 || value[64] != ' ' || s->known_count == SETTINGS_KNOWN )
		return false;
	memcpy( hex, value, 64 );
	hex[64] = '\0';
	if ( !eng_hex_decode( hex, key.bytes, sizeof( key.bytes ) ) || strlen( value + 65 ) >= SETTINGS_ADDRESS_BYTES )
		return false;
	settings_note_key( s, value + 65, &key );
	return true;
}

static bool set_history( settings* s, const char* value )
{
	for ( int i = 0; i < SETTINGS_HISTORY; ++i )
		if ( s->history[i][0] == '\0' )
			return set_text( s->history[i], SETTINGS_ADDRESS_BYTES, value );
	return true;
}

// @return 1 set, 0 the key is not ours, -1 the value makes no sense
static int set( settings* s, const char* key, const char* value )
{
	for ( int i = 0; i < SETTINGS_ROWS; ++i )
		if ( strcmp( settings_rows()[i].key, key ) == 0 )
			return set_row( s, settings_rows() + i, value ) ? 1 : -1;
	for ( int i = 0; i < ACTION_COUNT; ++i )
		if ( strncmp( key, "bind.", 5 ) == 0 && strcmp( key + 5, action_key( (action)i ) ) == 0 )
			return set_text( s->bindings[i], sizeof( s->bindings[i] ), value ) ? 1 : -1;
	if ( strcmp( key, "history" ) == 0 )
		return set_history( s, value ) ? 1 : -1;
	if ( strcmp( key, "known" ) == 0 )
		return set_known( s, value ) ? 1 : -1;
	return 0;
}

static char* trim( char* text )
{
	while ( isspace( (unsigned char)*text ) )
		text++;
	size_t length = strlen( text );
	while ( length > 0 && isspace( (unsigned char)text[length - 1] ) )
		text[--length] = '\0';
	return text;
}

static void keep( settings* s, const char* line )
{
	if ( s->unknown_count < SETTINGS_UNKNOWN )
		snprintf( s->unknown[s->unknown_count++], SETTINGS_LINE_BYTES, "%s", line );
}

static bool take_line( settings* s, char* line )
{
	line = trim( line );
	if ( line[0] == '\0' || line[0] == '#' )
		return true;
	char* equals = strchr( line, '=' );
	for ( const char* c = line; *c != '\0'; ++c )
		if ( (unsigned char)*c < ' ' )
			return false;
	if ( equals == NULL || equals == line )
		return false;
	char whole[SETTINGS_LINE_BYTES];
	snprintf( whole, sizeof( whole ), "%s", line );
	*equals = '\0';
	int result = set( s, trim( line ), trim( equals + 1 ) );
	if ( result == 0 )
		keep( s, whole );
	return result >= 0;
}

void settings_parse( settings* s, const char* text, size_t size_bytes, eng_error* out_notice )
{
	char line[SETTINGS_LINE_BYTES];
	int number = 0, bad_count = 0, first_bad = 0;
	out_notice->text[0] = '\0';
	settings_defaults( s );
	for ( size_t at = 0; at < size_bytes; )
	{
		const char* end = memchr( text + at, '\n', size_bytes - at );
		size_t length = end != NULL ? (size_t)( end - text ) - at : size_bytes - at;
		bool is_good = length < sizeof( line ) && memchr( text + at, '\0', length ) == NULL;
		number++;
		if ( is_good )
		{
			memcpy( line, text + at, length );
			line[length] = '\0';
			is_good = take_line( s, line );
		}
		if ( !is_good && bad_count++ == 0 )
			first_bad = number;
		at += length + 1;
	}
	if ( bad_count > 0 )
		eng_error_set( out_notice, "settings: %d line%s made no sense, the first is line %d", bad_count,
		               bad_count == 1 ? "" : "s", first_bad );
}

void settings_load( settings* s, const char* path, eng_error* out_notice )
{
	eng_file file;
	out_notice->text[0] = '\0';
	settings_defaults( s );
	if ( path[0] == '\0' || !eng_file_exists( path ) )
		return;
	if ( !eng_file_read( path, FILE_BYTES_MAX, &file, out_notice ) )
		return;
	settings_parse( s, file.bytes, file.size_bytes, out_notice );
	eng_file_release( &file );
}

// --- Writing ---------------------------------------------------------------------------------------------------------

typedef struct text
{
	char bytes[TEXT_BYTES];
	size_t length;
} text;

static void add_line( text* t, const char* key, const char* value )
{
	int length = snprintf( t->bytes + t->length, sizeof( t->bytes ) - t->length, "%s = %s\n", key, value );
	if ( length > 0 && (size_t)length < sizeof( t->bytes ) - t->length )
		t->length += (size_t)length;
}

static void add_row( text* t, const settings* s, const settings_row* row )
{
	char value[64];
	const char* at = (const char*)s + row->offset;
	switch ( row->type )
	{
	case SETTINGS_TEXT:
		add_line( t, row->key, at );
		return;
	case SETTINGS_REAL:
		snprintf( value, sizeof( value ), "%.3g", (double)*(const float*)(const void*)at );
		break;
	case SETTINGS_INTEGER:
		snprintf( value, sizeof( value ), "%d", *(const int*)(const void*)at );
		break;
	case SETTINGS_BOOL:
	default:
		snprintf( value, sizeof( value ), "%s", *(const bool*)(const void*)at ? "on" : "off" );
		break;
	}
	add_line( t, row->key, value );
}

static void add_known( text* t, const settings_known* known )
{
	char value[65 + SETTINGS_ADDRESS_BYTES];
	eng_hex_encode( known->key.bytes, sizeof( known->key.bytes ), value );
	snprintf( value + 64, sizeof( value ) - 64, " %.*s", SETTINGS_ADDRESS_BYTES - 1, known->address );
	add_line( t, "known", value );
}

static void format( const settings* s, text* t )
{
	char key[64];
	t->length = (size_t)snprintf( t->bytes, sizeof( t->bytes ),
	                              "# Skirmish. Change it while the game is not running.\n" );
	for ( int i = 0; i < SETTINGS_ROWS; ++i )
		add_row( t, s, settings_rows() + i );
	for ( int i = 0; i < ACTION_COUNT; ++i )
	{
		snprintf( key, sizeof( key ), "bind.%s", action_key( (action)i ) );
		add_line( t, key, s->bindings[i] );
	}
	for ( int i = 0; i < SETTINGS_HISTORY && s->history[i][0] != '\0'; ++i )
		add_line( t, "history", s->history[i] );
	for ( int i = 0; i < s->known_count; ++i )
		add_known( t, s->known + i );
	for ( int i = 0; i < s->unknown_count; ++i )
	{
		size_t length = strlen( s->unknown[i] );
		if ( t->length + length + 1 >= sizeof( t->bytes ) )
			break;
		memcpy( t->bytes + t->length, s->unknown[i], length );
		t->length += length;
		t->bytes[t->length++] = '\n';
	}
}

static void make_folders( const char* path )
{
	char folder[SETTINGS_PATH_BYTES];
	snprintf( folder, sizeof( folder ), "%s", path );
	for ( char* slash = strchr( folder + 1, '/' ); slash != NULL; slash = strchr( slash + 1, '/' ) )
	{
		*slash = '\0';
		mkdir( folder, 0700 ); // most are there; writing says what is wrong
		*slash = '/';
	}
}

bool settings_save( const settings* s, const char* path, eng_error* error )
{
	if ( path[0] == '\0' )
		return eng_error_set( error, "settings are not kept: there is no home folder" );
	text* t = malloc( sizeof( *t ) );
	if ( t == NULL )
		return eng_error_set( error, "settings are not kept: no memory" );
	format( s, t );
	make_folders( path );
	bool is_saved = eng_file_write( path, t->bytes, t->length, FILE_MODE, error );
	free( t );
	return is_saved;
}
