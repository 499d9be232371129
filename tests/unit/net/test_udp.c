#include "link/udp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	MANY = 150, // more than two batches of one system call
	PATIENCE_US = 2000000
};

typedef struct inbox
{
	tw_datagram items[MANY];
	uint8_t bytes[MANY][TW_MAX_DATAGRAM_BYTES];
} inbox;

static int receive_into( tw_udp* udp, inbox* box, int wanted )
{
	tw_transport transport = tw_udp_get_transport( udp );
	uint64_t until_us = tw_clock_now_us() + PATIENCE_US;
	int count = 0;
	while ( count < wanted && tw_udp_wait( udp, until_us ) )
	{
		for ( int i = count; i < wanted; ++i )
		{
			box->items[i].bytes = box->bytes[i];
			box->items[i].size_bytes = TW_MAX_DATAGRAM_BYTES;
		}
		count += transport.receive( box->items + count, wanted - count, transport.user );
	}
	return count;
}

static const tw__udp_io* io_by_index( int index ) { return index == 0 ? tw__udp_io_plain() : tw__udp_io_batched(); }

static tw_udp* create( const tw__udp_io* io, const char* address )
{
	tw_udp* udp = NULL;
	cr_assert_eq( tw__udp_create_with( io, address, NULL, &udp ), TW_OK, "%s", address );
	return udp;
}

static void send_many( tw_udp* udp, tw_address to )
{
	static tw_datagram items[MANY];
	static uint8_t bytes[MANY][4];
	for ( int i = 0; i < MANY; ++i )
	{
		bytes[i][0] = (uint8_t)i;
		items[i] = ( tw_datagram ){ .address = to, .bytes = bytes[i], .size_bytes = 1 + i % 4 };
	}
	tw_transport transport = tw_udp_get_transport( udp );
	transport.send( items, MANY, transport.user );
}

static void check_round_trip( const tw__udp_io* io, const char* address )
{
	tw_udp *a = create( io, address ), *b = create( io, address );
	inbox* box = calloc( 1, sizeof( *box ) );
	tw_address from = tw_udp_get_address( a );

	send_many( a, tw_udp_get_address( b ) );
	cr_assert_eq( receive_into( b, box, MANY ), MANY );
	for ( int i = 0; i < MANY; ++i )
	{
		cr_assert_eq( box->bytes[i][0], (uint8_t)i );
		cr_assert_eq( box->items[i].size_bytes, 1 + i % 4 );
		cr_assert( tw_address_equals( &box->items[i].address, &from ) );
	}
	cr_expect_eq( tw_udp_get_stats( a ).sent, MANY );
	cr_expect_eq( tw_udp_get_stats( b ).received, MANY );
	free( box );
	tw_udp_destroy( a ), tw_udp_destroy( b );
}

static bool has_ipv6( void )
{
	tw_udp* udp = NULL;
	bool has = tw_udp_create( "[::1]:0", NULL, &udp ) == TW_OK;
	tw_udp_destroy( udp );
	return has;
}

Test( udp, a_batch_arrives_whole_and_in_order_over_both_families )
{
	for ( int i = 0; i < 2; ++i )
	{
		if ( io_by_index( i ) == NULL )
			continue;
		check_round_trip( io_by_index( i ), "127.0.0.1:0" );
		if ( has_ipv6() )
			check_round_trip( io_by_index( i ), "[::1]:0" );
	}
}

Test( udp, one_socket_hears_both_families )
{
	tw_udp *both = create( tw__udp_io_plain(), "[::]:0" ), *old = create( tw__udp_io_plain(), "127.0.0.1:0" );
	inbox* box = calloc( 1, sizeof( *box ) );
	tw_address to;
	cr_assert_eq( tw_address_parse( "127.0.0.1:1", &to ), TW_OK );
	to.port = tw_udp_get_address( both ).port;
	cr_expect_neq( to.port, 0 );

	send_many( old, to );
	cr_expect_eq( receive_into( both, box, 1 ), 1 );
	tw_address from = tw_udp_get_address( old );
	cr_expect( tw_address_equals( &box->items[0].address, &from ) );
	free( box );
	tw_udp_destroy( both ), tw_udp_destroy( old );
}

