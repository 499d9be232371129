#include "laboratory.h"

#include <string.h>

static const float BURST_EVERY_S = 3;

void laboratory_open( laboratory* lab, const tw_profile* profile )
{
	memset( lab, 0, sizeof( *lab ) );
	lab->names[LABORATORY_AS_IT_IS] = "as it is";
	lab->names[LABORATORY_SLIDERS] = "sliders";
	lab->name_count = LABORATORY_NAMED;
	for ( int i = 0; tw_profile_get( i ) != NULL && lab->name_count < LABORATORY_NAMES; ++i )
	{
		if ( profile != NULL && strcmp( tw_profile_get( i )->name, profile->name ) == 0 )
			lab->choice = lab->name_count;
		lab->names[lab->name_count++] = tw_profile_get( i )->name;
	}
	laboratory_show_choice( lab );
}

const tw_profile* laboratory_get( laboratory* lab )
{
	if ( lab->choice == LABORATORY_AS_IT_IS )
		return NULL;
	if ( lab->choice >= LABORATORY_NAMED )
		return tw_profile_get( lab->choice - LABORATORY_NAMED );
	lab->own = ( tw_profile ){
		.name = "sliders",
		.round_trip_ms = lab->latency_ms,
		.jitter_sd_ms = lab->jitter_ms,
		.loss_ratio = lab->loss_pct / 100,
		.bad_loss_ratio = lab->burst_ms > 0 ? 1.0f : 0,
		.good_mean_s = lab->burst_ms > 0 ? BURST_EVERY_S : 0,
		.bad_mean_ms = lab->burst_ms,
	};
	return &lab->own;
}

void laboratory_show_choice( laboratory* lab )
{
	const tw_profile* named =
		lab->choice >= LABORATORY_NAMED ? tw_profile_get( lab->choice - LABORATORY_NAMED ) : NULL;
	if ( named == NULL )
		return;
	float longest_ms =
		named->round_trip_max_ms > named->round_trip_ms ? named->round_trip_max_ms : named->round_trip_ms;
	lab->latency_ms = ( named->round_trip_ms + longest_ms ) * 0.5f;
	lab->jitter_ms = named->jitter_sd_ms;
	lab->loss_pct = named->loss_ratio * 100;
	lab->burst_ms = named->bad_loss_ratio > 0 ? named->bad_mean_ms : 0;
}
