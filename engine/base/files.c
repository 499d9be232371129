#include "base/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
	FIRST_READ_BYTES = 4096
};

static bool fail_with_errno( eng_error* error, const char* path, int error_number )
{
	return eng_error_set( error, "%s: %s", path, strerror( error_number ) );
}

// Makes room for at least one more byte and the zero byte behind it. The size that a file system states is not used:
// pipes and /proc state none, and a file may grow while it is read.
static bool grow( eng_file* file, size_t* capacity_bytes )
{
	if ( file->size_bytes + 1 < *capacity_bytes )
		return true;
	size_t wanted_bytes = *capacity_bytes == 0 ? FIRST_READ_BYTES : *capacity_bytes * 2;
	char* grown = realloc( file->bytes, wanted_bytes );
	if ( grown == NULL )
		return false;
	file->bytes = grown;
	*capacity_bytes = wanted_bytes;
	return true;
}

static bool read_all( FILE* stream, const char* path, size_t max_bytes, eng_file* file, eng_error* error )
{
	size_t capacity_bytes = 0;
	for ( ;; )
	{
		if ( !grow( file, &capacity_bytes ) )
			return eng_error_set( error, "%s: out of memory", path );
		size_t got_bytes =
			fread( file->bytes + file->size_bytes, 1, capacity_bytes - 1 - file->size_bytes, stream );
		file->size_bytes += got_bytes;
		if ( file->size_bytes > max_bytes )
			return eng_error_set( error, "%s: larger than %zu bytes", path, max_bytes );
		if ( got_bytes == 0 )
			break;
	}
	if ( ferror( stream ) )
		return fail_with_errno( error, path, errno );
	file->bytes[file->size_bytes] = '\0';
	return true;
}

bool eng_file_read( const char* path, size_t max_bytes, eng_file* out, eng_error* error )
{
	FILE* stream = fopen( path, "rbe" );
	if ( stream == NULL )
		return fail_with_errno( error, path, errno );

	eng_file file = { 0 };
	bool is_read = read_all( stream, path, max_bytes, &file, error );
	fclose( stream );
	if ( !is_read )
	{
		eng_file_release( &file );
		return false;
	}
	*out = file;
	return true;
}

void eng_file_release( eng_file* file )
{
	free( file->bytes );
	*file = ( eng_file ){ 0 };
}

static bool write_descriptor( int descriptor, const char* bytes, size_t size_bytes )
{
	while ( size_bytes > 0 )
	{
		ssize_t written_bytes = write( descriptor, bytes, size_bytes );
		if ( written_bytes < 0 && errno == EINTR )
			continue;
		if ( written_bytes < 0 )
			return false;
		bytes += written_bytes;
		size_bytes -= (size_t)written_bytes;
	}
	return true;
}

// mkstemp creates with mode 0600, so a key is never readable by others, not even for a moment.
static bool fill_temporary( int descriptor, const void* bytes, size_t size_bytes, unsigned mode )
{
	bool is_filled = write_descriptor( descriptor, bytes, size_bytes ) && fchmod( descriptor, (mode_t)mode ) == 0 &&
	                 fsync( descriptor ) == 0;
	int error_number = errno;
	bool is_closed = close( descriptor ) == 0; // a full network disk may say so only here
	if ( !is_filled )
		errno = error_number;
	return is_filled && is_closed;
}

bool eng_file_write( const char* path, const void* bytes, size_t size_bytes, unsigned mode, eng_error* error )
{
	char temporary[4096];
	int length = snprintf( temporary, sizeof( temporary ), "%s.XXXXXX", path );
	if ( length < 0 || (size_t)length >= sizeof( temporary ) )
		return fail_with_errno( error, path, ENAMETOOLONG );

	int descriptor = mkstemp( temporary );
	if ( descriptor < 0 )
		return fail_with_errno( error, path, errno );
	if ( !fill_temporary( descriptor, bytes, size_bytes, mode ) || rename( temporary, path ) != 0 )
	{
		fail_with_errno( error, path, errno );
		unlink( temporary );
		return false;
	}
	return true;
}

bool eng_file_exists( const char* path )
{
	struct stat unused;
	return lstat( path, &unused ) == 0 || errno != ENOENT;
}
