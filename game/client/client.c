#include "client.h"

#include <stdio.h>
#include <stdlib.h>

static int open_content( client* c )
{
	char error[GAME_MAP_ERROR_BYTES];
	const char* path = c->options.map != NULL ? c->options.map : SKIRMISH_ASSETS "/maps/foundry.tmj";
	if ( !game_map_load( path, &c->map, error ) )
	{
		eng_log_error( &c->options.log, "%s", error );
		return ENG_STATUS_FAILED;
	}
	if ( tw_schema_create( wire_schema_def(), &c->schema ) == TW_OK )
		return ENG_ARGS_RUN;
	eng_log_error( &c->options.log, "no memory" );
	return ENG_STATUS_FAILED;
}

static void open_settings( client* c )
{
	eng_error notice;
	settings_path( c->settings_path );
	if ( c->options.settings_file != NULL )
		snprintf( c->settings_path, sizeof( c->settings_path ), "%s", c->options.settings_file );
	settings_load( &c->settings, c->settings_path, &notice );
	client_say( c, notice.text );
	if ( c->options.name != NULL )
		snprintf( c->settings.name, sizeof( c->settings.name ), "%s", c->options.name );
	eng_text_make_printable( c->settings.name );
	controls_load( &c->controls, &c->settings );
}

static int open_window( client* c )
{
	eng_error error;
	bool has_size = c->options.width > 0;
	eng_window_def def = { .title = "Skirmish",
		               .width = has_size ? c->options.width : c->settings.width,
		               .height = has_size ? c->options.height : c->settings.height,
		               .mode = has_size ? ENG_WINDOWED : (eng_window_mode)c->settings.window_mode,
		               .can_be_headless = c->options.is_headless || c->options.screenshot != NULL };
	if ( !eng_window_open( &c->window, &def, &error ) )
	{
		eng_log_error( &c->options.log, "%s", error.text );
		return ENG_STATUS_FAILED;
	}
	if ( c->window.is_headless )
		eng_log_info( &c->options.log, "no display: drawing into memory" );
	c->draw = eng_draw_create( c->window.renderer, &error );
	if ( c->draw == NULL )
	{
		eng_log_error( &c->options.log, "no memory" );
		return ENG_STATUS_FAILED;
	}
	client_say( c, error.text );
	return ENG_ARGS_RUN;
}

static void open_sound( client* c )
{
	eng_error notice;
	if ( c->window.is_headless )
		return; // nobody there to hear it
	eng_sound_open( &c->sound, sounds_recipes(), SOUND_COUNT, &notice );
	client_say( c, notice.text );
	c->sound.volume = c->settings.volume;
}

static void begin( client* c )
{
	c->start_us = c->now_us = tw_clock_now_us();
	c->killer_slot = c->rebinding = -1;
	c->graph.level = c->options.net_graph;
	c->effects.flash_share = c->settings.flash;
	laboratory_open( &c->laboratory, c->options.profile );
	c->laboratory.is_open = c->laboratory.shows_ghost = c->options.shows_laboratory;
	arena_clear( &c->arena );
	effects_clear( &c->effects );
	if ( c->options.connect != NULL )
		client_join( c, c->options.connect );
	else if ( c->options.plays )
		client_play( c );
	else
		client_leave( c ); // the menu
}

int client_open( client* c, int argc, char** argv )
{
	int status = client_options_parse( &c->options, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	status = open_content( c );
	if ( status != ENG_ARGS_RUN )
		return status;
	open_settings( c );
	if ( c->options.plays )
		c->settings.bots = c->options.bots;
	status = open_window( c );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_input_open( &c->input );
	open_sound( c );
	begin( c );
	return ENG_ARGS_RUN;
}

// --- The end ---------------------------------------------------------------------------------------------------------

static int by_size( const void* a, const void* b )
{
	float x = *(const float*)a, y = *(const float*)b;
	return ( x > y ) - ( x < y );
}

static float percentile( float* sorted, int count, double share )
{
	int at = (int)( share * (double)( count - 1 ) + 0.5 );
	return count > 0 ? sorted[at] : 0;
}

static float share_within( const float* sorted, int count, float limit )
{
	int within = 0;
	while ( within < count && sorted[within] <= limit )
		within++;
	return count > 0 ? 100.0f * (float)within / (float)count : 0;
}

static void print_stats( client* c )
{
	eng_window* w = &c->window;
	int count = (int)SDL_min( w->frames, (uint64_t)ENG_FRAME_COSTS );
	qsort( w->costs_ms, (size_t)count, sizeof( float ), by_size );
	qsort( w->cpu_ms, (size_t)count, sizeof( float ), by_size );
	qsort( w->gaps_ms, (size_t)count, sizeof( float ), by_size );
	printf( "{\"renderer\":\"%s\",\"width\":%d,\"height\":%d,\"frames\":%llu,\"players\":%d,\"join_ms\":%.0f,",
	        w->renderer_name, w->width, w->height, (unsigned long long)w->frames, c->players_seen, c->join_ms );
	printf( "\"frame_ms_p50\":%.2f,\"frame_ms_p99\":%.2f,\"frame_cpu_ms_p50\":%.2f,\"frame_cpu_ms_p99\":%.2f,",
	        (double)percentile( w->costs_ms, count, 0.5 ), (double)percentile( w->costs_ms, count, 0.99 ),
	        (double)percentile( w->cpu_ms, count, 0.5 ), (double)percentile( w->cpu_ms, count, 0.99 ) );
	printf( "\"gap_ms_p99\":%.2f,\"within_20_ms_pct\":%.2f}\n", (double)percentile( w->gaps_ms, count, 0.99 ),
	        (double)share_within( w->gaps_ms, count, 20 ) );
}

int client_close( client* c, int status )
{
	if ( status == ENG_ARGS_RUN && c->options.has_stats )
		print_stats( c );
	if ( status == ENG_ARGS_RUN )
		status = c->has_failed ? ENG_STATUS_FAILED : ENG_STATUS_OK;
	session_close( &c->session );
	local_game_close( &c->local, tw_clock_now_us() );
	map_picture_release( &c->picture );
	eng_sound_close( &c->sound );
	eng_input_close( &c->input );
	eng_draw_destroy( c->draw );
	eng_window_close( &c->window );
	tw_schema_destroy( c->schema );
	game_map_destroy( c->map );
	eng_args_end( &c->options.args );
	return status;
}
