#include "base/args.h"
#include "base/log.h"
#include "bench.h"
#include "quality_figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
	TICK_HZ = 60,
	STALL_BY_PLAYER = 0,
};

typedef struct options
{
	quality_setup setup;
	const char* profile_name;
	int preset, bots, plant;
	const char* trace_path;
	eng_log log;
} options;

static const char* const s_presets[] = { "smooth", "fast", NULL };
static const char* const s_bots[] = { "fight", "apart", NULL };
static const char* const s_plants[] = { "nothing", "diverge", "late", "rewind", NULL };

static int misuse( const options* o, const char* text )
{
	eng_log_error( &o->log, "%s", text );
	return ENG_STATUS_USAGE;
}

static int check_options( options* o )
{
	quality_setup* setup = &o->setup;
	setup->profile = tw_profile_find( o->profile_name );
	setup->preset = s_presets[o->preset];
	setup->bots = s_bots[o->bots];
	if ( setup->profile == NULL )
	{
		char names[256] = "--profile: no such network; there are";
		for ( int i = 0; tw_profile_get( i ) != NULL; ++i )
			snprintf( names + strlen( names ), sizeof( names ) - strlen( names ), " %s",
			          tw_profile_get( i )->name );
		return misuse( o, names );
	}
	if ( TICK_HZ % setup->hz != 0 || TICK_HZ / setup->hz > 8 )
		return misuse( o, "--hz: must divide 60 and be at least 10" );
	return ENG_ARGS_RUN;
}

