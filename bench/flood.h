// flood.h - the parts of the flood measure: one server, clients that play, and somebody who means ill. Three processes
// that share one block of counters.
//
//     flood_clients_run( shared, setup );      // in a child
//     flood_attack_run( shared, setup );       // in another
//     flood_server_run( shared, setup, &result );
#pragma once

#include "tickwire/client.h"
#include "tickwire/server.h"

#include <stdatomic.h>

enum
{
	FLOOD_MAX_CLIENTS = 64,
	FLOOD_SOCKETS = 16,   // the attacker's own, from which nobody ever joined
	FLOOD_TOKENS = 10000, // valid ones, whose clients stop after the request
	FLOOD_TAPE = 256,     // datagrams of the victim, for replays
};

typedef enum flood_kind
{
	FLOOD_GARBAGE,
	FLOOD_FORGED,
	FLOOD_REQUESTS,
	FLOOD_REPLAY,
	FLOOD_ALL
} flood_kind;

typedef enum flood_phase
{
	FLOOD_JOINING,
	FLOOD_UNDER_ATTACK,
	FLOOD_SETTLING, // nobody sends; what is under way arrives
	FLOOD_OVER
} flood_phase;

typedef struct flood_setup
{
	flood_kind kind;
	int clients, pps, seconds;
	uint64_t seed;
	tw_schema* schema;
	tw_address server;
	uint64_t protocol_id;
	tw_secret_key token_key;
	tw_udp* victim; // the first client's socket, which the attacker holds too
} flood_setup;

/// Written by one process each, read by the others.
typedef struct flood_shared
{
	_Atomic int phase; // flood_phase; the server's
	_Atomic int playing;
	_Atomic uint64_t sent_payloads[FLOOD_MAX_CLIENTS];
	_Atomic uint64_t honest_join_us; // 0: not yet
	_Atomic uint64_t attack_datagrams, attack_bytes, answer_bytes, attack_us;
	_Atomic uint32_t tape_count;
	struct
	{
		uint8_t bytes[TW_MAX_DATAGRAM_BYTES];
		int size_bytes;
	} tape[FLOOD_TAPE];
} flood_shared;

typedef struct flood_result
{
	double legit_loss_pct, victim_loss_pct;
	int disconnects;
	double tick_ms_p99, own_us_per_rejected, aead_reject_us, rss_growth_mb;
	int rcvbuf_bytes;
	uint64_t batches; // that own time is the median of
} flood_result;

/// A connect token for one client, as a backend issues it.
bool flood_issue( const flood_setup* setup, uint64_t client_id, tw_token* out_token );

void flood_clients_run( flood_shared* shared, const flood_setup* setup );
void flood_attack_run( flood_shared* shared, const flood_setup* setup );

/// @return false when the clients could not all join
bool flood_server_run( flood_shared* shared, const flood_setup* setup, tw_udp* udp, flood_result* out );
