#include "codec_file.h"

#include "base/files.h"

#include <stdlib.h>

enum
{
	CUBE_BYTES = 4 * CODEC_CUBE_VALUES,
	LARGEST_FILE_BYTES = 1 << 30
};

static const int32_t least[CODEC_CUBE_VALUES] = { 0, 0, 0, 0, -16383, -16383, 0, 0 };
static const int32_t most[CODEC_CUBE_VALUES] = { 3, 511, 511, 511, 16383, 16383, 8191, 1 };

static int32_t read_le32( const uint8_t* bytes )
{
	uint32_t value =
		(uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
	return (int32_t)value;
}

void codec_file_write_cube( const int32_t cube[CODEC_CUBE_VALUES], uint8_t out_bytes[4 * CODEC_CUBE_VALUES] )
{
	for ( int i = 0; i < CODEC_CUBE_VALUES; ++i )
		for ( int byte = 0; byte < 4; ++byte )
			out_bytes[4 * i + byte] = (uint8_t)( (uint32_t)cube[i] >> 8 * byte );
}

static bool convert( const eng_file* raw, codec_file* out, const char* path, eng_error* error )
{
	size_t count = (size_t)out->frames * (size_t)out->cubes * CODEC_CUBE_VALUES;
	out->values = malloc( count * sizeof( int32_t ) );
	if ( out->values == NULL )
		return eng_error_set( error, "%s: no memory for %zu values", path, count );
	for ( size_t i = 0; i < count; ++i )
	{
		int32_t value = read_le32( (const uint8_t*)raw->bytes + 4 * i );
		out->values[i] = value;
		if ( value < least[i % CODEC_CUBE_VALUES] || value > most[i % CODEC_CUBE_VALUES] )
			return eng_error_set( error, "%s: value %zu is %d, out of range", path, i, (int)value );
	}
	return true;
}

bool codec_file_load( const char* path, int cubes, codec_file* out, eng_error* error )
{
	eng_file raw;
	*out = ( codec_file ){ .cubes = cubes };
	if ( !eng_file_read( path, LARGEST_FILE_BYTES, &raw, error ) )
		return false;
	size_t frame_bytes = (size_t)cubes * CUBE_BYTES;
	bool is_loaded = raw.size_bytes > 0 && raw.size_bytes % frame_bytes == 0;
	if ( !is_loaded )
		eng_error_set( error, "%s: %zu bytes are no whole number of frames of %d cubes", path, raw.size_bytes,
		               cubes );
	out->frames = (int)( raw.size_bytes / frame_bytes );
	is_loaded = is_loaded && convert( &raw, out, path, error );
	eng_file_release( &raw );
	if ( !is_loaded )
		codec_file_release( out );
	return is_loaded;
}

void codec_file_release( codec_file* file )
{
	free( file->values );
	*file = ( codec_file ){ 0 };
}

const int32_t* codec_file_cube( const codec_file* file, int frame, int cube )
{
	return file->values + ( (size_t)frame * (size_t)file->cubes + (size_t)cube ) * CODEC_CUBE_VALUES;
}
