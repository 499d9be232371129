#include "base/log.h"

#include "base/error.h"

#include <stdarg.h>
#include <time.h>

static const char* const level_prefix[ENG_LOG_SILENT] = {
	[ENG_LOG_DEBUG] = "",
	[ENG_LOG_INFO] = "",
	[ENG_LOG_WARN] = "warning: ",
	[ENG_LOG_ERROR] = "error: ",
};

static void format_time( char* out, size_t out_bytes )
{
	time_t now = time( NULL );
	struct tm utc;
	out[0] = '\0';
	if ( gmtime_r( &now, &utc ) != NULL )
		strftime( out, out_bytes, "%Y-%m-%dT%H:%M:%SZ ", &utc );
}

void eng_log_line( const eng_log* log, eng_log_level level, const char* format, ... )
{
	if ( level < log->lowest || level >= ENG_LOG_SILENT )
		return;

	char text[1001];
	va_list arguments;
	va_start( arguments, format );
	vsnprintf( text, sizeof( text ), format, arguments );
	va_end( arguments );
	eng_text_make_printable( text ); // a player's name must not be able to write a line of its own

	char time_text[32] = "";
	if ( log->timestamps )
		format_time( time_text, sizeof( time_text ) );
	FILE* stream = log->stream != NULL ? log->stream : stderr;
	fprintf( stream, "%s%s: %s%s\n", time_text, log->program, level_prefix[level], text );
	fflush( stream );
}
