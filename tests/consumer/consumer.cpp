// In C++: a server and a client meet in a simulated network, and the client sees the number it was given.
#include "schema.h"

#include <cstdio>

static constexpr int POINTS = 42;

static void welcome( tw_server* server )
{
	tw_world* world = tw_server_get_world( server );
	tw_server_events events = tw_server_get_events( server );
	for ( int i = 0; i < events.count; ++i )
	{
		if ( events.items[i].type != TW_SERVER_JOINED )
			continue;
		score points = { POINTS };
		tw_world_put( world, tw_world_spawn( world, PLAYER, events.items[i].player ), SCORE, &points );
	}
}

// A virtual second. @return the number on the client's screen, 0 for none
static int play( tw_simnet* net, tw_server* server, tw_client* client )
{
	int seen = 0;
	for ( uint64_t now_us = 0; now_us < 1000000; now_us += 10000 )
	{
		tw_simnet_advance( net, now_us );
		tw_server_receive( server, now_us );
		welcome( server );
		for ( tw_tick tick; tw_server_begin_tick( server, now_us, &tick ); )
			tw_server_end_tick( server );
		tw_client_receive( client, now_us );
		for ( tw_tick tick; tw_client_begin_tick( client, now_us, &tick ); )
			tw_client_end_tick( client, nullptr );
		tw_column scores = tw_world_get_column( tw_client_show( client, now_us ), SCORE );
		if ( scores.count == 1 )
			seen = static_cast<const score*>( scores.states )->points;
	}
	return seen;
}

int main()
{
	tw_address here = {}, there = {};
	tw_schema* schema = nullptr;
	tw_simnet* net = nullptr;
	tw_server* server = nullptr;
	tw_client* client = nullptr;
	tw_simnet_def net_def = {};
	tw_address_parse( "[::1]:40000", &here ), tw_address_parse( "[::1]:40001", &there );
	if ( tw_schema_create( &consumer_schema, &schema ) != TW_OK || tw_simnet_create( &net_def, &net ) != TW_OK )
		return 1;

	tw_server_def server_def = tw_server_def_default();
	server_def.schema = schema;
	server_def.transport = tw_simnet_add( net, here, nullptr );
	tw_client_def client_def = tw_client_def_default();
	client_def.schema = schema;
	client_def.address = "[::1]:40000";
	client_def.transport = tw_simnet_add( net, there, tw_profile_find( "FIBRE" ) );
	if ( tw_server_create( &server_def, 0, &server ) != TW_OK ||
	     tw_client_create( &client_def, 0, &client ) != TW_OK )
		return 1;

	int seen = play( net, server, client );
	std::printf( "saw %d of %d points\n", seen, POINTS );
	tw_client_destroy( client );
	tw_server_destroy( server );
	tw_simnet_destroy( net );
	tw_schema_destroy( schema );
	return seen == POINTS ? 0 : 1;
}
