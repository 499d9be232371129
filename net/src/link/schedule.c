#include "link/schedule.h"

#include "core/system.h"

static bool is_before( const tw__schedule_entry* a, const tw__schedule_entry* b )
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

void tw__schedule_push( tw__schedule* schedule, uint64_t due_us, int item )
{
	TW_ASSERT( schedule->count < schedule->capacity );
	tw__schedule_entry entry = { .due_us = due_us, .order = schedule->next_order++, .item = item };
	tw__schedule_entry* entries = schedule->entries;
	int at = schedule->count++;
	for ( int parent = ( at - 1 ) / 2; at > 0 && is_before( &entry, entries + parent ); parent = ( at - 1 ) / 2 )
	{
		entries[at] = entries[parent];
		at = parent;
	}
	entries[at] = entry;
}

int tw__schedule_pop( tw__schedule* schedule )
{
	TW_ASSERT( schedule->count > 0 );
	tw__schedule_entry* entries = schedule->entries;
	int item = entries[0].item;
	int count = --schedule->count;
	tw__schedule_entry last = entries[count]; // sinks from the top to its place
	int at = 0;
	for ( int child = 1; child < count; child = 2 * at + 1 )
	{
		if ( child + 1 < count && is_before( entries + child + 1, entries + child ) )
			child++;
		if ( !is_before( entries + child, &last ) )
			break;
		entries[at] = entries[child];
		at = child;
	}
	entries[at] = last;
	return item;
}

uint64_t tw__schedule_get_next_us( const tw__schedule* schedule )
{
	return schedule->count > 0 ? schedule->entries[0].due_us : UINT64_MAX;
}
