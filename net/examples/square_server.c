// square_server.c - a complete authoritative server. Ctrl-C says goodbye to everybody.
//
//     square_server [ADDRESS]        where to listen, [::]:40000

#include "square.h"
#include "tickwire/tickwire.h"

#include <signal.h>
#include <stdio.h>

enum
{
	MAX_PLAYERS = 16
};

static volatile sig_atomic_t is_interrupted;

static void on_interrupt( int signal_number ) { is_interrupted = signal_number; }

// Bodies come and go with their players.
static void handle_events( tw_server* server, tw_entity bodies[MAX_PLAYERS] )
{
	tw_world* world = tw_server_get_world( server );
	tw_server_events events = tw_server_get_events( server );
	for ( int i = 0; i < events.count; ++i )
	{
		tw_player player = events.items[i].player;
		int slot = tw_player_slot( player );
		if ( events.items[i].type == TW_SERVER_JOINED )
		{
			bodies[slot] = tw_world_spawn( world, SQUARE, player );
			tw_world_put( world, bodies[slot], BODY, &( body ){ .color = (uint32_t)slot % 8 } );
		}
		else
			tw_world_despawn( world, bodies[slot] );
	}
}

static void run( tw_server* server )
{
	tw_entity bodies[MAX_PLAYERS] = { 0 };
	while ( !tw_server_is_closed( server ) )
	{
		uint64_t now_us = tw_clock_now_us();
		tw_server_receive( server, now_us );
		handle_events( server, bodies );
		for ( tw_tick tick; tw_server_begin_tick( server, now_us, &tick ); tw_server_end_tick( server ) )
			square_step( tw_server_get_world( server ), tick, NULL );
		if ( is_interrupted )
			tw_server_close( server, now_us ); // everybody hears it before the loop ends
		tw_server_wait( server, tw_server_get_wake_us( server ) );
	}
}

int main( int argc, char** argv )
{
	tw_schema* schema = NULL;
	tw_server* server = NULL;
	tw_result result = tw_schema_create( &square_schema, &schema );
	tw_server_def def = tw_server_def_default();
	def.schema = schema;
	def.max_players = MAX_PLAYERS;
	def.address = argc > 1 ? argv[1] : def.address;
	if ( result == TW_OK )
		result = tw_server_create( &def, tw_clock_now_us(), &server );
	if ( result != TW_OK )
		return fprintf( stderr, "square_server: %s\n", tw_result_text( result ) ), 1;

	char text[TW_ADDRESS_CHARS];
	tw_address address = tw_server_get_address( server );
	tw_address_format( &address, text );
	fprintf( stderr, "square_server: listening on %s\n", text );

	signal( SIGINT, on_interrupt );
	run( server );
	tw_server_destroy( server );
	tw_schema_destroy( schema );
	return 0;
}
