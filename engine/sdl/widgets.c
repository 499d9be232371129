#include "sdl/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum
{
	ROW = 38,
	ROW_GAP = 6,
	PADDING = 26,
	TEXT = 17,
};

static const eng_color s_text = { 222, 230, 240, 255 };
static const eng_color s_quiet = { 134, 148, 168, 255 };
static const eng_color s_accent = { 76, 201, 240, 255 };
static const eng_color s_row = { 30, 38, 50, 190 };
static const eng_color s_row_focus = { 38, 62, 82, 235 };

static int focus_step( const eng_ui* ui )
{
	const eng_input* in = ui->input;
	if ( ui->is_mouse_only )
		return 0;
	int down = eng_input_key( in, SDL_SCANCODE_DOWN ) + eng_input_pad( in, SDL_CONTROLLER_BUTTON_DPAD_DOWN ) +
	           eng_input_key( in, SDL_SCANCODE_TAB );
	int up = eng_input_key( in, SDL_SCANCODE_UP ) + eng_input_pad( in, SDL_CONTROLLER_BUTTON_DPAD_UP );
	return down - up;
}

// Before the widgets, so that Down and Enter within one slow frame mean what they meant.
static void move_focus( eng_ui* ui )
{
	int step = focus_step( ui );
	ui->has_moved |= step != 0;
	if ( ui->last_count > 0 )
		ui->focus = ( ui->focus + step + ui->last_count ) % ui->last_count;
	else
		ui->focus = SDL_max( ui->focus + step, 0 ); // a new screen; how long it is shows at its end
}

void eng_ui_begin( eng_ui* ui, eng_draw* draw, const eng_input* input, float scale )
{
	ui->draw = draw;
	ui->input = input;
	ui->scale = scale;
	ui->count = 0;
	ui->has_clicked = ui->has_moved = false;
	ui->time_s = (float)SDL_GetTicks() / 1000.0f;
	if ( !input->mouse[SDL_BUTTON_LEFT] )
		ui->is_dragging = false;
	move_focus( ui );
}

void eng_ui_end( eng_ui* ui )
{
	ui->last_count = ui->count;
	ui->focus = SDL_clamp( ui->focus, 0, SDL_max( ui->count - 1, 0 ) );
}

void eng_ui_reset( eng_ui* ui )
{
	ui->focus = ui->last_count = 0;
	ui->is_dragging = false;
}

bool eng_ui_is_back( const eng_ui* ui )
{
	return eng_input_key( ui->input, SDL_SCANCODE_ESCAPE ) || eng_input_pad( ui->input, SDL_CONTROLLER_BUTTON_B );
}

// --- Things that are only looked at ----------------------------------------------------------------------------------

void eng_ui_panel( eng_ui* ui, SDL_FRect rect, const char* title )
{
	float s = ui->scale;
	SDL_FRect shade = { rect.x + 4 * s, rect.y + 6 * s, rect.w, rect.h };
	eng_draw_panel( ui->draw, shade, 14 * s, ( eng_color ){ 0, 0, 0, 90 } );
	eng_draw_panel( ui->draw, rect, 14 * s, ( eng_color ){ 14, 18, 26, 232 } );
	eng_draw_panel_edge( ui->draw, rect, 14 * s, ( eng_color ){ 76, 201, 240, 60 } );
	ui->x = rect.x + PADDING * s;
	ui->y = rect.y + PADDING * 0.8f * s;
	ui->width = rect.w - 2 * PADDING * s;
	if ( title == NULL )
		return;
	eng_text_style style = { .size = 26 * s, .color = s_text, .is_bold = true };
	eng_draw_text( ui->draw, ui->x, ui->y, style, title );
	eng_draw_rect( ui->draw, ( SDL_FRect ){ ui->x, ui->y + 37 * s, 44 * s, 3 * s }, s_accent );
	ui->y += 54 * s;
}

void eng_ui_label( eng_ui* ui, const char* text, float size, eng_color color )
{
	eng_draw_text( ui->draw, ui->x, ui->y, ( eng_text_style ){ .size = size * ui->scale, .color = color }, text );
	ui->y += size * 1.5f * ui->scale;
}

