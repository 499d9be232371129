// net_graph.h - how the connection is doing, in three levels of detail, and where the server has the own body.
//
//     net_graph_sample( &graph, &session, &arena, now_us );      // once a frame
//     net_graph_draw( &graph, draw, scale );
#pragma once

#include "arena.h"
#include "sdl/draw.h"
#include "session.h"
#include "tickwire/stats.h"

enum
{
	GRAPH_FRAMES = 300,
	GRAPH_PLACES = 128, // own places remembered: 2 s of frames
};

typedef struct graph_frame
{
	float round_trip_ms, interp_ms, frame_ms;
	bool is_starved, is_corrected;
} graph_frame;

typedef struct graph_place
{
	uint64_t time_us;
	float x, y;
} graph_place;

typedef struct net_graph
{
	int level; ///< 0 off to 3
	graph_frame frames[GRAPH_FRAMES];
	int next;
	tw_client_stats stats, second; // newest; and as of the start of this second
	uint64_t second_us;
	float snapshots_per_s, kbps_down, kbps_up, starved_pct, fps;
	int frames_this_second;
	bool is_corrected;
	tw_correction correction; // the newest
	float correction_age_s;

	graph_place places[GRAPH_PLACES];
	int next_place;
	bool has_ghost;
	float ghost_x, ghost_y;
} net_graph;

void net_graph_clear( net_graph* g ); ///< keeps the level
void net_graph_sample( net_graph* g, const session* s, const arena* a, uint64_t now_us );
void net_graph_note_correction( net_graph* g, const tw_correction* correction );

/// Where the server's newest word had the own body: as reported by the own history, or the truth where it is known.
bool net_graph_get_ghost( const net_graph* g, float* out_x, float* out_y );
void net_graph_set_ghost( net_graph* g, float x, float y );
void net_graph_draw( const net_graph* g, eng_draw* draw, float scale );
