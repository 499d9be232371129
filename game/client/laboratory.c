#include "laboratory.h"

#include <string.h>

static const float BURST_EVERY_S = 3;

enum
{
	AS_IT_IS,
	BY_SLIDERS,
	FIRST_NAMED
};

void laboratory_open( laboratory* lab, const tw_profile* profile )
{
	memset( lab, 0, sizeof( *lab ) );
	lab->names[AS_IT_IS] = "as it is";
	lab->names[BY_SLIDERS] = "sliders";
	lab->name_count = FIRST_NAMED;
	for ( int i = 0; tw_profile_get( i ) != NULL && lab->name_count < LABORATORY_NAMES; ++i )
	{
		if ( profile != NULL && strcmp( tw_profile_get( i )->name, profile->name ) == 0 )
			lab->choice = lab->name_count;
		lab->names[lab->name_count++] = tw_profile_get( i )->name;
	}
}

const tw_profile* laboratory_get( laboratory* lab )
{
	if ( lab->choice == AS_IT_IS )
		return NULL;
	if ( lab->choice >= FIRST_NAMED )
		return tw_profile_get( lab->choice - FIRST_NAMED );
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

const char* laboratory_describe( const laboratory* lab )
{
	if ( lab->choice == AS_IT_IS )
		return "Nothing is added to your connection.";
	if ( lab->choice == BY_SLIDERS )
		return "Move the sliders; it takes effect at once.";
	return "A measured kind of connection, as people have it.";
}
