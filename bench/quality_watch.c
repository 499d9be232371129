#include "quality_watch.h"

#include "client.h"
#include "quality_look.h"
#include "server.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

quality_watch* quality_watch_create( FILE* trace )
{
	quality_watch* watch = calloc( 1, sizeof( *watch ) );
	if ( watch == NULL )
		return NULL;
	watch->trace = trace;
	watch->render_errors_mm.bin = 0.1;
	watch->corrections_m.bin = 0.001;
	watch->queue_ms.bin = 0.05;
	for ( int i = 0; i < QUALITY_SHOT_SLOTS; ++i )
		watch->client_of_slot[i] = -1;
	for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
	{
		watch->clients[i].no_worse.may_be_less = true;
		quality_frames_begin( &watch->clients[i].frames );
		quality_frames_begin( &watch->clients[i].reference_frames );
	}
	if ( trace != NULL )
		fprintf( trace, "client,recv_us,sent_tick,sent_us\n"
		                "client,frame_us,displayed_us,newest_us,extrapolated\n" );
	return watch;
}

void quality_watch_destroy( quality_watch* watch ) { free( watch ); }

static int64_t time_of_tick_us( const lab* l, uint32_t tick ) { return tw__server_due_us( lab_get_server( l ), tick ); }

// --- Snapshots -------------------------------------------------------------------------------------------------------

static void begin_playing( quality_watch* watch, lab* l, int who )
{
	quality_client* c = watch->clients + who;
	const player* p = lab_get_player( l, who );
	c->is_playing = true;
	c->begin_us = lab_get_now_us( l );
	watch->client_of_slot[tw_player_slot( p->client->status.player ) % QUALITY_SHOT_SLOTS] = who;
}

static void note_arrival( quality_watch* watch, lab* l, int who, uint32_t tick )
{
	quality_client* c = watch->clients + who;
	int64_t sent_us = time_of_tick_us( l, tick ), now_us = (int64_t)lab_get_now_us( l );
	int64_t base_us = (int64_t)lab_get_base_delay_us( l, who );
	if ( !c->reference.has_newest )
	{
		const tw_server_def* def = &lab_get_server( l )->def;
		quality_reference_begin( &c->reference, base_us );
		quality_rules_begin( &c->rules, 1e6 * def->snapshot_interval_ticks / def->tick_rate_hz );
	}
	quality_reference_arrival( &c->reference, sent_us, now_us );
	quality_rules_arrival( &c->rules, sent_us, now_us, base_us );
	if ( watch->trace != NULL )
		fprintf( watch->trace, "%d,%" PRId64 ",%" PRIu32 ",%" PRId64 "\n", who, now_us, tick, sent_us );
}

static void on_snapshot( lab* l, int who, uint32_t tick, void* user )
{
	quality_watch* watch = user;
	quality_client* c = watch->clients + who;
	const tw_client* client = lab_get_player( l, who )->client;
	note_arrival( watch, l, who, tick );
	if ( !c->is_playing && client->status.state == TW_CLIENT_PLAYING )
		begin_playing( watch, l, who );
	quality_look_at_correction( watch, client, who, (int64_t)lab_get_now_us( l ) );
	if ( !c->is_measured )
		return;
	c->snapshots++;
	c->changed_sum += (uint64_t)client->replica.staged_count;
	c->entities_sum += (uint64_t)client->world.order_count;
}

// --- Frames ----------------------------------------------------------------------------------------------------------

static void begin_measuring( quality_client* c, const player* p )
{
	c->is_measured = true;
	c->stats_from = tw_client_get_stats( p->client );
	c->counts_from = p->counts;
}

static void note_reference( quality_client* c, int64_t now_us, int64_t base_us )
{
	int64_t delay_us = quality_reference_delay_us( &c->reference, now_us );
	int64_t displayed_us = now_us - base_us - delay_us;
	quality_frames_add( &c->reference_frames, now_us, displayed_us, base_us,
	                    displayed_us > c->reference.newest_us );
	quality_rules_frame( &c->rules, now_us, base_us );
}

static void note_recovery( quality_watch* watch, lab* l, int who, int64_t base_us )
{
	enum
	{
		GAP_US = 100000
	};
	quality_client* c = watch->clients + who;
	int64_t now_us = (int64_t)lab_get_now_us( l );
	uint64_t begin_us, end_us;
	bool is_out =
		lab_get_outage( l, who, &begin_us, &end_us ) && (int64_t)begin_us <= now_us && now_us < (int64_t)end_us;
	double delay_us = (double)( now_us - c->displayed_us - base_us );
	quality_recovery* both[] = { &c->recovery, &c->no_worse };
	for ( int i = 0; i < 2; ++i )
	{
		if ( c->frames.has_last && now_us - c->frames.last_frame_us > GAP_US ) // its machine stalled
			quality_recovery_note( both[i], now_us, true, delay_us, c->slack_us );
		quality_recovery_note( both[i], now_us, is_out, delay_us, c->slack_us );
	}
}

