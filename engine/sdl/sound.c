#include "sdl/sound.h"

#include <SDL.h>
#include <SDL_mixer.h>
#include <stdlib.h>
#include <string.h>

enum
{
	CHANNELS = 32,
	BUFFER_SAMPLES = 512, // 12 ms: a shot is heard with its flash
};

static bool make_sound( eng_sound* sound, int number, const eng_recipe* recipe )
{
	int length = eng_recipe_length( recipe );
	if ( length <= 0 )
		return true;
	size_t bytes = (size_t)length * 2 * sizeof( int16_t );
	sound->samples[number] = malloc( bytes );
	if ( sound->samples[number] == NULL )
		return false;
	eng_recipe_render( recipe, sound->samples[number], length );
	sound->chunks[number] = Mix_QuickLoad_RAW( (Uint8*)sound->samples[number], (Uint32)bytes );
	return sound->chunks[number] != NULL;
}

void eng_sound_open( eng_sound* sound, const eng_recipe* recipes, int count, eng_error* out_notice )
{
	memset( sound, 0, sizeof( *sound ) );
	out_notice->text[0] = '\0';
	sound->volume = 1;
	if ( SDL_InitSubSystem( SDL_INIT_AUDIO ) != 0 ||
	     Mix_OpenAudioDevice( ENG_SOUND_RATE_HZ, AUDIO_S16SYS, 2, BUFFER_SAMPLES, NULL, 0 ) != 0 )
	{
		eng_error_set( out_notice, "no sound: %s", SDL_GetError() );
		return;
	}
	sound->is_open = true;
	sound->count = count < ENG_SOUNDS_MAX ? count : ENG_SOUNDS_MAX;
	Mix_AllocateChannels( CHANNELS );
	for ( int i = 0; i < sound->count; ++i )
		if ( !make_sound( sound, i, recipes + i ) )
			eng_error_set( out_notice, "some sounds are missing: no memory" );
}

void eng_sound_close( eng_sound* sound )
{
	if ( sound->is_open )
		Mix_HaltChannel( -1 );
	for ( int i = 0; i < sound->count; ++i )
	{
		if ( sound->chunks[i] != NULL )
			Mix_FreeChunk( sound->chunks[i] );
		free( sound->samples[i] );
	}
	if ( sound->is_open )
		Mix_CloseAudio();
	memset( sound, 0, sizeof( *sound ) );
}

void eng_sound_play( eng_sound* sound, int number, eng_voice voice )
{
	float volume = voice.volume * sound->volume;
	if ( !sound->is_open || number < 0 || number >= sound->count || sound->chunks[number] == NULL ||
	     volume < 0.01f )
		return;
	int channel = Mix_PlayChannel( -1, sound->chunks[number], 0 ); // all are taken: this one is not heard
	if ( channel < 0 )
		return;
	float pan = SDL_clamp( voice.pan, -1.0f, 1.0f );
	Mix_Volume( channel, (int)( SDL_min( volume, 1.0f ) * MIX_MAX_VOLUME ) );
	Mix_SetPanning( channel, (Uint8)( 255.0f * SDL_min( 1.0f, 1.0f - pan * 0.8f ) ),
	                (Uint8)( 255.0f * SDL_min( 1.0f, 1.0f + pan * 0.8f ) ) );
}
