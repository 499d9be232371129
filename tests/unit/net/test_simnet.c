#include "tickwire/transport.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static tw_address address_of( const char* text )
{
	tw_address address;
	cr_assert_eq( tw_address_parse( text, &address ), TW_OK );
	return address;
}

static tw_simnet* create( uint64_t seed, int max_waiting )
{
	tw_simnet* net = NULL;
	tw_simnet_def def = { .seed = seed, .max_waiting = max_waiting };
	cr_assert_eq( tw_simnet_create( &def, &net ), TW_OK );
	return net;
}

static void send_byte( tw_transport from, tw_address to, uint8_t byte, int size_bytes )
{
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
	memset( bytes, byte, sizeof( bytes ) );
	from.send( &( tw_datagram ){ .address = to, .bytes = bytes, .size_bytes = size_bytes }, 1, from.user );
}

// The next datagram's first byte and sender, or -1.
static int receive_byte( tw_transport at, tw_address* out_from )
{
	uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
	tw_datagram item = { .bytes = bytes, .size_bytes = sizeof( bytes ) };
	if ( at.receive( &item, 1, at.user ) == 0 )
		return -1;
	if ( out_from != NULL )
		*out_from = item.address;
	return bytes[0];
}

static void check_books( const tw_simnet* net )
{
	tw_simnet_stats s = tw_simnet_get_stats( net );
	cr_expect_eq( s.sent + s.duplicated,
	              s.delivered + s.waiting + s.lost + s.queue_drops + s.unroutable + s.overflows );
}

Test( simnet, a_client_on_a_line_reaches_a_server_without_one_after_half_a_round_trip )
{
	tw_simnet* net = create( 1, 0 );
	tw_address here = address_of( "10.0.0.1:1" ), there = address_of( "[fd00::2]:2" ), from;
	tw_profile profile = { .round_trip_ms = 40.0f };
	tw_transport server = tw_simnet_add( net, here, NULL ), client = tw_simnet_add( net, there, &profile );
	cr_assert( server.send != NULL && client.send != NULL );

	tw_simnet_advance( net, 1000000 );
	send_byte( client, here, 5, 100 );
	cr_expect_eq( tw_simnet_get_next_us( net ), 1020000 );
	cr_expect_eq( tw_simnet_get_base_delay_us( net, there, here ), 20000 );
	cr_expect_eq( tw_simnet_get_base_delay_us( net, here, there ), 20000 );
	tw_simnet_advance( net, 1019999 );
	cr_expect_eq( receive_byte( server, NULL ), -1 );
	tw_simnet_advance( net, 1020000 );
	cr_expect_eq( receive_byte( server, &from ), 5 );
	cr_expect( tw_address_equals( &from, &there ) );

	send_byte( server, there, 6, 100 );
	tw_simnet_advance( net, 1040000 );
	cr_expect_eq( receive_byte( client, &from ), 6 );
	cr_expect( tw_address_equals( &from, &here ) );
	cr_expect_eq( tw_simnet_get_next_us( net ), UINT64_MAX );
	check_books( net );
	tw_simnet_destroy( net );
}

Test( simnet, perfect_lines_deliver_at_once )
{
	tw_simnet* net = create( 1, 0 );
	tw_address a = address_of( "10.0.0.1:1" ), b = address_of( "10.0.0.2:1" );
	tw_transport from = tw_simnet_add( net, a, NULL ), to = tw_simnet_add( net, b, NULL );
	for ( uint8_t i = 0; i < 10; ++i )
		send_byte( from, b, i, 1 );
	for ( int i = 0; i < 10; ++i )
		cr_expect_eq( receive_byte( to, NULL ), i );
	cr_expect_eq( receive_byte( to, NULL ), -1 );
	tw_simnet_destroy( net );
}

