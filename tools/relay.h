// relay.h - real sockets on both sides of a simulated network.
//
//     relay* r = NULL;
//     tw_result result = relay_create( &options, &r );
//     while ( eng_signals_stop() == 0 )
//         relay_run_once( r );                      // sleeps until something is due, 100 ms at most
//     relay_print_summary( r );
//     relay_destroy( r );
//
//     client <-> listener | endpoint --its line--> server's endpoint | a socket of this client's <-> server
//
// Each client's datagrams leave from a socket of its own, so that the server sees as many addresses as there are
// clients, and a new one when a client roams.
#pragma once

#include "relay_options.h"

typedef struct relay relay;

/// Success is told on stderr. @return as tw_udp_create() and tw_simnet_create()
tw_result relay_create( const relay_options* options, relay** out_relay );
void relay_destroy( relay* r ); ///< accepts NULL
void relay_run_once( relay* r );
void relay_print_summary( const relay* r ); ///< one line on stderr
