// laboratory_panel.c - the network laboratory, at the right edge while the match goes on.
#include "client.h"
#include "look.h"

#include <stdio.h>

static bool slide( client* c, const char* text, float* value, float max, float step, const char* unit )
{
	eng_slider slider = { .text = text, .value = value, .min = 0, .max = max, .step = step, .unit = unit };
	return eng_ui_slider( &c->ui, &slider );
}

static void write_row( client* c, const char* name, const char* format, double value, eng_color color )
{
	char text[96];
	snprintf( text, sizeof( text ), format, value );
	eng_text_style quiet = { .size = 13 * c->scale, .color = LOOK_QUIET };
	eng_text_style plain = { .size = 13 * c->scale, .color = color, .is_bold = true, .align = ENG_RIGHT };
	eng_draw_text( c->draw, c->ui.x, c->ui.y, quiet, name );
	eng_draw_text( c->draw, c->ui.x + c->ui.width, c->ui.y, plain, text );
	c->ui.y += 20 * c->scale;
}

// What the library did about it, in words.
static void write_answers( client* c )
{
	const tw_client_stats* n = &c->graph.stats;
	uint64_t wrong = 0;
	for ( int i = 0; i < TW_CAUSE_COUNT; ++i )
		wrong += n->corrections[i];
	write_row( c, "Round trip measured", "%.0f ms", (double)n->link.round_trip_ms, LOOK_TEXT );
	write_row( c, "You are ahead of the server by", "%.0f ms", (double)n->predict_ms, LOOK_TEXT );
	write_row( c, "Others are shown late by", "%.0f ms", (double)n->interp_delay_ms, LOOK_TEXT );
	write_row( c, "Pictures without news", "%.1f %%", (double)c->graph.starved_pct,
	           c->graph.starved_pct > 2 ? LOOK_WARN : LOOK_GOOD );
	write_row( c, "Predictions set right so far", "%.0f", (double)wrong, LOOK_TEXT );
	if ( c->graph.correction_age_s < 3 )
		eng_ui_label( &c->ui, tw_cause_text( c->graph.correction.cause ), 12, LOOK_WARN );
}

void client_draw_laboratory( client* c )
{
	laboratory* lab = &c->laboratory;
	float s = c->scale, w = 400 * s;
	SDL_FRect box = { (float)c->window.width - w - 16 * s, 172 * s, w, 486 * s };
	eng_ui_panel( &c->ui, box, "Network laboratory" );
	bool is_changed = eng_ui_choice( &c->ui, "Connection", &lab->choice, lab->names, lab->name_count );
	bool is_slid = slide( c, "Round trip", &lab->latency_ms, 400, 10, "ms" );
	is_slid |= slide( c, "Jitter", &lab->jitter_ms, 60, 1, "ms" );
	is_slid |= slide( c, "Loss", &lab->loss_pct, 30, 0.5f, "%" );
	is_slid |= slide( c, "Bursts", &lab->burst_ms, 500, 10, "ms" );
	if ( is_slid )
		lab->choice = LABORATORY_SLIDERS;
	else if ( is_changed )
		laboratory_show_choice( lab );
	if ( is_slid || is_changed )
		client_link_set_weather( &c->session.link, laboratory_get( lab ) );
	eng_ui_toggle( &c->ui, "Ghost: where the server has you", &lab->shows_ghost );
	eng_ui_space( &c->ui, 4 );
	write_answers( c );
}
