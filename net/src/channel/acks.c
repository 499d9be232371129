#include "channel/acks.h"

#include "core/seq.h"
#include "core/system.h"

#include <string.h>

enum
{
	SHORT_HISTORY = 16,
	ROUND_TRIP_SMOOTHING = 8, // each sample moves the mean by an eighth, as RFC 6298
	PROBABLY_ONE = 64000,     // of 65536: history is all ones unless something was lost
	PROBABLY_ZERO = 1500,
};

void tw__acks_note_sent( tw__acks* acks, uint64_t sequence, uint64_t now_us, uint32_t tag, int size_bytes )
{
	tw__sent_packet* packet = acks->sent + sequence % TW__SENT_PACKETS;
	acks->out_lost += packet->in_use && !packet->acked;
	*packet = ( tw__sent_packet ){ .sequence = sequence, .sent_us = now_us, .tag = tag, .in_use = true };
	acks->newest_sent = sequence;
	acks->out_packets++;
	acks->out_bytes += (uint64_t)size_bytes;
}

// No acknowledgement reaches farther than this.
static int reach( uint64_t numbers ) { return numbers <= TW__ACK_HISTORY ? (int)numbers : TW__ACK_HISTORY + 1; }

void tw__acks_note_received( tw__acks* acks, uint64_t sequence, int size_bytes )
{
	acks->in_packets++;
	acks->in_bytes += (uint64_t)size_bytes;
	if ( !acks->received_any )
	{
		acks->received_any = true;
		acks->newest = sequence;
		acks->unsaid_numbers = 1;
	}
	else if ( sequence > acks->newest )
	{
		// Shifting 64 bits by 64 is undefined, and a jump that far forgets all of them anyway.
		uint64_t ahead = sequence - acks->newest;
		acks->history = ahead < TW__ACK_HISTORY ? acks->history << ahead : 0;
		if ( ahead <= TW__ACK_HISTORY )
			acks->history |= UINT64_C( 1 ) << ( ahead - 1 ); // what used to be newest
		acks->newest = sequence;
		acks->in_missing += ahead - 1;
		acks->unsaid_numbers = acks->unsaid_numbers > 0 ? reach( (uint64_t)acks->unsaid_numbers + ahead ) : 1;
	}
	else
	{
		uint64_t behind = acks->newest - sequence;
		if ( 0 < behind && behind <= TW__ACK_HISTORY )
			acks->history |= UINT64_C( 1 ) << ( behind - 1 );
		acks->in_missing -= acks->in_missing > 0; // late, not lost
		int numbers = reach( behind + 1 );
		acks->unsaid_numbers = numbers > acks->unsaid_numbers ? numbers : acks->unsaid_numbers;
	}
}

static void write_history( const tw__acks* acks, tw__encoder* encoder, bool is_long )
{
	int bits = is_long ? TW__ACK_HISTORY : SHORT_HISTORY;
	uint64_t mask = is_long ? UINT64_MAX : ( UINT64_C( 1 ) << SHORT_HISTORY ) - 1;
	tw__model complete;
	tw__model_init( &complete, PROBABLY_ONE );
	bool is_complete = ( acks->history & mask ) == mask;
	tw__encode_bit( encoder, &complete, is_complete );
	for ( int shift = 0; !is_complete && shift < bits; shift += SHORT_HISTORY )
		tw__encode_raw( encoder, (uint32_t)( acks->history >> shift ) & 0xFFFF, SHORT_HISTORY );
}

void tw__acks_write( tw__acks* acks, tw__encoder* encoder )
{
	tw__model any, burst;
	tw__model_init( &any, PROBABLY_ONE );
	tw__model_init( &burst, PROBABLY_ZERO );
	tw__encode_bit( encoder, &any, acks->received_any );
	if ( !acks->received_any )
		return;

	bool is_long = acks->unsaid_numbers > SHORT_HISTORY;
	tw__encode_raw( encoder, (uint32_t)( acks->newest & 0xFFFF ), 16 );
	tw__encode_bit( encoder, &burst, is_long );
	write_history( acks, encoder, is_long );
	acks->unsaid_numbers = 0;
}

