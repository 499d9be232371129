#include "channel/messages.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	CAPACITY_BYTES = 1200,
	TICK_US = 16667,
	PIPE_PACKETS = 64,
	ROUND_TRIP_US = 100000,
	IDLE_BYTES = 1, // of a packet that holds nothing but "no messages"
};

// xorshift32 (G. Marsaglia, 2003).
static uint32_t next_random( uint32_t* state )
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static tw__messages* make_messages( uint16_t first_id )
{
	tw__messages* m = malloc( sizeof( *m ) );
	cr_assert_not_null( m );
	tw__messages_init( m );
	m->first_id = m->next_id = first_id;
	return m;
}

/// @return size in bytes
static int write_packet( tw__messages* m, uint8_t* bytes, uint64_t now_us )
{
	tw__encoder encoder;
	tw__encoder_begin( &encoder, bytes, CAPACITY_BYTES );
	tw__messages_write( m, &encoder, now_us, ROUND_TRIP_US );
	int size_bytes = tw__encoder_end( &encoder );
	cr_assert_geq( size_bytes, 0 );
	return size_bytes;
}

static bool read_packet( const tw__messages* m, const uint8_t* bytes, int size_bytes, tw__parcel* parcel )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	tw__messages_read( m, &decoder, parcel );
	return !decoder.failed && tw__decoder_end( &decoder );
}

// Message number n has a size and bytes of its own.
static int make_text( int number, uint8_t* out_bytes )
{
	uint32_t random = (uint32_t)number * 2654435761u + 1;
	int size_bytes = 4 + (int)( next_random( &random ) % ( number % 50 == 0 ? 500 : 60 ) );
	memset( out_bytes, number & 0xFF, (size_t)size_bytes );
	memcpy( out_bytes, &number, sizeof( number ) );
	return size_bytes;
}

typedef struct flight
{
	bool in_use;
	uint64_t arrives_us, sequence;
	int size_bytes;
	uint8_t bytes[CAPACITY_BYTES];
} flight;

// One direction of a bad line: packets are lost, delayed by up to five ticks and doubled; acknowledgements too.
typedef struct line
{
	tw__messages *from, *to;
	uint32_t random;
	uint64_t now_us, sequence;
	int posted, taken, loss_percent;
	flight flights[PIPE_PACKETS];
} line;

static void put_in_flight( line* l, const uint8_t* bytes, int size_bytes )
{
	for ( int i = 0; i < PIPE_PACKETS; ++i )
	{
		flight* f = l->flights + i;
		if ( f->in_use )
			continue;
		f->in_use = true;
		f->arrives_us = l->now_us + next_random( &l->random ) % ( 5 * TICK_US );
		f->sequence = l->sequence;
		f->size_bytes = size_bytes;
		memcpy( f->bytes, bytes, (size_t)size_bytes );
		return;
	}
}

static bool is_lost( line* l ) { return (int)( next_random( &l->random ) % 100 ) < l->loss_percent; }

static void send_packet( line* l )
{
	uint8_t bytes[CAPACITY_BYTES];
	int size_bytes = write_packet( l->from, bytes, l->now_us );
	tw__messages_note_sent( l->from, l->sequence, l->now_us );
	if ( !is_lost( l ) )
		put_in_flight( l, bytes, size_bytes );
	if ( next_random( &l->random ) % 16 == 0 )
		put_in_flight( l, bytes, size_bytes ); // the session drops copies; this must hold without it
	l->sequence++;
}

static void take_all( line* l )
{
	uint8_t expected[TW__MAX_MESSAGE_BYTES];
	tw__message message;
	while ( tw__messages_take( l->to, &message ) )
	{
		int size_bytes = make_text( l->taken++, expected );
		cr_assert( message.is_reliable );
		cr_assert_eq( message.size_bytes, size_bytes, "message %d", l->taken - 1 );
		cr_assert_eq( memcmp( message.bytes, expected, (size_t)size_bytes ), 0, "message %d", l->taken - 1 );
	}
	cr_assert_leq( l->taken, l->posted );
}

static void receive_packets( line* l )
{
	for ( int i = 0; i < PIPE_PACKETS; ++i )
	{
		flight* f = l->flights + i;
		if ( !f->in_use || f->arrives_us > l->now_us )
			continue;
		tw__parcel parcel;
		cr_assert( read_packet( l->to, f->bytes, f->size_bytes, &parcel ) );
		f->in_use = false;
		if ( parcel.is_beyond )
			continue;
		tw__messages_accept( l->to, &parcel );
		if ( !is_lost( l ) )
			tw__messages_ack( l->from, f->sequence );
	}
}

