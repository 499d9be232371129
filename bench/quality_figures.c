#include "quality_figures.h"

#include "base/report.h"
#include "base/statistics.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum
{
	IP_UDP_BYTES = 28, // what each datagram costs on the wire beside itself
	SHOTS_PER_MINUTE = 120,
	MOVING_PERCENT = 70,
};

typedef struct sums
{
	int clients;
	uint64_t frames, starved, freezes, reference_frames, reference_starved, reference_freezes;
	double delay_ms, reference_delay_ms, base_ms, slack_ms, minutes;
	uint64_t ticks, starved_ticks, slack_count, pops;
	uint64_t checked, wrong, others_checked, others_wrong, causes[TW_CAUSE_COUNT], snapshots, entities, changed;
	uint64_t alive, moving, shots, contacts;
	double down_kbits, up_kbits, least_shots_per_min;
	int64_t offset_us, recover_us, no_worse_us;
	int recoveries;
	quality_histogram rates;
	float join_ms[LAB_MAX_PLAYERS];
	int joins;
} sums;

static void add_screen( sums* s, const quality_client* c )
{
	s->frames += c->frames.count, s->starved += c->frames.starved, s->freezes += c->frames.freezes;
	s->reference_frames += c->reference_frames.count, s->reference_starved += c->reference_frames.starved;
	s->reference_freezes += c->reference_frames.freezes;
	s->delay_ms += c->frames.delay_ms_sum, s->reference_delay_ms += c->reference_frames.delay_ms_sum;
	s->base_ms += c->base_ms_sum;
	s->minutes += (double)c->frames.measured_us / 60e6;
	s->pops += c->pops;
	for ( int bin = 0; bin < QUALITY_BINS; ++bin )
		s->rates.counts[bin] += c->frames.rates.counts[bin];
	s->rates.count += c->frames.rates.count;
}

static void add_link( sums* s, const quality_client* c )
{
	const tw_client_stats *a = &c->stats_from, *b = &c->stats;
	s->checked += b->checked_ticks - a->checked_ticks, s->wrong += b->wrong_ticks - a->wrong_ticks;
	s->others_checked += b->checked_others - a->checked_others;
	s->others_wrong += b->wrong_others - a->wrong_others;
	for ( int i = 0; i < TW_CAUSE_COUNT; ++i )
		s->causes[i] += b->corrections[i] - a->corrections[i];
	uint64_t down =
		b->in_datagram_bytes - a->in_datagram_bytes + IP_UDP_BYTES * ( b->in_datagrams - a->in_datagrams );
	uint64_t up =
		b->out_datagram_bytes - a->out_datagram_bytes + IP_UDP_BYTES * ( b->out_datagrams - a->out_datagrams );
	s->down_kbits += (double)down * 8.0 / 1000.0, s->up_kbits += (double)up * 8.0 / 1000.0;
	s->snapshots += c->snapshots, s->entities += c->entities_sum, s->changed += c->changed_sum;
	s->ticks += c->ticks, s->starved_ticks += c->starved_ticks;
	s->slack_ms += c->slack_ms_sum, s->slack_count += c->slack_count;
}

static void add_play( sums* s, const quality_client* c )
{
	const player_counts *a = &c->counts_from, *b = &c->counts;
	double minutes = (double)c->frames.measured_us / 60e6;
	double shots_per_min = minutes > 0.0 ? (double)c->fired / minutes : 0.0;
	if ( s->clients == 0 || shots_per_min < s->least_shots_per_min )
		s->least_shots_per_min = shots_per_min;
	s->alive += b->ticks - a->ticks, s->moving += b->moving_ticks - a->moving_ticks;
	s->shots += c->fired, s->contacts += b->contacts - a->contacts;
	s->offset_us = c->offset_longest_us > s->offset_us ? c->offset_longest_us : s->offset_us;
	s->recover_us = c->recovery.longest_us > s->recover_us ? c->recovery.longest_us : s->recover_us;
	s->no_worse_us = c->no_worse.longest_us > s->no_worse_us ? c->no_worse.longest_us : s->no_worse_us;
	s->recoveries += c->recovery.count;
}

static sums* sum_up( const quality_watch* watch )
{
	sums* s = calloc( 1, sizeof( *s ) );
	if ( s == NULL )
		return NULL;
	s->rates.bin = watch->clients[0].frames.rates.bin;
	for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
	{
		const quality_client* c = watch->clients + i;
		if ( c->join_us > 0 )
			s->join_ms[s->joins++] = (float)c->join_us / 1000.0f;
		if ( !c->is_measured )
			continue;
		add_screen( s, c );
		add_link( s, c );
		add_play( s, c );
		s->clients++;
	}
	eng_sort( s->join_ms, s->joins );
	return s;
}

