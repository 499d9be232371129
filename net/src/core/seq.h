// seq.h - 16-bit numbers that wrap, and what they stand for.
//
//     if ( tw__seq_is_newer( packet.sequence16, newest16 ) ) ...
//     uint64_t sequence = tw__seq_widen( packet.ack16, newest_sent );
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// How far `a` is ahead of `b`, [-32768, 32767].
static inline int tw__seq_distance( uint16_t a, uint16_t b )
{
	int ahead = ( a - b ) & 0xFFFF;
	return ahead < 0x8000 ? ahead : ahead - 0x10000;
}

/// True if `a` comes after `b`, across the wrap.
static inline bool tw__seq_is_newer( uint16_t a, uint16_t b ) { return tw__seq_distance( a, b ) > 0; }

/// The number nearest to `reference` whose low 16 bits are `low`. Wraps at the ends of 64 bits like any unsigned number,
/// so a caller whose reference is near 0 has to expect a huge one for what is behind it.
static inline uint64_t tw__seq_widen( uint16_t low, uint64_t reference )
{
	return reference + (uint64_t)(int64_t)tw__seq_distance( low, (uint16_t)( reference & 0xFFFF ) );
}