static void post_some( line* l )
{
	uint8_t bytes[TW__MAX_MESSAGE_BYTES];
	for ( int i = (int)( next_random( &l->random ) % 12 ); i > 0; --i )
	{
		int size_bytes = make_text( l->posted, bytes );
		if ( tw__messages_post( l->from, true, bytes, size_bytes ) == TW_OK )
			l->posted++;
	}
}

Test( messages, arrive_once_and_in_order_over_a_bad_line_and_across_wraps )
{
	for ( uint32_t seed = 1; seed <= 6; ++seed )
	{
		static line l;
		l = ( line ){ .random = seed * 7919, .loss_percent = (int)( seed - 1 ) * 10 };
		l.from = make_messages( (uint16_t)( 65536 - 300 * seed ) );
		l.to = make_messages( (uint16_t)( 65536 - 300 * seed ) );
		for ( int tick = 0; tick < 6000; ++tick )
		{
			l.now_us += TICK_US;
			if ( tick < 5000 && tick / 500 % 2 == 0 )
				post_some( &l );
			send_packet( &l );
			receive_packets( &l );
			if ( next_random( &l.random ) % 3 != 0 ) // a busy program takes them later
				take_all( &l );
		}
		take_all( &l );
		cr_expect_eq( l.taken, l.posted, "at %d %% loss %d of %d came", l.loss_percent, l.taken, l.posted );
		cr_expect_gt( l.posted, 2000 );
		cr_expect_eq( tw__record_ring_used_bytes( &l.from->backlog ), 0 );
		free( l.from );
		free( l.to );
	}
}

Test( messages, numbers_wrap_many_times )
{
	tw__messages *from = make_messages( 0 ), *to = make_messages( 0 );
	uint8_t bytes[CAPACITY_BYTES];
	uint32_t taken = 0, posted = 0;
	for ( uint64_t sequence = 0; taken < 200000; ++sequence )
	{
		while ( posted - taken < TW__MESSAGE_WINDOW &&
		        tw__messages_post( from, true, (const uint8_t*)&posted, sizeof( posted ) ) == TW_OK )
			posted++;
		int size_bytes = write_packet( from, bytes, sequence * TICK_US );
		tw__messages_note_sent( from, sequence, sequence * TICK_US );
		tw__parcel parcel;
		cr_assert( read_packet( to, bytes, size_bytes, &parcel ) );
		cr_assert_not( parcel.is_beyond );
		tw__messages_accept( to, &parcel );
		tw__messages_ack( from, sequence );
		for ( tw__message message; tw__messages_take( to, &message ); ++taken )
			cr_assert_eq( memcmp( message.bytes, &taken, sizeof( taken ) ), 0 );
	}
	free( from );
	free( to );
}

Test( messages, keep_to_their_share_of_a_packet )
{
	tw__messages* m = make_messages( 0 );
	uint8_t text[TW__MAX_MESSAGE_BYTES] = { 1 }, bytes[CAPACITY_BYTES];
	int idle_room = tw__messages_room( m, 0, 0 );
	cr_expect_eq( write_packet( m, bytes, 0 ), IDLE_BYTES );
	cr_expect_leq( idle_room, 2 );
	for ( int i = 0; i < 100; ++i )
		cr_assert_eq( tw__messages_post( m, i % 2, text, 50 ), TW_OK );
	int room = tw__messages_room( m, 0, 0 );
	cr_expect_leq( room, TW__MESSAGE_SHARE_BYTES + 2 );
	int size_bytes = write_packet( m, bytes, 0 );
	cr_expect_leq( size_bytes, room );
	cr_expect_gt( size_bytes, TW__MESSAGE_SHARE_BYTES - 60 );

	// One that is longer goes alone.
	tw__messages_init( m );
	cr_assert_eq( tw__messages_post( m, true, text, TW__MAX_MESSAGE_BYTES ), TW_OK );
	cr_assert_eq( tw__messages_post( m, true, text, 10 ), TW_OK );
	room = tw__messages_room( m, 0, 0 );
	tw__parcel parcel;
	size_bytes = write_packet( m, bytes, 0 );
	cr_expect_leq( size_bytes, room );
	cr_assert( read_packet( m, bytes, size_bytes, &parcel ) );
	cr_expect_eq( parcel.count, 1 );
	free( m );
}

