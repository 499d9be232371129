// square_client.c - a complete predicted client: walks in squares, and prints what it would draw once a second.
//
//     square_client [ADDRESS]        of the server, 127.0.0.1:40000

#include "square.h"
#include "tickwire/tickwire.h"

#include <signal.h>
#include <stdio.h>

enum
{
	FRAME_RATE_HZ = 60
};

static volatile sig_atomic_t is_interrupted;

static void on_interrupt( int signal_number ) { is_interrupted = signal_number; }

static controls read_controls( tw_tick tick )
{
	static const controls sides[4] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
	return sides[tick.number / (uint32_t)tick.rate_hz % 4]; // a second each; a real game asks the keyboard here
}

static void draw( const tw_world* view, tw_player me )
{
	tw_column bodies = tw_world_get_column( view, BODY );
	const body* states = bodies.states;
	for ( int i = 0; i < bodies.count; ++i )
	{
		bool is_mine = tw_player_equals( tw_world_get_owner( view, bodies.entities[i] ), me );
		printf( "%s %5.2f %5.2f   ", is_mine ? "me" : "other", (double)states[i].pos_m[0],
		        (double)states[i].pos_m[1] );
	}
	printf( bodies.count > 0 ? "\n" : "nobody yet\n" );
	fflush( stdout );
}

static void run( tw_client* client )
{
	for ( int frame = 1; !is_interrupted && tw_client_get_status( client ).state != TW_CLIENT_CLOSED; ++frame )
	{
		uint64_t now_us = tw_clock_now_us();
		tw_client_receive( client, now_us );
		for ( tw_tick tick; tw_client_begin_tick( client, now_us, &tick ); )
		{
			controls in = read_controls( tick );
			tw_client_end_tick( client, &in ); // predicts with square_step(), and sends
		}
		const tw_world* view = tw_client_show( client, now_us );
		if ( frame % FRAME_RATE_HZ == 0 )
			draw( view, tw_client_get_status( client ).player );
		tw_clock_sleep_until_us( now_us + 1000000 / FRAME_RATE_HZ );
	}
}

int main( int argc, char** argv )
{
	tw_schema* schema = NULL;
	tw_client* client = NULL;
	tw_result result = tw_schema_create( &square_schema, &schema );
	tw_client_def def = tw_client_def_default();
	def.schema = schema;
	def.step = square_step;
	def.address = argc > 1 ? argv[1] : def.address;
	if ( result == TW_OK )
		result = tw_client_create( &def, tw_clock_now_us(), &client );
	if ( result != TW_OK )
		return fprintf( stderr, "square_client: %s\n", tw_result_text( result ) ), 1;

	signal( SIGINT, on_interrupt );
	run( client );
	printf( "%s\n", tw_reason_text( is_interrupted ? TW_REASON_LEFT : tw_client_get_status( client ).reason ) );
	tw_client_destroy( client ); // says goodbye when that is news to the server
	tw_schema_destroy( schema );
	return 0;
}
