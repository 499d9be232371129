#include "core/tail.h"

enum
{
	BIN_US = 500,
	BIN_COUNT = 2000, // a second above the smallest; the last bin takes the rest
};

void tw__tail_add( tw__tail* tail, uint64_t now_us, int64_t low_us, int64_t high_us )
{
	tail->newest = ( tail->newest + 1 ) % TW__TAIL_SEGMENTS;
	tail->count += tail->count < TW__TAIL_SEGMENTS;
	tail->segments[tail->newest] = ( tw__tail_segment ){ .end_us = now_us, .low_us = low_us, .high_us = high_us };
}

static const tw__tail_segment* segment_at( const tw__tail* tail, int age )
{
	return tail->segments + ( tail->newest + TW__TAIL_SEGMENTS - age ) % TW__TAIL_SEGMENTS;
}

// @return how many of the newest segments lie in the window; their smallest delay
static int find_window( const tw__tail* tail, uint64_t now_us, int64_t* out_least_us )
{
	int count = 0;
	*out_least_us = INT64_MAX;
	while ( count < tail->count && now_us - segment_at( tail, count )->end_us <= TW__TAIL_WINDOW_US )
	{
		int64_t low_us = segment_at( tail, count )->low_us;
		*out_least_us = low_us < *out_least_us ? low_us : *out_least_us;
		count++;
	}
	return count;
}

int tw__tail_count( const tw__tail* tail, uint64_t now_us )
{
	int64_t least_us;
	return find_window( tail, now_us, &least_us );
}

int64_t tw__tail_least( const tw__tail* tail, uint64_t now_us )
{
	int64_t least_us;
	return find_window( tail, now_us, &least_us ) > 0 ? least_us : 0;
}

static int bin_of( int64_t above_us )
{
	int64_t bin = above_us / BIN_US;
	return bin < BIN_COUNT ? (int)bin : BIN_COUNT - 1;
}

// A histogram of delay weighted by time: a segment adds one bin's worth of time to every bin that it passes through.
int64_t tw__tail_quantile( const tw__tail* tail, uint64_t now_us, int per_mille )
{
	int64_t least_us;
	int32_t rises[BIN_COUNT + 1] = { 0 };
	int count = find_window( tail, now_us, &least_us );
	for ( int age = 0; age < count; ++age )
	{
		const tw__tail_segment* segment = segment_at( tail, age );
		rises[bin_of( segment->low_us - least_us )]++;
		rises[bin_of( segment->high_us - least_us ) + 1]--;
	}
	if ( count == 0 )
		return 0;

	int64_t total = 0, height = 0, beyond = 0;
	for ( int bin = 0; bin < BIN_COUNT; ++bin )
	{
		height += rises[bin];
		total += height;
	}
	int bin = BIN_COUNT;
	while ( bin > 0 && ( beyond + height ) * 1000 <= total * per_mille )
	{
		bin--;
		beyond += height;
		height -= rises[bin];
	}
	return least_us + (int64_t)bin * BIN_US;
}