// Two clients on bad lines talk to one server and each other; everything seen goes into the hash.
static uint64_t hash_of_play( uint64_t seed, uint64_t step_us )
{
	tw_simnet* net = create( seed, 0 );
	tw_address addresses[3] = { address_of( "10.0.0.1:1" ), address_of( "10.0.0.2:2" ),
		                    address_of( "10.0.0.3:3" ) };
	tw_transport ends[3] = { tw_simnet_add( net, addresses[0], NULL ),
		                 tw_simnet_add( net, addresses[1], tw_profile_find( "CHAOS" ) ),
		                 tw_simnet_add( net, addresses[2], tw_profile_find( "ROAM" ) ) };
	uint64_t hash = 14695981039346656037u;
	for ( uint64_t now_us = 0; now_us < 130000000; now_us += step_us )
	{
		tw_simnet_advance( net, now_us );
		for ( int i = 0; i < 3 && now_us % 20000 == 0; ++i )
		{
			addresses[2] = tw_simnet_get_address( net, ends[2] );
			send_byte( ends[i], addresses[( i + 1 ) % 3], (uint8_t)( now_us / 20000 ), 50 );
			send_byte( ends[i], addresses[( i + 2 ) % 3], (uint8_t)( now_us / 20000 ), 50 );
		}
		for ( int i = 0; i < 3 && now_us % 20000 == 10000; ++i )
		{
			tw_address from;
			for ( int byte = receive_byte( ends[i], &from ); byte >= 0;
			      byte = receive_byte( ends[i], &from ) )
				hash = ( ( hash ^ (uint64_t)byte ) * 1099511628211u ^ from.port ) * 1099511628211u;
		}
	}
	check_books( net );
	tw_simnet_stats stats = tw_simnet_get_stats( net );
	cr_expect_gt( stats.lost, 0 );
	cr_expect_gt( stats.duplicated, 0 );
	cr_expect_gt( stats.reordered, 0 );
	cr_expect_gt( stats.corrupted, 0 );
	tw_simnet_destroy( net );
	return hash;
}

Test( simnet, one_seed_is_one_history_however_finely_time_is_stepped )
{
	uint64_t hash = hash_of_play( 7, 10000 );
	cr_expect_eq( hash_of_play( 7, 10000 ), hash );
	cr_expect_eq( hash_of_play( 7, 1000 ), hash );
	cr_expect_neq( hash_of_play( 8, 10000 ), hash );
	cr_expect_eq( hash, UINT64_C( 0xfbb26761adce21fd ), "%#llx", (unsigned long long)hash ); // on every machine
}

Test( simnet, a_roaming_endpoint_gets_another_address_after_each_outage )
{
	tw_simnet* net = create( 3, 0 );
	tw_address here = address_of( "10.0.0.1:1" ), there = address_of( "10.0.0.2:2" ), from;
	tw_transport server = tw_simnet_add( net, here, NULL );
	tw_profile profile = { .outage_ms = 300.0f, .outage_period_s = 10.0f, .roam_to = "4G" };
	tw_transport client = tw_simnet_add( net, there, &profile );
	tw_simnet_advance( net, 0 );
	send_byte( server, there, 1, 1 );
	cr_expect_eq( receive_byte( client, NULL ), 1 );

	tw_simnet_advance( net, tw_simnet_get_next_us( net ) );
	tw_address now_there = tw_simnet_get_address( net, client );
	cr_expect_not( tw_address_equals( &now_there, &there ) );
	cr_expect_eq( tw_simnet_get_base_delay_us( net, now_there, here ), 35000 );
	send_byte( server, there, 2, 1 ); // to where it was
	cr_expect_eq( tw_simnet_get_stats( net ).unroutable, 1 );

	for ( int i = 0; i < 20; ++i ) // 4G may lose some
		send_byte( client, here, 3, 1 );
	tw_simnet_advance( net, tw_simnet_get_next_us( net ) + 1000000 );
	cr_expect_eq( receive_byte( server, &from ), 3 );
	cr_expect( tw_address_equals( &from, &now_there ) );
	tw_simnet_destroy( net );
}

Test( simnet, endpoints_move_change_their_line_and_leave )
{
	tw_simnet* net = create( 3, 0 );
	tw_address a = address_of( "10.0.0.1:1" ), b = address_of( "10.0.0.2:2" ), c = address_of( "10.0.0.3:3" );
	tw_profile slow = { .round_trip_ms = 100.0f }, broken = { .loss_ratio = NAN };
	tw_transport at_a = tw_simnet_add( net, a, NULL ), at_b = tw_simnet_add( net, b, NULL );
	cr_expect_null( tw_simnet_add( net, a, NULL ).send );
	cr_expect_null( tw_simnet_add( net, c, &broken ).send );
	cr_expect_null( tw_simnet_add( net, ( tw_address ){ 0 }, NULL ).send );

	cr_expect_eq( tw_simnet_set_profile( net, b, &slow ), TW_OK );
	cr_expect_eq( tw_simnet_set_profile( net, b, &broken ), TW_ERR_ARGUMENT );
	cr_expect_eq( tw_simnet_set_profile( net, c, &slow ), TW_ERR_ADDRESS );
	cr_expect_eq( tw_simnet_get_base_delay_us( net, a, b ), 50000 );

	cr_expect_eq( tw_simnet_move( net, b, a ), TW_ERR_FULL );
	cr_expect_eq( tw_simnet_move( net, c, b ), TW_ERR_ADDRESS );
	send_byte( at_a, b, 1, 1 );
	cr_expect_eq( tw_simnet_move( net, b, c ), TW_OK );
	send_byte( at_a, c, 2, 1 );
	tw_simnet_advance( net, 50000 );
	cr_expect_eq( receive_byte( at_b, NULL ), 2 ); // and 1 went to where nobody is

	send_byte( at_a, c, 3, 1 );
	tw_simnet_advance( net, 100000 );
	tw_simnet_remove( net, c );
	tw_simnet_remove( net, c );
	cr_expect_eq( tw_simnet_get_stats( net ).unroutable, 2 );
	cr_expect_eq( tw_simnet_get_stats( net ).waiting, 0 );
	check_books( net );
	cr_expect_not_null( tw_simnet_add( net, c, NULL ).send );
	tw_simnet_destroy( net );
}

