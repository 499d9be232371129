// baseline.h - the same match over tickwire and over ENet: the parts of the baseline measure.
//
//     baseline_server_run( shared, setup );      // in one process: the match, and one of two ways to send it
//     baseline_clients_run( shared, setup );     // in another: who receive it, through a relay
//
// The bots' minds run beside the players over tickwire, and beside the match over ENet, whose clients send inputs of the
// same size: the traffic is that of the same fight.
#pragma once

#include "base/report.h"
#include "tickwire/base.h"

#include <stdatomic.h>

enum
{
	BASELINE_MAX_PLAYERS = 32,
	BASELINE_TICKS = 16384, // whose times are kept
	BASELINE_HZ = 60,
	BASELINE_CHANNEL_STATE = 0,
	BASELINE_CHANNEL_CHANGES = 1,
	BASELINE_CHANNEL_INPUT = 2,
	BASELINE_CHANNELS = 3,
};

typedef enum baseline_transport
{
	BASELINE_TICKWIRE,
	BASELINE_ENET_STATE,
	BASELINE_ENET_RELIABLE
} baseline_transport;

typedef struct baseline_setup
{
	baseline_transport transport;
	int players, seconds;
	uint64_t seed;
	uint16_t server_port, relay_port;
} baseline_setup;

/// Written by one process, read by the other.
typedef struct baseline_shared
{
	_Atomic int is_ready, is_over;
	_Atomic int playing;
	_Atomic uint64_t tick_us[BASELINE_TICKS]; // when each tick was run
	_Atomic uint64_t server_cpu_us, client_ticks, entities, snapshots;
	_Atomic uint64_t down_bytes, up_bytes, measured_us; // summed over clients, IP and UDP headers included
	_Atomic uint64_t age_samples, freezes;
	_Atomic uint64_t age_p50_us, age_p99_us;
} baseline_shared;

bool baseline_server_run( baseline_shared* shared, const baseline_setup* setup );
bool baseline_clients_run( baseline_shared* shared, const baseline_setup* setup );
