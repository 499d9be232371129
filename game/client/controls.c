#include "controls.h"

#include <math.h>

static const float TURN = 6.2831853f, PAD_REACH_PX = 220;

void controls_load( controls* c, const settings* s )
{
	for ( int i = 0; i < ACTION_COUNT; ++i )
		c->bindings[i] = eng_binding_parse( s->bindings[i] );
}

int controls_presses( const controls* c, const eng_input* input, action a )
{
	return eng_input_presses( input, c->bindings + a );
}

static void aim_by_mouse( controls* c, const eng_input* input, float own_x, float own_y )
{
	c->aim_x = input->mouse_x - own_x;
	c->aim_y = input->mouse_y - own_y;
	if ( fabsf( c->aim_x ) + fabsf( c->aim_y ) > 2 )
		c->aim = atan2f( c->aim_y, c->aim_x );
}

static void aim_by_pad( controls* c, const eng_input* input )
{
	float x = input->axes[SDL_CONTROLLER_AXIS_RIGHTX], y = input->axes[SDL_CONTROLLER_AXIS_RIGHTY];
	if ( x * x + y * y > 0.06f )
		c->aim = atan2f( y, x );
	c->aim_x = PAD_REACH_PX * cosf( c->aim );
	c->aim_y = PAD_REACH_PX * sinf( c->aim );
}

static void move( controls* c, const eng_input* input )
{
	int x = eng_input_is_down( input, c->bindings + ACTION_RIGHT ) -
	        eng_input_is_down( input, c->bindings + ACTION_LEFT );
	int y = eng_input_is_down( input, c->bindings + ACTION_DOWN ) -
	        eng_input_is_down( input, c->bindings + ACTION_UP );
	float stick_x = input->axes[SDL_CONTROLLER_AXIS_LEFTX], stick_y = input->axes[SDL_CONTROLLER_AXIS_LEFTY];
	c->move_x = x != 0 ? x * SIM_MOVE_MAX : (int)( stick_x * SIM_MOVE_MAX );
	c->move_y = y != 0 ? y * SIM_MOVE_MAX : (int)( stick_y * SIM_MOVE_MAX );
}

static void choose_weapon( controls* c, const eng_input* input )
{
	for ( int i = 0; i < SIM_WEAPON_COUNT; ++i )
		if ( controls_presses( c, input, (action)( (int)ACTION_PULSE + i ) ) > 0 )
			c->weapon = i;
	int step = controls_presses( c, input, ACTION_NEXT ) - controls_presses( c, input, ACTION_LAST );
	c->weapon = ( c->weapon + step % SIM_WEAPON_COUNT + SIM_WEAPON_COUNT ) % SIM_WEAPON_COUNT;
}

void controls_frame( controls* c, const eng_input* input, float own_x, float own_y, bool is_enabled )
{
	if ( !is_enabled )
	{
		c->move_x = c->move_y = c->fire_presses = c->dash_presses = 0;
		c->is_firing = false;
		return;
	}
	if ( input->is_pad_in_use )
		aim_by_pad( c, input );
	else
		aim_by_mouse( c, input, own_x, own_y );
	move( c, input );
	choose_weapon( c, input );
	c->is_firing = eng_input_is_down( input, c->bindings + ACTION_FIRE );
	c->fire_presses += controls_presses( c, input, ACTION_FIRE );
	c->dash_presses += controls_presses( c, input, ACTION_DASH );
}

wire_input controls_take( controls* c )
{
	wire_input in = { .aim = (uint16_t)( (int)lroundf( c->aim / TURN * SIM_TURN ) & 65535 ),
		          .move_x = (int8_t)c->move_x,
		          .move_y = (int8_t)c->move_y,
		          .fire_held = c->is_firing,
		          .fire_presses = c->fire_presses > 0,
		          .dash_presses = c->dash_presses > 0,
		          .weapon = (uint8_t)c->weapon };
	c->fire_presses = c->dash_presses = 0;
	return in;
}
