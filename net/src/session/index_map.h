// index_map.h - from a short key (an address, an id, a token's tag) to the index of who has it, in constant time.
//
//     tw__index_map_insert( &map, index, key );
//     int index = tw__index_map_find( &map, key );            // -1: nobody
//     tw__index_map_remove( &map, index );
//
// Keys are hashed with SipHash under a secret drawn at start, so that nobody can choose keys that collide. Each index
// in [0, capacity) has at most one key. Memory: tw__index_map_size_bytes() of the owner's, zeroed.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
	TW__INDEX_MAP_KEY_BYTES = 18, ///< longest key: ip and port
	TW__INDEX_MAP_SECRET_BYTES = 16
};

typedef struct tw__index_map_entry
{
	uint8_t key[TW__INDEX_MAP_KEY_BYTES];
	bool in_use;
	int next1; ///< in the same bucket; index + 1, 0 ends the chain
} tw__index_map_entry;

typedef struct tw__index_map
{
	tw__index_map_entry* entries;
	int* buckets1; ///< index + 1 of the first of each chain
	int capacity, bucket_count;
	int key_bytes;
	uint8_t secret[TW__INDEX_MAP_SECRET_BYTES];
} tw__index_map;

/// Memory for `capacity` indices.
size_t tw__index_map_size_bytes( int capacity );

/// @param memory zeroed, tw__index_map_size_bytes(), aligned for int; outlives the map
/// @param key_bytes of every key, [1, TW__INDEX_MAP_KEY_BYTES]
void tw__index_map_init( tw__index_map* map, void* memory, int capacity, int key_bytes,
                         const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] );

/// @return -1 when no index has this key
int tw__index_map_find( const tw__index_map* map, const uint8_t* key );

/// Neither the index nor the key may be in the map yet.
void tw__index_map_insert( tw__index_map* map, int index, const uint8_t* key );

/// Does nothing for an index that has no key.
void tw__index_map_remove( tw__index_map* map, int index );
