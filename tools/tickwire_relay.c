// tickwire_relay.c - the program tickwire-relay: any UDP program through a simulated bad network, in real time.
//
//     tickwire-relay --listen [::]:40001 --to 127.0.0.1:40000 --profile 4G-BAD

#include "base/signals.h"
#include "relay.h"

static uint64_t end_of( const relay_options* options )
{
	if ( options->length_s == 0 )
		return UINT64_MAX;
	return tw_clock_now_us() + (uint64_t)options->length_s * 1000000u;
}

static int complain( const relay_options* options, tw_result result )
{
	bool is_network = result == TW_ERR_ADDRESS || result == TW_ERR_PORT_IN_USE || result == TW_ERR_SOCKET;
	eng_log_error( &options->log, "--listen %s: %s", options->listen_text, tw_result_text( result ) );
	return is_network ? RELAY_STATUS_NETWORK : ENG_STATUS_FAILED;
}

int main( int argc, char** argv )
{
	relay_options options;
	int status = relay_options_parse( &options, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;

	relay* r = NULL;
	eng_signals_catch();
	tw_result result = relay_create( &options, &r );
	if ( result != TW_OK )
		return complain( &options, result );
	uint64_t end_us = end_of( &options );
	while ( eng_signals_stop() == 0 && tw_clock_now_us() < end_us )
		relay_run_once( r );
	relay_print_summary( r );
	relay_destroy( r );
	return ENG_STATUS_OK;
}
