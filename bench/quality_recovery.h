// quality_recovery.h - how long a client takes to be as it was before a gap.
//
//     quality_recovery_note( &r, now_us, is_in_gap, delay_us, slack_us );      // each frame
//
// Recovered is from when delay and slack have stayed within 10 % (or 1 ms, where that is more) of what they were for a
// quarter of a second; reported is the longest time from the end of a gap to there. With `may_be_less` set beforehand a
// smaller delay or slack is recovered, too: what there was when the gap began may have been on its way down. A slack
// below -100 s says that the input was not there.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct quality_recovery
{
	double delay_us, slack_us; ///< before
	bool may_be_less;
	bool has_before, is_in_gap, is_recovering;
	int64_t gap_end_us, inside_since_us; ///< 0: outside
	int count;
	int64_t longest_us;
} quality_recovery;

void quality_recovery_note( quality_recovery* r, int64_t now_us, bool is_in_gap, double delay_us, double slack_us );
