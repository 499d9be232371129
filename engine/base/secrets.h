// secrets.h - keys and passwords, as files keep them.
//
//     uint8_t key[32];
//     if ( !eng_secret_read_key( "server.key", key, sizeof( key ), &error ) )
//         return report( error.text );                          // "server.key: a key is 64 hex digits"
//
//     char password[ENG_PASSWORD_BYTES + 1];
//     if ( !eng_secret_read_password( "password", password, &error ) ) ...
//
// Nothing of what was read stays behind in memory that is given back. Wiping the result is the caller's.
#pragma once

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	enum
	{
		ENG_PASSWORD_BYTES = 128 ///< the longest, without the zero byte
	};

	/// Reads `size_bytes` bytes from a file of twice as many hex digits; blanks and a line end may stand around them.
	/// @return false with `error` filled, and `out_bytes` as it was
	bool eng_secret_read_key( const char* path, uint8_t* out_bytes, size_t size_bytes, eng_error* error );

	/// Reads the first line, of 1 to ENG_PASSWORD_BYTES bytes. @return false with `error` filled
	bool eng_secret_read_password( const char* path, char out_text[ENG_PASSWORD_BYTES + 1], eng_error* error );

#if defined( __cplusplus )
}
#endif
