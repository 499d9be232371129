#include "channel/payload.h"

#include "core/model.h"

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

// Inputs usually come one at a time, a little before their ticks, which is a little after the snapshot's.
typedef struct arrival_models
{
	tw__model has_arrival;
	tw__number_models ahead, more, margin;
} arrival_models;

static void init_arrival_models( arrival_models* models )
{
	tw__model_init( &models->has_arrival, USUALLY );
	tw__number_models_init( &models->ahead, 2 );
	tw__number_models_init( &models->more, 0 );
	tw__number_models_init( &models->margin, MARGIN_BITS );
}

static void write_arrival( tw__encoder* encoder, const tw__report* report, uint32_t tick )
{
	arrival_models models;
	init_arrival_models( &models );
	tw__encode_bit( encoder, &models.has_arrival, report->has_arrival );
	if ( !report->has_arrival )
		return;
	tw__encode_signed( encoder, &models.ahead, (int32_t)( report->arrival_tick - tick ) );
	tw__encode_number( encoder, &models.more, (uint32_t)report->arrival_count - 1 );
	tw__encode_signed( encoder, &models.margin, (int32_t)( report->margin_us / TW__MARGIN_STEP_US ) );
}

static void read_arrival( tw__decoder* decoder, tw__report* out_report, uint32_t tick )
{
	arrival_models models;
	init_arrival_models( &models );
	out_report->has_arrival = tw__decode_bit( decoder, &models.has_arrival );
	if ( !out_report->has_arrival )
		return;
	out_report->arrival_tick = tick + (uint32_t)tw__decode_signed( decoder, &models.ahead );
	uint32_t more = tw__decode_number( decoder, &models.more );
	decoder->failed |= more >= TW__MAX_ARRIVALS;
	out_report->arrival_count = decoder->failed ? 1 : (int)more + 1;
	out_report->margin_us = (int64_t)tw__decode_signed( decoder, &models.margin ) * TW__MARGIN_STEP_US;
}

void tw__report_write( tw__encoder* encoder, const tw__report* report, uint32_t tick )
{
	tw__model has_any;
	tw__number_models span;
	tw__model_init( &has_any, RARELY );
	tw__number_models_init( &span, 3 );
	bool is_any = ( report->missing_inputs | report->blamed_on_player | report->blamed_on_server ) != 0;
	tw__encode_bit( encoder, &has_any, is_any );
	if ( is_any )
	{
		tw__encode_number( encoder, &span, (uint32_t)report->span_ticks );
		write_bits( encoder, report->missing_inputs, report->span_ticks );
		write_bits( encoder, report->blamed_on_player, report->span_ticks );
		write_bits( encoder, report->blamed_on_server, report->span_ticks );
	}
	write_arrival( encoder, report, tick );
}

void tw__report_read( tw__decoder* decoder, tw__report* out_report, uint32_t tick )
{
	tw__model has_any;
	tw__number_models span;
	tw__model_init( &has_any, RARELY );
	tw__number_models_init( &span, 3 );
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
	read_arrival( decoder, out_report, tick );
}
