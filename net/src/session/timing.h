// timing.h - the figures of netcode 1.02 that both ends share.
//
//     if ( tw__has_passed( now_us, last_heard_us, timeout_us ) )
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	TW__KEEP_ALIVE_US = 100000,  ///< send something at least this often
	TW__DISCONNECT_PACKETS = 10, ///< a goodbye is repeated, as nothing acknowledges it
	TW__US_PER_S = 1000000
};

/// The silence after which a session ends: the shorter of what its token and this endpoint say. 0 is never.
/// @param token_timeout_s negative is never @param timeout_ms of the endpoint's def, 0 is no opinion
static inline uint64_t tw__timeout_us( int32_t token_timeout_s, int timeout_ms )
{
	if ( token_timeout_s < 0 )
		return 0;
	uint64_t token_us = (uint64_t)token_timeout_s * TW__US_PER_S;
	uint64_t own_us = (uint64_t)( timeout_ms > 0 ? timeout_ms : 0 ) * 1000;
	return own_us != 0 && own_us < token_us ? own_us : token_us;
}

/// True when `duration_us` is over since `since_us`. A duration of 0 never is.
static inline bool tw__has_passed( uint64_t now_us, uint64_t since_us, uint64_t duration_us )
{
	return duration_us != 0 && now_us > since_us && now_us - since_us >= duration_us;
}
