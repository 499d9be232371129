#include "link/line.h"

static uint64_t us_from_ms( double duration_ms ) { return (uint64_t)( duration_ms * 1e3 + 0.5 ); }

static void draw_channels( tw__line* line, const tw_profile* profile, uint64_t now_us )
{
	double low_ms = profile->round_trip_ms, high_ms = profile->round_trip_max_ms;
	double round_trip_ms = high_ms > low_ms ? tw__random_between( &line->random, low_ms, high_ms ) : low_ms;
	uint64_t base_us = us_from_ms( round_trip_ms / 2.0 );
	for ( int i = 0; i < 2; ++i )
		tw__channel_begin( line->channels + i, profile, base_us, tw__random_next( &line->random ), now_us );
}

static tw__event draw_first_outage( tw__line* line, const tw_profile* profile, uint64_t now_us )
{
	if ( profile->outage_ms == 0.0f || profile->outage_period_s == 0.0f )
		return ( tw__event ){ UINT64_MAX, UINT64_MAX };
	double phase_ms = tw__random_between( &line->random, 0.0, profile->outage_period_s * 1e3 );
	uint64_t begin_us = now_us + us_from_ms( phase_ms );
	return ( tw__event ){ begin_us, begin_us + us_from_ms( profile->outage_ms ) };
}

void tw__line_set_profile( tw__line* line, const tw_profile* profile, uint64_t now_us )
{
	line->profile = *profile;
	if ( profile->roam_to != NULL )
		line->profile.roam_to = tw_profile_find( profile->roam_to )->name; // the caller's text may not last
	draw_channels( line, profile, now_us );
	line->outage = draw_first_outage( line, profile, now_us );
}

void tw__line_begin( tw__line* line, const tw_profile* profile, uint64_t seed, uint64_t now_us )
{
	*line = ( tw__line ){ .random = tw__random_fork( seed, 0 ) };
	tw__line_set_profile( line, profile, now_us );
}

static void skip_to_next_outage( tw__line* line )
{
	uint64_t period_us = us_from_ms( line->profile.outage_period_s * 1e3 );
	line->outage.begin_us += period_us;
	line->outage.end_us += period_us;
}

static bool is_out( tw__line* line, uint64_t now_us )
{
	while ( line->outage.end_us <= now_us )
		skip_to_next_outage( line );
	return line->outage.begin_us <= now_us;
}

tw__passage tw__line_pass( tw__line* line, tw__direction direction, uint64_t now_us, int size_bytes )
{
	if ( is_out( line, now_us ) )
		return ( tw__passage ){ .fate = TW__FATE_LOST };
	return tw__channel_pass( line->channels + direction, now_us, size_bytes );
}

uint64_t tw__line_get_roam_us( const tw__line* line )
{
	return line->profile.roam_to != NULL ? line->outage.end_us : UINT64_MAX;
}

void tw__line_roam( tw__line* line, uint64_t now_us )
{
	tw_profile profile = *tw_profile_find( line->profile.roam_to );
	profile.roam_to = line->profile.roam_to;
	profile.outage_ms = line->profile.outage_ms;
	profile.outage_period_s = line->profile.outage_period_s;
	line->profile = profile;
	draw_channels( line, &profile, now_us );
	skip_to_next_outage( line );
}
