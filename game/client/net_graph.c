#include "net_graph.h"

#include "look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum
{
	SECOND_US = 1000000
};

void net_graph_clear( net_graph* g )
{
	int level = g->level;
	memset( g, 0, sizeof( *g ) );
	g->level = level;
	g->correction_age_s = 100;
}

void net_graph_note_correction( net_graph* g, const tw_correction* correction )
{
	g->is_corrected = true;
	g->correction = *correction;
	g->correction_age_s = 0;
}

// --- Sampling --------------------------------------------------------------------------------------------------------

static void sum_up_second( net_graph* g, uint64_t now_us )
{
	float seconds = (float)( now_us - g->second_us ) / SECOND_US;
	if ( g->second_us != 0 && seconds < 1 )
		return;
	if ( g->second_us != 0 )
	{
		uint64_t frames = g->stats.frames - g->second.frames;
		g->snapshots_per_s = (float)( g->stats.snapshots - g->second.snapshots ) / seconds;
		g->kbps_down = (float)( g->stats.in_datagram_bytes - g->second.in_datagram_bytes ) * 0.008f / seconds;
		g->kbps_up = (float)( g->stats.out_datagram_bytes - g->second.out_datagram_bytes ) * 0.008f / seconds;
		g->starved_pct =
			frames > 0 ? 100 * (float)( g->stats.starved_frames - g->second.starved_frames ) / (float)frames
				   : 0;
		g->fps = (float)g->frames_this_second / seconds;
	}
	g->second = g->stats;
	g->second_us = now_us;
	g->frames_this_second = 0;
}

// The newest snapshot tells where the server had this body a while ago; where it was on this screen then is known.
static void look_back( net_graph* g, const arena_fighter* own, uint64_t now_us )
{
	uint64_t age_us = (uint64_t)( fmaxf( g->stats.predict_ms, 0 ) * 1000 );
	g->places[g->next_place] = ( graph_place ){ .time_us = now_us, .x = own->x, .y = own->y };
	g->next_place = ( g->next_place + 1 ) % GRAPH_PLACES;
	g->has_ghost = false;
	for ( int i = 1; i <= GRAPH_PLACES; ++i )
	{
		const graph_place* p = g->places + ( g->next_place + GRAPH_PLACES - i ) % GRAPH_PLACES;
		if ( p->time_us == 0 )
			return;
		g->has_ghost = true;
		g->ghost_x = p->x;
		g->ghost_y = p->y;
		if ( now_us - p->time_us >= age_us )
			return;
	}
}

void net_graph_sample( net_graph* g, const session* s, const arena* a, uint64_t now_us )
{
	if ( !session_is_playing( s ) )
		return;
	uint64_t starved_before = g->stats.starved_frames;
	uint64_t last_us = g->places[( g->next_place + GRAPH_PLACES - 1 ) % GRAPH_PLACES].time_us;
	float frame_ms = last_us != 0 ? (float)( now_us - last_us ) / 1000 : 0;
	g->stats = tw_client_get_stats( s->client );
	g->frames[g->next] = ( graph_frame ){ .round_trip_ms = g->stats.link.round_trip_ms,
		                              .interp_ms = g->stats.interp_delay_ms,
		                              .frame_ms = frame_ms,
		                              .is_starved = g->stats.starved_frames > starved_before,
		                              .is_corrected = g->is_corrected };
	g->next = ( g->next + 1 ) % GRAPH_FRAMES;
	g->is_corrected = false;
	g->correction_age_s += frame_ms / 1000;
	g->frames_this_second++;
	sum_up_second( g, now_us );
	const arena_fighter* own = arena_own( a );
	if ( own != NULL )
		look_back( g, own, now_us );
}

bool net_graph_get_ghost( const net_graph* g, float* out_x, float* out_y )
{
	*out_x = g->ghost_x;
	*out_y = g->ghost_y;
	return g->has_ghost;
}

void net_graph_set_ghost( net_graph* g, float x, float y )
{
	g->ghost_x = x;
	g->ghost_y = y;
	g->has_ghost = true;
}

// --- Drawing ---------------------------------------------------------------------------------------------------------

typedef struct sheet
{
	eng_draw* draw;
	float x, y, width, scale;
} sheet;

static void write_row( sheet* s, const char* name, const char* value, eng_color color )
{
	eng_text_style quiet = { .size = 13 * s->scale, .color = LOOK_QUIET };
	eng_text_style plain = { .size = 13 * s->scale, .color = color, .align = ENG_RIGHT, .is_bold = true };
	eng_draw_text( s->draw, s->x, s->y, quiet, name );
	eng_draw_text( s->draw, s->x + s->width, s->y, plain, value );
	s->y += 18 * s->scale;
}

static void write_number( sheet* s, const char* name, const char* format, float value, eng_color color )
{
	char text[32];
	snprintf( text, sizeof( text ), format, (double)value );
	write_row( s, name, text, color );
}

static eng_color judge( float value, float good, float bad )
{
	return value <= good ? LOOK_GOOD : value <= bad ? LOOK_WARN : LOOK_BAD;
}

static void draw_line_of_words( const net_graph* g, eng_draw* draw, float x, float y, float scale )
{
	char text[96];
	snprintf( text, sizeof( text ), "%.0f ms   loss %.1f %%   %.0f fps", (double)g->stats.link.round_trip_ms,
	          (double)( g->stats.link.loss_ratio_in * 100 ), (double)g->fps );
	eng_text_style style = { .size = 13 * scale, .color = LOOK_TEXT, .has_shadow = true };
	eng_draw_text( draw, x, y, style, text );
}