static int parse_options( options* o, int argc, char** argv )
{
	quality_setup* setup = &o->setup;
	// clang-format off
	const eng_option table[] = {
		{ .name = "profile", .value = "NAME", .text = &o->profile_name, .is_required = true,
		  .help = "the network of every client, as in WIFI" },
		{ .name = "hz", .value = "N", .integer = &setup->hz, .min = 1, .max = 60, .initial = "60", .help = "snapshots a second" },
		{ .name = "minutes", .value = "N", .integer = &setup->minutes, .min = 1, .max = 1000, .initial = "10",
		  .help = "virtual, after half a minute that does not count" },
		{ .name = "players", .value = "N", .integer = &setup->players, .min = 2, .max = 32, .initial = "8", .help = "bots, each a client" },
		{ .name = "preset", .value = "WHICH", .choice = &o->preset, .choices = s_presets, .initial = "smooth", .help = "smooth or fast" },
		{ .name = "max-rewind-ms", .value = "N", .integer = &setup->max_rewind_ms, .min = 1, .max = 1000, .initial = "250",
		  .help = "how far the server goes back for a shot" },
		{ .name = "bots", .value = "MODE", .choice = &o->bots, .choices = s_bots, .initial = "fight", .help = "fight each other, or keep apart" },
		{ .name = "stall-ms", .value = "N", .integer = &setup->stall_ms, .min = 0, .max = 60000, .initial = "0",
		  .help = "one client's machine stops for so long in the middle" },
		{ .name = "plant", .value = "WHAT", .choice = &o->plant, .choices = s_plants, .initial = "nothing",
		  .help = "a fault that must show: diverge, late or rewind" },
		{ .name = "seed", .value = "S", .u64 = &setup->seed, .initial = "1", .help = "the same seed prints the same" },
		{ .name = "trace", .value = "FILE", .text = &o->trace_path, .help = "writes every arrival and frame as CSV" },
		{ .name = "json", .flag = &setup->is_json, .help = "one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-bench quality",
		.version = TICKWIRE_VERSION,
		.summary = "What a player sees on a bad network: a whole match in virtual time.",
		.failure = "the run was not sound",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	eng_args args;
	int status = eng_args_parse( &args, &program, argc, argv );
	return status == ENG_ARGS_RUN ? check_options( o ) : status;
}

// Nobody joins in the same moment; the clock of the measurement starts when the last one has warmed up.
static bool add_players( lab* l, const options* o )
{
	const double apart_s = 0.11;
	for ( int i = 0; i < o->setup.players; ++i )
	{
		bot_mode mode = o->bots == 0 ? BOT_FIGHT : BOT_APART;
		if ( lab_add_player( l, o->setup.profile, mode ) < 0 )
			return false;
		lab_run( l, apart_s );
	}
	return true;
}

static void run_minutes( lab* l, const options* o )
{
	const double warm_up_s = QUALITY_WARM_UP_US / 1e6;
	double left_s = warm_up_s + o->setup.minutes * 60.0;
	if ( o->setup.stall_ms > 0 )
	{
		lab_run( l, warm_up_s + o->setup.minutes * 30.0 );
		lab_stall_player( l, STALL_BY_PLAYER, o->setup.stall_ms / 1000.0 );
		left_s -= warm_up_s + o->setup.minutes * 30.0;
	}
	for ( ; left_s > 0.0; left_s -= 60.0 )
		lab_run( l, fmin( left_s, 60.0 ) );
}

static int count_disconnects( const lab* l, int players )
{
	int count = 0;
	for ( int i = 0; i < players; ++i )
	{
		const player* p = lab_get_player( l, i );
		count += p == NULL || tw_client_get_status( p->client ).state == TW_CLIENT_CLOSED;
	}
	return count;
}

static int measure( options* o, lab* l, quality_watch* watch )
{
	uint64_t begin_us = tw_clock_now_us();
	if ( !add_players( l, o ) )
		return ENG_STATUS_FAILED;
	run_minutes( l, o );
	quality_watch_finish( watch );
	double wall_s = (double)( tw_clock_now_us() - begin_us ) / 1e6;
	lab_report report = lab_get_report( l );
	o->setup.trace_hash = report.trace_hash;
	o->setup.violations = report.violations;
	o->setup.virtual_x = lab_get_seconds( l ) / wall_s;
	o->setup.disconnects = count_disconnects( l, o->setup.players );
	if ( report.violations > 0 )
		eng_log_error( &o->log, "%s", report.first_violation );
	bool is_sound = quality_figures_are_sound( watch, &o->setup );
	if ( !is_sound )
		eng_log_error( &o->log, "not everybody played, moved and shot as they must" );
	bool is_written = quality_figures_print( watch, &o->setup, stdout );
	return is_sound && is_written ? ENG_STATUS_OK : ENG_STATUS_FAILED;
}

static int run( options* o, const game_map* map, FILE* trace )
{
	quality_watch* watch = quality_watch_create( trace );
	if ( watch == NULL )
		return ENG_STATUS_FAILED;
	lab_def def = {
		.seed = o->setup.seed,
		.map = map,
		.max_players = o->setup.players,
		.snapshot_interval_ticks = TICK_HZ / o->setup.hz,
		.max_rewind_ms = o->setup.max_rewind_ms,
		.view = o->preset == 0 ? TW_VIEW_SMOOTH : TW_VIEW_FAST,
		.is_endless = true,
		.plant = (lab_plant)o->plant,
		.watch = quality_watch_get_hooks( watch ),
	};
	lab* l = lab_create( &def );
	int status = l != NULL ? measure( o, l, watch ) : ENG_STATUS_FAILED;
	lab_destroy( l );
	quality_watch_destroy( watch );
	return status;
}

int bench_quality( int argc, char** argv )
{
	options o = { .log = { .program = "tickwire-bench quality" } };
	int status = parse_options( &o, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	char error[GAME_MAP_ERROR_BYTES];
	game_map* map = NULL;
	if ( !game_map_load( SKIRMISH_ASSETS "/maps/foundry.tmj", &map, error ) )
	{
		eng_log_error( &o.log, "%s", error );
		return ENG_STATUS_FAILED;
	}
	FILE* trace = o.trace_path != NULL ? fopen( o.trace_path, "w" ) : NULL;
	if ( o.trace_path != NULL && trace == NULL )
		eng_log_error( &o.log, "%s: cannot be written", o.trace_path );
	else
		status = run( &o, map, trace );
	if ( trace != NULL && fclose( trace ) != 0 )
		status = ENG_STATUS_FAILED;
	else if ( status == ENG_ARGS_RUN )
		status = ENG_STATUS_FAILED;
	game_map_destroy( map );
	return status;
}