static double ratio( double part, double whole ) { return whole > 0.0 ? part / whole : (double)NAN; }
static double percent( uint64_t part, uint64_t whole ) { return 100.0 * ratio( (double)part, (double)whole ); }

static void print_screen( eng_report* out, const sums* s, const quality_watch* watch )
{
	eng_report_real( out, "interp_delay_ms", ratio( s->delay_ms, (double)s->frames ), 2 );
	eng_report_real( out, "starved_pct", percent( s->starved, s->frames ), 3 );
	eng_report_real( out, "freezes_per_min", ratio( (double)s->freezes, s->minutes ), 3 );
	eng_report_real( out, "interp_ref_ms", ratio( s->reference_delay_ms, (double)s->reference_frames ), 2 );
	eng_report_real( out, "ref_starved_pct", percent( s->reference_starved, s->reference_frames ), 3 );
	eng_report_real( out, "ref_freezes_per_min", ratio( (double)s->reference_freezes, s->minutes ), 3 );
	eng_report_real( out, "timeline_rate_p99", quality_histogram_percentile( &s->rates, 99.0 ), 4 );
	eng_report_real( out, "render_error_p99_mm", quality_histogram_percentile( &watch->render_errors_mm, 99.0 ),
	                 1 );
	eng_report_real( out, "pops_per_min", ratio( (double)s->pops, s->minutes ), 3 );
}

static void print_inputs( eng_report* out, const sums* s )
{
	eng_report_real( out, "input_slack_ms", ratio( s->slack_ms, (double)s->slack_count ), 2 );
	eng_report_real( out, "input_starved_pct", percent( s->starved_ticks, s->ticks ), 3 );
}

static void print_shots( eng_report* out, const sums* s, const quality_shots* shots )
{
	uint64_t hits = shots->counted + shots->clamped + shots->voided;
	eng_report_count( out, "shots", shots->counted );
	eng_report_real( out, "hit_agreement_pct", percent( shots->confirmed, shots->counted ), 3 );
	eng_report_real( out, "rewind_clamped_pct", percent( shots->clamped, hits ), 2 );
	eng_report_real( out, "voided_shots_pct", percent( shots->voided, hits ), 2 );
	eng_report_real( out, "false_hits_pct", percent( shots->false_hits, shots->awarded ), 3 );
	eng_report_real( out, "false_hits_unclamped_pct",
	                 percent( shots->false_hits - shots->false_clamped, shots->awarded ), 3 );
	eng_report_real( out, "shots_per_min", ratio( (double)s->shots, s->minutes ), 1 );
	eng_report_real( out, "shots_per_min_least", s->least_shots_per_min, 1 );
	eng_report_real( out, "contacts_per_min", ratio( (double)s->contacts, s->minutes ), 1 );
	eng_report_real( out, "moving_pct", percent( s->moving, s->alive ), 1 );
}

static void print_prediction( eng_report* out, const sums* s, const quality_watch* watch )
{
	eng_report_real( out, "mispredict_pct", percent( s->wrong, s->checked ), 3 );
	eng_report_real( out, "mispredict_others_pct", percent( s->others_wrong, s->others_checked ), 3 );
	eng_report_count( out, "mispredict_unexplained", s->causes[TW_CAUSE_DIVERGED] );
	eng_report_real( out, "correction_visible_ms_max", (double)s->offset_us / 1000.0, 1 );
	eng_report_real( out, "correction_p99_m", quality_histogram_percentile( &watch->corrections_m, 99.0 ), 3 );
	eng_report_open( out, "corrections" );
	for ( int cause = 0; cause < TW_CAUSE_COUNT; ++cause )
		eng_report_count( out, tw_cause_name( (tw_cause)cause ) + sizeof( "TW_CAUSE" ), s->causes[cause] );
	eng_report_close( out );
}

