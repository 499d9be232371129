#include "state/value_codec.h"

#include "codec_fixture.h"
#include "state/pack.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

enum
{
	BUFFER_BYTES = 4096,
	RATE_HZ = 60
};

typedef struct codec
{
	tw_schema* schema;
	tw__value_models* models;
	uint8_t bytes[BUFFER_BYTES];
	tw__encoder encoder;
	tw__decoder decoder;
} codec;

static codec make_codec( void )
{
	codec c = { .schema = make_fixture_schema() };
	cr_assert_not_null( c.schema );
	c.models = malloc( tw__value_models_size( c.schema ) );
	return c;
}

static void free_codec( codec* c )
{
	free( c->models );
	tw_schema_destroy( c->schema );
}

static void begin_encoding( codec* c )
{
	tw__value_models_reset( c->schema, c->models );
	tw__encoder_begin( &c->encoder, c->bytes, BUFFER_BYTES );
}

static void begin_decoding( codec* c, int size_bytes )
{
	tw__value_models_reset( c->schema, c->models );
	tw__decoder_begin( &c->decoder, c->bytes, size_bytes );
}

Test( value_codec, gives_back_any_values_against_any_base )
{
	codec c = make_codec();
	uint32_t random = 17;
	for ( int round = 0; round < 4000; ++round )
	{
		uint32_t again = random;
		begin_encoding( &c );
		for ( int i = 0; i < 25; ++i )
		{
			int component = (int)( next_random( &random ) % (uint32_t)c.schema->plan_count );
			int age_ticks = (int)( next_random( &random ) % 100 );
			bool has_base = next_random( &random ) % 4 != 0;
			uint32_t base[TW__MAX_ELEMENTS], values[TW__MAX_ELEMENTS];
			fill_values( c.schema->plans + component, &random, base );
			memcpy( values, base, sizeof( values ) );
			change_values( c.schema->plans + component, &random, values );
			tw__encode_values( &c.encoder, c.models, c.schema, component, has_base ? base : NULL, age_ticks,
			                   RATE_HZ, values );
		}
		int size_bytes = tw__encoder_end( &c.encoder );
		cr_assert_gt( size_bytes, 0 );

		begin_decoding( &c, size_bytes );
		for ( int i = 0; i < 25; ++i )
		{
			int component = (int)( next_random( &again ) % (uint32_t)c.schema->plan_count );
			int age_ticks = (int)( next_random( &again ) % 100 );
			bool has_base = next_random( &again ) % 4 != 0;
			uint32_t base[TW__MAX_ELEMENTS], values[TW__MAX_ELEMENTS], decoded[TW__MAX_ELEMENTS];
			fill_values( c.schema->plans + component, &again, base );
			memcpy( values, base, sizeof( values ) );
			change_values( c.schema->plans + component, &again, values );
			cr_assert( tw__decode_values( &c.decoder, c.models, c.schema, component, has_base ? base : NULL,
			                              age_ticks, RATE_HZ, decoded ) );
			cr_assert( tw__values_equal( c.schema->plans + component, values, decoded ), "round %d, %d",
			           round, i );
		}
		cr_assert( tw__decoder_end( &c.decoder ) );
	}
	free_codec( &c );
}

Test( value_codec, refuses_truncation_and_garbage_within_bounded_work )
{
	codec c = make_codec();
	uint32_t random = 23;
	for ( int round = 0; round < 3000; ++round )
	{
		int size_bytes = (int)( next_random( &random ) % 200 );
		for ( int i = 0; i < size_bytes; ++i )
			c.bytes[i] = (uint8_t)next_random( &random );
		begin_decoding( &c, size_bytes );
		bool is_good = true;
		for ( int i = 0; is_good; ++i )
		{
			int component =
				i % ( c.schema->plan_count - 1 ); // not the bell: nothing to say about it for ever
			uint32_t base[TW__MAX_ELEMENTS], values[TW__MAX_ELEMENTS];
			fill_values( c.schema->plans + component, &random, base );
			is_good = tw__decode_values( &c.decoder, c.models, c.schema, component, i % 3 ? base : NULL,
			                             i % 70, RATE_HZ, values );
			for ( int e = 0; is_good && e < c.schema->plans[component].element_count; ++e )
				cr_assert_leq( values[e], c.schema->plans[component].elements[e].wire_max );
		}
		cr_assert( c.decoder.failed );
		cr_assert_not( tw__decoder_end( &c.decoder ) );
	}
	free_codec( &c );
}

