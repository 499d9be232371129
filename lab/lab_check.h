// lab_check.h - the invariants of a match in virtual time.
//
//     lab_check_note_tick( check );                         // after each server tick
//     lab_check_snapshot( check, client, tick, who, now );  // after each snapshot a client has applied
//     lab_check_seal( check, key, nonce, nonce_bytes );     // before anything is encrypted
//     lab_check_message( check, note, who, is_up, now );    // when one is posted and when one is taken
#pragma once

#include "hooks.h"
#include "lab.h"
#include "tickwire/client.h"
#include "tickwire/server.h"

enum
{
	LAB_TICKS = 1024, // whose sets of entities are remembered: 17 s, longer than anything may be under way
	LAB_VIOLATION_CHARS = 160,
};

// What one end has said to the other in one session, and how much of it was heard.
typedef struct lab_talk
{
	uint64_t* said; // hashes of messages; of unreliable ones 0 once they were heard
	size_t said_count, said_capacity, heard_count;
} lab_talk;

typedef struct lab_check
{
	const tw_server* server;
	int slots;
	uint32_t* alive;  // LAB_TICKS x slots: generations
	int32_t* orders;  // LAB_TICKS x slots: which of them, as many as
	int* counts;      // LAB_TICKS of them say
	uint64_t* nonces; // open addressing, hashes of (key, nonce); 0 is empty
	size_t nonce_capacity, nonce_count;
	lab_talk talks[LAB_MAX_PLAYERS][2][2]; // [who][is_up][is_reliable]
	uint64_t violations, checked_states, checked_messages;
	char first_violation[LAB_VIOLATION_CHARS];
	uint64_t trace_hash;
} lab_check;

/// @return false without memory
bool lab_check_begin( lab_check* check, const tw_server* server, int slots );
void lab_check_end( lab_check* check );

void lab_check_note_tick( lab_check* check );
void lab_check_snapshot( lab_check* check, const tw_client* client, uint32_t tick, int who, uint64_t now_us );
/// Somebody new sits there, who has said nothing yet.
void lab_check_begin_talk( lab_check* check, int who );

/// S3. @param is_up from the client to the server
void lab_check_message( lab_check* check, const tw__message_note* note, int who, bool is_up, uint64_t now_us );
void lab_check_seal( lab_check* check, const uint8_t key[32], const uint8_t* nonce, int nonce_bytes );
