#include "core/bytes.h"

#include "core/system.h"

#include <string.h>

static uint64_t read_number( tw__byte_reader* reader, int size_bytes )
{
	const uint8_t* bytes = tw__bytes_skip( reader, size_bytes );
	uint64_t value = 0;
	for ( int i = size_bytes - 1; bytes != NULL && i >= 0; --i )
		value = ( value << 8 ) | bytes[i];
	return value;
}

uint8_t tw__bytes_read_u8( tw__byte_reader* reader ) { return (uint8_t)read_number( reader, 1 ); }
uint16_t tw__bytes_read_u16( tw__byte_reader* reader ) { return (uint16_t)read_number( reader, 2 ); }
uint32_t tw__bytes_read_u32( tw__byte_reader* reader ) { return (uint32_t)read_number( reader, 4 ); }
uint64_t tw__bytes_read_u64( tw__byte_reader* reader ) { return read_number( reader, 8 ); }

void tw__bytes_read( tw__byte_reader* reader, uint8_t* out, int size_bytes )
{
	const uint8_t* bytes = tw__bytes_skip( reader, size_bytes );
	if ( bytes != NULL )
		memcpy( out, bytes, (size_t)size_bytes );
	else
		memset( out, 0, (size_t)size_bytes );
}

const uint8_t* tw__bytes_skip( tw__byte_reader* reader, int size_bytes )
{
	TW_ASSERT( size_bytes >= 0 );
	if ( reader->failed || size_bytes > reader->size_bytes - reader->cursor_bytes )
	{
		reader->failed = true;
		return NULL;
	}
	const uint8_t* bytes = reader->bytes + reader->cursor_bytes;
	reader->cursor_bytes += size_bytes;
	return bytes;
}

static uint8_t* take_room( tw__byte_writer* writer, int size_bytes )
{
	TW_ASSERT( size_bytes >= 0 );
	if ( writer->failed || size_bytes > writer->capacity_bytes - writer->cursor_bytes )
	{
		writer->failed = true;
		return NULL;
	}
	uint8_t* room = writer->bytes + writer->cursor_bytes;
	writer->cursor_bytes += size_bytes;
	return room;
}

static void write_number( tw__byte_writer* writer, uint64_t value, int size_bytes )
{
	uint8_t* room = take_room( writer, size_bytes );
	for ( int i = 0; room != NULL && i < size_bytes; ++i )
		room[i] = (uint8_t)( value >> ( 8 * i ) );
}

void tw__bytes_write_u8( tw__byte_writer* writer, uint8_t value ) { write_number( writer, value, 1 ); }
void tw__bytes_write_u16( tw__byte_writer* writer, uint16_t value ) { write_number( writer, value, 2 ); }
void tw__bytes_write_u32( tw__byte_writer* writer, uint32_t value ) { write_number( writer, value, 4 ); }
void tw__bytes_write_u64( tw__byte_writer* writer, uint64_t value ) { write_number( writer, value, 8 ); }

void tw__bytes_write( tw__byte_writer* writer, const uint8_t* bytes, int size_bytes )
{
	uint8_t* room = take_room( writer, size_bytes );
	if ( room != NULL && size_bytes > 0 )
		memcpy( room, bytes, (size_t)size_bytes );
}

void tw__bytes_pad( tw__byte_writer* writer )
{
	int rest_bytes = writer->capacity_bytes - writer->cursor_bytes;
	uint8_t* room = take_room( writer, rest_bytes );
	if ( room != NULL )
		memset( room, 0, (size_t)rest_bytes );
}
