// quality_rules.h - what others' published rules for the delay would have shown, on the same arrivals.
//
//     quality_rules_arrival( &rules, sent_us, received_us, base_us, interval_us );
//     quality_rules_frame( &rules, frame_us, base_us, newest_us );
//
// Each gets what it asks for, measured without error over all arrivals so far: the mean delay above the way's least, its
// deviation, the deviation of the intervals between arrivals. Their own controllers' lag is left out, so this flatters.
#pragma once

#include "quality_frames.h"

typedef enum quality_rule
{
	QUALITY_RULE_SOURCE,     ///< cl_interp_ratio 2: two snapshots
	QUALITY_RULE_SOURCE_100, ///< cl_interp 0.1
	QUALITY_RULE_GAFFER,     ///< three snapshots and two frames
	QUALITY_RULE_MIRROR,     ///< two snapshots and a deviation of the intervals
	QUALITY_RULE_LIGHTYEAR,  ///< 1.7 snapshots, four deviations of the delay, a tick
	QUALITY_RULE_UNITY,      ///< two snapshots, or one and 1.25 deviations of the intervals
	QUALITY_RULE_COUNT
} quality_rule;

/// Mean and deviation of values as they come (Welford 1962).
typedef struct quality_spread
{
	uint64_t count;
	double mean, squares;
} quality_spread;

typedef struct quality_rules
{
	double interval_us; ///< from snapshot to snapshot
	quality_spread delay_us, gap_us;
	int64_t newest_us, newest_arrival_us;
	bool has_newest;
	quality_frames frames[QUALITY_RULE_COUNT];
} quality_rules;

const char* quality_rule_name( quality_rule rule );

void quality_rules_begin( quality_rules* rules, double interval_us );
void quality_rules_arrival( quality_rules* rules, int64_t sent_us, int64_t received_us, int64_t base_us );

/// @return how much a rule delays by, above the way's least, with what is known by now
double quality_rules_delay_us( const quality_rules* rules, quality_rule rule );
void quality_rules_frame( quality_rules* rules, int64_t frame_us, int64_t base_us );
