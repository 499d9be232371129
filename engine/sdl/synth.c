#include "sdl/sound.h"

#include <math.h>
#include <stddef.h>

static const float TURN = 6.2831853f;

int eng_recipe_length( const eng_recipe* recipe )
{
	float end_ms = 0;
	for ( int i = 0; i < ENG_SOUND_PARTS; ++i )
		end_ms = fmaxf( end_ms, recipe->parts[i].start_ms + recipe->parts[i].length_ms );
	return (int)( end_ms * ENG_SOUND_RATE_HZ / 1000.0f );
}

typedef struct voice_state
{
	float phase, filtered;
	uint32_t random;
} voice_state;

static float next_noise( voice_state* v )
{
	v->random = v->random * 1664525u + 1013904223u;
	return (float)( v->random >> 8 ) / 8388608.0f - 1.0f;
}

static float next_wave( const eng_sound_part* part, voice_state* v, float hz )
{
	v->phase += hz / ENG_SOUND_RATE_HZ;
	v->phase -= floorf( v->phase );
	switch ( part->wave )
	{
	case ENG_WAVE_SINE:
		return sinf( v->phase * TURN );
	case ENG_WAVE_SQUARE:
		return v->phase < 0.5f ? 0.6f : -0.6f;
	case ENG_WAVE_SAW:
		return 1.0f - 2.0f * v->phase;
	case ENG_WAVE_NOISE:
		v->filtered += ( next_noise( v ) - v->filtered ) * ( 1.0f - expf( -TURN * hz / ENG_SOUND_RATE_HZ ) );
		return v->filtered * 1.6f;
	case ENG_WAVE_NONE:
	default:
		return 0;
	}
}

static float envelope( const eng_sound_part* part, float ms )
{
	float rise = part->attack_ms > 0 ? fminf( ms / part->attack_ms, 1 ) : 1;
	return rise * powf( fmaxf( 1 - ms / part->length_ms, 0 ), part->decay );
}

static float sample_part( const eng_sound_part* part, voice_state* v, float ms )
{
	ms -= part->start_ms;
	if ( part->wave == ENG_WAVE_NONE || ms < 0 || ms >= part->length_ms )
		return 0;
	float hz = part->from_hz * powf( part->to_hz / part->from_hz, ms / part->length_ms );
	return next_wave( part, v, hz ) * envelope( part, ms ) * part->loudness;
}

void eng_recipe_render( const eng_recipe* recipe, int16_t* out_samples, int length )
{
	voice_state voices[ENG_SOUND_PARTS] = { { .random = 7 }, { .random = 77 }, { .random = 777 } };
	for ( int i = 0; i < length; ++i )
	{
		float ms = (float)i * 1000.0f / ENG_SOUND_RATE_HZ, sum = 0;
		for ( int p = 0; p < ENG_SOUND_PARTS; ++p )
			sum += sample_part( recipe->parts + p, voices + p, ms );
		int16_t sample = (int16_t)( tanhf( sum ) * 30000.0f ); // several at once: bent instead of cut
		out_samples[2 * i] = out_samples[2 * i + 1] = sample;
	}
}
