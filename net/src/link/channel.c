#include "link/channel.h"

// Per datagram jitter, stalls, a two-state loss process in time (Gilbert-Elliott) and bloat, with first in, first out
// except for the few that are reordered: the model that the table in profile.c is written for.

enum
{
	DUPLICATE_DELAY_US = 2000,
	MIN_REORDER_US = 1000,
	MAX_FLIPPED_BITS = 8
};

static const double us_per_ms = 1e3, us_per_s = 1e6;

static uint64_t round_us( double duration_us ) { return (uint64_t)( duration_us + 0.5 ); }

static uint64_t draw_interval_us( tw__random* random, double mean_us )
{
	return round_us( tw__random_exponential( random, mean_us ) );
}

// --- Weather: each function brings one process up to now -------------------------------------------------------------

static void freeze_until( tw__channel* c, uint64_t until_us )
{
	if ( until_us > c->frozen_until_us )
		c->frozen_until_us = until_us;
}

static uint64_t draw_stall_us( tw__channel* c )
{
	double stall_us = tw__random_exponential( &c->stall_random, c->profile.stall_mean_ms * us_per_ms );
	double max_us = c->profile.stall_max_ms * us_per_ms;
	return round_us( max_us > 0.0 && stall_us > max_us ? max_us : stall_us );
}

static void advance_stalls( tw__channel* c, uint64_t now_us )
{
	while ( c->next_stall_us <= now_us )
	{
		freeze_until( c, c->next_stall_us + draw_stall_us( c ) );
		c->next_stall_us += draw_interval_us( &c->stall_random, us_per_s / c->profile.stalls_per_s );
	}
	while ( c->next_periodic_stall_us <= now_us )
	{
		freeze_until( c, c->next_periodic_stall_us + round_us( c->profile.periodic_stall_ms * us_per_ms ) );
		c->next_periodic_stall_us += round_us( c->profile.periodic_stall_period_s * us_per_s );
	}
}

static bool is_in_bad_spell( tw__channel* c, uint64_t now_us )
{
	const tw_profile* p = &c->profile;
	if ( p->good_mean_s == 0.0f )
		return false;
	while ( c->spell.end_us <= now_us )
	{
		c->spell.begin_us = c->spell.end_us + draw_interval_us( &c->spell_random, p->good_mean_s * us_per_s );
		c->spell.end_us = c->spell.begin_us + draw_interval_us( &c->spell_random, p->bad_mean_ms * us_per_ms );
	}
	return c->spell.begin_us <= now_us;
}

// A triangle: the queue of somebody's upload fills at a steady rate, and empties so.
static double bloat_us( tw__channel* c, uint64_t now_us )
{
	const tw_profile* p = &c->profile;
	if ( p->bloat_gap_mean_s == 0.0f )
		return 0.0;
	while ( c->bloat.end_us <= now_us )
	{
		c->bloat.begin_us =
			c->bloat.end_us + draw_interval_us( &c->bloat_random, p->bloat_gap_mean_s * us_per_s );
		double length_us = p->bloat_length_s * us_per_s * tw__random_between( &c->bloat_random, 0.5, 1.5 );
		c->bloat.end_us = c->bloat.begin_us + round_us( length_us );
		c->bloat_height_us = p->bloat_ms * us_per_ms * tw__random_between( &c->bloat_random, 0.4, 1.6 );
	}
	if ( now_us < c->bloat.begin_us )
		return 0.0;
	double part = (double)( now_us - c->bloat.begin_us ) / (double)( c->bloat.end_us - c->bloat.begin_us );
	return c->bloat_height_us * ( part < 0.5 ? 2.0 * part : 2.0 - 2.0 * part );
}

// --- One datagram ----------------------------------------------------------------------------------------------------

// When it has gone through the bottleneck. @return false when the queue is full
static bool pass_bottleneck( tw__channel* c, uint64_t* now_us, int size_bytes )
{
	const tw_profile* p = &c->profile;
	if ( p->max_bytes_per_s == 0 )
		return true;

	uint64_t start_us = c->bottleneck_free_us > *now_us ? c->bottleneck_free_us : *now_us;
	if ( start_us - *now_us > (uint64_t)p->queue_ms * 1000u )
		return false;
	c->bottleneck_free_us = start_us + (uint64_t)size_bytes * 1000000u / (uint64_t)p->max_bytes_per_s;
	*now_us = c->bottleneck_free_us;
	return true;
}

