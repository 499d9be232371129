// fuzz_value_codec.c - any bytes against any base.
//
// The input is one byte of choices, the seed of the base, then the stream. Whatever decodes must be in range, must come out
// the same when it is encoded and decoded again, and a stream that ends as an encoder would end it must be the very bytes
// that the encoder makes.
#include "state/pack.h"
#include "state/value_codec.h"

#include "fuzz.h"
#include "unit/net/codec_fixture.h"

enum
{
	HEAD_BYTES = 3,
	MAX_ITEMS = 64,
	BUFFER_BYTES = 1 << 16,
	RATE_HZ = 60
};

typedef struct item
{
	int component;
	bool has_base;
	int age_ticks;
	uint32_t base[TW__MAX_ELEMENTS];
	uint32_t values[TW__MAX_ELEMENTS];
} item;

// What both sides know before the bytes: which component is next, and against what.
static void plan_item( const tw_schema* schema, int number, uint8_t choices, uint32_t* random, item* next )
{
	next->component = ( number + choices ) % schema->plan_count;
	next->has_base = ( next_random( random ) & choices & 3 ) != 0;
	next->age_ticks = (int)( next_random( random ) % 100 );
	fill_values( schema->plans + next->component, random, next->base );
}

static bool decode_item( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, item* next )
{
	return tw__decode_values( decoder, models, schema, next->component, next->has_base ? next->base : NULL,
	                          next->age_ticks, RATE_HZ, next->values );
}

static void check_item( const tw_schema* schema, const item* next )
{
	const tw__component_plan* plan = schema->plans + next->component;
	for ( int i = 0; i < plan->element_count; ++i )
		REQUIRE( next->values[i] <= plan->elements[i].wire_max );

	fixture_body state; // the largest struct of the fixture
	uint32_t packed[TW__MAX_ELEMENTS];
	tw__unpack( plan, next->values, &state, NULL );
	tw__pack( plan, &state, packed, NULL );
	for ( int i = 0; i < plan->element_count; ++i )
		REQUIRE( packed[i] <= plan->elements[i].wire_max );
}

static int encode_items( const tw_schema* schema, tw__value_models* models, const item* items, int count,
                         uint8_t* bytes )
{
	tw__encoder encoder;
	tw__value_models_reset( schema, models );
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	for ( int i = 0; i < count; ++i )
		tw__encode_values( &encoder, models, schema, items[i].component,
		                   items[i].has_base ? items[i].base : NULL, items[i].age_ticks, RATE_HZ,
		                   items[i].values );
	return tw__encoder_end( &encoder );
}

static void check_round_trip( const tw_schema* schema, tw__value_models* models, const item* items, int count,
                              const uint8_t* bytes, int size_bytes )
{
	tw__decoder decoder;
	tw__value_models_reset( schema, models );
	tw__decoder_begin( &decoder, bytes, size_bytes );
	for ( int i = 0; i < count; ++i )
	{
		static item again;
		again = items[i];
		REQUIRE( decode_item( &decoder, models, schema, &again ) );
		REQUIRE( tw__values_equal( schema->plans + again.component, again.values, items[i].values ) );
	}
	REQUIRE( tw__decoder_end( &decoder ) );
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	static item items[MAX_ITEMS];
	static uint8_t bytes[BUFFER_BYTES];
	static tw_schema* schema;
	static tw__value_models* models;
	if ( schema == NULL )
	{
		schema = make_fixture_schema();
		models = malloc( tw__value_models_size( schema ) );
	}
	if ( size < HEAD_BYTES || size > BUFFER_BYTES )
		return 0;

	uint32_t random = ( (uint32_t)data[1] << 8 | data[2] ) + 1;
	int wanted = 1 + data[0] % MAX_ITEMS, count = 0;
	tw__decoder decoder;
	tw__value_models_reset( schema, models );
	tw__decoder_begin( &decoder, data + HEAD_BYTES, (int)size - HEAD_BYTES );
	for ( ; count < wanted; ++count )
	{
		plan_item( schema, count, data[0], &random, items + count );
		if ( !decode_item( &decoder, models, schema, items + count ) )
			break;
		check_item( schema, items + count );
	}
	REQUIRE( decoder.failed == ( count < wanted ) );
	bool is_whole = tw__decoder_end( &decoder );

	int size_bytes = encode_items( schema, models, items, count, bytes );
	REQUIRE( size_bytes >= 0 );
	if ( is_whole )
		REQUIRE( size_bytes == (int)size - HEAD_BYTES &&
		         memcmp( bytes, data + HEAD_BYTES, (size_t)size_bytes ) == 0 );
	check_round_trip( schema, models, items, count, bytes, size_bytes );
	return 0;
}
