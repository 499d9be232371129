// skirmish-server - hosts a match. docs/SERVER.md is its manual.
#include "base/signals.h"
#include "match.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

enum
{
	SECOND_US = 1000000,
	TICK_RATE_HZ = 60,
	MAX_WAIT_US = 100000, // so that a signal is noticed
};

typedef struct host
{
	server_options options;
	tw_schema* schema;
	game_map* map;
	tw_server* server;
	match match;
	uint64_t start_us, report_us;
	tw_server_stats reported;
} host;

static void log_line( const char* line, void* log ) { eng_log_debug( log, "%s", line ); }

static int open_map( host* h )
{
	char error[GAME_MAP_ERROR_BYTES];
	const char* path = h->options.map != NULL        ? h->options.map
	                   : h->options.mode == SIM_BALL ? SKIRMISH_ASSETS "/maps/court.tmj"
	                                                 : SKIRMISH_ASSETS "/maps/foundry.tmj";
	if ( game_map_load( path, &h->map, error ) )
		return ENG_ARGS_RUN;
	eng_log_error( &h->options.log, "%s", error );
	return SERVER_STATUS_FILE;
}

static void announce( host* h )
{
	char address[TW_ADDRESS_CHARS], fingerprint[TW_FINGERPRINT_CHARS];
	tw_address bound = tw_server_get_address( h->server );
	tw_address_format( &bound, address );
	eng_log_info( &h->options.log, "listening on %s", address );
	if ( h->options.token_key_file != NULL )
		eng_log_info( &h->options.log, "protocol id 0x%016llx, as tokens must name it",
		              (unsigned long long)( h->options.protocol_id != 0
		                                            ? h->options.protocol_id
		                                            : tw_schema_get_protocol_id( h->schema ) ) );
	else
	{
		tw_public_key key = tw_server_get_public_key( h->server );
		tw_fingerprint_format( &key, fingerprint );
		eng_log_info( &h->options.log, "fingerprint %s", fingerprint );
	}
	eng_log_info( &h->options.log, "map %s, %d places", h->map->name, h->options.max_players );
}

// "ADDR" is "ADDR:40000".
static const char* with_port( const char* bind, char out_text[TW_ADDRESS_CHARS] )
{
	const char* end = strrchr( bind, ']' );
	if ( strchr( end != NULL ? end : bind, ':' ) != NULL )
		return bind;
	snprintf( out_text, TW_ADDRESS_CHARS, "%s:40000", bind );
	return out_text;
}

static int open_server( host* h, const tw_admission* admission )
{
	char address[TW_ADDRESS_CHARS];
	tw_server_def def = tw_server_def_default();
	def.schema = h->schema;
	def.address = with_port( h->options.bind, address );
	def.admission = *admission;
	def.tick_rate_hz = TICK_RATE_HZ;
	def.max_players = h->options.max_players;
	def.max_rewind_ms = WIRE_MAX_REWIND_MS;
	def.system.log = log_line;
	def.system.user = &h->options.log;
	tw_result result = tw_server_create( &def, tw_clock_now_us(), &h->server );
	if ( result == TW_OK )
		return ENG_ARGS_RUN;
	eng_log_error( &h->options.log, "--bind %s: %s", h->options.bind, tw_result_text( result ) );
	bool is_network = result == TW_ERR_ADDRESS || result == TW_ERR_PORT_IN_USE || result == TW_ERR_SOCKET;
	return is_network ? SERVER_STATUS_NETWORK : ENG_STATUS_FAILED;
}

static int check_mode( const host* h )
{
	if ( h->options.mode != SIM_BALL || h->map->ground.has_ball )
		return ENG_ARGS_RUN;
	eng_log_error( &h->options.log, "--mode ball: %s has no goals; court has", h->map->name );
	return ENG_STATUS_USAGE;
}

static int open_host( host* h )
{
	tw_admission admission;
	int status = open_map( h );
	if ( status == ENG_ARGS_RUN )
		status = check_mode( h );
	if ( status == ENG_ARGS_RUN )
		status = server_options_open( &h->options, &admission );
	if ( status == ENG_ARGS_RUN && tw_schema_create( wire_schema_def(), &h->schema ) != TW_OK )
		status = ENG_STATUS_FAILED;
	if ( status == ENG_ARGS_RUN )
		status = open_server( h, &admission );
	if ( status != ENG_ARGS_RUN )
		return status;
	announce( h );
	if ( !match_begin( &h->match, h->server, h->map, &h->options.log, h->options.max_players ) )
		return ENG_STATUS_FAILED;
	match_set_mode( &h->match, (sim_mode)h->options.mode );
	match_add_bots( &h->match, h->options.bots, h->options.seed );
	return ENG_ARGS_RUN;
}

