// coder.h - adaptive binary arithmetic coder: the bits of every snapshot, input and event go through it.
//
//     tw__encoder e;                                       tw__decoder d;
//     tw__encoder_begin( &e, bytes, capacity_bytes );      tw__decoder_begin( &d, bytes, size_bytes );
//     tw__encode_bit( &e, &model, is_alive );              is_alive = tw__decode_bit( &d, &model );
//     tw__encode_raw( &e, slot, 10 );                      slot = tw__decode_raw( &d, 10 );
//     int size_bytes = tw__encoder_end( &e );              if ( !tw__decoder_end( &d ) ) drop the packet;
//
// To try whether something fits, copy the encoder before and assign the copy back after; bytes that were written are
// final, so that takes no more than the copy. (Models that were used in between are the caller's to restore.)
//
// Integers only, so every compiler and machine makes the same bytes. Neither owns the bytes. A range coder with carry
// (G. N. N. Martin, 1979), 32-bit range, renormalised by bytes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	/// Binary decisions in one stream. A well predicted decision costs next to nothing, so the size of a packet does
	/// not bound the work it asks for; this does. Up to 16 raw bits at once are one. The encoder overflows at the same
	/// count.
	TW__MAX_DECISIONS = 65536
};

/// One adaptive probability. It learns as 1/n at first, then forgets exponentially.
typedef struct tw__model
{
	uint16_t one;  // probability that the bit is 1, in 1/65536
	uint16_t seen; // bits so far, saturating: decides the rate of learning
} tw__model;

typedef struct tw__encoder
{
	uint8_t* bytes;
	int capacity_bytes;
	int written_bytes; // final; a carry can no longer reach them
	int pending_bytes; // 0xFF bytes behind `held` that wait for a carry
	int decisions;
	uint64_t low; // 33 bits: the top one is the carry
	uint32_t range;
	uint8_t held;    // the byte before the pending ones
	bool is_holding; // false until the first byte is held
	bool overflowed; // sticky: no room, or too many decisions
} tw__encoder;

typedef struct tw__decoder
{
	const uint8_t* bytes;
	int size_bytes;
	int read_bytes; // may pass size_bytes by the tail the encoder left away
	int decisions;
	uint32_t window; // the last four bytes read
	uint32_t offset; // of the coded number above the low end of the range
	uint32_t range;
	bool failed; // sticky: set by the first bad read, cleared by nobody
} tw__decoder;

/// @param probability_of_one in 1/65536; a good first guess is worth bytes, since models start again in each packet
void tw__model_init( tw__model* model, uint32_t probability_of_one );

/// @param bytes stay the caller's, and in place until the end
void tw__encoder_begin( tw__encoder* encoder, uint8_t* bytes, int capacity_bytes );

/// Write the shortest tail that the decoder cannot misread.
/// @return size in bytes, [0, capacity]; -1 when it overflowed
int tw__encoder_end( tw__encoder* encoder );

/// What tw__encoder_end() would return now, without looking at the capacity.
int tw__encoder_size_bytes( const tw__encoder* encoder );

void tw__encode_bit( tw__encoder* encoder, tw__model* model, int bit );

/// The low bits of `value`, at one bit each.
/// @param bit_count [1, 32]
void tw__encode_raw( tw__encoder* encoder, uint32_t value, int bit_count );

/// @param bytes the whole stream and nothing else
void tw__decoder_begin( tw__decoder* decoder, const uint8_t* bytes, int size_bytes );

/// @return true only if nothing failed and an encoder that was asked for the same would have made exactly these bytes
bool tw__decoder_end( const tw__decoder* decoder );

/// @return 0 or 1; 0 after a failure
int tw__decode_bit( tw__decoder* decoder, tw__model* model );

/// @param bit_count [1, 32]. @return 0 after a failure
uint32_t tw__decode_raw( tw__decoder* decoder, int bit_count );
