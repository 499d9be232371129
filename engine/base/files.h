// files.h - whole files in, whole files out.
//
//     eng_file file;
//     eng_error error;
//     if ( !eng_file_read( "arena.tmj", 1 << 20, &file, &error ) )
//         return report( error.text );               // "arena.tmj: No such file or directory"
//     parse( file.bytes, file.size_bytes );
//     eng_file_release( &file );
//
//     eng_file_write( "server.key", text, 65, 0600, &error );
#pragma once

#include "base/error.h"

#include <stddef.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	typedef struct eng_file
	{
		char* bytes;       ///< heap; a zero byte follows the last one, so text needs no copy
		size_t size_bytes; ///< without that zero byte
	} eng_file;

	/// Reads all of a regular file, a pipe or a device, of at most `max_bytes`. @return false with `error` filled when it
	/// cannot be read or is larger; nothing is to be released then
	bool eng_file_read( const char* path, size_t max_bytes, eng_file* out, eng_error* error );

	/// Frees what eng_file_read() took; accepts a zeroed one.
	void eng_file_release( eng_file* file );

	/// Writes a new file beside `path` with permissions `mode` (as in 0600, whatever the umask), and renames it over `path`
	/// when all of it is on the disk: a reader sees the old file or the new one, and a crash never leaves half a key.
	/// @return false with `error` filled, and `path` as it was
	bool eng_file_write( const char* path, const void* bytes, size_t size_bytes, unsigned mode, eng_error* error );

	/// @return whether anything has that name; also true when only a permission keeps us from knowing more
	bool eng_file_exists( const char* path );

#if defined( __cplusplus )
}
#endif
