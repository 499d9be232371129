#include "channel/payload.h"

#include "core/model.h"
#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	BUFFER_BYTES = 256
};

Test( payload, kinds_that_do_not_exist_are_refused )
{
	for ( uint32_t kind = 0; kind < 4; ++kind )
	{
		uint8_t bytes[BUFFER_BYTES];
		tw__encoder encoder;
		tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
		tw__payload_write_kind( &encoder, (tw__payload_kind)kind );
		tw__encode_raw( &encoder, 5, 8 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, bytes, tw__encoder_end( &encoder ) );
		tw__payload_kind read = tw__payload_read_kind( &decoder );
		cr_assert_eq( decoder.failed, kind > 1 );
		cr_assert( decoder.failed || (uint32_t)read == kind );
	}
}

Test( payload, goodbyes_carry_every_reason_and_unknown_numbers_read_as_a_protocol_error )
{
	for ( int number = 0; number < 256; ++number )
	{
		uint8_t bytes[BUFFER_BYTES];
		int size_bytes = tw__goodbye_write( bytes, BUFFER_BYTES, (tw_reason)number );
		cr_assert_leq( size_bytes, 3 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, bytes, size_bytes );
		cr_assert_eq( tw__payload_read_kind( &decoder ), TW__PAYLOAD_GOODBYE );
		tw_reason reason = tw__goodbye_read( &decoder );
		cr_assert( tw__decoder_end( &decoder ) );
		// "connected" is no reason to part.
		bool is_reason = TW_REASON_NONE < number && number <= TW_REASON_PROTOCOL_ERROR;
		cr_assert_eq( reason, is_reason ? (tw_reason)number : TW_REASON_PROTOCOL_ERROR, "%d", number );
	}
}

static bool pass_welcome( const tw__welcome* in, tw__welcome* out )
{
	uint8_t bytes[BUFFER_BYTES];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	tw__welcome_write( &encoder, in );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, tw__encoder_end( &encoder ) );
	tw__welcome_read( &decoder, out );
	return tw__decoder_end( &decoder );
}

Test( payload, welcomes_go_round_and_impossible_ones_are_refused )
{
	static const struct
	{
		tw__welcome welcome;
		bool is_possible;
	} cases[] = {
		{ { UINT64_C( 0xFEDCBA9876543210 ), 60, 1, { 1, 1 } }, true },
		{ { 0, 10, 8, { 4096, 65535 } }, true },
		{ { 0, 240, 1, { 4096, UINT32_MAX } }, true },
		{ { 0, 9, 1, { 1, 1 } }, false },
		{ { 0, 241, 1, { 1, 1 } }, false },
		{ { 0, 60, 0, { 1, 1 } }, false },
		{ { 0, 60, 9, { 1, 1 } }, false },
		{ { 0, 60, 1, { 0, 1 } }, false },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__welcome out;
		cr_assert_eq( pass_welcome( &cases[i].welcome, &out ), cases[i].is_possible, "case %d", i );
		if ( !cases[i].is_possible )
			continue;
		cr_assert_eq( out.schema_hash, cases[i].welcome.schema_hash );
		cr_assert_eq( out.rate_hz, cases[i].welcome.rate_hz );
		cr_assert_eq( out.snapshot_interval_ticks, cases[i].welcome.snapshot_interval_ticks );
		cr_assert( tw_player_equals( out.player, cases[i].welcome.player ) );
	}
}

enum
{
	REPORT_TICK = 70000
};

static int pass_report( const tw__report* in, tw__report* out )
{
	uint8_t bytes[BUFFER_BYTES];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	tw__report_write( &encoder, in, REPORT_TICK );
	int size_bytes = tw__encoder_end( &encoder );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	tw__report_read( &decoder, out, REPORT_TICK );
	cr_assert( tw__decoder_end( &decoder ) );
	return size_bytes;
}

Test( payload, reports_go_round_for_every_span_and_margin )
{
	uint32_t random = 4;
	for ( int round = 0; round < 2000; ++round )
	{
		uint64_t noise = (uint64_t)next_random( &random ) << 32 | next_random( &random );
		tw__report in = { .span_ticks = round % 65,
			          .missing_inputs = next_random( &random ) % 2 ? noise : 0,
			          .blamed_on_player = next_random( &random ) % 2 ? ~noise : 0,
			          .blamed_on_server = next_random( &random ) % 2 ? noise * 3 : 0,
			          .has_arrival = next_random( &random ) % 2 };
		in.arrival_tick = REPORT_TICK + next_random( &random ) % 200 - 100;
		in.arrival_count = 1 + (int)( next_random( &random ) % TW__MAX_ARRIVALS );
		in.margin_us = ( (int64_t)( next_random( &random ) % 2000001 ) - 1000000 ) * TW__MARGIN_STEP_US;
		uint64_t mask = in.span_ticks == 64 ? UINT64_MAX : ( UINT64_C( 1 ) << in.span_ticks ) - 1;
		tw__report out;
		pass_report( &in, &out );
		cr_assert_eq( out.missing_inputs, in.missing_inputs & mask );
		cr_assert_eq( out.blamed_on_player, in.blamed_on_player & mask );
		cr_assert_eq( out.blamed_on_server, in.blamed_on_server & mask );
		cr_assert_eq( out.has_arrival, in.has_arrival );
		if ( !in.has_arrival )
			continue;
		cr_assert_eq( out.arrival_tick, in.arrival_tick );
		cr_assert_eq( out.arrival_count, in.arrival_count );
		cr_assert_eq( out.margin_us, in.margin_us );
	}
}

Test( payload, a_report_of_nothing_unusual_costs_three_bytes )
{
	tw__report out;
	tw__report in = { .span_ticks = 64,
		          .has_arrival = true,
		          .arrival_tick = REPORT_TICK + 2,
		          .arrival_count = 1,
		          .margin_us = 33000 };
	cr_assert_leq( pass_report( &in, &out ), 3 );
	cr_assert_eq( out.margin_us, 33000 );
}

Test( payload, a_span_beyond_64_ticks_is_refused )
{
	uint8_t bytes[BUFFER_BYTES];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	tw__model has_any;
	tw__number_models span;
	tw__model_init( &has_any, 2000 ); // as reports begin
	tw__number_models_init( &span, 3 );
	tw__encode_bit( &encoder, &has_any, 1 );
	tw__encode_number( &encoder, &span, 65 );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, tw__encoder_end( &encoder ) );
	tw__report out;
	tw__report_read( &decoder, &out, REPORT_TICK );
	cr_assert( decoder.failed );
	cr_assert_eq( out.span_ticks, 0 );
}
