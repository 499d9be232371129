#include "input/input_frame.h"

#include "core/model.h"
#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	BUFFER_BYTES = 8192
};

typedef struct codec
{
	tw_schema* schema;
	tw__value_models* models;
	uint8_t bytes[BUFFER_BYTES];
	tw__input_frame frames[TW__MAX_INPUTS_PER_PACKET], decoded[TW__MAX_INPUTS_PER_PACKET];
} codec;

static codec* make_codec( void )
{
	codec* c = calloc( 1, sizeof( *c ) );
	c->schema = make_fixture_schema();
	c->models = malloc( tw__value_models_size( c->schema ) );
	return c;
}

static void free_codec( codec* c )
{
	free( c->models );
	tw_schema_destroy( c->schema );
	free( c );
}

static int encode( codec* c, int count )
{
	const tw__input_frame* frames[TW__MAX_INPUTS_PER_PACKET];
	for ( int i = 0; i < count; ++i )
		frames[i] = c->frames + i;
	tw__encoder encoder;
	tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
	tw__value_models_reset( c->schema, c->models );
	tw__encode_inputs( &encoder, c->models, c->schema, frames, count );
	return tw__encoder_end( &encoder );
}

static int decode( codec* c, int size_bytes, uint32_t near_tick, bool* out_is_good )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, c->bytes, size_bytes );
	tw__value_models_reset( c->schema, c->models );
	int count = tw__decode_inputs( &decoder, c->models, c->schema, near_tick, c->decoded );
	*out_is_good = tw__decoder_end( &decoder );
	return count;
}

static void fill_frames( codec* c, int count, uint32_t first_tick, uint32_t* random )
{
	for ( int i = 0; i < count; ++i )
	{
		tw__input_frame* frame = c->frames + i;
		*frame = ( tw__input_frame ){ .tick = first_tick + (uint32_t)i };
		frame->shown = ( tw__shown ){ .from_tick = frame->tick - next_random( random ) % 40,
			                      .gap = (uint8_t)next_random( random ),
			                      .fraction_256ths = (uint8_t)next_random( random ) };
		if ( next_random( random ) % 16 == 0 )
			frame->shown = ( tw__shown ){ 0 };
		fill_values( tw__schema_input( c->schema ), random, frame->values );
	}
}

static bool is_same( const tw__input_frame* a, const tw__input_frame* b )
{
	return a->tick == b->tick && a->shown.from_tick == b->shown.from_tick && a->shown.gap == b->shown.gap &&
	       a->shown.fraction_256ths == b->shown.fraction_256ths &&
	       memcmp( a->values, b->values, sizeof( a->values ) ) == 0;
}

Test( input_frame, runs_go_round_for_every_length_and_across_the_wraps_of_16_and_32_bits )
{
	static const uint32_t nears[] = { 1,         40, 65535, 65536, 131071, UINT32_C( 0x7FFFFFF0 ), UINT32_MAX - 5,
		                          UINT32_MAX };
	codec* c = make_codec();
	uint32_t random = 31;
	for ( int round = 0; round < 800; ++round )
	{
		int count = 1 + round % TW__MAX_INPUTS_PER_PACKET;
		uint32_t near_tick = nears[round % TW_COUNT_OF( nears )];
		uint32_t off = next_random( &random ) % 60000;
		fill_frames( c, count, near_tick + off - 30000 - (uint32_t)count, &random );
		bool is_good;
		int size_bytes = encode( c, count );
		cr_assert_gt( size_bytes, 0 );
		cr_assert_eq( decode( c, size_bytes, near_tick, &is_good ), count );
		cr_assert( is_good );
		for ( int i = 0; i < count; ++i )
			cr_assert( is_same( c->frames + i, c->decoded + i ), "round %d, frame %d", round, i );
	}
	free_codec( c );
}

Test( input_frame, holding_a_key_for_half_a_second_costs_a_few_bytes )
{
	codec* c = make_codec();
	for ( int i = 0; i < TW__MAX_INPUTS_PER_PACKET; ++i )
	{
		c->frames[i] = ( tw__input_frame ){ .tick = 500 + (uint32_t)i, .values = { 2, 0, 1234, 3, 9, 1 } };
		c->frames[i].shown = ( tw__shown ){ .from_tick = 490 + (uint32_t)i, .gap = 1, .fraction_256ths = 40 };
	}
	cr_assert_leq( encode( c, TW__MAX_INPUTS_PER_PACKET ), 16 );
	free_codec( c );
}

Test( input_frame, refuses_runs_that_are_too_long_truncated_or_noise )
{
	codec* c = make_codec();
	uint32_t random = 5;
	tw__encoder encoder;
	tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
	tw__encode_raw( &encoder, 77, 16 );
	tw__number_models count;
	tw__number_models_init( &count, 3 );
	tw__encode_number( &encoder, &count, TW__MAX_INPUTS_PER_PACKET );
	bool is_good;
	cr_assert_eq( decode( c, tw__encoder_end( &encoder ), 77, &is_good ), 0 );
	cr_assert_not( is_good );

	int accepted = 0;
	for ( int round = 0; round < 2000; ++round )
	{
		int size_bytes = (int)( next_random( &random ) % 120 );
		for ( int i = 0; i < size_bytes; ++i )
			c->bytes[i] = (uint8_t)next_random( &random );
		int frames = decode( c, size_bytes, 1000, &is_good );
		cr_assert_leq( frames, TW__MAX_INPUTS_PER_PACKET );
		accepted += is_good;
		for ( int i = 0; i < frames; ++i )
			for ( int e = 0; e < tw__schema_input( c->schema )->element_count; ++e )
				cr_assert_leq( c->decoded[i].values[e],
				               tw__schema_input( c->schema )->elements[e].wire_max );
	}
	cr_assert_lt( accepted, 100 );
	free_codec( c );
}
