#include "channel/payload.h"

#include "core/hash.h"
#include "core/model.h"

#include <string.h>

enum
{
	KIND_BITS = 2,
	RARELY = 2000, // of 65536
	USUALLY = 60000,
	MARGIN_BITS = 6, // 64 steps of a quarter of a millisecond: a tick
	MAX_SPAN = 64,
};

void tw__payload_write_kind( tw__encoder* encoder, tw__payload_kind kind )
{
	tw__encode_raw( encoder, (uint32_t)kind, KIND_BITS );
}

tw__payload_kind tw__payload_read_kind( tw__decoder* decoder )
{
	uint32_t kind = tw__decode_raw( decoder, KIND_BITS );
	if ( kind == TW__PAYLOAD_GOODBYE )
		return TW__PAYLOAD_GOODBYE;
	decoder->failed |= kind != TW__PAYLOAD_PLAY;
	return TW__PAYLOAD_PLAY;
}

int tw__goodbye_write( uint8_t* bytes, int capacity_bytes, tw_reason reason )
{
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, capacity_bytes );
	tw__payload_write_kind( &encoder, TW__PAYLOAD_GOODBYE );
	tw__encode_raw( &encoder, (uint32_t)reason, 8 );
	return tw__encoder_end( &encoder );
}

tw_reason tw__goodbye_read( tw__decoder* decoder )
{
	uint32_t number = tw__decode_raw( decoder, 8 );
	if ( number == TW_REASON_NONE ) // "connected" is no reason to part
		return TW_REASON_PROTOCOL_ERROR;
	switch ( number )
	{
// clang-format off
#define REASON_CASE( name, value, text ) case (uint32_t)value: return name;
		TW_REASON_LIST( REASON_CASE )
#undef REASON_CASE
		// clang-format on
	}
	return TW_REASON_PROTOCOL_ERROR;
}

void tw__write_u64( tw__encoder* encoder, uint64_t value )
{
	tw__encode_raw( encoder, (uint32_t)( value & UINT32_MAX ), 32 );
	tw__encode_raw( encoder, (uint32_t)( value >> 32 ), 32 );
}

uint64_t tw__read_u64( tw__decoder* decoder )
{
	uint64_t low = tw__decode_raw( decoder, 32 );
	return low | (uint64_t)tw__decode_raw( decoder, 32 ) << 32;
}

void tw__welcome_write( tw__encoder* encoder, const tw__welcome* welcome )
{
	tw__write_u64( encoder, welcome->schema_hash );
	tw__encode_raw( encoder, (uint32_t)welcome->rate_hz, 8 );
	tw__encode_raw( encoder, (uint32_t)welcome->snapshot_interval_ticks, 4 );
	tw__encode_raw( encoder, welcome->player.index1, 16 );
	tw__encode_raw( encoder, welcome->player.generation, 32 );
}

void tw__welcome_read( tw__decoder* decoder, tw__welcome* out_welcome )
{
	out_welcome->schema_hash = tw__read_u64( decoder );
	out_welcome->rate_hz = (int)tw__decode_raw( decoder, 8 );
	out_welcome->snapshot_interval_ticks = (int)tw__decode_raw( decoder, 4 );
	out_welcome->player.index1 = tw__decode_raw( decoder, 16 );
	out_welcome->player.generation = tw__decode_raw( decoder, 32 );
	decoder->failed |= out_welcome->rate_hz < 10 || out_welcome->rate_hz > 240 || out_welcome->player.index1 == 0 ||
	                   out_welcome->snapshot_interval_ticks < 1 || out_welcome->snapshot_interval_ticks > 8;
}

// --- Reports ---------------------------------------------------------------------------------------------------------

static void write_bits( tw__encoder* encoder, uint64_t bits, int span )
{
	tw__model any;
	tw__model_init( &any, RARELY );
	bits &= span >= MAX_SPAN ? UINT64_MAX : ( UINT64_C( 1 ) << span ) - 1;
	tw__encode_bit( encoder, &any, bits != 0 );
	for ( int i = 0; bits != 0 && i < span; ++i )
		tw__encode_raw( encoder, (uint32_t)( bits >> i & 1 ), 1 );
}

static uint64_t read_bits( tw__decoder* decoder, int span )
{
	tw__model any;
	tw__model_init( &any, RARELY );
	uint64_t bits = 0;
	if ( tw__decode_bit( decoder, &any ) )
		for ( int i = 0; i < span; ++i )
			bits |= (uint64_t)tw__decode_raw( decoder, 1 ) << i;
	return bits;
}

void tw__report_write( tw__encoder* encoder, const tw__report* report )
{
	tw__model has_any, has_margin;
	tw__number_models span, margin;
	tw__model_init( &has_any, RARELY );
	tw__model_init( &has_margin, USUALLY );
	tw__number_models_init( &span, 3 );
	tw__number_models_init( &margin, MARGIN_BITS );
	bool is_any = ( report->missing_inputs | report->blamed_on_player | report->blamed_on_server ) != 0;
	tw__encode_bit( encoder, &has_any, is_any );
	if ( is_any )
	{
		tw__encode_number( encoder, &span, (uint32_t)report->span_ticks );
		write_bits( encoder, report->missing_inputs, report->span_ticks );
		write_bits( encoder, report->blamed_on_player, report->span_ticks );
		write_bits( encoder, report->blamed_on_server, report->span_ticks );
	}
	tw__encode_bit( encoder, &has_margin, report->has_margin );
	if ( report->has_margin )
		tw__encode_signed( encoder, &margin, (int32_t)( report->margin_us / TW__MARGIN_STEP_US ) );
}

void tw__report_read( tw__decoder* decoder, tw__report* out_report )
{
	tw__model has_any, has_margin;
	tw__number_models span, margin;
	tw__model_init( &has_any, RARELY );
	tw__model_init( &has_margin, USUALLY );
	tw__number_models_init( &span, 3 );
	tw__number_models_init( &margin, MARGIN_BITS );
	*out_report = ( tw__report ){ 0 };
	if ( tw__decode_bit( decoder, &has_any ) )
	{
		uint32_t span_ticks = tw__decode_number( decoder, &span );
		decoder->failed |= span_ticks > MAX_SPAN;
		out_report->span_ticks = decoder->failed ? 0 : (int)span_ticks;
		out_report->missing_inputs = read_bits( decoder, out_report->span_ticks );
		out_report->blamed_on_player = read_bits( decoder, out_report->span_ticks );
		out_report->blamed_on_server = read_bits( decoder, out_report->span_ticks );
	}
	out_report->has_margin = tw__decode_bit( decoder, &has_margin );
	if ( out_report->has_margin )
		out_report->margin_us = (int64_t)tw__decode_signed( decoder, &margin ) * TW__MARGIN_STEP_US;
}

uint64_t tw__protocol_id( uint64_t wanted, const char* game )
{
	uint64_t id = wanted != 0 ? wanted : tw__hash64( game, strcspn( game, " " ), 0 );
	return id != 0 ? id : 1;
}
