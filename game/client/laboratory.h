// laboratory.h - weather for the own connection, by sliders and by name.
//
//     laboratory_open( &lab, profile );                       // NULL: the network as it is
//     client_link_set_weather( &link, laboratory_get( &lab ) );
#pragma once

#include "tickwire/transport.h"

enum
{
	LABORATORY_AS_IT_IS = 0, // choices
	LABORATORY_SLIDERS = 1,
	LABORATORY_NAMED = 2, // and on
	LABORATORY_NAMES = 24,
};

typedef struct laboratory
{
	bool is_open, shows_ghost;
	int choice;                  ///< LABORATORY_AS_IT_IS, _SLIDERS, or a named profile
	float latency_ms, jitter_ms; ///< both ways together; standard deviation per datagram
	float loss_pct, burst_ms;    ///< burst: how long everything is lost, about once in three seconds
	const char* names[LABORATORY_NAMES];
	int name_count;
	tw_profile own; // what the sliders say
} laboratory;

void laboratory_open( laboratory* lab, const tw_profile* profile );

/// NULL: the network as it is. Valid until the laboratory changes.
const tw_profile* laboratory_get( laboratory* lab );

/// Put the sliders where the named profile that is chosen has them, as far as they can say it.
void laboratory_show_choice( laboratory* lab );