static void write_sheet( const net_graph* g, sheet* s )
{
	char text[64];
	const tw_client_stats* n = &g->stats;
	write_number( s, "Round trip", "%.0f ms", n->link.round_trip_ms, judge( n->link.round_trip_ms, 60, 140 ) );
	snprintf( text, sizeof( text ), "%.1f %% in, %.1f %% out", (double)( n->link.loss_ratio_in * 100 ),
	          (double)( n->link.loss_ratio_out * 100 ) );
	write_row( s, "Lost packets", text,
	           judge( fmaxf( n->link.loss_ratio_in, n->link.loss_ratio_out ) * 100, 1, 5 ) );
	write_number( s, "Others are shown late by", "%.0f ms", n->interp_delay_ms,
	              judge( n->interp_delay_ms, 40, 120 ) );
	write_number( s, "You are ahead by", "%.0f ms", n->predict_ms, LOOK_TEXT );
	write_number( s, "Your input is early by", "%.1f ms", n->input_slack_ms,
	              n->input_slack_ms < 0 ? LOOK_BAD : LOOK_GOOD );
	write_number( s, "Pictures without news", "%.1f %%", g->starved_pct, judge( g->starved_pct, 0.5f, 3 ) );
	write_number( s, "Snapshots", "%.0f / s", g->snapshots_per_s, g->snapshots_per_s > 50 ? LOOK_GOOD : LOOK_WARN );
	snprintf( text, sizeof( text ), "%.0f down, %.0f up kbit/s", (double)g->kbps_down, (double)g->kbps_up );
	write_row( s, "Traffic", text, LOOK_TEXT );
	write_number( s, "Frames", "%.0f / s", g->fps, g->fps > 55 ? LOOK_GOOD : LOOK_WARN );
}

static void draw_bars( const net_graph* g, const sheet* s, float height )
{
	float step = s->width / GRAPH_FRAMES, base = s->y + height, most = 80;
	for ( int i = 0; i < GRAPH_FRAMES; ++i )
		most = fmaxf( most, g->frames[i].round_trip_ms + g->frames[i].interp_ms );
	eng_draw_rect( s->draw, ( SDL_FRect ){ s->x, s->y, s->width, height }, ( eng_color ){ 30, 38, 50, 140 } );
	for ( int i = 0; i < GRAPH_FRAMES; ++i )
	{
		const graph_frame* f = g->frames + ( g->next + i ) % GRAPH_FRAMES;
		float x = floorf( s->x + (float)i * step ), w = floorf( s->x + (float)( i + 1 ) * step ) - x,
		      trip = f->round_trip_ms / most * height, delay = f->interp_ms / most * height;
		eng_draw_rect( s->draw, ( SDL_FRect ){ x, base - trip, w, trip }, ( eng_color ){ 76, 201, 240, 150 } );
		eng_draw_rect( s->draw, ( SDL_FRect ){ x, base - trip - delay, w, delay },
		               ( eng_color ){ 199, 125, 255, 150 } );
		if ( f->is_starved )
			eng_draw_rect( s->draw, ( SDL_FRect ){ x, s->y, w, 5 * s->scale }, LOOK_BAD );
		if ( f->is_corrected )
			eng_draw_rect( s->draw, ( SDL_FRect ){ x, s->y + 7 * s->scale, w + 1, 5 * s->scale },
			               LOOK_WARN );
	}
}

static void write_corrections( const net_graph* g, sheet* s )
{
	char text[32];
	for ( int i = 0; i < TW_CAUSE_COUNT; ++i )
	{
		if ( g->stats.corrections[i] == 0 )
			continue;
		snprintf( text, sizeof( text ), "%llu", (unsigned long long)g->stats.corrections[i] );
		write_row( s, tw_cause_text( (tw_cause)i ), text, i == TW_CAUSE_DIVERGED ? LOOK_BAD : LOOK_TEXT );
	}
}

static int count_causes( const net_graph* g )
{
	int count = 0;
	for ( int i = 0; i < TW_CAUSE_COUNT; ++i )
		count += g->stats.corrections[i] > 0;
	return count;
}

void net_graph_draw( const net_graph* g, eng_draw* draw, float scale )
{
	if ( g->level == 1 )
		draw_line_of_words( g, draw, 18 * scale, 14 * scale, scale );
	if ( g->level < 2 )
		return;
	sheet s = { .draw = draw, .x = 30 * scale, .y = 76 * scale, .width = 392 * scale, .scale = scale };
	float rows = 9 * 18 + 18;
	if ( g->level == 3 )
		rows += 96 + 24 + 18 * (float)count_causes( g ) + 18;
	SDL_FRect box = { 16 * scale, 62 * scale, s.width + 28 * scale, rows * scale + 10 * scale };
	eng_draw_panel( draw, box, 10 * scale, ( eng_color ){ 8, 11, 17, 205 } );
	eng_draw_panel_edge( draw, box, 10 * scale, eng_color_fade( LOOK_ACCENT, 0.25f ) );
	write_sheet( g, &s );
	if ( g->level < 3 )
		return;
	s.y += 6 * scale;
	draw_bars( g, &s, 84 * scale );
	s.y += 90 * scale;
	write_row( &s, "blue round trip, violet delay, red no news, yellow corrected", "", LOOK_QUIET );
	s.y += 6 * scale;
	write_row( &s, "Corrections of your own prediction, and why", "", LOOK_QUIET );
	write_corrections( g, &s );
}
