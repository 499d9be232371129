#include "session/replay.h"

static uint64_t bit_of( uint64_t sequence ) { return UINT64_C( 1 ) << ( sequence % 64 ); }
static int word_of( uint64_t sequence ) { return (int)( sequence % TW__REPLAY_WINDOW / 64 ); }

tw_drop tw__replay_check( const tw__replay* window, uint64_t sequence )
{
	// Subtracted from the newest, because adding to a number near 2^64 wraps.
	if ( window->newest >= TW__REPLAY_WINDOW && sequence <= window->newest - TW__REPLAY_WINDOW )
		return TW_DROP_TOO_OLD;
	if ( sequence > window->newest )
		return TW__KEEP;
	return ( window->seen[word_of( sequence )] & bit_of( sequence ) ) != 0 ? TW_DROP_REPEATED : TW__KEEP;
}

void tw__replay_record( tw__replay* window, uint64_t sequence )
{
	if ( sequence > window->newest )
	{
		uint64_t ahead = sequence - window->newest;
		uint64_t forgotten = ahead < TW__REPLAY_WINDOW ? ahead : TW__REPLAY_WINDOW;
		for ( uint64_t i = 0; i < forgotten; ++i )
			window->seen[word_of( sequence - i )] &= ~bit_of( sequence - i );
		window->newest = sequence;
	}
	window->seen[word_of( sequence )] |= bit_of( sequence );
}
