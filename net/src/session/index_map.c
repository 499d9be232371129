#include "session/index_map.h"

#include "core/system.h"

#include <sodium.h>
#include <string.h>

// Twice as many buckets as entries, a power of two: chains of 1.2 on average when full.
static int count_buckets( int capacity )
{
	int count = 2;
	while ( count < 2 * capacity )
		count *= 2;
	return count;
}

size_t tw__index_map_size_bytes( int capacity )
{
	return (size_t)capacity * sizeof( tw__index_map_entry ) + (size_t)count_buckets( capacity ) * sizeof( int );
}

void tw__index_map_init( tw__index_map* map, void* memory, int capacity, int key_bytes,
                         const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] )
{
	TW_ASSERT( 0 < key_bytes && key_bytes <= TW__INDEX_MAP_KEY_BYTES );
	tw__index_map_entry* entries = memory;
	*map = ( tw__index_map ){ .entries = entries,
		                  .buckets1 = (int*)( entries + capacity ),
		                  .capacity = capacity,
		                  .bucket_count = count_buckets( capacity ),
		                  .key_bytes = key_bytes };
	memcpy( map->secret, secret, TW__INDEX_MAP_SECRET_BYTES );
}

static int* bucket_of( const tw__index_map* map, const uint8_t* key )
{
	uint64_t hash;
	crypto_shorthash( (uint8_t*)&hash, key, (unsigned long long)map->key_bytes, map->secret );
	return &map->buckets1[hash & (uint64_t)( map->bucket_count - 1 )];
}

int tw__index_map_find( const tw__index_map* map, const uint8_t* key )
{
	int index1 = *bucket_of( map, key );
	while ( index1 != 0 && memcmp( map->entries[index1 - 1].key, key, (size_t)map->key_bytes ) != 0 )
		index1 = map->entries[index1 - 1].next1;
	return index1 - 1;
}

void tw__index_map_insert( tw__index_map* map, int index, const uint8_t* key )
{
	TW_ASSERT( 0 <= index && index < map->capacity && !map->entries[index].in_use );
	int* bucket1 = bucket_of( map, key );
	tw__index_map_entry* entry = &map->entries[index];
	memcpy( entry->key, key, (size_t)map->key_bytes );
	entry->in_use = true;
	entry->next1 = *bucket1;
	*bucket1 = index + 1;
}

void tw__index_map_remove( tw__index_map* map, int index )
{
	tw__index_map_entry* entry = &map->entries[index];
	if ( !entry->in_use )
		return;
	int* link1 = bucket_of( map, entry->key );
	while ( *link1 != index + 1 )
		link1 = &map->entries[*link1 - 1].next1;
	*link1 = entry->next1;
	*entry = ( tw__index_map_entry ){ 0 };
}