static void report_second( host* h, uint64_t now_us )
{
	if ( !h->options.is_verbose || now_us < h->report_us )
		return;
	tw_server_stats now = tw_server_get_stats( h->server );
	eng_log_info( &h->options.log, "%d players, %d entities, %.0f ticks/s, %.0f kbit/s out, %.0f in, %llu skipped",
	              now.players, now.entities, (double)( now.ticks - h->reported.ticks ),
	              (double)( now.out_bytes - h->reported.out_bytes ) * 8.0 / 1000.0,
	              (double)( now.in_bytes - h->reported.in_bytes ) * 8.0 / 1000.0,
	              (unsigned long long)now.skipped_ticks );
	h->reported = now;
	h->report_us = now_us + SECOND_US;
}

static void run_frame( host* h )
{
	uint64_t now_us = tw_clock_now_us();
	tw_server_receive( h->server, now_us );
	match_take_events( &h->match );
	for ( tw_tick tick; tw_server_begin_tick( h->server, now_us, &tick ); )
	{
		match_run_tick( &h->match, tick );
		tw_server_end_tick( h->server );
		match_after_tick( &h->match );
	}
	report_second( h, now_us );
	uint64_t wake_us = tw_server_get_wake_us( h->server );
	tw_server_wait( h->server, wake_us < now_us + MAX_WAIT_US ? wake_us : now_us + MAX_WAIT_US );
}

static bool is_over( const host* h )
{
	uint64_t played_us = tw_clock_now_us() - h->start_us;
	return eng_signals_stop() != 0 ||
	       ( h->options.seconds > 0 && played_us >= (uint64_t)h->options.seconds * SECOND_US );
}

static void print_scores( const host* h )
{
	match_row rows[MATCH_MAX_PLAYERS];
	int count = match_get_scores( &h->match, rows, MATCH_MAX_PLAYERS );
	for ( int i = 0; i < count; ++i )
		eng_log_info( &h->options.log, "  player %-2d %-20s %s %3d kills %3d deaths", rows[i].slot + 1,
		              rows[i].name, rows[i].is_bot ? "(house bot)" : "           ", rows[i].kills,
		              rows[i].deaths );
}

static void run( host* h )
{
	h->start_us = tw_clock_now_us();
	while ( !is_over( h ) )
		run_frame( h );
	print_scores( h ); // before everybody has left
	eng_log_info( &h->options.log, "closing" );
	tw_server_close( h->server, tw_clock_now_us() );
	while ( !tw_server_is_closed( h->server ) )
		run_frame( h );
}

static void print_drops( const host* h, const tw_server_stats* stats )
{
	for ( int i = 0; i < TW_DROP_COUNT; ++i )
		if ( stats->drops[i] > 0 )
			eng_log_info( &h->options.log, "  %llu datagrams unused: %s",
			              (unsigned long long)stats->drops[i], tw_drop_text( (tw_drop)i ) );
}

static void print_summary( const host* h )
{
	tw_server_stats stats = tw_server_get_stats( h->server );
	double seconds = (double)( tw_clock_now_us() - h->start_us ) / SECOND_US;
	eng_log_info( &h->options.log, "ran %.1f s at %.2f ticks/s, %llu skipped; %d joins, %d rounds won", seconds,
	              (double)stats.ticks / seconds, (unsigned long long)stats.skipped_ticks, h->match.joins,
	              h->match.rounds );
	eng_log_info( &h->options.log, "%llu datagrams in, %llu used; %llu out, %.0f kbit/s",
	              (unsigned long long)stats.in_packets, (unsigned long long)stats.used_packets,
	              (unsigned long long)stats.out_packets, (double)stats.out_bytes * 8.0 / 1000.0 / seconds );
	print_drops( h, &stats );
}

static void close_host( host* h )
{
	match_end( &h->match );
	tw_server_destroy( h->server );
	tw_schema_destroy( h->schema );
	game_map_destroy( h->map );
	tw_wipe( &h->options.identity, sizeof( h->options.identity ) );
	tw_wipe( &h->options.token_key, sizeof( h->options.token_key ) );
	tw_wipe( h->options.password, sizeof( h->options.password ) );
	eng_args_end( &h->options.args );
}

int main( int argc, char** argv )
{
	static host h;
	int status = server_options_parse( &h.options, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_signals_catch();
	status = open_host( &h );
	if ( status == ENG_ARGS_RUN )
	{
		run( &h );
		print_summary( &h );
		status = ENG_STATUS_OK;
	}
	close_host( &h );
	return status;
}