static uint64_t read_history( tw__decoder* decoder, bool is_long )
{
	tw__model complete;
	tw__model_init( &complete, PROBABLY_ONE );
	if ( tw__decode_bit( decoder, &complete ) )
		return is_long ? UINT64_MAX : ( UINT64_C( 1 ) << SHORT_HISTORY ) - 1;

	uint64_t history = 0;
	for ( int shift = 0; shift < ( is_long ? TW__ACK_HISTORY : SHORT_HISTORY ); shift += SHORT_HISTORY )
		history |= (uint64_t)tw__decode_raw( decoder, SHORT_HISTORY ) << shift;
	return history;
}

static void measure_round_trip( tw__acks* acks, const tw__sent_packet* packet, uint64_t now_us )
{
	int64_t sample_us = now_us > packet->sent_us ? (int64_t)( now_us - packet->sent_us ) : 1;
	int64_t mean_us = acks->round_trip_us;
	mean_us = mean_us == 0 ? sample_us : mean_us + ( sample_us - mean_us ) / ROUND_TRIP_SMOOTHING;
	acks->round_trip_us = (uint32_t)( mean_us > 0 ? mean_us : 1 );
}

// A number we never sent, sent too long ago or was told before is no news.
static void mark_acked( tw__acks* acks, uint64_t sequence, tw__ack_list* list )
{
	tw__sent_packet* packet = acks->sent + sequence % TW__SENT_PACKETS;
	if ( !packet->in_use || packet->sequence != sequence || packet->acked )
		return;
	packet->acked = true;
	list->items[list->count++] = packet;
}

tw__ack_header tw__acks_read( tw__decoder* decoder )
{
	tw__model any, burst;
	tw__model_init( &any, PROBABLY_ONE );
	tw__model_init( &burst, PROBABLY_ZERO );
	tw__ack_header header = { .has_any = tw__decode_bit( decoder, &any ) };
	if ( !header.has_any )
		return header;
	header.newest = (uint16_t)tw__decode_raw( decoder, 16 );
	bool is_long = tw__decode_bit( decoder, &burst );
	header.history = read_history( decoder, is_long );
	return header;
}

void tw__acks_apply( tw__acks* acks, const tw__ack_header* header, uint64_t now_us, tw__ack_list* out_list )
{
	out_list->count = 0;
	if ( !header->has_any )
		return;

	// An acknowledgement can only name what was sent, so the newest sent number is the reference.
	uint64_t newest = tw__seq_widen( header->newest, acks->newest_sent );
	for ( int n = TW__ACK_HISTORY - 1; n >= 0; --n )
		if ( ( header->history >> n & 1 ) != 0 && newest >= (uint64_t)n + 1 )
			mark_acked( acks, newest - 1 - (uint64_t)n, out_list );
	int before_newest = out_list->count;
	mark_acked( acks, newest, out_list );
	if ( out_list->count > before_newest )
		measure_round_trip( acks, out_list->items[before_newest], now_us );
}

static float ratio( uint64_t part, uint64_t whole ) { return whole > 0 ? (float)part / (float)whole : 0.0f; }

tw_link_stats tw__acks_get_link_stats( const tw__acks* acks )
{
	return ( tw_link_stats ){
		.round_trip_ms = (float)acks->round_trip_us / 1000.0f,
		.loss_ratio_in = ratio( acks->in_missing, acks->in_packets + acks->in_missing ),
		.loss_ratio_out = ratio( acks->out_lost, acks->out_packets ),
		.in_packets = acks->in_packets,
		.out_packets = acks->out_packets,
		.in_bytes = acks->in_bytes,
		.out_bytes = acks->out_bytes,
	};
}