void eng_ui_space( eng_ui* ui, float units ) { ui->y += units * ui->scale; }

// --- Rows ------------------------------------------------------------------------------------------------------------

typedef struct row
{
	SDL_FRect rect;
	bool is_focused, is_under_mouse, is_pressed;
	int change; // left or right
} row;

static bool is_inside( SDL_FRect rect, float x, float y )
{
	return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

static int change_of( const eng_input* in )
{
	return eng_input_key( in, SDL_SCANCODE_RIGHT ) + eng_input_pad( in, SDL_CONTROLLER_BUTTON_DPAD_RIGHT ) -
	       eng_input_key( in, SDL_SCANCODE_LEFT ) - eng_input_pad( in, SDL_CONTROLLER_BUTTON_DPAD_LEFT );
}

static bool is_enter( const eng_input* in )
{
	return eng_input_key( in, SDL_SCANCODE_RETURN ) || eng_input_key( in, SDL_SCANCODE_KP_ENTER ) ||
	       eng_input_pad( in, SDL_CONTROLLER_BUTTON_A );
}

static row next_row( eng_ui* ui )
{
	float s = ui->scale;
	const eng_input* in = ui->input;
	row r = { .rect = { ui->x, ui->y, ui->width, ROW * s } };
	r.is_under_mouse = is_inside( r.rect, in->mouse_x, in->mouse_y );
	bool is_click = r.is_under_mouse && eng_input_click( in, SDL_BUTTON_LEFT );
	if ( r.is_under_mouse && !ui->is_dragging && ( in->has_mouse_moved || is_click ) && ui->focus != ui->count )
	{
		ui->focus = ui->count;
		ui->has_moved = true;
	}
	r.is_focused = ui->focus == ui->count;
	r.is_pressed = is_click || ( r.is_focused && !ui->is_mouse_only && is_enter( in ) );
	r.change = r.is_focused && !ui->is_mouse_only ? change_of( in ) : 0;
	ui->has_clicked |= r.is_pressed || r.change != 0;
	ui->count++;
	ui->y += ( ROW + ROW_GAP ) * s;
	return r;
}

static void draw_row( const eng_ui* ui, const row* r, const char* text )
{
	float s = ui->scale;
	eng_draw_panel( ui->draw, r->rect, 8 * s, r->is_focused ? s_row_focus : s_row );
	if ( r->is_focused )
		eng_draw_panel( ui->draw, ( SDL_FRect ){ r->rect.x, r->rect.y + 8 * s, 4 * s, r->rect.h - 16 * s },
		                2 * s, s_accent );
	eng_text_style style = { .size = TEXT * s, .color = s_text, .is_bold = r->is_focused };
	eng_draw_text( ui->draw, r->rect.x + 16 * s, r->rect.y + ( ROW - TEXT * 1.2f ) * 0.5f * s, style, text );
}

static void draw_value( const eng_ui* ui, const row* r, const char* text, eng_color color )
{
	float s = ui->scale;
	eng_text_style style = { .size = ( TEXT - 1 ) * s, .color = color, .align = ENG_RIGHT };
	eng_draw_text( ui->draw, r->rect.x + r->rect.w - 14 * s, r->rect.y + ( ROW - TEXT * 1.15f ) * 0.5f * s, style,
	               text );
}

bool eng_ui_button( eng_ui* ui, const char* text ) { return eng_ui_button_with( ui, text, "" ); }

bool eng_ui_button_with( eng_ui* ui, const char* text, const char* value )
{
	row r = next_row( ui );
	draw_row( ui, &r, text );
	draw_value( ui, &r, value, s_quiet );
	return r.is_pressed;
}

bool eng_ui_toggle( eng_ui* ui, const char* text, bool* value )
{
	row r = next_row( ui );
	bool is_changed = r.is_pressed || r.change != 0;
	*value ^= is_changed;
	draw_row( ui, &r, text );
	draw_value( ui, &r, *value ? "on" : "off", *value ? s_accent : s_quiet );
	return is_changed;
}

bool eng_ui_choice( eng_ui* ui, const char* text, int* value, const char* const* names, int count )
{
	char shown[96];
	row r = next_row( ui );
	int step = r.is_pressed ? 1 : r.change;
	if ( r.is_pressed && ui->input->mouse_x < r.rect.x + r.rect.w * 0.6f && r.is_under_mouse &&
	     eng_input_click( ui->input, SDL_BUTTON_LEFT ) )
		step = -1;
	*value = ( *value + step + count ) % count;
	draw_row( ui, &r, text );
	snprintf( shown, sizeof( shown ), "‹  %s  ›", names[*value] );
	draw_value( ui, &r, shown, s_accent );
	return step != 0;
}

// --- Sliders and fields ----------------------------------------------------------------------------------------------

static void draw_slider( const eng_ui* ui, const eng_slider* slider, SDL_FRect bar )
{
	float part = ( *slider->value - slider->min ) / ( slider->max - slider->min ), s = ui->scale;
	float middle = bar.y + bar.h * 0.5f;
	SDL_FRect groove = { bar.x, middle - 2 * s, bar.w, 4 * s };
	eng_draw_panel( ui->draw, groove, 2 * s, ( eng_color ){ 60, 72, 90, 255 } );
	groove.w *= part;
	eng_draw_panel( ui->draw, groove, 2 * s, s_accent );
	eng_draw_disc( ui->draw, bar.x + bar.w * part, middle, 7 * s, s_text );
}

bool eng_ui_slider( eng_ui* ui, const eng_slider* slider )
{
	char shown[32];
	row r = next_row( ui );
	float before = *slider->value;
	SDL_FRect bar = { r.rect.x + r.rect.w * 0.42f, r.rect.y, r.rect.w * 0.38f, r.rect.h };
	if ( r.is_under_mouse && eng_input_click( ui->input, SDL_BUTTON_LEFT ) )
		ui->is_dragging = true;
	*slider->value += (float)r.change * slider->step;
	if ( ui->is_dragging && r.is_focused )
		*slider->value = slider->min + ( ui->input->mouse_x - bar.x ) / bar.w * ( slider->max - slider->min );
	float steps = roundf( ( *slider->value - slider->min ) / slider->step );
	*slider->value = SDL_clamp( slider->min + steps * slider->step, slider->min, slider->max );
	draw_row( ui, &r, slider->text );
	draw_slider( ui, slider, bar );
	float factor = slider->shown_factor != 0 ? slider->shown_factor : 1;
	snprintf( shown, sizeof( shown ), "%.4g %s", (double)( *slider->value * factor ), slider->unit );
	draw_value( ui, &r, shown, s_text );
	return *slider->value != before;
}

static void erase_last_letter( char* text )
{
	size_t length = strlen( text );
	while ( length > 0 && ( (unsigned char)text[length - 1] & 0xC0 ) == 0x80 )
		length--;
	text[length > 0 ? length - 1 : 0] = '\0';
}

static void edit( const eng_input* in, char* value, size_t size_bytes )
{
	bool is_control = in->keys[SDL_SCANCODE_LCTRL] || in->keys[SDL_SCANCODE_RCTRL];
	if ( eng_input_key( in, SDL_SCANCODE_BACKSPACE ) )
		erase_last_letter( value );
	if ( is_control && eng_input_key( in, SDL_SCANCODE_V ) && SDL_HasClipboardText() )
	{
		char* pasted = SDL_GetClipboardText();
		pasted[strcspn( pasted, "\r\n\t" )] = '\0';
		SDL_strlcat( value, pasted, size_bytes );
		SDL_free( pasted );
	}
	if ( !is_control )
		SDL_strlcat( value, in->typed, size_bytes );
}

bool eng_ui_field( eng_ui* ui, const char* text, char* value, size_t size_bytes )
{
	char shown[200];
	row r = next_row( ui );
	if ( r.is_focused && !ui->is_mouse_only )
		edit( ui->input, value, size_bytes );
	draw_row( ui, &r, text );
	bool has_cursor = r.is_focused && fmodf( ui->time_s, 1.0f ) < 0.6f;
	snprintf( shown, sizeof( shown ), "%s%s", value, has_cursor ? "▏" : " " );
	draw_value( ui, &r, shown, s_text );
	return r.is_pressed && !eng_input_click( ui->input, SDL_BUTTON_LEFT );
}
