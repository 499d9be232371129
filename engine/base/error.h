// error.h - one clear sentence about what went wrong, filled by whoever knows and printed by whoever can.
//
//     eng_error error;
//     if ( !eng_file_read( path, 65536, &file, &error ) )
//         eng_log_error( &log, "%s", error.text );
//
// A value without memory of its own. Never empty after a function said false.
#pragma once

#include <stdbool.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	enum
	{
		ENG_ERROR_BYTES = 400
	};

	typedef struct eng_error
	{
		char text[ENG_ERROR_BYTES]; ///< one line without a newline, cut when longer
	} eng_error;

/// printf into the error. Control characters become '?': file names and values come from outside, and one error stays
/// one line. @return false always, so that a function can end with `return eng_error_set( ... )`
#if defined( __GNUC__ )
	__attribute__( ( format( printf, 2, 3 ) ) )
#endif
	bool
	eng_error_set( eng_error* error, const char* format, ... );

	/// Replaces each control character by '?', in place. UTF-8 stays as it is.
	void eng_text_make_printable( char* text );

#if defined( __cplusplus )
}
#endif
