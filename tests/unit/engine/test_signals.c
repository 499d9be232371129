#include "base/signals.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

Test( signals, the_first_asks_and_a_closed_pipe_does_not_kill )
{
	eng_signals_catch();
	cr_assert_eq( eng_signals_stop(), 0 );
	raise( SIGPIPE );
	cr_assert_eq( eng_signals_stop(), 0 );
	raise( SIGINT );
	cr_assert_eq( eng_signals_stop(), SIGINT );
}

Test( signals, the_second_ends_the_process_at_once )
{
	pid_t child = fork();
	if ( child == 0 )
	{
		eng_signals_catch();
		raise( SIGTERM );
		raise( SIGTERM );
		_exit( 0 );
	}
	int status = 0;
	cr_assert_eq( waitpid( child, &status, 0 ), child );
	cr_assert( WIFEXITED( status ) );
	cr_assert_eq( WEXITSTATUS( status ), 128 + SIGTERM );
}
