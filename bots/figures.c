#include "figures.h"

#include "base/report.h"
#include "base/statistics.h"
#include "options.h"

#include <math.h>

enum
{
	IP_UDP_BYTES = 28
}; // what each datagram costs on the wire beside itself

typedef struct sums
{
	int connected, played_on;
	uint64_t checked, wrong, frames, starved, late, replayed, predicted;
	uint64_t causes[TW_CAUSE_COUNT];
	uint64_t agreed, denied, clamped, voided, false_hits, shots, contacts, ticks, moving;
	double down_kbits, up_kbits, seconds;
	float slowest_snapshots, loss_down, loss_up, slack_ms, delay_ms;
	float round_trips[BOTS_MAX];
	int reasons[32];
} sums;

static double seconds_in_play( const player* p ) { return (double)( p->ended_us - p->playing_us ) / 1e6; }

static void add_player( sums* s, const player* p )
{
	const tw_client_stats* stats = &p->stats;
	double seconds = seconds_in_play( p );
	float per_s = seconds > 0.0 ? (float)( (double)stats->snapshots / seconds ) : 0.0f;
	if ( s->connected == 0 || per_s < s->slowest_snapshots )
		s->slowest_snapshots = per_s;
	s->round_trips[s->connected++] = stats->link.round_trip_ms;
	s->checked += stats->checked_ticks, s->wrong += stats->wrong_ticks;
	s->frames += stats->frames, s->starved += stats->starved_frames;
	s->late += stats->late_inputs;
	s->replayed += stats->replayed_ticks, s->predicted += stats->predicted_ticks;
	for ( int cause = 0; cause < TW_CAUSE_COUNT; ++cause )
		s->causes[cause] += stats->corrections[cause];
	s->agreed += p->counts.agreed, s->denied += p->counts.denied;
	s->clamped += p->counts.clamped;
	s->voided += p->counts.voided, s->false_hits += p->counts.false_hits;
	s->shots += p->counts.shots, s->contacts += p->counts.contacts;
	s->ticks += p->counts.ticks, s->moving += p->counts.moving_ticks;
	s->down_kbits += (double)( stats->in_datagram_bytes + IP_UDP_BYTES * stats->in_datagrams ) * 8.0 / 1000.0;
	s->up_kbits += (double)( stats->out_datagram_bytes + IP_UDP_BYTES * stats->out_datagrams ) * 8.0 / 1000.0;
	s->seconds += seconds;
	s->loss_down += stats->link.loss_ratio_in, s->loss_up += stats->link.loss_ratio_out;
	s->slack_ms += stats->input_slack_ms, s->delay_ms += stats->interp_delay_ms;
}

static sums sum_up( const player* players, int count )
{
	sums s = { 0 };
	for ( int i = 0; i < count; ++i )
	{
		if ( players[i].has_played )
			add_player( &s, players + i );
		s.reasons[players[i].reason & 31]++;
		s.played_on += players[i].has_played && players[i].reason == TW_REASON_NONE;
	}
	return s;
}

static double percent( uint64_t part, uint64_t whole )
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : NAN;
}

static void print_corrections( eng_report* report, const sums* s )
{
	eng_report_open( report, "corrections" );
	for ( int cause = 0; cause < TW_CAUSE_COUNT; ++cause )
		eng_report_count( report, tw_cause_name( (tw_cause)cause ) + sizeof( "TW_CAUSE" ), s->causes[cause] );
	eng_report_close( report );
}

static void print_reasons( eng_report* report, const sums* s )
{
	eng_report_open( report, "disconnect_reasons" );
	for ( int reason = 1; reason < 32; ++reason )
		if ( s->reasons[reason] > 0 )
			eng_report_count( report, tw_reason_name( (tw_reason)reason ) + sizeof( "TW_REASON" ),
			                  (uint64_t)s->reasons[reason] );
	eng_report_close( report );
}

static void print_drops( eng_report* report, const player* players, int count )
{
	eng_report_open( report, "unused_datagrams" );
	for ( int drop = 0; drop < TW_DROP_COUNT; ++drop )
	{
		uint64_t sum = 0;
		for ( int i = 0; i < count; ++i )
			sum += players[i].stats.drops[drop];
		if ( sum > 0 )
			eng_report_count( report, tw_drop_name( (tw_drop)drop ) + sizeof( "TW_DROP" ), sum );
	}
	eng_report_close( report );
}

bool figures_print( const player* players, int count, bool is_json, FILE* stream )
{
	sums s = sum_up( players, count );
	double each = s.connected > 0 ? (double)s.connected : (double)NAN;
	double minutes = s.seconds / 60.0;
	eng_sort( s.round_trips, s.connected );
	eng_report report = eng_report_begin( stream, is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_int( &report, "count", count );
	eng_report_int( &report, "connected", s.connected );
	eng_report_real( &report, "snapshots_per_s", (double)s.slowest_snapshots, 2 );
	eng_report_real( &report, "rtt_ms_p50", (double)eng_median( s.round_trips, s.connected ), 2 );
	eng_report_real( &report, "loss_down_pct", 100.0 * (double)s.loss_down / each, 2 );
	eng_report_real( &report, "loss_up_pct", 100.0 * (double)s.loss_up / each, 2 );
	eng_report_real( &report, "interp_delay_ms", (double)s.delay_ms / each, 1 );
	eng_report_real( &report, "input_slack_ms", (double)s.slack_ms / each, 1 );
	eng_report_real( &report, "starved_pct", percent( s.starved, s.frames ), 3 );
	eng_report_count( &report, "late_inputs", s.late );
	eng_report_real( &report, "mispredict_pct", percent( s.wrong, s.checked ), 3 );
	eng_report_count( &report, "mispredict_unexplained", s.causes[TW_CAUSE_DIVERGED] );
	print_corrections( &report, &s );
	eng_report_real( &report, "replayed_ticks_per_tick", percent( s.replayed, s.predicted ) / 100.0, 3 );
	eng_report_real( &report, "hit_agreement_pct", percent( s.agreed, s.agreed + s.denied ), 3 );
	eng_report_real( &report, "false_hits_pct", percent( s.false_hits, s.agreed + s.false_hits ), 3 );
	eng_report_real( &report, "rewind_clamped_pct", percent( s.clamped, s.contacts ), 3 );
	eng_report_real( &report, "voided_shots_pct", percent( s.voided, s.contacts ), 3 );
	eng_report_real( &report, "shots_per_min", (double)s.shots / minutes, 1 );
	eng_report_real( &report, "contacts_per_min", (double)s.contacts / minutes, 1 );
	eng_report_real( &report, "moving_pct", percent( s.moving, s.ticks ), 1 );
	eng_report_real( &report, "kbps_down", s.down_kbits / s.seconds, 1 );
	eng_report_real( &report, "kbps_up", s.up_kbits / s.seconds, 1 );
	print_drops( &report, players, count );
	print_reasons( &report, &s );
	return eng_report_end( &report ) && s.played_on == count;
}

void figures_progress( const player* players, int count, const eng_log* log, int second )
{
	sums s = sum_up( players, count );
	eng_log_info( log, "%3d s: %d of %d playing, %.0f kbit/s down each, %llu shots, %llu hits, %llu corrections",
	              second, s.played_on, count, s.seconds > 0.0 ? s.down_kbits / s.seconds : 0.0,
	              (unsigned long long)s.shots, (unsigned long long)s.contacts, (unsigned long long)s.wrong );
}
