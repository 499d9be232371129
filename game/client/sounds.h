// sounds.h - every sound of the game, as the few numbers it is synthesised from at start.
//
//     eng_sound_open( &sound, sounds_recipes(), SOUND_COUNT, &notice );
//     sounds_play_at( &sound, &camera, SOUND_PULSE, x, y, 1 );
#pragma once

#include "camera.h"
#include "sdl/sound.h"

typedef enum sound_number
{
	SOUND_PULSE,
	SOUND_RAIL,
	SOUND_ROCKET,
	SOUND_EXPLOSION,
	SOUND_HIT_GIVEN,
	SOUND_HIT_TAKEN,
	SOUND_KILL,
	SOUND_DEATH,
	SOUND_SPAWN,
	SOUND_DASH,
	SOUND_LOW_AMMO,
	SOUND_JOIN,
	SOUND_LEAVE,
	SOUND_MENU_MOVE,
	SOUND_MENU_PRESS,
	SOUND_COUNT
} sound_number;

/// SOUND_COUNT of them.
const eng_recipe* sounds_recipes( void );

/// Somewhere in the arena: fainter with distance, left or right of the middle of the screen.
void sounds_play_at( eng_sound* sound, const camera* c, sound_number number, float x, float y, float volume );
