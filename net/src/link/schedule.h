// schedule.h - what is due next: a binary heap ordered by time, and by age among equals.
//
//     tw__schedule_push( &schedule, due_us, item );
//     while ( tw__schedule_get_next_us( &schedule ) <= now_us )
//         item = tw__schedule_pop( &schedule );
//
// The entries belong to whoever made the schedule.
#pragma once

#include <stdint.h>

typedef struct tw__schedule_entry
{
	uint64_t due_us;
	uint64_t order; // counts pushes, so that equal times come out as they went in
	int item;
} tw__schedule_entry;

typedef struct tw__schedule
{
	tw__schedule_entry* entries;
	int capacity, count;
	uint64_t next_order;
} tw__schedule;

/// There must be room.
void tw__schedule_push( tw__schedule* schedule, uint64_t due_us, int item );

/// There must be one.
int tw__schedule_pop( tw__schedule* schedule );

/// UINT64_MAX when it is empty.
uint64_t tw__schedule_get_next_us( const tw__schedule* schedule );
