#include "baseline.h"

#include "base/args.h"
#include "bench.h"
#include "tickwire/transport.h"

#include <enet/enet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char* const transports[] = { "tickwire", "enet-state", "enet-reliable", NULL };

typedef struct baseline_options
{
	const char* profile;
	int transport, players, seconds;
	uint64_t seed;
	bool is_json;
} baseline_options;

static int parse( baseline_options* o, int argc, char** argv )
{
	// clang-format off
	const eng_option options[] = {
		{ .name = "transport", .value = "NAME", .choice = &o->transport, .choices = transports, .initial = "tickwire",
		  .help = "tickwire, enet-state or enet-reliable" },
		{ .name = "profile", .value = "NAME", .text = &o->profile, .is_required = true, .help = "a named network" },
		{ .name = "players", .value = "N", .integer = &o->players, .min = 1, .max = BASELINE_MAX_PLAYERS, .initial = "16",
		  .help = "bots that fight" },
		{ .name = "seconds", .value = "N", .integer = &o->seconds, .min = 1, .max = 240, .initial = "60",
		  .help = "of play that count" },
		{ .name = "seed", .value = "N", .u64 = &o->seed, .initial = "1", .help = "of bots and network" },
		{ .name = "json", .flag = &o->is_json, .help = "print the figures as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-bench baseline",
		.version = TICKWIRE_VERSION,
		.summary = "The same fight over tickwire and over ENet, through tickwire-relay, in real time.",
		.failure = "not everybody could join, or a process died",
		.options = options,
		.option_count = sizeof( options ) / sizeof( options[0] ),
	};
	eng_args args;
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_args_end( &args );
	if ( tw_profile_find( o->profile ) != NULL )
		return ENG_ARGS_RUN;
	fprintf( stderr, "tickwire-bench baseline: --profile %s: no such network\n", o->profile );
	return ENG_STATUS_USAGE;
}

// A port that was free a moment ago.
static uint16_t find_port( void )
{
	tw_udp* udp;
	if ( tw_udp_create( "127.0.0.1:0", NULL, &udp ) != TW_OK )
		return 0;
	uint16_t port = tw_udp_get_address( udp ).port;
	tw_udp_destroy( udp );
	return port;
}

// The relay's program lies beside this one.
static pid_t start_relay( const baseline_options* o, const baseline_setup* setup )
{
	char path[4096], listen[32], to[32], seed[32];
	ssize_t length = readlink( "/proc/self/exe", path, sizeof( path ) - 32 );
	path[length > 0 ? length : 0] = '\0';
	char* slash = strrchr( path, '/' );
	snprintf( slash != NULL ? slash + 1 : path, 32, "tickwire-relay" );
	snprintf( listen, sizeof( listen ), "127.0.0.1:%d", setup->relay_port );
	snprintf( to, sizeof( to ), "127.0.0.1:%d", setup->server_port );
	snprintf( seed, sizeof( seed ), "%llu", (unsigned long long)o->seed );
	pid_t child = fork();
	if ( child != 0 )
		return child;
	if ( freopen( "/dev/null", "w", stdout ) != NULL )
		execl( path, path, "--listen", listen, "--to", to, "--profile", o->profile, "--seed", seed,
		       (char*)NULL );
	_exit( 127 );
}

static bool print( const baseline_options* o, const baseline_shared* s )
{
	double seconds = (double)s->measured_us / 1e6, clients = o->players;
	eng_report report = eng_report_begin( stdout, o->is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_text( &report, "transport", transports[o->transport] );
	eng_report_text( &report, "profile", o->profile );
	eng_report_real( &report, "entities_per_snapshot", (double)s->entities / (double)s->snapshots, 1 );
	eng_report_real( &report, "kbps_down", (double)s->down_bytes * 8.0 / 1000.0 / seconds / clients, 1 );
	eng_report_real( &report, "kbps_up", (double)s->up_bytes * 8.0 / 1000.0 / seconds / clients, 1 );
	eng_report_real( &report, "state_age_ms_p50", (double)s->age_p50_us / 1000.0, 1 );
	eng_report_real( &report, "state_age_ms_p99", (double)s->age_p99_us / 1000.0, 1 );
	eng_report_real( &report, "freezes_per_min", (double)s->freezes * 60.0 / seconds / clients, 2 );
	eng_report_real( &report, "server_cpu_us_per_client_tick", (double)s->server_cpu_us / (double)s->client_ticks,
	                 2 );
	return eng_report_end( &report );
}

static bool run( const baseline_setup* setup, baseline_shared* shared )
{
	pid_t server = fork();
	if ( server == 0 )
		_exit( baseline_server_run( shared, setup ) ? 0 : 1 );
	while ( server > 0 && !atomic_load( &shared->is_ready ) && waitpid( server, NULL, WNOHANG ) == 0 )
		tw_clock_sleep_until_us( tw_clock_now_us() + 1000 );
	bool is_sound = baseline_clients_run( shared, setup );
	atomic_store( &shared->is_over, 1 );
	int status;
	return waitpid( server, &status, 0 ) == server && WIFEXITED( status ) && WEXITSTATUS( status ) == 0 && is_sound;
}

int bench_baseline( int argc, char** argv )
{
	baseline_options o;
	int status = parse( &o, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	baseline_setup setup = { .transport = (baseline_transport)o.transport,
		                 .players = o.players,
		                 .seconds = o.seconds,
		                 .seed = o.seed,
		                 .server_port = find_port(),
		                 .relay_port = find_port() };
	baseline_shared* shared =
		mmap( NULL, sizeof( baseline_shared ), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0 );
	if ( shared == MAP_FAILED || enet_initialize() != 0 )
		return ENG_STATUS_FAILED;
	pid_t relay = start_relay( &o, &setup );
	bool is_sound = relay > 0 && run( &setup, shared );
	if ( relay > 0 )
	{
		kill( relay, SIGTERM );
		waitpid( relay, NULL, 0 );
	}
	enet_deinitialize();
	if ( !is_sound )
		fprintf( stderr, "tickwire-bench baseline: not everybody could join\n" );
	return is_sound && print( &o, shared ) ? ENG_STATUS_OK : ENG_STATUS_FAILED;
}