static uint64_t draw_arrival_us( tw__channel* c, uint64_t now_us )
{
	const double sqrt_2 = 1.4142135623730951; // a gamma of shape 2 has this standard deviation at scale 1
	double extra_us = bloat_us( c, now_us );
	if ( c->profile.jitter_sd_ms > 0.0f )
		extra_us += tw__random_gamma2( &c->datagram_random, c->profile.jitter_sd_ms * us_per_ms / sqrt_2 );

	uint64_t arrival_us = now_us + c->base_us + round_us( extra_us );
	advance_stalls( c, now_us );
	uint64_t thawed_us = c->frozen_until_us + c->base_us;
	return now_us < c->frozen_until_us && arrival_us < thawed_us ? thawed_us : arrival_us;
}

static uint64_t draw_reorder_us( tw__channel* c )
{
	double max_us = c->profile.reorder_max_ms * us_per_ms;
	return round_us( max_us > MIN_REORDER_US ? tw__random_between( &c->datagram_random, MIN_REORDER_US, max_us )
	                                         : max_us );
}

static tw__passage arrive( tw__channel* c, uint64_t arrival_us )
{
	const tw_profile* p = &c->profile;
	tw__passage passage = { .fate = TW__FATE_ARRIVES, .copies = 1 };
	passage.is_reordered = tw__random_chance( &c->datagram_random, p->reorder_ratio );
	if ( passage.is_reordered )
		arrival_us += draw_reorder_us( c );
	else
	{
		if ( arrival_us < c->last_arrival_us )
			arrival_us = c->last_arrival_us;
		c->last_arrival_us = arrival_us;
	}

	passage.arrival_us[0] = arrival_us;
	passage.arrival_us[1] = arrival_us + DUPLICATE_DELAY_US;
	passage.copies += tw__random_chance( &c->datagram_random, p->duplicate_ratio );
	passage.is_corrupt = tw__random_chance( &c->datagram_random, p->corrupt_ratio );
	return passage;
}

tw__passage tw__channel_pass( tw__channel* c, uint64_t now_us, int size_bytes )
{
	if ( !pass_bottleneck( c, &now_us, size_bytes ) )
		return ( tw__passage ){ .fate = TW__FATE_QUEUE_FULL };
	float loss_ratio = is_in_bad_spell( c, now_us ) ? c->profile.bad_loss_ratio : c->profile.loss_ratio;
	if ( tw__random_chance( &c->datagram_random, loss_ratio ) )
		return ( tw__passage ){ .fate = TW__FATE_LOST };
	return arrive( c, draw_arrival_us( c, now_us ) );
}

void tw__channel_corrupt( tw__channel* c, uint8_t* bytes, int size_bytes )
{
	if ( size_bytes == 0 )
		return;
	uint64_t count = 1 + tw__random_next( &c->datagram_random ) % MAX_FLIPPED_BITS;
	for ( uint64_t i = 0; i < count; ++i )
	{
		uint64_t bit = tw__random_next( &c->datagram_random ) % ( (uint64_t)size_bytes * 8 );
		bytes[bit / 8] ^= (uint8_t)( 1u << ( bit % 8 ) );
	}
}

void tw__channel_begin( tw__channel* c, const tw_profile* profile, uint64_t base_us, uint64_t seed, uint64_t now_us )
{
	*c = ( tw__channel ){
		.profile = *profile,
		.base_us = base_us,
		.stall_random = tw__random_fork( seed, 0 ),
		.spell_random = tw__random_fork( seed, 1 ),
		.bloat_random = tw__random_fork( seed, 2 ),
		.datagram_random = tw__random_fork( seed, 3 ),
		.next_stall_us = UINT64_MAX,
		.next_periodic_stall_us = UINT64_MAX,
		.frozen_until_us = now_us,
		.spell.end_us = now_us,
		.bloat.end_us = now_us,
		.bottleneck_free_us = c->bottleneck_free_us,
		.last_arrival_us = c->last_arrival_us,
	};
	if ( profile->stalls_per_s > 0.0f )
		c->next_stall_us = now_us + draw_interval_us( &c->stall_random, us_per_s / profile->stalls_per_s );
	if ( profile->periodic_stall_period_s > 0.0f )
	{
		double phase = tw__random_unit( &c->stall_random );
		c->next_periodic_stall_us = now_us + round_us( profile->periodic_stall_period_s * us_per_s * phase );
	}
}
