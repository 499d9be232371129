// replay.h - which packet numbers have been seen: the newest 256 are told apart, older ones count as seen.
//
//     if ( ( drop = tw__replay_check( &window, sequence ) ) != TW__KEEP )      // before the costly decryption
//         return drop;
//     if ( tw__packet_open( ... ) )
//         tw__replay_record( &window, sequence );                         // only now: a forgery moves nothing
//
// All zero is a fresh window. One bit a number, so that "empty" cannot be confused with any sequence number.
#pragma once

#include "tickwire/stats.h"

enum
{
	TW__REPLAY_WINDOW = 256
};

/// In place of a tw_drop: the datagram is not dropped.
#define TW__KEEP TW_DROP_COUNT

typedef struct tw__replay
{
	uint64_t newest; ///< highest number recorded; 0 at first, which is then not yet marked as seen
	uint64_t seen[TW__REPLAY_WINDOW / 64];
} tw__replay;

/// @return TW__KEEP, TW_DROP_REPEATED or TW_DROP_TOO_OLD
tw_drop tw__replay_check( const tw__replay* window, uint64_t sequence );

/// Only numbers that passed the check.
void tw__replay_record( tw__replay* window, uint64_t sequence );
