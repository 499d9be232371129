// channel.h - one direction of one access line: who gets through it, and when.
//
//     tw__channel_begin( &channel, profile, base_us, seed, now_us );
//     tw__passage passage = tw__channel_pass( &channel, now_us, size_bytes );
//     for ( int i = 0; i < passage.copies; ++i )
//         deliver at passage.arrival_us[i]
//
// The weather (stalls, bad spells, bloat) is drawn from streams of its own, by time and not by datagram: two programs that
// send differently through the same seed meet the same weather. Time goes forward from call to call. Owns nothing.
#pragma once

#include "link/random.h"
#include "tickwire/transport.h"

/// From begin_us until end_us, or waiting for it. Both 0 before the first.
typedef struct tw__event
{
	uint64_t begin_us, end_us;
} tw__event;

typedef struct tw__channel
{
	tw_profile profile;
	uint64_t base_us;
	tw__random stall_random, spell_random, bloat_random, datagram_random;
	uint64_t next_stall_us, next_periodic_stall_us, frozen_until_us;
	tw__event spell; // of bad loss
	tw__event bloat;
	double bloat_height_us;
	uint64_t bottleneck_free_us; // when the last byte queued so far has gone through
	uint64_t last_arrival_us;
} tw__channel;

typedef enum tw__fate
{
	TW__FATE_ARRIVES,
	TW__FATE_LOST,
	TW__FATE_QUEUE_FULL
} tw__fate;

typedef struct tw__passage
{
	tw__fate fate;
	int copies; // 0 unless it arrives
	uint64_t arrival_us[2];
	bool is_reordered;
	bool is_corrupt;
} tw__passage;

/// Start, or go on with another profile: what has passed already is not overtaken. `channel` is zero before the first
/// time. @param base_us the least delay
void tw__channel_begin( tw__channel* channel, const tw_profile* profile, uint64_t base_us, uint64_t seed,
                        uint64_t now_us );

/// @param size_bytes with IP and UDP headers, for the bottleneck
tw__passage tw__channel_pass( tw__channel* channel, uint64_t now_us, int size_bytes );

/// Flip 1 to 8 bits.
void tw__channel_corrupt( tw__channel* channel, uint8_t* bytes, int size_bytes );
