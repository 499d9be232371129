// tickwire_relay.c - the program tickwire-relay: any UDP program through a simulated bad network, in real time.
//
//     tickwire-relay --listen [::]:40001 --to 127.0.0.1:40000 --profile 4G-BAD

#include "relay.h"

#include <signal.h>

enum
{
	EXIT_OK = 0,
	EXIT_CANNOT_START = 1,
	EXIT_USAGE = 2
};

static volatile sig_atomic_t is_ended; // the one thing a signal handler can reach

static void end_on_signal( int number )
{
	(void)number;
	is_ended = 1;
}

static void catch_signals( void )
{
	struct sigaction action = { .sa_handler = end_on_signal };
	sigemptyset( &action.sa_mask );
	sigaction( SIGINT, &action, NULL );
	sigaction( SIGTERM, &action, NULL );
}

int main( int argc, char** argv )
{
	relay_options options;
	relay_order order = relay_options_parse( argc, argv, &options );
	if ( order != RELAY_RUN )
		return order == RELAY_DONE ? EXIT_OK : EXIT_USAGE;

	relay* r = NULL;
	tw_result result = relay_create( &options, &r );
	if ( result != TW_OK )
		return result == TW_ERR_ADDRESS ? EXIT_USAGE : EXIT_CANNOT_START;
	catch_signals();
	uint64_t end_us = options.length_s > 0 ? tw_clock_now_us() + options.length_s * 1000000u : UINT64_MAX;
	while ( !is_ended && tw_clock_now_us() < end_us )
		relay_run_once( r );
	relay_print_summary( r );
	relay_destroy( r );
	return EXIT_OK;
}