Test( value_codec, says_in_a_fraction_of_a_bit_that_a_thing_moved_as_expected )
{
	codec c = make_codec();
	const tw__component_plan* plan = c.schema->plans + FIXTURE_BODY;
	fixture_body body = { .pos_m = { 10, 20 }, .vel_mps = { 3, -1.5f }, .health = 90 };
	uint32_t base[TW__MAX_ELEMENTS], values[TW__MAX_ELEMENTS];
	tw__pack( plan, &body, base, NULL );
	body.pos_m[0] += 0.3f;
	body.pos_m[1] -= 0.15f;
	tw__pack( plan, &body, values, NULL );

	begin_encoding( &c );
	for ( int i = 0; i < 64; ++i )
		tw__encode_values( &c.encoder, c.models, c.schema, FIXTURE_BODY, base, 6, RATE_HZ, values );
	cr_assert_leq( tw__encoder_end( &c.encoder ), 4 );
	free_codec( &c );
}

// A stream that is accepted is the only one that says what it says, so nothing can be hidden in an alternative.
Test( value_codec, accepts_exactly_the_bytes_an_encoder_makes )
{
	codec c = make_codec();
	int component = tw__schema_input_index( c.schema ), accepted = 0;
	uint32_t base[TW__MAX_ELEMENTS] = { 1, 2, 65000, 250, 3, 0 }, values[TW__MAX_ELEMENTS];
	for ( int number = 0; number < 65536 + 256; ++number )
	{
		int size_bytes = number < 65536 ? 2 : 1;
		c.bytes[0] = (uint8_t)number;
		c.bytes[1] = (uint8_t)( number >> 8 );
		begin_decoding( &c, size_bytes );
		if ( !tw__decode_values( &c.decoder, c.models, c.schema, component, base, 1, RATE_HZ, values ) ||
		     !tw__decoder_end( &c.decoder ) )
			continue;
		accepted++;
		begin_encoding( &c );
		tw__encode_values( &c.encoder, c.models, c.schema, component, base, 1, RATE_HZ, values );
		cr_assert_eq( tw__encoder_end( &c.encoder ), size_bytes );
		cr_assert_eq( c.bytes[0], (uint8_t)number );
		cr_assert( size_bytes == 1 || c.bytes[1] == (uint8_t)( number >> 8 ) );
	}
	cr_assert_gt( accepted, 1000 );
	free_codec( &c );
}

// Bytes on the wire are a promise: a change here is a change of the protocol.
Test( value_codec, makes_the_same_bytes_as_ever )
{
	codec c = make_codec();
	begin_encoding( &c );
	uint32_t random = 2024;
	for ( int i = 0; i < 12; ++i )
	{
		int component = i % c.schema->plan_count;
		uint32_t base[TW__MAX_ELEMENTS], values[TW__MAX_ELEMENTS];
		fill_values( c.schema->plans + component, &random, base );
		memcpy( values, base, sizeof( values ) );
		change_values( c.schema->plans + component, &random, values );
		tw__encode_values( &c.encoder, c.models, c.schema, component, i < 6 ? NULL : base, i, RATE_HZ, values );
	}
	int size_bytes = tw__encoder_end( &c.encoder );

	char text[2 * BUFFER_BYTES + 64], expected[sizeof( text )] = "";
	int length = snprintf( text, sizeof( text ), "%016llx\n", (unsigned long long)c.schema->hash );
	for ( int i = 0; i < size_bytes; ++i )
		length += snprintf( text + length, 4, i % 32 == 31 ? "%02x\n" : "%02x", c.bytes[i] );

	FILE* file = fopen( "tests/golden/value_codec.hex", "r" );
	cr_assert_not_null( file );
	size_t got = fread( expected, 1, sizeof( expected ) - 1, file );
	fclose( file );
	cr_assert_eq( got, strlen( expected ) );
	cr_assert_str_eq( text, expected );
	free_codec( &c );
}
