#include "session/index_map.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum
{
	CAPACITY = 100
};

// Few distinct keys and a small map, so that chains and reuse happen all the time.
Test( index_map, agrees_with_a_plain_list_through_random_inserts_and_removes )
{
	static const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] = { 1 };
	void* memory = calloc( 1, tw__index_map_size_bytes( CAPACITY ) );
	tw__index_map map;
	tw__index_map_init( &map, memory, CAPACITY, 8, secret );
	uint64_t keys[CAPACITY];
	bool in_use[CAPACITY] = { false };
	uint32_t random = 7;
	for ( int step = 0; step < 20000; ++step )
	{
		random = random * 1664525u + 1013904223u;
		int index = (int)( ( random >> 16 ) % CAPACITY ), owner = -1;
		uint64_t key = ( random >> 8 ) % 150;
		for ( int i = 0; i < CAPACITY; ++i )
			owner = in_use[i] && keys[i] == key ? i : owner;
		cr_assert_eq( tw__index_map_find( &map, (uint8_t*)&key ), owner );
		if ( in_use[index] )
		{
			tw__index_map_remove( &map, index );
			in_use[index] = false;
		}
		else if ( owner < 0 )
		{
			tw__index_map_insert( &map, index, (uint8_t*)&key );
			in_use[index] = true;
			keys[index] = key;
		}
	}
	free( memory );
}

Test( index_map, removing_what_is_not_there_does_nothing )
{
	static const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] = { 1 };
	void* memory = calloc( 1, tw__index_map_size_bytes( 1 ) );
	tw__index_map map;
	tw__index_map_init( &map, memory, 1, 4, secret );
	tw__index_map_remove( &map, 0 );
	tw__index_map_insert( &map, 0, (const uint8_t*)"abcd" );
	cr_assert_eq( tw__index_map_find( &map, (const uint8_t*)"abcd" ), 0 );
	cr_assert_eq( tw__index_map_find( &map, (const uint8_t*)"abce" ), -1 );
	free( memory );
}
