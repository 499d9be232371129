// effects.h - what only looks: beams, sparks, smoke, shards, rising numbers. Nothing here is state of the match.
//
//     effects_shot( &effects, &( effects_line ){ from_x, from_y, to_x, to_y }, SIM_RAIL, color, hit );
//     effects_advance( &effects, frame_s );
//     effects_draw_low( &effects, draw, &camera );       // under the players
//     effects_draw_high( &effects, draw, &camera );      // over them
//
// Places are metres, times seconds. When there are too many, the oldest go.
#pragma once

#include "camera.h"
#include "sdl/draw.h"

#include <stdint.h>

typedef enum effect_kind
{
	EFFECT_NONE,
	EFFECT_SMOKE,
	EFFECT_TRAIL,
	EFFECT_SPARK,
	EFFECT_SHARD,
	EFFECT_FLASH,
	EFFECT_RING,
	EFFECT_TRACER,
	EFFECT_RAIL,
	EFFECT_NUMBER,
	EFFECT_SCORCH,
} effect_kind;

typedef struct effect
{
	effect_kind kind;
	float x, y, x1, y1; // x1, y1: a line's other end
	float vx, vy;       // metres per second
	float age_s, life_s;
	float size; // metres
	float angle, spin;
	int number;
	eng_color color;
} effect;

enum
{
	EFFECTS_MAX = 768
};

typedef struct effects
{
	effect items[EFFECTS_MAX];
	int next;
	uint32_t random;
	float flash_share; ///< [0, 1], of the settings: how bright flashes are
} effects;

typedef struct effects_line
{
	float x0, y0, x1, y1;
} effects_line;

void effects_clear( effects* e );
void effects_shot( effects* e, const effects_line* line, int weapon, eng_color color, bool has_hit );
void effects_blast( effects* e, float x, float y );
void effects_death( effects* e, float x, float y, eng_color color );
void effects_spawn( effects* e, float x, float y, eng_color color );
void effects_number( effects* e, float x, float y, int number, eng_color color );

/// What moves leaves something behind: call these in each frame.
void effects_rocket_smoke( effects* e, float x, float y, float frame_s );
void effects_dash_trail( effects* e, float x, float y, float frame_s, eng_color color );

void effects_advance( effects* e, float frame_s );
void effects_draw_low( const effects* e, eng_draw* draw, const camera* c );
void effects_draw_high( const effects* e, eng_draw* draw, const camera* c );
