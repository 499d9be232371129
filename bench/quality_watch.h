// quality_watch.h - everything that is measured in one run, gathered while the lab runs it.
//
//     quality_watch* w = quality_watch_create( trace );
//     lab_def def = { .watch = quality_watch_get_hooks( w ), ... };
//     ... lab_run() ...
//     quality_watch_finish( w, lab );
//     read w->clients
//
// It looks inside the endpoints, as the lab does; nothing it reads is what they would say about themselves where the
// truth is at hand: displayed times, apply times, poses and rulings come from both ends at once.
#pragma once

#include "lab.h"
#include "quality_frames.h"
#include "quality_recovery.h"
#include "quality_reference.h"
#include "quality_rules.h"
#include "quality_shots.h"

#include <stdio.h>

enum
{
	QUALITY_WARM_UP_US = 30000000, // after a client began to play
};

/// What a client shows of somebody else, to see jumps.
typedef struct quality_pose
{
	bool is_known;
	uint16_t life;
	int32_t position[2];
} quality_pose;

typedef struct quality_client
{
	bool is_playing, is_measured; ///< the warm-up is over
	uint64_t join_us, begin_us;   ///< first request to first picture; when it began to play
	double base_ms_sum;

	quality_frames frames, reference_frames;
	quality_reference reference;
	quality_rules rules;
	uint64_t starved_before; // the client's own count, to see each frame's
	int64_t displayed_us, newest_us;

	uint64_t ticks, starved_ticks, slack_count; ///< the server's, for this client
	double slack_ms_sum;
	double slack_us; ///< the latest
	uint64_t fired;  ///< shots of every weapon, by the server's count

	tw_client_stats stats_from, stats; ///< at the beginning of the measurement, and latest
	player_counts counts_from, counts;
	uint64_t entities_sum, changed_sum, snapshots;
	uint64_t corrections; // seen, to notice a new one
	int64_t offset_us;    // when the offset on the screen was made; 0: there is none
	int64_t offset_longest_us;
	uint64_t pops;
	quality_pose poses[QUALITY_SHOT_SLOTS];
	quality_recovery recovery, no_worse; ///< by the letter; with a smaller delay or slack allowed
} quality_client;

typedef struct quality_watch
{
	FILE* trace; ///< NULL: none
	quality_client clients[LAB_MAX_PLAYERS];
	int client_of_slot[QUALITY_SHOT_SLOTS]; // player slot to client; -1
	quality_shots shots;
	quality_histogram render_errors_mm, corrections_m, queue_ms;
} quality_watch;

/// @return NULL without memory
quality_watch* quality_watch_create( FILE* trace );
void quality_watch_destroy( quality_watch* watch ); ///< accepts NULL

lab_watch quality_watch_get_hooks( quality_watch* watch );
void quality_watch_finish( quality_watch* watch );
