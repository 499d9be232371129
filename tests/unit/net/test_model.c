#include "core/model.h"

#include "codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	BUFFER_BYTES = 1 << 20,
	NUMBERS = 900 // a stream has TW__MAX_DECISIONS, a number up to 65
};

static uint32_t any_size( uint32_t* random )
{
	uint32_t roll = next_random( random );
	return next_random( random ) >> ( roll % 32 );
}

Test( model, gives_back_the_ends_of_every_length )
{
	static uint8_t bytes[BUFFER_BYTES];
	static const int32_t SIGNED[] = { 0, 1, -1, 2, -2, INT32_MAX, INT32_MIN, INT32_MAX - 1, INT32_MIN + 1, 65536 };
	tw__number_models models;
	tw__number_models_init( &models, 4 );
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	for ( int shift = 0; shift < 32; ++shift )
		for ( uint32_t near = 0; near < 3; ++near )
			tw__encode_number( &encoder, &models, ( UINT32_C( 1 ) << shift ) + near - 1 );
	tw__encode_number( &encoder, &models, UINT32_MAX );
	for ( int i = 0; i < 10; ++i )
		tw__encode_signed( &encoder, &models, SIGNED[i] );
	int size_bytes = tw__encoder_end( &encoder );
	cr_assert_gt( size_bytes, 0 );

	tw__number_models_init( &models, 4 );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	for ( int shift = 0; shift < 32; ++shift )
		for ( uint32_t near = 0; near < 3; ++near )
			cr_assert_eq( tw__decode_number( &decoder, &models ), ( UINT32_C( 1 ) << shift ) + near - 1 );
	cr_assert_eq( tw__decode_number( &decoder, &models ), UINT32_MAX );
	for ( int i = 0; i < 10; ++i )
		cr_assert_eq( tw__decode_signed( &decoder, &models ), SIGNED[i] );
	cr_assert( tw__decoder_end( &decoder ) );
}

Test( model, gives_back_a_hundred_thousand_numbers_of_all_sizes )
{
	static uint8_t bytes[BUFFER_BYTES];
	uint32_t random = 99;
	for ( int round = 0; round < 100000 / NUMBERS + 1; ++round )
	{
		uint32_t again = random;
		tw__number_models models;
		tw__number_models_init( &models, 4 );
		tw__encoder encoder;
		tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
		for ( int i = 0; i < NUMBERS; ++i )
		{
			uint32_t number = any_size( &random );
			if ( i % 2 )
				tw__encode_number( &encoder, &models, number );
			else
				tw__encode_signed( &encoder, &models, (int32_t)number );
		}
		int size_bytes = tw__encoder_end( &encoder );

		tw__number_models_init( &models, 4 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, bytes, size_bytes );
		for ( int i = 0; i < NUMBERS; ++i )
		{
			uint32_t number = any_size( &again );
			uint32_t decoded = i % 2 ? tw__decode_number( &decoder, &models )
			                         : (uint32_t)tw__decode_signed( &decoder, &models );
			cr_assert_eq( decoded, number, "round %d, number %d", round, i );
		}
		cr_assert( tw__decoder_end( &decoder ) );
	}
}

Test( model, learns_small_numbers_within_a_packet )
{
	uint8_t bytes[256];
	tw__number_models models;
	tw__number_models_init( &models, 4 );
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, 256 );
	for ( int i = 0; i < 64; ++i )
		tw__encode_signed( &encoder, &models, i % 3 - 1 );
	cr_assert_leq( tw__encoder_end( &encoder ), 64 * 2 / 8, "1.58 bits are in each" );
}

Test( model, terminates_on_garbage_and_gives_zero_after_failing )
{
	uint8_t garbage[300];
	uint32_t random = 5;
	for ( int round = 0; round < 300; ++round )
	{
		for ( int i = 0; i < 300; ++i )
			garbage[i] = round % 3 == 0 ? 0 : round % 3 == 1 ? 0xFE : (uint8_t)next_random( &random );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, garbage, 1 + (int)( next_random( &random ) % 300 ) );
		tw__number_models models;
		tw__number_models_init( &models, 4 );
		int numbers = 0;
		for ( ; !decoder.failed; ++numbers )
		{
			int before = decoder.decisions;
			int32_t value = tw__decode_signed( &decoder, &models );
			cr_assert( value == 0 || !decoder.failed );
			cr_assert_leq( decoder.decisions - before, 66 );
		}
		cr_assert_leq( numbers, TW__MAX_DECISIONS + 1 );
		cr_assert_eq( tw__decode_number( &decoder, &models ), 0 );
	}
}
