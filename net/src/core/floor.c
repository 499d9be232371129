#include "core/floor.h"

enum
{
	RECENT_US = 500000,
	HALF_LONG_US = 15000000,
	CLEARLY_US = 8000, // the least of some thirty delays moves by less with jitter alone
};

static int64_t least( int64_t a, int64_t b ) { return a < b ? a : b; }

static int64_t find_recent_us( const tw__floor* floor, uint64_t now_us )
{
	int64_t recent_us = floor->delays_us[floor->newest];
	for ( int age = 1; age < floor->count; ++age )
	{
		int at = ( floor->newest + TW__FLOOR_SAMPLES - age ) % TW__FLOOR_SAMPLES;
		if ( now_us - floor->times_us[at] > RECENT_US )
			break;
		recent_us = least( recent_us, floor->delays_us[at] );
	}
	return recent_us;
}

void tw__floor_add( tw__floor* floor, uint64_t now_us, int64_t delay_us )
{
	if ( floor->count == 0 )
		floor->least_us[0] = floor->least_us[1] = delay_us;
	if ( floor->count == 0 || now_us - floor->least_since_us >= HALF_LONG_US )
	{
		floor->least_us[1] = floor->least_us[0];
		floor->least_us[0] = delay_us;
		floor->least_since_us = now_us;
	}
	floor->least_us[0] = least( floor->least_us[0], delay_us );
	floor->newest = ( floor->newest + 1 ) % TW__FLOOR_SAMPLES;
	floor->count += floor->count < TW__FLOOR_SAMPLES;
	floor->times_us[floor->newest] = now_us;
	floor->delays_us[floor->newest] = delay_us;

	int64_t raised_us =
		find_recent_us( floor, now_us ) - least( floor->least_us[0], floor->least_us[1] ) - CLEARLY_US;
	floor->raised_us = raised_us > 0 ? raised_us : 0;
}