static void measure_frame( quality_watch* watch, lab* l, int who, bool is_extrapolated )
{
	quality_client* c = watch->clients + who;
	const player* p = lab_get_player( l, who );
	int64_t now_us = (int64_t)lab_get_now_us( l ), base_us = (int64_t)lab_get_base_delay_us( l, who );
	note_recovery( watch, l, who, base_us );
	quality_frames_add( &c->frames, now_us, c->displayed_us, base_us, is_extrapolated );
	note_reference( c, now_us, base_us );
	c->base_ms_sum += (double)base_us / 1000.0;
	c->stats = p->stats;
	c->counts = p->counts;
	quality_look_at_screen( watch, l, who );
	quality_look_at_offset( c, p->client, now_us );
}

// What is really on the screen: past the newest snapshot bodies go on for a while, then they stand still.
static bool find_displayed( quality_watch* watch, lab* l, int who )
{
	quality_client* c = watch->clients + who;
	const tw_client* client = lab_get_player( l, who )->client;
	uint64_t starved = client->stats.starved_frames;
	bool is_extrapolated = starved != c->starved_before;
	c->starved_before = starved;
	c->newest_us = time_of_tick_us( l, client->timeline.newest_tick );
	c->displayed_us = client->timeline.displayed_us + time_of_tick_us( l, 0 );
	if ( c->displayed_us > c->newest_us + TW__MOST_BEYOND_US )
		c->displayed_us = c->newest_us + TW__MOST_BEYOND_US;
	return is_extrapolated;
}

static void on_frame( lab* l, int who, void* user )
{
	quality_watch* watch = user;
	quality_client* c = watch->clients + who;
	const player* p = lab_get_player( l, who );
	if ( !c->is_playing || p->client->status.state != TW_CLIENT_PLAYING )
		return;
	uint64_t now_us = lab_get_now_us( l );
	if ( c->join_us == 0 )
		c->join_us = now_us - lab_get_join_us( l, who );
	bool is_extrapolated = find_displayed( watch, l, who );
	if ( watch->trace != NULL )
		fprintf( watch->trace, "%d,%" PRIu64 ",%" PRId64 ",%" PRId64 ",%d\n", who, now_us, c->displayed_us,
		         c->newest_us, is_extrapolated );
	if ( !c->is_measured && now_us - c->begin_us >= QUALITY_WARM_UP_US )
		begin_measuring( c, p );
	if ( !c->is_measured )
		return;
	quality_look_at_verdicts( watch, p->client );
	measure_frame( watch, l, who, is_extrapolated );
}

// --- Ticks -----------------------------------------------------------------------------------------------------------

static void note_input( quality_client* c, lab* l, int who, const tw__server_player* seat, uint32_t tick )
{
	const tw__input_clock* clock = &lab_get_player( l, who )->client->clock;
	c->ticks++;
	if ( ( seat->inputs.missing_mask & 1 ) != 0 )
	{
		c->starved_ticks++;
		c->slack_us = -1e9; // not there: no slack at all
		return;
	}
	int index = (int)( tick % TW__CLOCK_TICKS );
	if ( clock->opened_ticks[index] != tick )
		return; // a repeat of one that was skipped
	int64_t sent_us = clock->opened_us[index] - (int64_t)lab_get_offset_us( l, who );
	c->slack_us = (double)( (int64_t)lab_get_now_us( l ) - sent_us - (int64_t)lab_get_base_delay_us( l, who ) );
	c->slack_ms_sum += c->slack_us / 1000.0;
	c->slack_count++;
}

static void on_tick( lab* l, uint32_t tick, void* user )
{
	quality_watch* watch = user;
	const tw_server* server = lab_get_server( l );
	for ( int slot = 0; slot < server->def.max_players && slot < QUALITY_SHOT_SLOTS; ++slot )
	{
		const tw__server_player* seat = server->players + slot;
		int who = watch->client_of_slot[slot];
		if ( !seat->in_use || who < 0 || lab_get_player( l, who ) == NULL )
			continue;
		if ( watch->clients[who].is_measured )
			note_input( watch->clients + who, l, who, seat, tick );
	}
	quality_look_at_facts( watch, server, tick );
}

static void on_queued( lab* l, int who, uint64_t waited_us, void* user )
{
	quality_watch* watch = user;
	(void)l;
	if ( watch->clients[who].is_measured )
		quality_histogram_add( &watch->queue_ms, (double)waited_us / 1000.0 );
}

lab_watch quality_watch_get_hooks( quality_watch* watch )
{
	return ( lab_watch ){
		.snapshot = on_snapshot, .frame = on_frame, .tick = on_tick, .queued = on_queued, .user = watch
	};
}

void quality_watch_finish( quality_watch* watch )
{
	for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
	{
		quality_frames_finish( &watch->clients[i].frames );
		quality_frames_finish( &watch->clients[i].reference_frames );
		for ( int rule = 0; rule < QUALITY_RULE_COUNT; ++rule )
			quality_frames_finish( watch->clients[i].rules.frames + rule );
	}
}
