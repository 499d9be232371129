#include "base/secrets.h"

#include "base/files.h"
#include "base/hex.h"

#include <string.h>

enum
{
	MOST_BYTES = 4096 // of a file with one line that matters
};

// A plain memset before a free is what optimisers remove.
static void forget( eng_file* file )
{
	for ( volatile char* at = file->bytes; at < file->bytes + file->size_bytes; ++at )
		*at = 0;
	eng_file_release( file );
}

bool eng_secret_read_key( const char* path, uint8_t* out_bytes, size_t size_bytes, eng_error* error )
{
	eng_file file;
	if ( !eng_file_read( path, MOST_BYTES, &file, error ) )
		return false;
	bool is_key = eng_hex_decode( file.bytes, out_bytes, size_bytes );
	forget( &file );
	return is_key || eng_error_set( error, "%s: a key is %zu hex digits", path, 2 * size_bytes );
}

bool eng_secret_read_password( const char* path, char out_text[ENG_PASSWORD_BYTES + 1], eng_error* error )
{
	eng_file file;
	if ( !eng_file_read( path, MOST_BYTES, &file, error ) )
		return false;
	size_t length = strcspn( file.bytes, "\r\n" );
	bool is_usable = 0 < length && length <= ENG_PASSWORD_BYTES;
	if ( is_usable )
	{
		memcpy( out_text, file.bytes, length );
		out_text[length] = '\0';
	}
	forget( &file );
	return is_usable ||
	       eng_error_set( error, "%s: its first line is the password, of 1 to %d bytes", path, ENG_PASSWORD_BYTES );
}
