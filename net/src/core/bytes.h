// bytes.h - little-endian numbers in byte buffers, bounds-checked in both directions.
//
//     tw__byte_reader reader = { .bytes = datagram, .size_bytes = size_bytes };
//     uint32_t count = tw__bytes_read_u32( &reader );
//     tw__bytes_read( &reader, key, sizeof( key ) );
//     if ( reader.failed )                                        // one check, after the last read
//         return false;
//
// A read past the end gives zeros and sets `failed`, which nothing clears. The writer does the same when its buffer is
// full. Neither owns the buffer.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct tw__byte_reader
{
	const uint8_t* bytes;
	int size_bytes;
	int cursor_bytes;
	bool failed;
} tw__byte_reader;

typedef struct tw__byte_writer
{
	uint8_t* bytes;
	int capacity_bytes;
	int cursor_bytes;
	bool failed;
} tw__byte_writer;

uint8_t tw__bytes_read_u8( tw__byte_reader* reader );
uint16_t tw__bytes_read_u16( tw__byte_reader* reader );
uint32_t tw__bytes_read_u32( tw__byte_reader* reader );
uint64_t tw__bytes_read_u64( tw__byte_reader* reader );

/// Copy the next bytes. `out` is all zero after a failure.
void tw__bytes_read( tw__byte_reader* reader, uint8_t* out, int size_bytes );

/// Pass over the next bytes. @return where they are, NULL after a failure
const uint8_t* tw__bytes_skip( tw__byte_reader* reader, int size_bytes );

void tw__bytes_write_u8( tw__byte_writer* writer, uint8_t value );
void tw__bytes_write_u16( tw__byte_writer* writer, uint16_t value );
void tw__bytes_write_u32( tw__byte_writer* writer, uint32_t value );
void tw__bytes_write_u64( tw__byte_writer* writer, uint64_t value );
void tw__bytes_write( tw__byte_writer* writer, const uint8_t* bytes, int size_bytes );

/// Zeros up to the end of the buffer.
void tw__bytes_pad( tw__byte_writer* writer );
