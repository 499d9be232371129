#include "channel/acks.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	NUMBERS = 40000, // the model's bool arrays
	BUFFER_BYTES = 64
};

typedef struct model
{
	tw__acks sender, receiver;
	uint64_t first; // the number the story starts at
	bool arrived[NUMBERS], reported[NUMBERS];
	uint64_t now_us;
	int reports;
} model;

static int write_acks( tw__acks* acks, uint8_t bytes[BUFFER_BYTES] )
{
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, BUFFER_BYTES );
	tw__acks_write( acks, &encoder );
	return tw__encoder_end( &encoder );
}

static void check_list( model* m, const tw__ack_list* list )
{
	for ( int i = 0; i < list->count; ++i )
	{
		uint64_t number = list->items[i]->sequence - m->first;
		cr_assert_lt( number, NUMBERS );
		cr_assert( m->arrived[number], "never arrived" );
		cr_assert_not( m->reported[number], "told twice" );
		cr_assert_eq( list->items[i]->tag, (uint32_t)number );
		cr_assert( i == 0 || list->items[i]->sequence > list->items[i - 1]->sequence );
		m->reported[number] = true;
		m->reports++;
	}
}

static void bring_acks_back( model* m )
{
	uint8_t bytes[BUFFER_BYTES];
	int size_bytes = write_acks( &m->receiver, bytes );
	cr_assert_geq( size_bytes, 0 );
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	tw__ack_header header = tw__acks_read( &decoder );
	cr_assert( tw__decoder_end( &decoder ) );
	tw__ack_list list;
	tw__acks_apply( &m->sender, &header, m->now_us, &list );
	check_list( m, &list );
}

static void receive( model* m, uint64_t number )
{
	if ( m->arrived[number] )
		return; // the session layer lets no number through twice
	m->arrived[number] = true;
	tw__acks_note_received( &m->receiver, m->first + number, 10 );
}

// Runs of numbers that are sent, skipped, lost, late.
static void tell_story( model* m, uint32_t seed )
{
	static const int jumps[] = { 1, 1, 1, 1, 1, 1, 1, 2, 3, 15, 16, 17, 63, 64, 65, 66, 200 };
	uint32_t random = seed;
	uint64_t number = 0;
	for ( int step = 0; step < 20000 && number < NUMBERS - 1; ++step )
	{
		m->now_us += 1000;
		tw__acks_note_sent( &m->sender, m->first + number, m->now_us, (uint32_t)number, 10 );
		uint32_t fate = next_random( &random ) % 10;
		if ( fate < 6 )
			receive( m, number );
		if ( fate == 6 && number > 20 )
		{
			uint64_t late = number - next_random( &random ) % 20;
			if ( m->sender.sent[( m->first + late ) % TW__SENT_PACKETS].sequence == m->first + late )
				receive( m, late );
		}
		if ( next_random( &random ) % 3 != 0 )
			bring_acks_back( m );
		number += next_random( &random ) % 4 != 0
		                  ? 1
		                  : (uint64_t)jumps[next_random( &random ) % (uint32_t)TW_COUNT_OF( jumps )];
	}
}

Test( acks, report_only_what_arrived_and_each_at_most_once )
{
	static const uint64_t firsts[] = { 0, 1, 65536 - 300, UINT64_C( 0x8000000000000000 ) + 65536 - 7000,
		                           UINT64_C( 0xFFFFFFFFFFFF0000 ) - NUMBERS };
	static model m;
	for ( int i = 0; i < TW_COUNT_OF( firsts ); ++i )
	{
		memset( &m, 0, sizeof( m ) );
		m.first = firsts[i];
		tell_story( &m, 77 + (uint32_t)i );
		cr_assert_gt( m.reports, 2000, "from %llu: %d", (unsigned long long)firsts[i], m.reports );
	}
}

