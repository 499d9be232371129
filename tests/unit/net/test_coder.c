#include "core/coder.h"

#include "codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	BUFFER_BYTES = 16384,
	MODELS = 8
};

static void init_models( tw__model* models )
{
	static const uint32_t START[MODELS] = { 32768, 48, 65488, 1000, 60000, 20000, 40000, 32768 };
	for ( int i = 0; i < MODELS; ++i )
		tw__model_init( models + i, START[i] );
}

// A mix of modelled and raw bits that follows from the seed. Encodes with a decoder of NULL, else compares.
static void walk( uint32_t seed, int count, tw__encoder* encoder, tw__decoder* decoder )
{
	tw__model models[MODELS];
	init_models( models );
	uint32_t random = seed;
	for ( int i = 0; i < count; ++i )
	{
		uint32_t roll = next_random( &random ), which = roll % MODELS;
		uint32_t value = next_random( &random );
		int bit = value % 16 < which * 2, bit_count = 1 + (int)( roll >> 8 ) % 32;
		bool is_raw = roll >> 16 & 1 && roll >> 17 & 1;
		value = bit_count == 32 ? value : value & ( ( UINT32_C( 1 ) << bit_count ) - 1 );
		if ( decoder == NULL && is_raw )
			tw__encode_raw( encoder, value, bit_count );
		else if ( decoder == NULL )
			tw__encode_bit( encoder, models + which, bit );
		else if ( is_raw )
			cr_assert_eq( tw__decode_raw( decoder, bit_count ), value, "seed %u, item %d", seed, i );
		else
			cr_assert_eq( tw__decode_bit( decoder, models + which ), bit, "seed %u, item %d", seed, i );
	}
}

Test( coder, gives_back_every_sequence_and_knows_where_it_ends )
{
	static uint8_t bytes[BUFFER_BYTES];
	for ( uint32_t seed = 1; seed <= 20000; ++seed )
	{
		int count = (int)( seed % 97 );
		tw__encoder encoder;
		tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
		walk( seed, count, &encoder, NULL );
		int foreseen_bytes = tw__encoder_size_bytes( &encoder ), size_bytes = tw__encoder_end( &encoder );
		cr_assert_eq( size_bytes, foreseen_bytes );

		tw__decoder decoder;
		tw__decoder_begin( &decoder, bytes, size_bytes );
		walk( seed, count, NULL, &decoder );
		cr_assert( tw__decoder_end( &decoder ), "seed %u", seed );
		cr_assert_eq( decoder.decisions, encoder.decisions );

		bytes[size_bytes] = 0;
		tw__decoder_begin( &decoder, bytes, size_bytes + 1 );
		walk( seed, count, NULL, &decoder );
		cr_assert_not( tw__decoder_end( &decoder ), "a zero behind is not part of it, seed %u", seed );
	}
}

Test( coder, carries_through_long_runs_of_ones )
{
	uint8_t bytes[64];
	tw__model unlikely;
	for ( int ones = 0; ones < 200; ++ones )
	{
		tw__encoder encoder;
		tw__encoder_begin( &encoder, bytes, 64 );
		tw__encode_raw( &encoder, 0, 7 );
		for ( int i = 0; i < ones; ++i )
			tw__encode_raw( &encoder, 1, 1 ); // the top half each time: 0xFF after 0xFF is held back
		tw__model_init( &unlikely, 65488 );
		for ( int i = 0; i < 3; ++i )
			tw__encode_bit( &encoder, &unlikely, i == 1 );
		int size_bytes = tw__encoder_end( &encoder );
		cr_assert_gt( size_bytes, 0 );

		tw__decoder decoder;
		tw__decoder_begin( &decoder, bytes, size_bytes );
		cr_assert_eq( tw__decode_raw( &decoder, 7 ), 0 );
		for ( int i = 0; i < ones; ++i )
			cr_assert_eq( tw__decode_raw( &decoder, 1 ), 1 );
		tw__model_init( &unlikely, 65488 );
		for ( int i = 0; i < 3; ++i )
			cr_assert_eq( tw__decode_bit( &decoder, &unlikely ), i == 1 );
		cr_assert( tw__decoder_end( &decoder ) );
	}
}

