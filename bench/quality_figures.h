// quality_figures.h - the keys of "quality", from what a run gathered.
//
//     quality_figures_print( watch, &setup, stream );
#pragma once

#include "quality_watch.h"

typedef struct quality_setup
{
	const tw_profile* profile;
	int hz, minutes, players, max_rewind_ms, stall_ms;
	const char* preset;
	const char* bots;
	uint64_t seed;
	uint64_t trace_hash, violations;
	double virtual_x;
	int disconnects;
	bool is_json;
} quality_setup;

/// @return false when it could not be written
bool quality_figures_print( const quality_watch* watch, const quality_setup* setup, FILE* stream );

/// Whether the run measured what it says: everybody played, moved and shot.
bool quality_figures_are_sound( const quality_watch* watch, const quality_setup* setup );
