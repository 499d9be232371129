#include "sounds.h"

#include <math.h>

// clang-format off
//                   wave            start length   from     to  loud attack decay
static const eng_recipe s_recipes[SOUND_COUNT] = {
	[SOUND_PULSE] = { {
		{ ENG_WAVE_SAW,      0,   70,   980,   260, 0.30f,  1, 2.0f },
		{ ENG_WAVE_NOISE,    0,   45,  6500,  2200, 0.26f,  0, 2.5f } } },
	[SOUND_RAIL] = { {
		{ ENG_WAVE_SAW,      0,  260,  2400,   120, 0.34f,  1, 1.6f },
		{ ENG_WAVE_SINE,     0,  420,   170,    60, 0.60f,  2, 1.4f },
		{ ENG_WAVE_NOISE,    0,  180,  9000,   900, 0.34f,  0, 2.0f } } },
	[SOUND_ROCKET] = { {
		{ ENG_WAVE_NOISE,    0,  330,  1500,   350, 0.85f,  8, 1.4f },
		{ ENG_WAVE_SINE,     0,  160,   210,    70, 0.55f,  2, 1.5f } } },
	[SOUND_EXPLOSION] = { {
		{ ENG_WAVE_NOISE,    0,  700,  2600,   110, 1.30f,  2, 1.7f },
		{ ENG_WAVE_SINE,     0,  520,   120,    34, 0.95f,  2, 1.3f },
		{ ENG_WAVE_NOISE,    0,   60,  9000,  3000, 0.50f,  0, 2.0f } } },
	[SOUND_HIT_GIVEN] = { {
		{ ENG_WAVE_SINE,     0,   70,  1650,  1500, 0.40f,  1, 2.0f },
		{ ENG_WAVE_NOISE,    0,   18,  8000,  5000, 0.22f,  0, 2.0f } } },
	[SOUND_HIT_TAKEN] = { {
		{ ENG_WAVE_SQUARE,   0,  110,   210,    90, 0.36f,  1, 1.6f },
		{ ENG_WAVE_NOISE,    0,   90,  1500,   500, 0.50f,  0, 2.0f } } },
	[SOUND_KILL] = { {
		{ ENG_WAVE_SINE,     0,  110,   880,   880, 0.38f,  2, 1.4f },
		{ ENG_WAVE_SINE,    80,  240,  1320,  1320, 0.42f,  2, 1.6f },
		{ ENG_WAVE_SINE,    80,  240,  1760,  1760, 0.16f,  2, 2.2f } } },
	[SOUND_DEATH] = { {
		{ ENG_WAVE_SAW,      0,  480,   330,    55, 0.30f,  3, 1.4f },
		{ ENG_WAVE_NOISE,    0,  360,  3000,   250, 0.70f,  2, 1.8f } } },
	[SOUND_SPAWN] = { {
		{ ENG_WAVE_SINE,     0,  260,   330,   990, 0.26f, 30, 1.3f },
		{ ENG_WAVE_SINE,    40,  260,   495,  1480, 0.14f, 30, 1.3f } } },
	[SOUND_DASH] = { {
		{ ENG_WAVE_NOISE,    0,  190,   900,  5200, 0.80f, 25, 1.3f } } },
	[SOUND_LOW_AMMO] = { {
		{ ENG_WAVE_SQUARE,   0,   60,   620,   620, 0.20f,  1, 1.0f },
		{ ENG_WAVE_SQUARE,  90,   60,   470,   470, 0.20f,  1, 1.0f } } },
	[SOUND_JOIN] = { {
		{ ENG_WAVE_SINE,     0,  130,   523,   523, 0.28f,  4, 1.4f },
		{ ENG_WAVE_SINE,   100,  220,   784,   784, 0.28f,  4, 1.6f } } },
	[SOUND_LEAVE] = { {
		{ ENG_WAVE_SINE,     0,  130,   784,   784, 0.24f,  4, 1.4f },
		{ ENG_WAVE_SINE,   100,  220,   523,   523, 0.24f,  4, 1.6f } } },
	[SOUND_MENU_MOVE] = { {
		{ ENG_WAVE_SINE,     0,   35,   740,   740, 0.16f,  1, 2.0f } } },
	[SOUND_MENU_PRESS] = { {
		{ ENG_WAVE_SINE,     0,   50,   880,   880, 0.24f,  1, 1.6f },
		{ ENG_WAVE_SINE,    35,   90,  1175,  1175, 0.20f,  1, 1.8f } } },
};
// clang-format on

const eng_recipe* sounds_recipes( void ) { return s_recipes; }

void sounds_play_at( eng_sound* sound, const camera* c, sound_number number, float x, float y, float volume )
{
	static const float EAR_M = 9, SIDE_M = 15; // half as loud at EAR_M; all on one side at SIDE_M
	float dx = x - c->x, dy = y - c->y;
	float far = ( dx * dx + dy * dy ) / ( EAR_M * EAR_M );
	eng_sound_play( sound, (int)number, ( eng_voice ){ .volume = volume / ( 1 + far ), .pan = dx / SIDE_M } );
}