Test( coder, costs_nothing_for_nothing_and_little_for_the_expected )
{
	uint8_t bytes[64];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, 0 );
	cr_assert_eq( tw__encoder_end( &encoder ), 0 );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, 0 );
	cr_assert( tw__decoder_end( &decoder ) );

	tw__model model;
	tw__model_init( &model, 32768 );
	tw__encoder_begin( &encoder, bytes, 64 );
	for ( int i = 0; i < 1000; ++i )
		tw__encode_bit( &encoder, &model, 1 );
	cr_assert_leq( tw__encoder_end( &encoder ), 3 );
}

Test( coder, overflows_for_good_when_the_room_is_used_up )
{
	uint8_t bytes[9];
	bytes[8] = 0xA5;
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, 8 );
	for ( int i = 0; i < 3; ++i )
		tw__encode_raw( &encoder, 0xDEADBEEF, 32 );
	cr_assert_eq( tw__encoder_end( &encoder ), -1 );
	cr_assert_eq( bytes[8], 0xA5 );
	cr_assert( encoder.overflowed );

	tw__model model;
	tw__model_init( &model, 32768 );
	tw__encoder_begin( &encoder, bytes, 8 );
	for ( int i = 0; i <= TW__MAX_DECISIONS; ++i )
		tw__encode_bit( &encoder, &model, 0 );
	cr_assert_eq( tw__encoder_end( &encoder ), -1, "more than a decoder accepts" );
}

Test( coder, goes_on_from_a_copy_as_if_nothing_had_been_tried )
{
	static uint8_t direct[BUFFER_BYTES], retried[BUFFER_BYTES];
	for ( uint32_t seed = 1; seed < 500; ++seed )
	{
		tw__encoder encoder;
		tw__encoder_begin( &encoder, direct, BUFFER_BYTES );
		walk( seed, 50, &encoder, NULL );
		walk( seed + 1, 50, &encoder, NULL );
		int size_bytes = tw__encoder_end( &encoder );

		tw__encoder_begin( &encoder, retried, BUFFER_BYTES );
		walk( seed, 50, &encoder, NULL );
		tw__encoder saved = encoder;
		walk( seed + 2, 80, &encoder, NULL );
		encoder = saved;
		walk( seed + 1, 50, &encoder, NULL );
		cr_assert_eq( tw__encoder_end( &encoder ), size_bytes );
		cr_assert_arr_eq( direct, retried, (size_t)size_bytes );
	}
}

Test( coder, fails_for_good_when_more_than_a_tail_is_missing )
{
	uint8_t bytes[64] = { 0 };
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, 64 );
	for ( int i = 0; i < 8; ++i )
		tw__encode_raw( &encoder, 0x12345678u + (uint32_t)i, 32 );
	int size_bytes = tw__encoder_end( &encoder );

	for ( int kept_bytes = 0; kept_bytes < size_bytes; ++kept_bytes )
	{
		tw__decoder decoder;
		uint8_t* exact = malloc( (size_t)kept_bytes + 1 ); // so that a read past the end is seen by a sanitizer
		memcpy( exact, bytes, (size_t)kept_bytes );
		tw__decoder_begin( &decoder, exact, kept_bytes );
		for ( int i = 0; i < 8; ++i )
			(void)tw__decode_raw( &decoder, 32 );
		cr_assert_not( tw__decoder_end( &decoder ), "%d of %d bytes", kept_bytes, size_bytes );
		if ( decoder.failed )
			cr_assert_eq( tw__decode_raw( &decoder, 32 ), 0 );
		free( exact );
	}
}

Test( coder, ends_at_the_decision_limit_whatever_arrives )
{
	static uint8_t garbage[1200];
	uint32_t random = 7;
	for ( int round = 0; round < 20; ++round )
	{
		for ( int i = 0; i < 1200; ++i )
			garbage[i] = round == 0 ? 0 : (uint8_t)next_random( &random );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, garbage, 1200 );
		tw__model model;
		tw__model_init( &model, 32768 );
		int decisions = 0;
		for ( ; !decoder.failed; ++decisions )
			(void)tw__decode_bit( &decoder, &model );
		cr_assert_leq( decisions, TW__MAX_DECISIONS + 1 );
		cr_assert_eq( tw__decode_bit( &decoder, &model ), 0 );
		cr_assert_not( tw__decoder_end( &decoder ) );
	}
}
