#include "quality_reference.h"

enum
{
	WINDOW_US = 30000000,
	STEP_US = 250000,
	FIRST_UPDATE_US = 1000000,
	MARGIN_US = 2000,
	TAIL_PER_MILLE = 1,
	GROW_PERCENT = 20,
	SHRINK_PERCENT = 2,
	LONGEST = 40, // segments that can matter to the tail
};

void quality_reference_begin( quality_reference* r, int64_t base_us )
{
	*r = ( quality_reference ){ .base_us = base_us };
}

static const quality_reference_segment* segment_at( const quality_reference* r, int age )
{
	return r->segments + ( r->newest + QUALITY_REFERENCE_SEGMENTS - age ) % QUALITY_REFERENCE_SEGMENTS;
}

static void insert_longest( quality_reference_segment* list, int* count, const quality_reference_segment* segment )
{
	if ( *count == LONGEST && segment->high_us <= list[LONGEST - 1].high_us )
		return;
	int at = *count < LONGEST ? ( *count )++ : LONGEST - 1;
	for ( ; at > 0 && list[at - 1].high_us < segment->high_us; --at )
		list[at] = list[at - 1];
	list[at] = *segment;
}

// @return the smallest delay with which at most `allowed_us` of the listed segments lie beyond it
static int64_t find_delay_us( const quality_reference_segment* list, int count, int64_t allowed_us )
{
	int64_t low_us = 0, high_us = count > 0 ? list[0].high_us : 0;
	while ( high_us - low_us > 1 )
	{
		int64_t middle_us = ( low_us + high_us ) / 2, beyond_us = 0;
		for ( int i = 0; i < count && list[i].high_us > middle_us; ++i )
			beyond_us += list[i].high_us - ( list[i].low_us > middle_us ? list[i].low_us : middle_us );
		if ( beyond_us <= allowed_us )
			high_us = middle_us;
		else
			low_us = middle_us;
	}
	return high_us;
}

static int64_t find_target_us( const quality_reference* r, int64_t now_us )
{
	quality_reference_segment longest[LONGEST];
	int count = 0;
	int64_t first_us = now_us;
	for ( int age = 0; age < r->count && segment_at( r, age )->begin_us >= now_us - WINDOW_US; ++age )
	{
		first_us = segment_at( r, age )->begin_us;
		insert_longest( longest, &count, segment_at( r, age ) );
	}
	int64_t span_us = now_us - first_us < WINDOW_US ? now_us - first_us : WINDOW_US;
	return find_delay_us( longest, count, span_us * TAIL_PER_MILLE / 1000 ) + MARGIN_US;
}

static int64_t clamp( int64_t value, int64_t least, int64_t most )
{
	return value < least ? least : value > most ? most : value;
}

static void update( quality_reference* r, int64_t now_us )
{
	int64_t from_us = quality_reference_delay_us( r, now_us );
	int64_t wanted_us = find_target_us( r, now_us ) - r->delay_us;
	r->delay_us += clamp( wanted_us, -STEP_US * SHRINK_PERCENT / 100, STEP_US * GROW_PERCENT / 100 );
	r->from_us = from_us;
	r->slew_us = now_us;
	r->update_us += STEP_US;
}

void quality_reference_arrival( quality_reference* r, int64_t sent_us, int64_t received_us )
{
	if ( r->has_newest && sent_us <= r->newest_us )
		return;
	if ( r->has_newest )
	{
		quality_reference_segment segment = { .begin_us = r->newest_arrival_us,
			                              .low_us = r->newest_arrival_us - r->newest_us - r->base_us,
			                              .high_us = received_us - r->newest_us - r->base_us };
		r->newest = ( r->newest + 1 ) % QUALITY_REFERENCE_SEGMENTS;
		r->count += r->count < QUALITY_REFERENCE_SEGMENTS;
		r->segments[r->newest] = segment;
		if ( !r->has_delay )
		{
			r->has_delay = true;
			r->delay_us = r->from_us = segment.high_us + MARGIN_US;
			r->slew_us = received_us;
			r->update_us = segment.begin_us + FIRST_UPDATE_US;
		}
	}
	r->has_newest = true;
	r->newest_us = sent_us;
	r->newest_arrival_us = received_us;
	if ( r->has_delay && received_us >= r->update_us )
		update( r, received_us );
}

int64_t quality_reference_delay_us( const quality_reference* r, int64_t now_us )
{
	int64_t elapsed_us = clamp( now_us - r->slew_us, 0, STEP_US );
	int64_t change_us = ( r->delay_us - r->from_us ) * elapsed_us / STEP_US;
	return r->from_us + clamp( change_us, -( elapsed_us * SHRINK_PERCENT / 100 ), elapsed_us * GROW_PERCENT / 100 );
}
