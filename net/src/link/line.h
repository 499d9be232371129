// line.h - one endpoint's access line: a channel up, a channel down, and what happens to both together.
//
//     tw__line_begin( &line, profile, seed, now_us );
//     tw__passage up = tw__line_pass( &line, TW__UP, now_us, size_bytes );
//     if ( now_us >= tw__line_get_roam_us( &line ) )
//         tw__line_roam( &line, now_us ), and give its owner another address
//
// Owns nothing. Time goes forward from call to call.
#pragma once

#include "link/channel.h"

typedef enum tw__direction
{
	TW__UP,
	TW__DOWN
} tw__direction;

typedef struct tw__line
{
	tw__channel channels[2]; // by tw__direction
	tw_profile profile;
	tw__random random;
	tw__event outage; // the one that is on, or the next; UINT64_MAX without
} tw__line;

/// Start with no past. @param profile valid (profile.h)
void tw__line_begin( tw__line* line, const tw_profile* profile, uint64_t seed, uint64_t now_us );

/// Go on with another profile. What is under way stays under way.
void tw__line_set_profile( tw__line* line, const tw_profile* profile, uint64_t now_us );

/// @param size_bytes with IP and UDP headers
tw__passage tw__line_pass( tw__line* line, tw__direction direction, uint64_t now_us, int size_bytes );

/// When its owner gets another address: the end of an outage of a profile that roams. UINT64_MAX for never.
uint64_t tw__line_get_roam_us( const tw__line* line );

/// Go on with the profile's `roam_to`. Outages, and with them further addresses, go on as before.
void tw__line_roam( tw__line* line, uint64_t now_us );
