#include "lab_line.h"

#include "link/simnet.h"

static const tw__endpoint* endpoint_of( tw_transport transport ) { return transport.user; }

bool lab_line_has_mail( tw_transport transport ) { return endpoint_of( transport )->inbox_count > 0; }

bool lab_line_get_outage( tw_transport transport, uint64_t* out_begin_us, uint64_t* out_end_us )
{
	const tw__line* line = &endpoint_of( transport )->line;
	*out_begin_us = line->outage.begin_us;
	*out_end_us = line->outage.end_us;
	return line->outage.begin_us != UINT64_MAX;
}

bool lab_line_has_queue( tw_transport transport ) { return endpoint_of( transport )->line.profile.max_bytes_per_s > 0; }

uint64_t lab_line_get_queue_end_us( tw_transport transport, bool is_down )
{
	return endpoint_of( transport )->line.channels[is_down ? TW__DOWN : TW__UP].bottleneck_free_us;
}
