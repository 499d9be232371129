#include "flood.h"

#include "base/args.h"
#include "base/report.h"
#include "bench.h"
#include "wire/wire_schema.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char* const kinds[] = { "garbage", "forged", "requests", "replay", "all", NULL };

typedef struct flood_options
{
	int clients, kind, pps, seconds;
	uint64_t seed;
	bool is_json;
} flood_options;

static int parse( flood_options* o, int argc, char** argv )
{
	// clang-format off
	const eng_option options[] = {
		{ .name = "clients", .value = "N", .integer = &o->clients, .min = 1, .max = FLOOD_MAX_CLIENTS, .initial = "64",
		  .help = "who play meanwhile" },
		{ .name = "kind", .value = "KIND", .choice = &o->kind, .choices = kinds, .initial = "garbage",
		  .help = "garbage, forged, requests, replay or all" },
		{ .name = "pps", .value = "N", .integer = &o->pps, .min = 1, .max = 1000000, .initial = "100000",
		  .help = "hostile datagrams a second" },
		{ .name = "seconds", .value = "N", .integer = &o->seconds, .min = 1, .max = 60, .initial = "10",
		  .help = "how long it lasts" },
		{ .name = "seed", .value = "N", .u64 = &o->seed, .initial = "1", .help = "of what is sent" },
		{ .name = "json", .flag = &o->is_json, .help = "print the figures as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-bench flood",
		.version = TICKWIRE_VERSION,
		.summary = "One server over loopback, players, and an attacker who knows the protocol but no key.",
		.failure = "the players could not join, or a process died",
		.options = options,
		.option_count = sizeof( options ) / sizeof( options[0] ),
	};
	eng_args args;
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status == ENG_ARGS_RUN )
		eng_args_end( &args );
	return status;
}

bool flood_issue( const flood_setup* setup, uint64_t client_id, tw_token* out_token )
{
	tw_token_def def = { .token_key = &setup->token_key,
		             .protocol_id = setup->protocol_id,
		             .client_id = client_id,
		             .addresses = &setup->server,
		             .address_count = 1,
		             .unix_s = (uint64_t)time( NULL ),
		             .expire_s = 120 };
	uint8_t user_data[TW_USER_DATA_BYTES] = { 0 };
	for ( int i = 0; i < 8; ++i )
		user_data[i] = (uint8_t)( client_id >> 8 * i ); // one person each
	def.user_data = user_data;
	return tw_token_issue( &def, out_token ) == TW_OK;
}

static pid_t start( void ( *run )( flood_shared* shared, const flood_setup* setup ), flood_shared* shared,
                    const flood_setup* setup )
{
	pid_t child = fork();
	if ( child != 0 )
		return child;
	run( shared, setup );
	_exit( 0 );
}

static bool finish( pid_t child )
{
	int status;
	return child > 0 && waitpid( child, &status, 0 ) == child && WIFEXITED( status ) && WEXITSTATUS( status ) == 0;
}

static bool print( const flood_options* o, const flood_shared* shared, const flood_result* result )
{
	uint64_t attack_bytes = atomic_load( &shared->attack_bytes ),
		 honest_us = atomic_load( &shared->honest_join_us );
	eng_report report = eng_report_begin( stdout, o->is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_text( &report, "kind", kinds[o->kind] );
	eng_report_int( &report, "clients", o->clients );
	eng_report_real(
		&report, "sent_pps",
		(double)atomic_load( &shared->attack_datagrams ) * 1e6 / (double)atomic_load( &shared->attack_us ), 0 );
	eng_report_real( &report, "legit_loss_pct", result->legit_loss_pct, 3 );
	eng_report_real( &report, "victim_loss_pct", result->victim_loss_pct, 3 );
	eng_report_real( &report, "honest_join_ms", honest_us > 0 ? (double)honest_us / 1000.0 : 0.0 / 0.0, 1 );
	eng_report_int( &report, "disconnects", result->disconnects );
	eng_report_real( &report, "tick_ms_p99", result->tick_ms_p99, 3 );
	eng_report_real( &report, "own_us_per_rejected", result->own_us_per_rejected, 3 );
	eng_report_real( &report, "aead_reject_us", result->aead_reject_us, 3 );
	eng_report_real( &report, "amplification",
	                 attack_bytes > 0 ? (double)atomic_load( &shared->answer_bytes ) / (double)attack_bytes : 0.0,
	                 4 );
	eng_report_real( &report, "rss_growth_mb", result->rss_growth_mb, 2 );
	eng_report_int( &report, "rcvbuf_bytes", result->rcvbuf_bytes );
	eng_report_count( &report, "batches", result->batches );
	return eng_report_end( &report );
}

static bool open_setup( flood_setup* setup, tw_udp** out_udp )
{
	if ( tw_schema_create( wire_schema_def(), &setup->schema ) != TW_OK ||
	     tw_secret_key_create( NULL, &setup->token_key ) != TW_OK ||
	     tw_udp_create( "127.0.0.1:0", NULL, out_udp ) != TW_OK ||
	     tw_udp_create( "127.0.0.1:0", NULL, &setup->victim ) != TW_OK )
		return false;
	setup->server = tw_udp_get_address( *out_udp );
	setup->protocol_id = 0x464C4F4F44; // a game of its own
	return true;
}

int bench_flood( int argc, char** argv )
{
	flood_options o;
	int status = parse( &o, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	flood_setup setup = {
		.kind = (flood_kind)o.kind, .clients = o.clients, .pps = o.pps, .seconds = o.seconds, .seed = o.seed
	};
	tw_udp* udp = NULL;
	flood_shared* shared =
		mmap( NULL, sizeof( flood_shared ), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0 );
	bool is_sound = false;
	if ( shared != MAP_FAILED && open_setup( &setup, &udp ) )
	{
		flood_result result = { 0 };
		pid_t clients = start( flood_clients_run, shared, &setup );
		pid_t attack = start( flood_attack_run, shared, &setup );
		is_sound = flood_server_run( shared, &setup, udp, &result );
		is_sound = finish( clients ) && finish( attack ) && is_sound;
		if ( is_sound )
			is_sound = print( &o, shared, &result );
		else
			fprintf( stderr, "tickwire-bench flood: %d of %d clients could join\n",
			         atomic_load( &shared->playing ), o.clients );
	}
	tw_udp_destroy( udp );
	tw_udp_destroy( setup.victim );
	tw_schema_destroy( setup.schema );
	return is_sound ? ENG_STATUS_OK : ENG_STATUS_FAILED;
}
