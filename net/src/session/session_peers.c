#include "core/block.h"
#include "core/bytes.h"
#include "core/system.h"
#include "session/address_codec.h"
#include "session/session_server_state.h"
#include "session/timing.h"

#include <string.h>

enum
{
	// Both tables hold what authentic tokens can ask for within their life; a small server must still not be
	// blocked by a few hundred people who get a token and go away.
	PENDING_PER_SLOT = 4,
	FEWEST_PENDING = 1024,
	HISTORY_PER_SLOT = 8,
	FEWEST_HISTORY = 4096,

	SWEEP_ENTRIES = 8 ///< looked at for each newcomer, to find what has expired
};

static int at_least( int count, int least ) { return count > least ? count : least; }

static int count_pending( int max_slots ) { return at_least( PENDING_PER_SLOT * max_slots, FEWEST_PENDING ); }
static int count_history( int max_slots ) { return at_least( HISTORY_PER_SLOT * max_slots, FEWEST_HISTORY ); }

size_t tw__peers_size_bytes( int max_slots )
{
	int pending = count_pending( max_slots );
	return tw__block_size( (size_t)max_slots * sizeof( tw__slot ) ) +
	       tw__block_size( (size_t)pending * sizeof( tw__pending ) ) +
	       tw__block_size( tw__index_map_size_bytes( max_slots + pending ) ) +
	       tw__block_size( tw__index_map_size_bytes( max_slots ) ) +
	       tw__block_size( tw__token_history_size_bytes( count_history( max_slots ) ) );
}

static void free_pending( tw__session_server* s, int index )
{
	tw__index_map_remove( &s->by_address, s->def.max_slots + index );
	tw_wipe( &s->pending[index], sizeof( s->pending[index] ) );
	s->pending[index].next_free1 = s->first_free_pending1;
	s->first_free_pending1 = index + 1;
}

void tw__peers_init( tw__session_server* s, uint8_t* memory, const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] )
{
	int max_slots = s->def.max_slots;
	int peers = max_slots + count_pending( max_slots );
	s->pending_capacity = count_pending( max_slots );
	s->slots = tw__block_carve( &memory, (size_t)max_slots * sizeof( tw__slot ) );
	s->pending = tw__block_carve( &memory, (size_t)s->pending_capacity * sizeof( tw__pending ) );
	tw__index_map_init( &s->by_address, tw__block_carve( &memory, tw__index_map_size_bytes( peers ) ), peers,
	                    TW__INDEX_MAP_KEY_BYTES, secret );
	tw__index_map_init( &s->by_client_id, tw__block_carve( &memory, tw__index_map_size_bytes( max_slots ) ),
	                    max_slots, 8, secret );
	tw__token_history_init( &s->history, memory, count_history( max_slots ), secret );
	for ( int i = 0; i < max_slots; ++i )
		s->free_slots[i / 64] |= UINT64_C( 1 ) << ( i % 64 );
	for ( int i = s->pending_capacity - 1; i >= 0; --i )
		free_pending( s, i );
}

static void write_address_key( const tw_address* address, uint8_t out_key[TW__INDEX_MAP_KEY_BYTES] )
{
	memcpy( out_key, address->ip, 16 );
	out_key[16] = (uint8_t)address->port;
	out_key[17] = (uint8_t)( address->port >> 8 );
}

static void write_client_key( uint64_t client_id, uint8_t out_key[8] )
{
	tw__byte_writer writer = { .bytes = out_key, .capacity_bytes = 8 };
	tw__bytes_write_u64( &writer, client_id );
}

int tw__peers_find( tw__session_server* s, const tw_address* address, uint64_t now_us )
{
	uint8_t key[TW__INDEX_MAP_KEY_BYTES];
	write_address_key( address, key );
	int peer = tw__index_map_find( &s->by_address, key );
	if ( peer < s->def.max_slots )
		return peer;
	if ( s->pending[peer - s->def.max_slots].expires_us > now_us )
		return peer;
	free_pending( s, peer - s->def.max_slots );
	return -1;
}

bool tw__peers_has_client( const tw__session_server* s, uint64_t client_id )
{
	uint8_t key[8];
	write_client_key( client_id, key );
	return tw__index_map_find( &s->by_client_id, key ) >= 0;
}

static void forget_expired( tw__session_server* s, uint64_t now_us )
{
	for ( int i = 0; i < SWEEP_ENTRIES; ++i )
	{
		int index = s->pending_sweep;
		s->pending_sweep = ( index + 1 ) % s->pending_capacity;
		if ( s->pending[index].in_use && s->pending[index].expires_us <= now_us )
			free_pending( s, index );
	}
}

tw__pending* tw__peers_add_pending( tw__session_server* s, const tw_address* address, uint64_t now_us )
{
	forget_expired( s, now_us );
	int peer = tw__peers_find( s, address, now_us );
	TW_ASSERT( peer < 0 || peer >= s->def.max_slots );
	if ( peer >= 0 )
		return &s->pending[peer - s->def.max_slots];
	if ( s->first_free_pending1 == 0 )
		return NULL;

	int index = s->first_free_pending1 - 1;
	tw__pending* pending = &s->pending[index];
	uint8_t key[TW__INDEX_MAP_KEY_BYTES];
	s->first_free_pending1 = pending->next_free1;
	*pending = ( tw__pending ){ .in_use = true, .address = *address };
	write_address_key( address, key );
	tw__index_map_insert( &s->by_address, s->def.max_slots + index, key );
	return pending;
}

static int take_free_slot( tw__session_server* s )
{
	int word = 0, bit = 0;
	while ( s->free_slots[word] == 0 ) // there is one
		word++;
	while ( ( s->free_slots[word] >> bit & 1 ) == 0 )
		bit++;
	s->free_slots[word] &= ~( UINT64_C( 1 ) << bit );
	return word * 64 + bit;
}

int tw__peers_promote( tw__session_server* s, tw__pending* pending, uint64_t now_us )
{
	TW_ASSERT( s->slots_used < s->def.max_slots );
	int index = take_free_slot( s );
	uint8_t address_key[TW__INDEX_MAP_KEY_BYTES], client_key[8];
	s->slots[index] = ( tw__slot ){ .in_use = true,
		                        .address = pending->address,
		                        .keys = pending->keys,
		                        .client_id = pending->client_id,
		                        .timeout_us = tw__timeout_us( pending->timeout_s, s->def.timeout_ms ),
		                        .last_sent_us = now_us,
		                        .last_heard_us = now_us };
	s->slots_used++;
	free_pending( s, (int)( pending - s->pending ) );
	write_address_key( &s->slots[index].address, address_key );
	write_client_key( s->slots[index].client_id, client_key );
	tw__index_map_insert( &s->by_address, index, address_key );
	tw__index_map_insert( &s->by_client_id, index, client_key );
	return index;
}

void tw__peers_free_slot( tw__session_server* s, int slot )
{
	TW_ASSERT( s->slots[slot].in_use );
	tw__index_map_remove( &s->by_address, slot );
	tw__index_map_remove( &s->by_client_id, slot );
	tw_wipe( &s->slots[slot], sizeof( s->slots[slot] ) );
	s->free_slots[slot / 64] |= UINT64_C( 1 ) << ( slot % 64 );
	s->slots_used--;
}
