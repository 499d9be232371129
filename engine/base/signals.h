// signals.h - being asked to stop.
//
//     eng_signals_catch();
//     while ( eng_signals_stop() == 0 )
//         run_tick();
//
// The first SIGTERM or SIGINT asks: the loop ends and says goodbye to everybody. The second one ends the process at
// once with status 128 + signal, for the person whose goodbye hangs. SIGPIPE is ignored, so that a closed pipe is a
// failed write and not a death.
#pragma once

#if defined( __cplusplus )
extern "C"
{
#endif

	/// Once, at the start of main.
	void eng_signals_catch( void );

	/// @return the signal that asked the program to stop, 0 while none did
	int eng_signals_stop( void );

#if defined( __cplusplus )
}
#endif
