// lab_line.h - what a match in virtual time looks up inside the simulated network.
//
//     if ( lab_line_has_mail( transport ) )          // somebody need not be run for nothing
//
// Every transport here comes from tw_simnet_add().
#pragma once

#include "tickwire/transport.h"

bool lab_line_has_mail( tw_transport transport );

/// The outage that is on or comes next. @return false for a line without
bool lab_line_get_outage( tw_transport transport, uint64_t* out_begin_us, uint64_t* out_end_us );

/// It has a bottleneck.
bool lab_line_has_queue( tw_transport transport );

/// When the last byte that was sent towards it (or by it) has left the bottleneck.
uint64_t lab_line_get_queue_end_us( tw_transport transport, bool is_down );
