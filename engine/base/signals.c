#include "base/signals.h"

#include <signal.h>
#include <unistd.h>

// The one variable of this layer that is not in a struct: a signal handler receives nothing but a number.
static volatile sig_atomic_t stop_signal;

static void on_stop_signal( int signal_number )
{
	if ( stop_signal != 0 )
		_exit( 128 + signal_number );
	stop_signal = signal_number;
}

void eng_signals_catch( void )
{
	// No SA_RESTART: a sleep or a poll that is under way ends, and the loop sees the flag at once.
	struct sigaction stop = { .sa_handler = on_stop_signal };
	sigemptyset( &stop.sa_mask );
	sigaction( SIGTERM, &stop, NULL );
	sigaction( SIGINT, &stop, NULL );

	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigemptyset( &ignore.sa_mask );
	sigaction( SIGPIPE, &ignore, NULL );
}

int eng_signals_stop( void ) { return stop_signal; }
