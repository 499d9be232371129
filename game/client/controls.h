// controls.h - from keys, mouse and gamepad to the input of a tick.
//
//     controls_load( &controls, &settings );                       // after each change of the bindings
//     controls_frame( &controls, &input, own_x, own_y );           // once a frame: aim, and presses are gathered
//     wire_input in = controls_take( &controls );                  // once a tick
#pragma once

#include "sdl/input.h"
#include "settings.h"
#include "wire/wire_schema.h"

typedef struct controls
{
	eng_binding bindings[ACTION_COUNT];
	float aim;          // radians, as of this frame: drawn at once, sent with the next tick
	float aim_x, aim_y; // pixels from the own body to where one aims
	int move_x, move_y; // [-SIM_MOVE_MAX, SIM_MOVE_MAX]
	bool is_firing;
	int fire_presses, dash_presses; // not yet taken
	int weapon;
} controls;

void controls_load( controls* c, const settings* s );

/// @param own_x, own_y where the own body is on the screen
/// @param is_enabled false while a menu has the keys: everything is let go
void controls_frame( controls* c, const eng_input* input, float own_x, float own_y, bool is_enabled );
wire_input controls_take( controls* c );

/// How often an action was pressed in this frame.
int controls_presses( const controls* c, const eng_input* input, action a );
