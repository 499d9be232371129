// quality_shots.h - what the shooter's screen said beside what the server ruled, shot by shot.
//
//     quality_shots_note( &shots, tick, slot, facts );                   // each server tick, every player
//     quality_shots_judge( &shots, tick, slot, mine, ruling );           // each verdict; NULL where there is none
//
// A claimed hit counts unless its shooter was dead on the server, its target dead or protected there, or its rewind
// older than the server goes along with. A hit the server awarded is false when the shooter's screen showed none.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
	QUALITY_SHOT_TICKS = 1024,
	QUALITY_SHOT_SLOTS = 64,
	QUALITY_VICTIMS = 4,
};

/// Of one player in one server tick.
enum
{
	QUALITY_WAS_OPEN = 1,  ///< could be hit when the tick began: alive and not protected
	QUALITY_IS_OPEN = 2,   ///< and when it had ended
	QUALITY_WAS_ALIVE = 4, ///< could shoot when it began
	QUALITY_IS_ALIVE = 8,  ///< and when it had ended
	QUALITY_IS_CLAMPED = 16,
};

/// One side of a receipt: who was hit, by player slot.
typedef struct quality_shot
{
	int victim_count;
	int victims[QUALITY_VICTIMS];
} quality_shot;

typedef struct quality_shots
{
	uint64_t fired, with_contact;         ///< all that a screen showed
	uint64_t counted, confirmed, clamped; ///< hits on the screen
	uint64_t voided, voided_shooter;      ///< of these by a dead shooter
	uint64_t awarded, false_hits,
		false_clamped; ///< by the server; of these not on the screen; and by a clamped view
	uint8_t facts[QUALITY_SHOT_TICKS][QUALITY_SHOT_SLOTS];
} quality_shots;

void quality_shots_note( quality_shots* shots, uint32_t tick, int slot, uint8_t facts );

/// @param mine NULL for a shot that the shooter's screen did not show
/// @param ruling NULL for a shot that never was
void quality_shots_judge( quality_shots* shots, uint32_t tick, int slot, const quality_shot* mine,
                          const quality_shot* ruling );
