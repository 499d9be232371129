#include "quality_recovery.h"

#include <math.h>

enum
{
	STEADY_US = 250000,
	GIVE_UP_US = 10000000, // counts as so long
	LEAST_TOLERANCE_US = 1000,
	NO_INPUT_US = -100000000,
};

static bool is_near( const quality_recovery* r, double value, double before )
{
	double apart = value - before;
	return ( r->may_be_less ? apart : fabs( apart ) ) <= fmax( fabs( before ) / 10.0, LEAST_TOLERANCE_US );
}

static void finish( quality_recovery* r, int64_t took_us )
{
	r->is_recovering = false;
	r->count++;
	r->longest_us = took_us > r->longest_us ? took_us : r->longest_us;
}

static void recover( quality_recovery* r, int64_t now_us, double delay_us, double slack_us )
{
	bool is_inside =
		is_near( r, delay_us, r->delay_us ) && is_near( r, slack_us, r->slack_us ) && slack_us > NO_INPUT_US;
	if ( !is_inside )
		r->inside_since_us = 0;
	else if ( r->inside_since_us == 0 )
		r->inside_since_us = now_us;
	if ( is_inside && now_us - r->inside_since_us >= STEADY_US )
		finish( r, r->inside_since_us - r->gap_end_us );
	else if ( now_us - r->gap_end_us >= GIVE_UP_US )
		finish( r, GIVE_UP_US );
}

void quality_recovery_note( quality_recovery* r, int64_t now_us, bool is_in_gap, double delay_us, double slack_us )
{
	if ( is_in_gap )
		r->is_in_gap = true;
	else if ( r->is_in_gap )
	{
		r->is_in_gap = false;
		r->is_recovering = r->has_before;
		r->gap_end_us = now_us;
		r->inside_since_us = 0;
	}
	if ( r->is_recovering && !is_in_gap )
		recover( r, now_us, delay_us, slack_us );
	if ( is_in_gap || r->is_recovering )
		return;
	r->delay_us = delay_us;
	r->slack_us = slack_us > NO_INPUT_US ? slack_us : r->slack_us;
	r->has_before = true;
}