Test( udp, failures_of_creation_have_names )
{
	tw_udp *first = create( tw__udp_io_plain(), "127.0.0.1:0" ), *second = NULL;
	tw_address address = tw_udp_get_address( first );
	char text[TW_ADDRESS_CHARS];
	tw_address_format( &address, text );
	cr_expect_eq( tw_udp_create( text, NULL, &second ), TW_ERR_PORT_IN_USE );
	cr_expect_eq( tw_udp_create( "nonsense", NULL, &second ), TW_ERR_ADDRESS );
	cr_expect_eq( tw_udp_create( "192.0.2.1:0", NULL, &second ), TW_ERR_ADDRESS ); // nobody's own
	cr_expect_null( second );
	tw_udp_destroy( first );
	tw_udp_destroy( NULL );
}

Test( udp, what_cannot_be_sent_or_received_is_a_loss_that_is_counted )
{
	for ( int i = 0; i < 2; ++i )
	{
		const tw__udp_io* io = io_by_index( i );
		if ( io == NULL )
			continue;
		tw_udp *a = create( io, "127.0.0.1:0" ), *b = create( io, "127.0.0.1:0" );
		uint8_t huge[70000] = { 0 }, small[2];
		tw_address to = tw_udp_get_address( b ), elsewhere = { .ip = { 0xfe }, .port = 1 };
		tw_datagram out[] = { { .address = elsewhere, .bytes = huge, .size_bytes = 1 },
			              { .address = to, .bytes = huge, .size_bytes = sizeof( huge ) },
			              { .address = to, .bytes = huge, .size_bytes = 3 },
			              { .address = to, .bytes = huge, .size_bytes = 2 } };
		tw_transport transport = tw_udp_get_transport( a );
		transport.send( out, 4, transport.user );
		cr_expect_eq( tw_udp_get_stats( a ).sent, 2 );
		cr_expect_eq( tw_udp_get_stats( a ).send_failures, 2 );

		transport = tw_udp_get_transport( b );
		const int sizes[] = { 0, 2, 2 }; // too large for the buffer; fits; nothing left, so untouched
		for ( int n = 0; n < 3; ++n )
		{
			tw_datagram in = { .bytes = small, .size_bytes = sizeof( small ) };
			cr_expect_eq( transport.receive( &in, 1, transport.user ), n < 2 );
			cr_expect_eq( in.size_bytes, sizes[n] );
		}
		cr_expect_eq( tw_udp_get_stats( b ).receive_failures, 1 );
		tw_udp_destroy( a ), tw_udp_destroy( b );
	}
}

Test( udp, waiting_ends_at_the_deadline )
{
	tw_udp* udp = create( tw__udp_io_plain(), "127.0.0.1:0" );
	cr_expect_not( tw_udp_wait( udp, 0 ) );
	uint64_t until_us = tw_clock_now_us() + 2000;
	cr_expect_not( tw_udp_wait( udp, until_us ) );
	cr_expect_geq( tw_clock_now_us(), until_us );

	tw_clock_sleep_until_us( 0 ); // long past
	until_us = tw_clock_now_us() + 2000;
	tw_clock_sleep_until_us( until_us );
	cr_expect_geq( tw_clock_now_us(), until_us );
	tw_udp_destroy( udp );
}

Test( udp, resolves_numbers_and_names_and_refuses_the_rest )
{
	tw_address address, expected;
	cr_assert_eq( tw_address_parse( "127.0.0.1:40000", &expected ), TW_OK );
	cr_expect_eq( tw_udp_resolve( "127.0.0.1:40000", &address ), TW_OK );
	cr_expect( tw_address_equals( &address, &expected ) );
	cr_assert_eq( tw_udp_resolve( "localhost:40000", &address ), TW_OK );
	cr_expect_eq( address.port, 40000 );

	static const char* const texts[] = {
		"",   "localhost", "localhost:",    "localhost:0",    "localhost:65536",
		":5", "::1:5",     "[localhost]:5", "localhost:http", "localhost:123456789"
	};
	for ( size_t i = 0; i < sizeof( texts ) / sizeof( texts[0] ); ++i )
		cr_expect_eq( tw_udp_resolve( texts[i], &address ), TW_ERR_ADDRESS, "\"%s\"", texts[i] );
	cr_expect_eq( tw_udp_resolve( NULL, &address ), TW_ERR_ADDRESS );
}
