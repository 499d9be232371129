// tickwire-sim - matches in virtual time, each from one seed, with everything going wrong at once. docs/SIM.md is its manual.
#include "base/args.h"
#include "base/log.h"
#include "base/report.h"
#include "base/signals.h"
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum
{
	FAULT_NETWORK = 1, // every player on a line of its own, and lines that change
	FAULT_CHURN = 2,   // players come, leave and vanish
	FAULT_STALL = 4,   // machines that stop for a while
	FAULT_OUTAGE = 8,  // nothing passes for up to two seconds
	FAULT_ALL = 15,

	STATUS_VIOLATION = 1,
	STATUS_FILE = 4,      // the map cannot be used
	MAX_SEED_DIGITS = 18, // always within 64 bits
	STEPS_PER_S = 4,      // how often something may go wrong
};

static const struct
{
	const char* name;
	int bit;
} s_faults[] = { { "network", FAULT_NETWORK }, { "churn", FAULT_CHURN }, { "stall", FAULT_STALL },
	         { "outage", FAULT_OUTAGE },   { "all", FAULT_ALL },     { "none", 0 } };

typedef struct options
{
	const char* seeds;
	const char* faults;
	int seconds, clients;
	bool is_json;
	uint64_t first_seed, last_seed;
	int fault_bits;
	eng_log log;
} options;

typedef struct totals
{
	uint64_t seeds, packets, checked, violations, trace_hash;
	double virtual_s, wall_s;
} totals;

// --- Options ---------------------------------------------------------------------------------------------------------

// Digits and nothing else: strtoull alone takes signs, and what is too large for it.
static bool parse_seed( const char** at, uint64_t* out_seed )
{
	size_t digits = strspn( *at, "0123456789" );
	if ( digits == 0 || digits > MAX_SEED_DIGITS )
		return false;
	*out_seed = strtoull( *at, NULL, 10 );
	*at += digits;
	return true;
}

static bool parse_seeds( options* o )
{
	const char* at = o->seeds;
	if ( !parse_seed( &at, &o->first_seed ) )
		return false;
	o->last_seed = o->first_seed;
	if ( strncmp( at, "..", 2 ) == 0 )
	{
		at += 2;
		if ( !parse_seed( &at, &o->last_seed ) )
			return false;
	}
	return *at == '\0' && o->first_seed <= o->last_seed;
}

static bool parse_faults( options* o )
{
	const char* at = o->faults;
	while ( *at != '\0' )
	{
		size_t length = strcspn( at, "," );
		bool is_known = false;
		for ( size_t i = 0; i < sizeof( s_faults ) / sizeof( s_faults[0] ); ++i )
		{
			if ( strlen( s_faults[i].name ) != length || strncmp( s_faults[i].name, at, length ) != 0 )
				continue;
			o->fault_bits |= s_faults[i].bit;
			is_known = true;
		}
		if ( !is_known )
			return false;
		at += length + ( at[length] == ',' );
	}
	return true;
}

