#include "state/events.h"

#include "state/pack.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	BUFFER_BYTES = 4096
};

static tw__event make_event( uint32_t tick, uint16_t type, uint32_t about, uint32_t value )
{
	return ( tw__event ){ .tick = tick, .type = type, .about = about, .values = { value, value + 1, 0, 2 } };
}

Test( events, are_numbered_among_their_like_within_a_tick )
{
	static const struct
	{
		uint32_t tick, about;
		uint16_t type, nth;
	} cases[] = { { 5, 1, 0, 0 }, { 5, 1, 0, 1 }, { 5, 2, 0, 0 }, { 5, 1, 1, 0 },
		      { 5, 1, 0, 2 }, { 6, 1, 0, 0 }, { 6, 0, 0, 0 }, { 6, 0, 0, 1 } };
	static tw__event_log log;
	tw__event_log_init( &log );
	for ( uint32_t i = 0; i < 8; ++i )
	{
		tw__event event = make_event( cases[i].tick, cases[i].type, cases[i].about, i );
		tw__event_log_add( &log, &event );
		cr_assert_eq( event.nth, cases[i].nth, "case %u", i );
		cr_assert_eq( event.serial, i + 1 );
	}
}

Test( events, can_be_looked_up_until_they_are_overwritten )
{
	static tw__event_log log;
	tw__event_log_init( &log );
	cr_assert_null( tw__event_log_get( &log, 0 ) );
	cr_assert_null( tw__event_log_get( &log, 1 ) );
	for ( uint32_t n = 1; n <= 3 * TW__EVENT_LOG; ++n )
	{
		tw__event event = make_event( n, 0, 0, n );
		tw__event_log_add( &log, &event );
	}
	cr_assert_null( tw__event_log_get( &log, 2 * TW__EVENT_LOG ) );
	cr_assert_null( tw__event_log_get( &log, 3 * TW__EVENT_LOG + 1 ) );
	for ( uint32_t n = 2 * TW__EVENT_LOG + 1; n <= 3 * TW__EVENT_LOG; ++n )
		cr_assert_eq( tw__event_log_get( &log, n )->values[0], n );
}

typedef struct codec
{
	tw_schema* schema;
	tw__snapshot_models* models;
	uint8_t bytes[BUFFER_BYTES];
} codec;

static void reset( codec* c ) { tw__snapshot_models_reset( c->schema, c->models ); }

static tw__event random_event( const tw_schema* schema, uint32_t* random, uint32_t serial, uint32_t tick )
{
	tw__event event = { .serial = serial,
		            .tick = tick - next_random( random ) % 60,
		            .type = (uint16_t)( next_random( random ) % 2 ),
		            .nth = (uint16_t)( next_random( random ) % 8 == 0 ? next_random( random ) : 0 ),
		            .about = next_random( random ) % 3 == 0 ? 0 : next_random( random ) >> 7 };
	fill_values( schema->plans + tw__schema_event_index( schema, event.type ), random, event.values );
	return event;
}

Test( events, come_out_as_they_went_in )
{
	static codec c;
	c.schema = make_fixture_schema();
	c.models = malloc( tw__snapshot_models_size( c.schema ) );
	uint32_t random = 6;
	for ( int round = 0; round < 400; ++round )
	{
		tw__event events[40], decoded;
		uint32_t serial = round % 7 == 0 ? 1 : next_random( &random ) | 1, tick = next_random( &random ),
			 before = 0;
		tw__encoder encoder;
		tw__encoder_begin( &encoder, c.bytes, BUFFER_BYTES );
		reset( &c );
		for ( int i = 0; i < 40; ++i )
		{
			events[i] = random_event( c.schema, &random, serial, tick );
			tw__encode_event( &encoder, c.models, c.schema, tick, before, events + i );
			before = serial;
			serial += 1 + next_random( &random ) % 5;
			serial += serial == 0;
		}
		int size_bytes = tw__encoder_end( &encoder );
		cr_assert_gt( size_bytes, 0 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c.bytes, size_bytes );
		reset( &c );
		before = 0;
		for ( int i = 0; i < 40; ++i )
		{
			tw__decode_event( &decoder, c.models, c.schema, tick, before, &decoded );
			cr_assert_not( decoder.failed );
			before = decoded.serial;
			cr_assert_eq( decoded.serial, events[i].serial );
			cr_assert_eq( decoded.tick, events[i].tick );
			cr_assert_eq( decoded.type, events[i].type );
			cr_assert_eq( decoded.nth, events[i].nth );
			cr_assert_eq( decoded.about, events[i].about );
			cr_assert( tw__values_equal( c.schema->plans + tw__schema_event_index( c.schema, decoded.type ),
			                             decoded.values, events[i].values ) );
		}
		cr_assert( tw__decoder_end( &decoder ) );
	}
	free( c.models );
	tw_schema_destroy( c.schema );
}

Test( events, of_types_that_do_not_exist_are_refused )
{
	static codec c;
	c.schema = make_fixture_schema();
	c.models = malloc( tw__snapshot_models_size( c.schema ) );
	for ( uint32_t type = 0; type < 256; ++type )
	{
		tw__encoder encoder;
		tw__encoder_begin( &encoder, c.bytes, BUFFER_BYTES );
		reset( &c );
		tw__encode_raw( &encoder, 7, 32 );
		tw__encode_number( &encoder, &c.models->event_age, 3 );
		tw__encode_raw( &encoder, type, 8 );
		for ( int n = 0; n < 40; ++n )
			tw__encode_raw( &encoder, 0, 8 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c.bytes, tw__encoder_end( &encoder ) );
		reset( &c );
		tw__event event = { 0 };
		tw__decode_event( &decoder, c.models, c.schema, 100, 0, &event );
		cr_assert( decoder.failed || type < 2 );
		cr_assert( type < 2 || event.serial == 0, "untouched" );
	}
	free( c.models );
	tw_schema_destroy( c.schema );
}
