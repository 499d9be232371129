// lab_check.h - the invariants of a match in virtual time.
//
//     lab_check_note_tick( check, server );                 // after each server tick
//     lab_check_snapshot( check, client, tick, who, now );  // after each snapshot a client has applied
//     lab_check_seal( check, key, nonce, nonce_bytes );     // before anything is encrypted
#pragma once

#include "tickwire/client.h"
#include "tickwire/server.h"

enum
{
	LAB_TICKS = 1024, // whose sets of entities are remembered: 17 s, longer than anything may be under way
	LAB_VIOLATION_CHARS = 160,
};

typedef struct lab_check
{
	const tw_server* server;
	int slots;
	uint32_t* alive;  // LAB_TICKS x slots: generations
	int32_t* orders;  // LAB_TICKS x slots: which of them, as many as
	int* counts;      // LAB_TICKS of them say
	uint64_t* nonces; // open addressing, hashes of (key, nonce); 0 is empty
	size_t nonce_capacity, nonce_count;
	uint64_t violations, checked_states;
	char first_violation[LAB_VIOLATION_CHARS];
	uint64_t trace_hash;
} lab_check;

/// @return false without memory
bool lab_check_begin( lab_check* check, const tw_server* server, int slots );
void lab_check_end( lab_check* check );

void lab_check_note_tick( lab_check* check );
void lab_check_snapshot( lab_check* check, const tw_client* client, uint32_t tick, int who, uint64_t now_us );
void lab_check_seal( lab_check* check, const uint8_t key[32], const uint8_t* nonce, int nonce_bytes );
