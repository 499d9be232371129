// Two servers on one machine, over real sockets: each has its own port, players and world.
#include "tickwire/tickwire.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "unit/net/codec_fixture.h"

enum
{
	SERVERS = 2,
	PATIENCE_US = 5000000
};

static tw_server* open_server( const tw_schema* schema, const char* address, tw_result* out_result )
{
	tw_server* server = NULL;
	tw_server_def def = tw_server_def_default();
	def.schema = schema;
	def.address = address;
	def.max_players = 2;
	def.max_entities = 16;
	*out_result = tw_server_create( &def, tw_clock_now_us(), &server );
	return server;
}

Test( two_servers, on_one_machine_each_keep_their_own_player )
{
	tw_schema* schema = make_fixture_schema();
	tw_server* servers[SERVERS];
	tw_client* clients[SERVERS];
	char addresses[SERVERS][TW_ADDRESS_CHARS];
	for ( int i = 0; i < SERVERS; ++i )
	{
		tw_result result;
		servers[i] = open_server( schema, "127.0.0.1:0", &result );
		cr_assert_eq( result, TW_OK );
		tw_address bound = tw_server_get_address( servers[i] );
		tw_address_format( &bound, addresses[i] );
		tw_client_def def = tw_client_def_default();
		def.schema = schema;
		def.address = addresses[i];
		def.max_entities = 16;
		cr_assert_eq( tw_client_create( &def, tw_clock_now_us(), clients + i ), TW_OK );
	}
	cr_assert_str_neq( addresses[0], addresses[1] );

	uint64_t end_us = tw_clock_now_us() + PATIENCE_US;
	int playing = 0;
	while ( playing < SERVERS && tw_clock_now_us() < end_us )
	{
		playing = 0;
		for ( int i = 0; i < SERVERS; ++i )
		{
			uint64_t now_us = tw_clock_now_us();
			tw_server_receive( servers[i], now_us );
			for ( tw_tick tick; tw_server_begin_tick( servers[i], now_us, &tick ); )
				tw_server_end_tick( servers[i] );
			tw_client_receive( clients[i], now_us );
			playing += tw_client_get_status( clients[i] ).state == TW_CLIENT_PLAYING;
		}
		tw_clock_sleep_until_us( tw_clock_now_us() + 1000 );
	}
	cr_expect_eq( playing, SERVERS );
	for ( int i = 0; i < SERVERS; ++i )
		cr_expect_eq( tw_server_get_stats( servers[i] ).players, 1 );

	tw_result result;
	tw_server* third = open_server( schema, addresses[0], &result );
	cr_expect_null( third );
	cr_expect_eq( result, TW_ERR_PORT_IN_USE );
	for ( int i = 0; i < SERVERS; ++i )
	{
		tw_client_destroy( clients[i] );
		tw_server_destroy( servers[i] );
	}
	tw_schema_destroy( schema );
}
