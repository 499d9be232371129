// screen_settings.c - what can be chosen, and which key does what.
#include "client.h"
#include "look.h"

#include <stdio.h>

static SDL_FRect place_panel( const client* c, float width, float height )
{
	float s = c->scale, w = width * s, h = height * s;
	return ( SDL_FRect ){ ( (float)c->window.width - w ) * 0.5f, ( (float)c->window.height - h ) * 0.5f, w, h };
}

static bool slide( client* c, const char* text, float* value, float min, float max )
{
	eng_slider slider = {
		.text = text, .value = value, .min = min, .max = max, .step = 0.05f, .unit = "%", .shown_factor = 100
	};
	return eng_ui_slider( &c->ui, &slider );
}

void client_draw_settings( client* c )
{
	static const char* const modes[ENG_WINDOW_MODE_COUNT] = { "window", "borderless", "full screen" };
	settings* s = &c->settings;
	char before[SETTINGS_NAME_BYTES];
	float bots = (float)s->bots;
	int mode = s->window_mode;
	snprintf( before, sizeof( before ), "%s", s->name );
	eng_draw_rect( c->draw, ( SDL_FRect ){ 0, 0, (float)c->window.width, (float)c->window.height },
	               ( eng_color ){ 4, 6, 10, 130 } );
	eng_ui_panel( &c->ui, place_panel( c, 640, 590 ), "Settings" );
	bool is_left = eng_ui_field( &c->ui, "Name", s->name, sizeof( s->name ) );
	slide( c, "Volume", &s->volume, 0, 1 );
	slide( c, "Volume of the menu", &s->volume_menu, 0, 1 );
	slide( c, "Size of the interface", &s->ui_scale, 0.6f, 2 );
	slide( c, "Shaking", &s->shake, 0, 1 );
	slide( c, "Flashes", &s->flash, 0, 1 );
	eng_ui_choice( &c->ui, "Window", &mode, modes, ENG_WINDOW_MODE_COUNT );
	eng_ui_toggle( &c->ui, "Damage as numbers", &s->shows_numbers );
	eng_slider bot_slider = {
		.text = "Bots behind Play", .value = &bots, .min = 0, .max = 31, .step = 1, .unit = ""
	};
	eng_ui_slider( &c->ui, &bot_slider );
	s->bots = (int)bots;
	bool is_keys = eng_ui_button_with( &c->ui, "Keys and buttons", "change" );
	bool is_back = eng_ui_button( &c->ui, "Back" ) || eng_ui_is_back( &c->ui );
	if ( mode != s->window_mode )
		eng_window_set_mode( &c->window, (eng_window_mode)mode );
	s->window_mode = mode;
	if ( s->name[0] == '\0' && ( is_back || is_left ) )
		snprintf( s->name, sizeof( s->name ), "%s", before[0] != '\0' ? before : "Player" );
	c->sound.volume = s->volume;
	c->effects.flash_share = s->flash;
	if ( is_keys )
		client_go( c, SCREEN_BINDINGS );
	if ( !is_back )
		return;
	client_keep_settings( c );
	client_go( c, c->back_screen );
}

// --- Keys ------------------------------------------------------------------------------------------------------------

static void describe( const eng_binding* binding, char out_text[96] )
{
	char one[32];
	out_text[0] = '\0';
	for ( int i = 0; i < ENG_BINDING_CONTROLS; ++i )
	{
		if ( binding->controls[i].kind == ENG_CONTROL_NONE )
			continue;
		eng_control_describe( binding->controls[i], one, sizeof( one ) );
		if ( out_text[0] != '\0' )
			SDL_strlcat( out_text, ", ", 96 );
		SDL_strlcat( out_text, one, 96 );
	}
}

static bool is_same( eng_control a, eng_control b ) { return a.kind == b.kind && a.code == b.code; }

static void drop( eng_binding* binding, eng_control control )
{
	int kept = 0;
	for ( int i = 0; i < ENG_BINDING_CONTROLS; ++i )
		if ( !is_same( binding->controls[i], control ) )
			binding->controls[kept++] = binding->controls[i];
	for ( ; kept < ENG_BINDING_CONTROLS; ++kept )
		binding->controls[kept] = ( eng_control ){ 0 };
}

// The new control comes first, and does nothing else any more; of the same sort of device only it is left.
static void bind( client* c, action what, eng_control control )
{
	for ( int i = 0; i < ACTION_COUNT; ++i )
		drop( c->controls.bindings + i, control );
	eng_binding old = c->controls.bindings[what], made = { .controls = { control } };
	int count = 1;
	bool is_pad = control.kind == ENG_CONTROL_PAD;
	for ( int i = 0; i < ENG_BINDING_CONTROLS && count < ENG_BINDING_CONTROLS; ++i )
		if ( old.controls[i].kind != ENG_CONTROL_NONE && ( old.controls[i].kind == ENG_CONTROL_PAD ) != is_pad )
			made.controls[count++] = old.controls[i];
	c->controls.bindings[what] = made;
	for ( int i = 0; i < ACTION_COUNT; ++i )
		eng_binding_format( c->controls.bindings + i, c->settings.bindings[i] );
}

static void take_binding( client* c )
{
	if ( c->input.pressed_count == 0 )
		return;
	eng_control control = c->input.pressed[0];
	bool is_cancelled = control.kind == ENG_CONTROL_KEY && control.code == SDL_SCANCODE_ESCAPE;
	if ( !is_cancelled )
		bind( c, (action)c->rebinding, control );
	c->rebinding = -1;
	c->input.pressed_count = 0; // it was meant for this and nothing else
}

void client_draw_bindings( client* c )
{
	char keys[96];
	if ( c->rebinding >= 0 )
		take_binding( c );
	eng_draw_rect( c->draw, ( SDL_FRect ){ 0, 0, (float)c->window.width, (float)c->window.height },
	               ( eng_color ){ 4, 6, 10, 130 } );
	float fit = c->ui.scale;
	c->ui.scale = fit * 0.84f; // sixteen rows
	SDL_FRect box = place_panel( c, 640, 680 );
	eng_ui_panel( &c->ui, box, "Keys and buttons" );
	for ( int i = 0; i < ACTION_COUNT; ++i )
	{
		describe( c->controls.bindings + i, keys );
		bool is_waiting = c->rebinding == i;
		if ( eng_ui_button_with( &c->ui, action_text( (action)i ),
		                         is_waiting ? "press what it should be (Esc: none)" : keys ) )
			c->rebinding = i;
	}
	bool is_reset = eng_ui_button( &c->ui, "As it was at first" );
	bool is_back = eng_ui_button( &c->ui, "Back" ) || ( c->rebinding < 0 && eng_ui_is_back( &c->ui ) );
	c->ui.scale = fit;
	for ( int i = 0; is_reset && i < ACTION_COUNT; ++i )
		snprintf( c->settings.bindings[i], sizeof( c->settings.bindings[i] ), "%s",
		          action_defaults( (action)i ) );
	if ( is_reset )
		controls_load( &c->controls, &c->settings );
	if ( is_back )
	{
		client_keep_settings( c );
		client_go( c, SCREEN_SETTINGS );
	}
}