Test( simnet, what_has_no_room_is_dropped_and_counted )
{
	tw_simnet* net = create( 3, 8 );
	tw_address a = address_of( "10.0.0.1:1" ), b = address_of( "10.0.0.2:2" );
	tw_profile slow = { .round_trip_ms = 100.0f };
	tw_transport from = tw_simnet_add( net, a, &slow ), to = tw_simnet_add( net, b, NULL );
	for ( uint8_t i = 0; i < 20; ++i )
		send_byte( from, b, i, 1 );
	send_byte( from, b, 1, TW_MAX_DATAGRAM_BYTES );
	cr_expect_eq( tw_simnet_get_stats( net ).overflows, 13 );
	tw_simnet_advance( net, 1000000 );
	int count = 0;
	while ( receive_byte( to, NULL ) >= 0 )
		count++;
	cr_expect_eq( count, 3 ); // an inbox takes no more than its part of the net
	check_books( net );

	uint8_t byte;
	tw_datagram small = { .bytes = &byte, .size_bytes = 1 };
	send_byte( from, b, 9, 2 );
	tw_simnet_advance( net, 2000000 );
	cr_expect_eq( to.receive( &small, 1, to.user ), 1 );
	cr_expect_eq( small.size_bytes, 0 ); // half of it is of no use
	tw_simnet_destroy( net );
	tw_simnet_destroy( NULL );
	cr_expect_eq( tw_simnet_create( &( tw_simnet_def ){ .max_waiting = -1 }, &net ), TW_ERR_ARGUMENT );
}

Test( simnet, a_wrapped_transport_has_weather_both_ways )
{
	// The real network is played by a second simulated one.
	tw_simnet *real = create( 1, 0 ), *net = create( 2, 0 );
	tw_address a = address_of( "10.0.0.1:1" ), b = address_of( "10.0.0.2:2" ), from;
	tw_transport at_a = tw_simnet_add( real, a, NULL ), at_b = tw_simnet_add( real, b, NULL );
	tw_profile profile = { .round_trip_ms = 20.0f };
	tw_transport wrapped = tw_simnet_wrap( net, at_a, &profile );
	cr_assert_not_null( wrapped.send );
	cr_expect_null( tw_simnet_wrap( net, at_b, NULL ).send );

	tw_simnet_advance( net, 5000000000 );
	send_byte( wrapped, b, 1, 1 );
	cr_expect_eq( receive_byte( at_b, NULL ), -1 );
	tw_simnet_advance( net, 5000010000 );
	cr_expect_eq( receive_byte( at_b, &from ), 1 );
	cr_expect( tw_address_equals( &from, &a ) );

	send_byte( at_b, a, 2, 1 );
	cr_expect_eq( receive_byte( wrapped, NULL ), -1 );
	tw_simnet_advance( net, 5000020000 );
	cr_expect_eq( receive_byte( wrapped, &from ), 2 );
	cr_expect( tw_address_equals( &from, &b ) );

	cr_expect_eq( tw_simnet_set_profile( net, ( tw_address ){ 0 }, NULL ), TW_OK );
	for ( int i = 0; i < 100; ++i ) // more than a batch
		send_byte( at_b, a, 3, 1 ), send_byte( wrapped, b, 4, 1 );
	for ( int i = 0; i < 100; ++i )
	{
		cr_assert_eq( receive_byte( wrapped, NULL ), 3 );
		cr_assert_eq( receive_byte( at_b, NULL ), 4 );
	}
	check_books( net );
	tw_simnet_destroy( net );
	tw_simnet_destroy( real );
}
