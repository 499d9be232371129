#include "quality_shots.h"

#include <stddef.h>

static uint8_t* facts_of( quality_shots* shots, uint32_t tick, int slot )
{
	return &shots->facts[tick % QUALITY_SHOT_TICKS][slot % QUALITY_SHOT_SLOTS];
}

void quality_shots_note( quality_shots* shots, uint32_t tick, int slot, uint8_t facts )
{
	*facts_of( shots, tick, slot ) = facts;
}

static bool has_victim( const quality_shot* shot, int victim )
{
	for ( int i = 0; shot != NULL && i < shot->victim_count; ++i )
		if ( shot->victims[i] == victim )
			return true;
	return false;
}

// What was settled before the shot. Who fell in this very tick, before the shot was looked at, was gone already.
static bool is_void( quality_shots* shots, uint32_t tick, int victim, bool is_confirmed )
{
	uint8_t facts = *facts_of( shots, tick, victim );
	bool was_open = ( facts & QUALITY_WAS_OPEN ) != 0, is_open = ( facts & QUALITY_IS_OPEN ) != 0;
	return !was_open || ( !is_open && !is_confirmed );
}

static void judge_claims( quality_shots* shots, uint32_t tick, int slot, const quality_shot* mine,
                          const quality_shot* ruling )
{
	uint8_t facts = *facts_of( shots, tick, slot );
	bool is_shooter_gone =
		( facts & QUALITY_WAS_ALIVE ) == 0 || ( ruling == NULL && ( facts & QUALITY_IS_ALIVE ) == 0 );
	for ( int i = 0; i < mine->victim_count; ++i )
	{
		bool is_confirmed = has_victim( ruling, mine->victims[i] );
		if ( is_shooter_gone || is_void( shots, tick, mine->victims[i], is_confirmed ) )
		{
			shots->voided++;
			shots->voided_shooter += is_shooter_gone;
		}
		else if ( ( facts & QUALITY_IS_CLAMPED ) != 0 )
			shots->clamped++;
		else
		{
			shots->counted++;
			shots->confirmed += is_confirmed;
		}
	}
}

static void judge_awards( quality_shots* shots, uint32_t tick, int slot, const quality_shot* mine,
                          const quality_shot* ruling )
{
	bool is_clamped = ( *facts_of( shots, tick, slot ) & QUALITY_IS_CLAMPED ) != 0;
	for ( int i = 0; i < ruling->victim_count; ++i )
	{
		if ( is_void( shots, tick, ruling->victims[i], true ) )
			continue; // it struck nobody
		bool is_false = !has_victim( mine, ruling->victims[i] );
		shots->awarded++;
		shots->false_hits += is_false;
		shots->false_clamped += is_false && is_clamped;
	}
}

void quality_shots_judge( quality_shots* shots, uint32_t tick, int slot, const quality_shot* mine,
                          const quality_shot* ruling )
{
	if ( mine != NULL )
	{
		judge_claims( shots, tick, slot, mine, ruling );
	}
	if ( ruling != NULL )
		judge_awards( shots, tick, slot, mine, ruling );
}