// No jumps and no loss on the way back: then nothing that arrives is ever left unsaid.
Test( acks, report_everything_that_arrived_when_each_payload_is_answered )
{
	static const struct
	{
		int burst, gap; // so many arrive between two answers, with so many lost before each
	} cases[] = { { 1, 0 }, { 1, 20 }, { 16, 0 }, { 16, 3 }, { 17, 0 }, { 64, 0 }, { 5, 11 }, { 1, 64 } };
	static model m;
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		memset( &m, 0, sizeof( m ) );
		m.first = UINT64_C( 0x8000000000000000 ) + 65000;
		uint64_t number = 0, arrived = 0;
		while ( number < 3000 )
		{
			for ( int n = 0; n < cases[i].burst; ++n, ++arrived )
			{
				for ( int lost = 0; lost < cases[i].gap; ++lost )
					tw__acks_note_sent( &m.sender, m.first + number++, 0, 0, 1 );
				tw__acks_note_sent( &m.sender, m.first + number, 0, (uint32_t)number, 1 );
				receive( &m, number++ );
			}
			bring_acks_back( &m );
		}
		cr_assert_eq( (uint64_t)m.reports, arrived, "case %d: %d of %d", i, m.reports, (int)arrived );
	}
}

Test( acks, forget_everything_at_a_jump_that_is_longer_than_they_reach )
{
	static const struct
	{
		uint64_t jump, history;
	} cases[] = {
		{ 1, 7 },
		{ 2, 14 },
		{ 16, UINT64_C( 7 ) << 15 },
		{ 62, UINT64_C( 7 ) << 61 },
		{ 63, UINT64_C( 3 ) << 62 },
		{ 64, UINT64_C( 1 ) << 63 },
		{ 65, 0 },
		{ 66, 0 },
		{ 100000, 0 },
	};
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__acks acks = { 0 };
		for ( uint64_t n = 65530; n < 65533; ++n )
			tw__acks_note_received( &acks, n, 1 );
		cr_assert_eq( acks.history, 3 );
		tw__acks_note_received( &acks, 65532 + cases[i].jump, 1 );
		cr_assert_eq( acks.history, cases[i].history, "jump %d", (int)cases[i].jump );
		cr_assert_eq( acks.in_missing, cases[i].jump - 1 );
	}
}

Test( acks, of_numbers_that_were_never_sent_are_no_news )
{
	tw__acks acks = { 0 };
	tw__ack_list list;
	tw__acks_apply( &acks, &( tw__ack_header ){ .has_any = true, .newest = 0, .history = UINT64_MAX }, 1, &list );
	cr_assert_eq( list.count, 0 );
	for ( uint64_t n = 0; n < 600; n += 3 )
		tw__acks_note_sent( &acks, n, 1, 1, 1 );
	int told = 0;
	for ( uint32_t newest = 0; newest < 65536; newest += 7 )
	{
		tw__ack_header header = { .has_any = true, .newest = (uint16_t)newest, .history = UINT64_MAX };
		tw__acks_apply( &acks, &header, 1, &list );
		for ( int i = 0; i < list.count; ++i )
			cr_assert_eq( list.items[i]->sequence % 3, 0 );
		told += list.count;
	}
	cr_assert_gt( told, 0 );
	cr_assert_leq( told, TW__SENT_PACKETS );
}

Test( acks, say_nothing_at_the_cost_of_nothing )
{
	tw__acks acks = { 0 };
	uint8_t bytes[BUFFER_BYTES];
	tw__acks_note_received( &acks, 7, 1 );
	for ( uint64_t n = 8; n < 100; ++n )
		tw__acks_note_received( &acks, n, 1 );
	write_acks( &acks, bytes );
	cr_assert_leq( write_acks( &acks, bytes ), 3 );
}

Test( acks, measure_the_round_trip_and_the_loss )
{
	tw__acks acks = { 0 };
	tw__ack_list list;
	for ( uint64_t n = 1; n <= 1000; ++n )
	{
		tw__acks_note_sent( &acks, n, n * 1000, 0, 100 );
		if ( n % 10 == 0 || n <= 40 )
			continue; // every tenth is lost
		tw__ack_header header = { .has_any = true, .newest = (uint16_t)n };
		tw__acks_apply( &acks, &header, n * 1000 + 40000, &list );
		cr_assert_eq( list.count, 1 );
	}
	tw_link_stats stats = tw__acks_get_link_stats( &acks );
	cr_assert_float_eq( stats.round_trip_ms, 40.0f, 0.1f );
	cr_assert_eq( stats.out_packets, 1000 );
	cr_assert_eq( stats.out_bytes, 100000 );
	cr_assert_float_eq( stats.loss_ratio_out, 0.1f, 0.03f );

	tw__acks in = { 0 };
	for ( uint64_t n = 0; n < 1000; ++n )
		if ( n % 4 != 3 )
			tw__acks_note_received( &in, n, 50 );
	cr_assert_float_eq( tw__acks_get_link_stats( &in ).loss_ratio_in, 0.25f, 0.01f );
}
