#include "quality_rules.h"

#include <math.h>

static const char* const s_names[QUALITY_RULE_COUNT] = {
	[QUALITY_RULE_SOURCE] = "source_2t",    [QUALITY_RULE_SOURCE_100] = "source_100ms",
	[QUALITY_RULE_GAFFER] = "gaffer",       [QUALITY_RULE_MIRROR] = "mirror",
	[QUALITY_RULE_LIGHTYEAR] = "lightyear", [QUALITY_RULE_UNITY] = "unity",
};

const char* quality_rule_name( quality_rule rule ) { return s_names[rule]; }

void quality_rules_begin( quality_rules* rules, double interval_us )
{
	*rules = ( quality_rules ){ .interval_us = interval_us };
	for ( int i = 0; i < QUALITY_RULE_COUNT; ++i )
		quality_frames_begin( rules->frames + i );
}

static void add( quality_spread* spread, double value )
{
	double from_mean = value - spread->mean;
	spread->count++;
	spread->mean += from_mean / (double)spread->count;
	spread->squares += from_mean * ( value - spread->mean );
}

static double deviation( const quality_spread* spread )
{
	return spread->count > 0 ? sqrt( spread->squares / (double)spread->count ) : 0.0;
}

void quality_rules_arrival( quality_rules* rules, int64_t sent_us, int64_t received_us, int64_t base_us )
{
	add( &rules->delay_us, (double)( received_us - sent_us - base_us ) );
	if ( rules->has_newest && sent_us <= rules->newest_us )
		return;
	if ( rules->has_newest )
		add( &rules->gap_us, (double)( received_us - rules->newest_arrival_us ) );
	rules->newest_us = sent_us;
	rules->newest_arrival_us = received_us;
	rules->has_newest = true;
}

double quality_rules_delay_us( const quality_rules* rules, quality_rule rule )
{
	const double frame_us = 1e6 / 60.0;
	double mean = rules->delay_us.mean, interval = rules->interval_us, gaps = deviation( &rules->gap_us );
	switch ( rule )
	{
	case QUALITY_RULE_SOURCE:
		return mean + 2.0 * interval;
	case QUALITY_RULE_SOURCE_100:
		return mean + 100e3;
	case QUALITY_RULE_GAFFER:
		return 3.0 * interval + 2.0 * frame_us;
	case QUALITY_RULE_MIRROR:
		return mean + 2.0 * interval + gaps;
	case QUALITY_RULE_LIGHTYEAR:
		return mean + fmax( 1.7 * interval, 5e3 ) + 4.0 * deviation( &rules->delay_us ) + frame_us;
	case QUALITY_RULE_UNITY:
		return mean + fmax( 2.0 * interval, interval + 1.25 * gaps );
	case QUALITY_RULE_COUNT:
		break;
	}
	return 0.0;
}

void quality_rules_frame( quality_rules* rules, int64_t frame_us, int64_t base_us )
{
	for ( int i = 0; i < QUALITY_RULE_COUNT; ++i )
	{
		int64_t delay_us = (int64_t)quality_rules_delay_us( rules, (quality_rule)i );
		int64_t displayed_us = frame_us - base_us - delay_us;
		quality_frames_add( rules->frames + i, frame_us, displayed_us, base_us,
		                    displayed_us > rules->newest_us );
	}
}