Test( messages, are_repeated_after_one_and_a_quarter_round_trips )
{
	tw__messages* m = make_messages( 0 );
	uint8_t bytes[CAPACITY_BYTES];
	tw__messages_post( m, true, (const uint8_t*)"hello", 5 );
	static const struct
	{
		uint64_t at_us;
		bool is_due;
	} ROWS[] = { { 1000000, true }, { 1100000, false }, { 1124000, false }, { 1126000, true }, { 1200000, false } };
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		int size_bytes = write_packet( m, bytes, ROWS[i].at_us );
		cr_expect_eq( size_bytes > IDLE_BYTES, ROWS[i].is_due, "row %zu", i );
		tw__messages_note_sent( m, i, ROWS[i].at_us );
	}
	tw__messages_ack( m, 0 ); // the first copy had arrived after all
	cr_expect_eq( write_packet( m, bytes, 9000000 ), IDLE_BYTES );
	cr_expect_eq( tw__record_ring_used_bytes( &m->backlog ), 0 );
	free( m );
}

Test( messages, say_when_there_is_no_room )
{
	tw__messages* m = make_messages( 0 );
	static uint8_t text[TW__MAX_MESSAGE_BYTES + 1];
	cr_expect_eq( tw__messages_post( m, true, text, sizeof( text ) ), TW_ERR_TOO_LARGE );
	int count[2] = { 0, 0 };
	for ( int is_reliable = 0; is_reliable < 2; ++is_reliable )
		while ( tw__messages_post( m, is_reliable, text, 100 ) == TW_OK )
			count[is_reliable]++;
	cr_expect_eq( count[1], TW__MESSAGE_BACKLOG_BYTES / 102 );
	cr_expect_eq( count[0], TW__LOOSE_BACKLOG_BYTES / 102 );
	free( m );
}

Test( messages, that_are_unreliable_go_once_or_are_given_up )
{
	tw__messages *from = make_messages( 0 ), *to = make_messages( 0 );
	uint8_t bytes[CAPACITY_BYTES];
	for ( uint8_t i = 0; i < 3; ++i )
		tw__messages_post( from, false, &i, 1 );
	tw__parcel parcel;
	cr_assert( read_packet( to, bytes, write_packet( from, bytes, 0 ), &parcel ) );
	cr_expect_eq( write_packet( from, bytes, 5000000 ), IDLE_BYTES );
	tw__messages_accept( to, &parcel );
	tw__message message;
	for ( int i = 0; i < 3; ++i )
	{
		cr_assert( tw__messages_take( to, &message ) );
		cr_expect( !message.is_reliable && message.bytes[0] == i );
	}
	cr_expect_not( tw__messages_take( to, &message ) );

	// Behind reliable ones that fill every packet they wait a second and no longer.
	static const uint8_t text[250];
	tw__messages_post( from, false, text, 250 );
	for ( uint64_t i = 0; i < 62; ++i )
	{
		tw__messages_post( from, true, text, 250 );
		write_packet( from, bytes, 6000000 + i * TICK_US );
		tw__messages_note_sent( from, i, 6000000 + i * TICK_US );
	}
	cr_expect_eq( tw__record_ring_used_bytes( &from->loose ), 0 );
	free( from );
	free( to );
}

Test( messages, from_beyond_the_window_are_not_acknowledged )
{
	tw__messages *from = make_messages( 70 ), *to = make_messages( 6 );
	uint8_t bytes[CAPACITY_BYTES];
	tw__messages_post( from, true, (const uint8_t*)"x", 1 );
	tw__parcel parcel;
	int size_bytes = write_packet( from, bytes, 0 );
	cr_assert( read_packet( to, bytes, size_bytes, &parcel ) );
	cr_expect( parcel.is_beyond );
	to->next_id = 7; // one has been taken
	cr_assert( read_packet( to, bytes, size_bytes, &parcel ) );
	cr_expect_not( parcel.is_beyond );
	free( from );
	free( to );
}

Test( messages, that_make_no_sense_are_refused_and_change_nothing )
{
	tw__messages* m = make_messages( 0 );
	const tw__messages* before = memcpy( malloc( sizeof( *m ) ), m, sizeof( *m ) );
	uint8_t bytes[CAPACITY_BYTES];
	tw__parcel parcel;
	uint32_t random = 5;
	for ( int i = 0; i < 20000; ++i )
	{
		int size_bytes = (int)( next_random( &random ) % 64 );
		for ( int at = 0; at < size_bytes; ++at )
			bytes[at] = (uint8_t)next_random( &random );
		(void)read_packet( m, bytes, size_bytes, &parcel );
		cr_assert_leq( parcel.count, TW__MESSAGES_PER_PACKET );
	}
	for ( uint64_t sequence = 0; sequence < 1000; ++sequence )
		tw__messages_ack( m, sequence * 77 ); // of packets that were never sent
	cr_expect_eq( memcmp( before, m, sizeof( *m ) ), 0 );
	free( m );
	free( (void*)before );
}