static void print_link( eng_report* out, const sums* s, const quality_watch* watch, const quality_setup* setup )
{
	double seconds = s->minutes * 60.0;
	eng_report_real( out, "join_ms_p50", (double)eng_percentile( s->join_ms, s->joins, 50.0 ), 1 );
	eng_report_real( out, "join_ms_p99", (double)eng_percentile( s->join_ms, s->joins, 99.0 ), 1 );
	eng_report_real( out, "recover_ms", s->recoveries > 0 ? (double)s->recover_us / 1000.0 : (double)NAN, 1 );
	eng_report_real( out, "recover_no_worse_ms", s->recoveries > 0 ? (double)s->no_worse_us / 1000.0 : (double)NAN,
	                 1 );
	eng_report_int( out, "recoveries", s->recoveries );
	eng_report_real( out, "resume_ms", (double)NAN, 1 );
	eng_report_int( out, "outage_disconnects", setup->disconnects );
	eng_report_real( out, "queue_ms_p95", quality_histogram_percentile( &watch->queue_ms, 95.0 ), 2 );
	eng_report_real( out, "block_kbps", (double)NAN, 1 );
	eng_report_real( out, "kbps_down", ratio( s->down_kbits, seconds ), 1 );
	eng_report_real( out, "kbps_up", ratio( s->up_kbits, seconds ), 1 );
	eng_report_real( out, "entities_per_snapshot", ratio( (double)s->entities, (double)s->snapshots ), 1 );
	eng_report_real( out, "changed_per_snapshot", ratio( (double)s->changed, (double)s->snapshots ), 1 );
}

static void print_rules( eng_report* out, const quality_watch* watch )
{
	eng_report_open( out, "rules" );
	for ( int rule = 0; rule < QUALITY_RULE_COUNT; ++rule )
	{
		uint64_t count = 0, starved = 0, freezes = 0;
		double delay_ms = 0.0, minutes = 0.0;
		for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
		{
			const quality_frames* frames = watch->clients[i].rules.frames + rule;
			count += frames->count, starved += frames->starved, freezes += frames->freezes;
			delay_ms += frames->delay_ms_sum, minutes += (double)frames->measured_us / 60e6;
		}
		eng_report_open( out, quality_rule_name( (quality_rule)rule ) );
		eng_report_real( out, "delay_ms", ratio( delay_ms, (double)count ), 2 );
		eng_report_real( out, "starved_pct", percent( starved, count ), 3 );
		eng_report_real( out, "freezes_per_min", ratio( (double)freezes, minutes ), 3 );
		eng_report_close( out );
	}
	eng_report_close( out );
}

// Two frames, both ways, the input's wait at the server, half a tick for the key press to find one, the delay of the
// picture: how long ago what a defender sees of a peeker was decided.
static double peekers_advantage_ms( const sums* s )
{
	const double frame_ms = 1000.0 / 144.0, tick_ms = 1000.0 / 60.0;
	double base_ms = ratio( s->base_ms, (double)s->frames );
	return 2.0 * frame_ms + 2.0 * base_ms + ratio( s->slack_ms, (double)s->slack_count ) + tick_ms / 2.0 +
	       ratio( s->delay_ms, (double)s->frames );
}

bool quality_figures_print( const quality_watch* watch, const quality_setup* setup, FILE* stream )
{
	sums* s = sum_up( watch );
	if ( s == NULL )
		return false;
	char hash[17];
	snprintf( hash, sizeof( hash ), "%016" PRIx64, setup->trace_hash );
	eng_report out = eng_report_begin( stream, setup->is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_text( &out, "profile", setup->profile->name );
	eng_report_int( &out, "hz", setup->hz );
	eng_report_int( &out, "minutes", setup->minutes );
	eng_report_int( &out, "players", setup->players );
	eng_report_text( &out, "preset", setup->preset );
	eng_report_int( &out, "max_rewind_ms", setup->max_rewind_ms );
	eng_report_text( &out, "bots", setup->bots );
	eng_report_count( &out, "seed", setup->seed );
	eng_report_real( &out, "base_ms", ratio( s->base_ms, (double)s->frames ), 2 );
	print_screen( &out, s, watch );
	print_inputs( &out, s );
	print_shots( &out, s, &watch->shots );
	print_prediction( &out, s, watch );
	print_link( &out, s, watch, setup );
	eng_report_real( &out, "peekers_advantage_ms", peekers_advantage_ms( s ), 1 );
	print_rules( &out, watch );
	eng_report_count( &out, "violations", setup->violations );
	eng_report_text( &out, "trace_hash", hash );
	eng_report_real( &out, "virtual_x", setup->virtual_x, 1 );
	free( s );
	return eng_report_end( &out );
}

bool quality_figures_are_sound( const quality_watch* watch, const quality_setup* setup )
{
	sums* s = sum_up( watch );
	if ( s == NULL )
		return false;
	bool is_sound = setup->violations == 0 && s->clients == setup->players &&
	                s->least_shots_per_min >= SHOTS_PER_MINUTE && percent( s->moving, s->alive ) >= MOVING_PERCENT;
	free( s );
	return is_sound;
}
