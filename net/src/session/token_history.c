#include "session/token_history.h"

#include "core/system.h"
#include "session/address_codec.h"
#include "session/replay.h"

#include <string.h>

// Records looked at for each newcomer. Above one, the sweep overtakes the arrivals: after capacity / 8 of them each
// record has been looked at.
enum
{
	SWEEP_RECORDS = 8
};

size_t tw__token_history_size_bytes( int capacity )
{
	return (size_t)capacity * sizeof( tw__token_record ) + tw__index_map_size_bytes( capacity );
}

static void add_free( tw__token_history* history, int index )
{
	history->records[index] = ( tw__token_record ){ .next_free1 = history->first_free1 };
	history->first_free1 = index + 1;
}

void tw__token_history_init( tw__token_history* history, void* memory, int capacity,
                             const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] )
{
	*history = ( tw__token_history ){ .records = memory, .capacity = capacity };
	tw__index_map_init( &history->map, history->records + capacity, capacity, TW__TAG_BYTES, secret );
	for ( int i = capacity - 1; i >= 0; --i )
		add_free( history, i );
}

static void forget_expired( tw__token_history* history, uint64_t now_s )
{
	for ( int i = 0; i < SWEEP_RECORDS; ++i )
	{
		int index = history->sweep_index;
		history->sweep_index = ( index + 1 ) % history->capacity;
		tw__token_record* record = &history->records[index];
		if ( record->is_known && record->use.expire_s <= now_s )
		{
			tw__index_map_remove( &history->map, index );
			add_free( history, index );
		}
	}
}

static tw_drop add_record( tw__token_history* history, const tw__token_use* use, int* out_entry )
{
	if ( history->first_free1 == 0 )
		return TW_DROP_FULL;
	int index = history->first_free1 - 1;
	history->first_free1 = history->records[index].next_free1;
	history->records[index] = ( tw__token_record ){ .use = *use, .is_known = true };
	tw__index_map_insert( &history->map, index, use->tag );
	*out_entry = index;
	return TW__KEEP;
}

tw_drop tw__token_history_present( tw__token_history* history, const tw__token_use* use, uint64_t now_s,
                                   int* out_entry )
{
	forget_expired( history, now_s );
	int index = tw__index_map_find( &history->map, use->tag );
	if ( index < 0 )
		return add_record( history, use, out_entry );
	const tw__token_record* record = &history->records[index];
	if ( record->is_consumed || !tw__address_is_same( &record->use.address, &use->address ) )
		return TW_DROP_TOKEN_SPENT;
	*out_entry = index;
	return TW__KEEP;
}

void tw__token_history_consume( tw__token_history* history, int entry, const uint8_t tag[TW__TAG_BYTES] )
{
	TW_ASSERT( 0 <= entry && entry < history->capacity );
	tw__token_record* record = &history->records[entry];
	if ( record->is_known && memcmp( record->use.tag, tag, TW__TAG_BYTES ) == 0 )
		record->is_consumed = true;
}
