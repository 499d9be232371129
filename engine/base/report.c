#include "base/report.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum
{
	KEY_COLUMN_CHARACTERS = 34,
	INDENT_CHARACTERS = 2
};

eng_report eng_report_begin( FILE* stream, eng_report_style style )
{
	if ( style == ENG_REPORT_JSON )
		fputc( '{', stream );
	return ( eng_report ){ .stream = stream, .style = style, .depth = 1, .is_first_item = true };
}

static void write_key( eng_report* report, const char* key )
{
	if ( report->style == ENG_REPORT_JSON )
	{
		fprintf( report->stream, "%s\"%s\":", report->is_first_item ? "" : ",", key );
	}
	else
	{
		int indent = ( report->depth - 1 ) * INDENT_CHARACTERS;
		fprintf( report->stream, "%*s%-*s ", indent, "", KEY_COLUMN_CHARACTERS - indent, key );
	}
	report->is_first_item = false;
}

static void end_value( const eng_report* report )
{
	if ( report->style == ENG_REPORT_TABLE )
		fputc( '\n', report->stream );
}

// What the first byte says, RFC 3629 section 4; 0 when no character begins with it.
static int utf8_stated_length( unsigned char first )
{
	if ( first < 0x80 )
		return 1;
	if ( first < 0xC2 || first > 0xF4 )
		return 0;
	return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

// How many bytes the character at `text` has, 0 when it is not UTF-8.
static int utf8_length( const unsigned char* text )
{
	int length = utf8_stated_length( text[0] );
	for ( int i = 1; i < length; ++i )
		if ( ( text[i] & 0xC0 ) != 0x80 ) // also ends at the zero byte
			return 0;
	if ( length == 3 && ( ( text[0] == 0xE0 && text[1] < 0xA0 ) || ( text[0] == 0xED && text[1] > 0x9F ) ) )
		return 0; // overlong, or half of a surrogate pair
	if ( length == 4 && ( ( text[0] == 0xF0 && text[1] < 0x90 ) || ( text[0] == 0xF4 && text[1] > 0x8F ) ) )
		return 0; // overlong, or past U+10FFFF
	return length;
}

// RFC 8259 section 7, with the short escapes only where they are needed.
static void write_json_string( FILE* stream, const char* text )
{
	fputc( '"', stream );
	for ( const unsigned char* at = (const unsigned char*)text; *at != '\0'; )
	{
		int length = utf8_length( at );
		if ( *at == '"' || *at == '\\' )
			fprintf( stream, "\\%c", *at );
		else if ( *at < 0x20 )
			fprintf( stream, "\\u%04x", *at );
		else if ( length == 0 )
			fputc( '?', stream );
		else
			fwrite( at, 1, (size_t)length, stream );
		at += length == 0 ? 1 : length;
	}
	fputc( '"', stream );
}

static void write_plain_string( FILE* stream, const char* text )
{
	for ( const unsigned char* at = (const unsigned char*)text; *at != '\0'; )
	{
		int length = utf8_length( at );
		if ( length == 0 || *at < 0x20 || *at == 0x7F )
			fputc( '?', stream );
		else
			fwrite( at, 1, (size_t)length, stream );
		at += length == 0 ? 1 : length;
	}
}

static void write_nothing_known( const eng_report* report )
{
	fputs( report->style == ENG_REPORT_JSON ? "null" : "-", report->stream );
}

void eng_report_text( eng_report* report, const char* key, const char* text )
{
	write_key( report, key );
	if ( text == NULL )
		write_nothing_known( report );
	else if ( report->style == ENG_REPORT_JSON )
		write_json_string( report->stream, text );
	else
		write_plain_string( report->stream, text );
	end_value( report );
}

void eng_report_int( eng_report* report, const char* key, int64_t value )
{
	write_key( report, key );
	fprintf( report->stream, "%" PRId64, value );
	end_value( report );
}

void eng_report_count( eng_report* report, const char* key, uint64_t value )
{
	write_key( report, key );
	fprintf( report->stream, "%" PRIu64, value );
	end_value( report );
}

void eng_report_bool( eng_report* report, const char* key, bool value )
{
	write_key( report, key );
	fputs( value ? "true" : "false", report->stream );
	end_value( report );
}

void eng_report_real( eng_report* report, const char* key, double value, int decimals )
{
	assert( 0 <= decimals && decimals <= 9 );
	write_key( report, key );
	if ( isfinite( value ) )
	{
		char digits[400]; // 309 digits of the largest double, the point, and the decimals
		snprintf( digits, sizeof( digits ), "%.*f", decimals, value );
		char* comma = strchr( digits, ',' ); // the point of some locales
		if ( comma != NULL )
			*comma = '.';
		fputs( digits, report->stream );
	}
	else
	{
		write_nothing_known( report );
	}
	end_value( report );
}

void eng_report_open( eng_report* report, const char* key )
{
	if ( report->style == ENG_REPORT_JSON )
	{
		write_key( report, key );
		fputc( '{', report->stream );
	}
	else
	{
		fprintf( report->stream, "%*s%s\n", ( report->depth - 1 ) * INDENT_CHARACTERS, "", key );
	}
	report->depth++;
	report->is_first_item = true;
}

void eng_report_close( eng_report* report )
{
	assert( report->depth > 1 );
	if ( report->style == ENG_REPORT_JSON )
		fputc( '}', report->stream );
	report->depth--;
	report->is_first_item = false;
}

bool eng_report_end( eng_report* report )
{
	assert( report->depth == 1 );
	if ( report->style == ENG_REPORT_JSON )
		fputs( "}\n", report->stream );
	return fflush( report->stream ) == 0 && !ferror( report->stream );
}
