// hex.h - keys as text.
//
//     char text[2 * 32 + 1];
//     eng_hex_encode( key, 32, text );
//     if ( !eng_hex_decode( text, key, 32 ) )
//         return report( "not 64 hex digits" );
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	/// Writes 2 * `size_bytes` lower-case digits and a zero byte.
	void eng_hex_encode( const uint8_t* bytes, size_t size_bytes, char* out_text );

	/// Reads exactly 2 * `size_bytes` digits of either case; blanks and line ends may stand before and after, as editors
	/// leave them. @return false for anything else, with `out_bytes` as it was
	bool eng_hex_decode( const char* text, uint8_t* out_bytes, size_t size_bytes );

#if defined( __cplusplus )
}
#endif
