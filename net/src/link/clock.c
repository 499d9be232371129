#include "tickwire/transport.h"

#include <errno.h>
#include <time.h>

uint64_t tw_clock_now_us( void )
{
	struct timespec now;
	clock_gettime( CLOCK_MONOTONIC, &now ); // cannot fail: POSIX requires this clock to be readable
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static struct timespec to_timespec( uint64_t time_us )
{
	return ( struct timespec ){ .tv_sec = (time_t)( time_us / 1000000u ),
		                    .tv_nsec = (long)( time_us % 1000000u ) * 1000 };
}

#if defined( __APPLE__ )

// No sleep to an absolute time here: what a signal or the scheduler takes is measured again.
void tw_clock_sleep_until_us( uint64_t deadline_us )
{
	for ( uint64_t now_us = tw_clock_now_us(); now_us < deadline_us; now_us = tw_clock_now_us() )
	{
		struct timespec rest = to_timespec( deadline_us - now_us );
		nanosleep( &rest, NULL );
	}
}

#else

void tw_clock_sleep_until_us( uint64_t deadline_us )
{
	struct timespec deadline = to_timespec( deadline_us );
	while ( clock_nanosleep( CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL ) == EINTR )
		continue;
}

#endif
