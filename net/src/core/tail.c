#include "core/tail.h"

// The largest segments of the window, falling.
typedef struct longest
{
	int count, window_count; // listed; in the window
	uint64_t span_us;        // of the window, as far as there are segments
	int64_t least_us;        // of a full list: what is not larger has no place in it
	tw__tail_segment list[TW__TAIL_LONGEST];
} longest;

void tw__tail_add( tw__tail* tail, uint64_t now_us, int64_t low_us, int64_t high_us )
{
	tail->newest = ( tail->newest + 1 ) % TW__TAIL_SEGMENTS;
	tail->count += tail->count < TW__TAIL_SEGMENTS;
	tail->segments[tail->newest] = ( tw__tail_segment ){ .end_us = now_us, .low_us = low_us, .high_us = high_us };
}

static void insert( longest* l, const tw__tail_segment* segment )
{
	int at = l->count < TW__TAIL_LONGEST ? l->count++ : TW__TAIL_LONGEST - 1;
	for ( ; at > 0 && l->list[at - 1].high_us < segment->high_us; --at )
		l->list[at] = l->list[at - 1];
	l->list[at] = *segment;
	if ( l->count == TW__TAIL_LONGEST )
		l->least_us = l->list[TW__TAIL_LONGEST - 1].high_us;
}

static void find_longest( const tw__tail* tail, uint64_t now_us, longest* out )
{
	out->count = out->window_count = 0;
	out->span_us = 0;
	out->least_us = INT64_MIN;
	int at = tail->newest;
	for ( int left = tail->count; left > 0; --left )
	{
		const tw__tail_segment* segment = tail->segments + at;
		if ( now_us - segment->end_us > TW__TAIL_WINDOW_US )
			break;
		out->window_count++;
		out->span_us = now_us - segment->end_us;
		if ( segment->high_us > out->least_us )
			insert( out, segment );
		at = at > 0 ? at - 1 : TW__TAIL_SEGMENTS - 1;
	}
}

static int64_t beyond_us( const longest* l, int64_t delay_us )
{
	int64_t sum_us = 0;
	for ( int i = 0; i < l->count && l->list[i].high_us > delay_us; ++i )
		sum_us += l->list[i].high_us - ( l->list[i].low_us > delay_us ? l->list[i].low_us : delay_us );
	return sum_us;
}

int64_t tw__tail_time_quantile( const tw__tail* tail, uint64_t now_us, int per_mille )
{
	longest l;
	find_longest( tail, now_us, &l );
	if ( l.count == 0 )
		return 0;
	int64_t allowed_us = (int64_t)l.span_us * per_mille / 1000;
	int64_t low_us = l.list[l.count - 1].low_us, high_us = l.list[0].high_us;
	while ( high_us - low_us > 1 )
	{
		int64_t middle_us = low_us + ( high_us - low_us ) / 2;
		if ( beyond_us( &l, middle_us ) <= allowed_us )
			high_us = middle_us;
		else
			low_us = middle_us;
	}
	return high_us;
}

int64_t tw__tail_sample_quantile( const tw__tail* tail, uint64_t now_us, int per_mille )
{
	longest l;
	find_longest( tail, now_us, &l );
	if ( l.count == 0 )
		return 0;
	// So many may be larger, and a fraction of one: linear between the two ranks.
	int rank_1000ths = l.window_count * per_mille, last = l.count - 1;
	int64_t above_us = l.list[rank_1000ths / 1000 < last ? rank_1000ths / 1000 : last].high_us;
	int64_t below_us = l.list[rank_1000ths / 1000 + 1 < last ? rank_1000ths / 1000 + 1 : last].high_us;
	return above_us + ( below_us - above_us ) * ( rank_1000ths % 1000 ) / 1000;
}
