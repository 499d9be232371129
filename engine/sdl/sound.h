// sound.h - sounds made of a few numbers, played somewhere to the left or right.
//
//     eng_sound sound;
//     eng_sound_open( &sound, recipes, RECIPE_COUNT, &notice );
//     eng_sound_play( &sound, EXPLOSION, ( eng_voice ){ .volume = 0.6f, .pan = -0.3f } );
//     eng_sound_close( &sound );
//
// Without an audio device everything here does nothing.
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum
{
	ENG_SOUND_RATE_HZ = 44100,
	ENG_SOUNDS_MAX = 32,
	ENG_SOUND_PARTS = 3,
};

typedef enum eng_wave
{
	ENG_WAVE_NONE,
	ENG_WAVE_SINE,
	ENG_WAVE_SQUARE,
	ENG_WAVE_SAW,
	ENG_WAVE_NOISE,
} eng_wave;

/// One tone or one rush of noise.
typedef struct eng_sound_part
{
	eng_wave wave;
	float start_ms, length_ms;
	float from_hz, to_hz; ///< glides, evenly to the ear; of noise: where it is cut off above
	float loudness;       ///< [0, 1]
	float attack_ms;      ///< until full; then it dies away
	float decay;          ///< how fast: 1 is evenly, 4 is a knock
} eng_sound_part;

typedef struct eng_recipe
{
	eng_sound_part parts[ENG_SOUND_PARTS];
} eng_recipe;

typedef struct eng_voice
{
	float volume; ///< [0, 1]
	float pan;    ///< -1 left, 1 right
} eng_voice;

typedef struct eng_sound
{
	bool is_open;
	int count;
	float volume; ///< of everything, [0, 1]
	void* chunks[ENG_SOUNDS_MAX];
	int16_t* samples[ENG_SOUNDS_MAX];
} eng_sound;

/// @param out_notice empty, or why there will be silence
void eng_sound_open( eng_sound* sound, const eng_recipe* recipes, int count, eng_error* out_notice );
void eng_sound_close( eng_sound* sound );
void eng_sound_play( eng_sound* sound, int number, eng_voice voice );

/// How many stereo samples a recipe lasts.
int eng_recipe_length( const eng_recipe* recipe );

/// Both channels the same. The same recipe gives the same samples. @param out_samples 2 * length of them
void eng_recipe_render( const eng_recipe* recipe, int16_t* out_samples, int length );