static int parse( options* o, int argc, char* const* argv )
{
	eng_args args;
	// clang-format off
	const eng_option table[] = {
		{ .name = "seeds", .value = "A..B", .text = &o->seeds, .initial = "1..10", .help = "one match each; one number is one match" },
		{ .name = "seconds", .value = "N", .integer = &o->seconds, .min = 1, .max = 36000, .initial = "60", .help = "virtual seconds of each" },
		{ .name = "clients", .value = "N", .integer = &o->clients, .min = 1, .max = 32, .initial = "8", .help = "players, at the most" },
		{ .name = "faults", .value = "LIST", .text = &o->faults, .initial = "all", .help = "all, none, or of network,churn,stall,outage" },
		{ .name = "json", .flag = &o->is_json, .help = "print the figures as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-sim",
		.version = TICKWIRE_VERSION,
		.summary = "Whole matches in virtual time: every seed draws its own networks, comings and goings and "
			   "stalls, and the\ninvariants are checked at every tick and snapshot. The same seed fails "
			   "the same way.",
		.failure = "an invariant was broken, and its seed has been printed; 4 the map cannot be used",
		.options = table,
		.option_count = (int)( sizeof( table ) / sizeof( table[0] ) ),
	};
	o->log = ( eng_log ){ .program = "tickwire-sim", .lowest = ENG_LOG_INFO };
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	if ( !parse_seeds( o ) )
		return eng_log_error( &o->log, "--seeds %s: not a range like 1..500", o->seeds ), ENG_STATUS_USAGE;
	if ( !parse_faults( o ) )
		return eng_log_error( &o->log, "--faults %s: of all, none, network, churn, stall, outage", o->faults ),
		       ENG_STATUS_USAGE;
	return ENG_ARGS_RUN;
}

// --- One match -------------------------------------------------------------------------------------------------------

typedef struct story
{
	const options* o;
	lab* lab;
	uint64_t random;
	int players[LAB_MAX_PLAYERS]; // lab's indices
	int count;
	double dark_until_s; // of an outage; 0: none
	int dark_player;
} story;

// SplitMix64 (Steele, Lea, Flood 2014).
static uint32_t draw( story* s, uint32_t below )
{
	uint64_t z = ( s->random += UINT64_C( 0x9E3779B97F4A7C15 ) );
	z = ( z ^ z >> 30 ) * UINT64_C( 0xBF58476D1CE4E5B9 );
	z = ( z ^ z >> 27 ) * UINT64_C( 0x94D049BB133111EB );
	return (uint32_t)( ( z ^ z >> 31 ) >> 32 ) % below;
}

static const tw_profile* draw_profile( story* s )
{
	int count = 0;
	while ( tw_profile_get( count ) != NULL )
		count++;
	return s->o->fault_bits & FAULT_NETWORK ? tw_profile_get( (int)draw( s, (uint32_t)count ) ) : NULL;
}

static void come( story* s )
{
	int index = s->count < s->o->clients
	                    ? lab_add_player( s->lab, draw_profile( s ), draw( s, 8 ) == 0 ? BOT_APART : BOT_FIGHT )
	                    : -1;
	if ( index >= 0 )
		s->players[s->count++] = index;
}

static void go( story* s )
{
	if ( s->count < 2 || s->dark_until_s > 0.0 )
		return;
	int at = (int)draw( s, (uint32_t)s->count );
	if ( draw( s, 3 ) == 0 )
		lab_kill_player( s->lab, s->players[at] );
	else
		lab_remove_player( s->lab, s->players[at] );
	s->players[at] = s->players[--s->count];
}

static void darken( story* s )
{
	tw_profile dead = *tw_profile_find( "LAN" );
	dead.loss_ratio = 1.0f;
	s->dark_player = s->players[draw( s, (uint32_t)s->count )];
	s->dark_until_s = lab_get_seconds( s->lab ) + 0.1 + draw( s, 20 ) / 10.0;
	lab_set_profile( s->lab, s->dark_player, &dead );
}

static void lighten( story* s )
{
	if ( s->dark_until_s <= 0.0 || lab_get_seconds( s->lab ) < s->dark_until_s )
		return;
	const tw_profile* profile = draw_profile( s );
	lab_set_profile( s->lab, s->dark_player, profile != NULL ? profile : tw_profile_find( "LOOP" ) );
	s->dark_until_s = 0.0;
}

// About every tenth step something of each sort happens.
static void misfortune( story* s )
{
	int bits = s->o->fault_bits;
	lighten( s );
	if ( ( bits & FAULT_CHURN ) != 0 && draw( s, 10 ) == 0 )
		come( s );
	if ( ( bits & FAULT_CHURN ) != 0 && draw( s, 14 ) == 0 )
		go( s );
	if ( ( bits & FAULT_STALL ) != 0 && draw( s, 10 ) == 0 )
		lab_stall_player( s->lab, s->players[draw( s, (uint32_t)s->count )], 0.05 + draw( s, 300 ) / 100.0 );
	if ( ( bits & FAULT_OUTAGE ) != 0 && s->dark_until_s <= 0.0 && draw( s, 12 ) == 0 )
		darken( s );
	if ( ( bits & FAULT_NETWORK ) != 0 && s->dark_until_s <= 0.0 && draw( s, 16 ) == 0 )
		lab_set_profile( s->lab, s->players[draw( s, (uint32_t)s->count )], draw_profile( s ) );
}

// Of every length, so that packets fill up and messages have to wait.
static void chatter( story* s )
{
	char text[WIRE_CHAT_BYTES + 1];
	size_t length = draw( s, WIRE_CHAT_BYTES ) + 1;
	memset( text, 'a' + (int)draw( s, 26 ), length );
	text[length] = '\0';
	lab_chat( s->lab, s->players[draw( s, (uint32_t)s->count )], text );
}

static void add_report( totals* t, const lab_report* report )
{
	t->packets += report->datagrams;
	t->checked += report->checked_states + report->checked_nonces + report->checked_messages;
	t->violations += report->violations;
	t->trace_hash = ( t->trace_hash ^ report->trace_hash ) * UINT64_C( 0x9E3779B97F4A7C15 );
}

// @return false when an invariant was broken, or memory was short
static bool run_seed( const options* o, const game_map* map, uint64_t seed, totals* t )
{
	story s = { .o = o, .random = seed * 2654435761u + 1 };
	s.lab = lab_create(
		&( lab_def ){ .seed = seed, .map = map, .max_players = o->clients + 1, .timeout_ms = 3000 } );
	if ( s.lab == NULL )
		return eng_log_error( &o->log, "seed %llu: out of memory", (unsigned long long)seed ), false;
	int first = o->fault_bits & FAULT_CHURN ? 2 : o->clients;
	for ( int i = 0; i < first; ++i )
		come( &s );
	lab_report report = { 0 };
	while ( lab_get_seconds( s.lab ) < o->seconds && report.violations == 0 )
	{
		if ( s.count > 0 )
			misfortune( &s );
		if ( s.count > 0 )
			chatter( &s );
		lab_run( s.lab, 1.0 / STEPS_PER_S );
		report = lab_get_report( s.lab );
	}
	add_report( t, &report );
	t->seeds++;
	t->virtual_s += lab_get_seconds( s.lab );
	if ( report.violations > 0 )
		eng_log_error(
			&o->log,
			"seed %llu, at %.2f s: %s; again with --seeds %llu --seconds %d --clients %d --faults %s",
			(unsigned long long)seed, lab_get_seconds( s.lab ), report.first_violation,
			(unsigned long long)seed, o->seconds, o->clients, o->faults );
	lab_destroy( s.lab );
	return report.violations == 0;
}

static bool print_totals( const options* o, const totals* t )
{
	char hash[20];
	snprintf( hash, sizeof( hash ), "%016llx", (unsigned long long)t->trace_hash );
	eng_report report = eng_report_begin( stdout, o->is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_count( &report, "seeds", t->seeds );
	eng_report_real( &report, "virtual_seconds", t->virtual_s, 1 );
	eng_report_real( &report, "virtual_x", t->virtual_s / t->wall_s, 1 );
	eng_report_count( &report, "packets", t->packets );
	eng_report_count( &report, "invariants_checked", t->checked );
	eng_report_count( &report, "violations", t->violations );
	eng_report_text( &report, "trace_hash", hash );
	return eng_report_end( &report );
}

int main( int argc, char** argv )
{
	options o = { 0 };
	int status = parse( &o, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_signals_catch();
	char error[GAME_MAP_ERROR_BYTES];
	game_map* map = NULL;
	if ( !game_map_load( SKIRMISH_ASSETS "/maps/foundry.tmj", &map, error ) )
		return eng_log_error( &o.log, "%s", error ), STATUS_FILE;

	totals t = { 0 };
	bool is_sound = true;
	clock_t started = clock();
	for ( uint64_t seed = o.first_seed; seed <= o.last_seed && is_sound && eng_signals_stop() == 0; ++seed )
	{
		is_sound = run_seed( &o, map, seed, &t );
		if ( t.seeds % 10 == 0 )
			eng_log_info( &o.log, "%llu of %llu seeds", (unsigned long long)t.seeds,
			              (unsigned long long)( o.last_seed - o.first_seed + 1 ) );
	}
	t.wall_s = (double)( clock() - started ) / CLOCKS_PER_SEC;
	is_sound &= print_totals( &o, &t );
	game_map_destroy( map );
	return is_sound ? ENG_STATUS_OK : STATUS_VIOLATION;
}
