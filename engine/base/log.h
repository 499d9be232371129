// log.h - lines on standard error: "program: text".
//
//     eng_log log = { .program = "skirmish-server", .lowest = ENG_LOG_INFO };
//     eng_log_info( &log, "listening on %s", address );
//     eng_log_error( &log, "%s", error.text );           // skirmish-server: error: ...
//
// A value that is handed to whoever logs; no global state. One call writes one whole line, so lines of several
// processes on one terminal do not mix.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	typedef enum eng_log_level
	{
		ENG_LOG_DEBUG,  ///< what --verbose adds
		ENG_LOG_INFO,   ///< what an operator wants to see of a healthy program
		ENG_LOG_WARN,   ///< works, but somebody should look
		ENG_LOG_ERROR,  ///< what was asked for did not happen
		ENG_LOG_SILENT, ///< for `lowest` only: nothing at all
	} eng_log_level;

	typedef struct eng_log
	{
		const char* program;  ///< begins every line; the caller's, must outlive the log
		eng_log_level lowest; ///< lines below it are not written
		bool timestamps;      ///< begin each line with the UTC time: 2026-01-31T12:00:00Z
		FILE* stream;         ///< NULL: standard error
	} eng_log;

/// One line of `level`, without a newline; cut at 1,000 bytes, control characters become '?'.
#if defined( __GNUC__ )
	__attribute__( ( format( printf, 3, 4 ) ) )
#endif
	void
	eng_log_line( const eng_log* log, eng_log_level level, const char* format, ... );

#define eng_log_debug( log, ... ) eng_log_line( log, ENG_LOG_DEBUG, __VA_ARGS__ )
#define eng_log_info( log, ... ) eng_log_line( log, ENG_LOG_INFO, __VA_ARGS__ )
#define eng_log_warn( log, ... ) eng_log_line( log, ENG_LOG_WARN, __VA_ARGS__ )
#define eng_log_error( log, ... ) eng_log_line( log, ENG_LOG_ERROR, __VA_ARGS__ )

#if defined( __cplusplus )
}
#endif
