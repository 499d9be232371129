#include "player.h"

#include "bot/names.h"
#include "wire/wire_convert.h"
#include "wire/wire_text.h"

#include <string.h>

enum
{
	MOVING = SIM_METRE / 4
}; // a quarter of a metre per second

tw_result player_open( player* p, const player_setup* setup, uint64_t now_us )
{
	tw_client_def def = setup->client;
	memset( p, 0, sizeof( *p ) );
	p->map = setup->map;
	bot_init( &p->bot, setup->strength, setup->mode, setup->seed );
	wire_text_clean( setup->name != NULL ? setup->name : bot_name( setup->seed ), p->hello.name,
	                 sizeof( p->hello.name ) );
	p->rules = wire_rules_create( setup->map, false );
	if ( p->rules == NULL )
		return TW_ERR_MEMORY;
	def.schema = setup->schema;
	def.step = wire_step;
	def.step_user = p->rules;
	if ( setup->create != NULL )
		return setup->create( &def, now_us, &p->client, setup->create_user );
	return tw_client_create( &def, now_us, &p->client );
}

void player_close( player* p )
{
	tw_client_destroy( p->client );
	wire_rules_destroy( p->rules );
	memset( p, 0, sizeof( *p ) );
}

// --- Receipts --------------------------------------------------------------------------------------------------------

static bool has_victim( const wire_shot* shot ) { return shot != NULL && !tw_entity_is_null( shot->victims[0] ); }

static bool is_victim( const wire_shot* shot, tw_entity victim )
{
	for ( int i = 0; i < WIRE_MAX_VICTIMS; ++i )
		if ( tw_entity_equals( shot->victims[i], victim ) )
			return true;
	return false;
}

static void note_verdict( player_counts* counts, const wire_shot* mine, const wire_shot* ruling )
{
	if ( has_victim( mine ) && ruling == NULL )
		counts->voided++;
	if ( ruling == NULL )
		return;
	for ( int i = 0; i < WIRE_MAX_VICTIMS && !tw_entity_is_null( mine->victims[i] ); ++i )
	{
		if ( is_victim( ruling, mine->victims[i] ) )
			counts->agreed++;
		else
			counts->denied++;
	}
	for ( int i = 0; i < WIRE_MAX_VICTIMS && !tw_entity_is_null( ruling->victims[i] ); ++i )
		counts->false_hits += !is_victim( mine, ruling->victims[i] );
}

// What the server would not go back for says nothing about how well it judges.
static void take_verdict( player* p, const tw_client_event* verdict )
{
	bool is_clamped = p->is_clamped[verdict->tick % PLAYER_TICKS];
	if ( is_clamped )
		p->counts.clamped += has_victim( verdict->predicted );
	else
		note_verdict( &p->counts, verdict->predicted, verdict->content );
}

static void note_shot( player* p, const tw_client_event* event )
{
	if ( event->type == TW_CLIENT_PREDICTED )
	{
		p->counts.shots++;
		p->counts.contacts += has_victim( event->content );
	}
	else if ( event->type == TW_CLIENT_VERDICT )
		take_verdict( p, event );
}

static void take_message( player* p, const tw_client_event* event )
{
	if ( event->number == WIRE_ROSTER )
		wire_roster_apply( &p->roster, event->content );
	p->counts.lines += event->number == WIRE_CHAT;
}

static void take_events( player* p )
{
	tw_client_events events = tw_client_get_events( p->client );
	for ( int i = 0; i < events.count; ++i )
	{
		const tw_client_event* event = events.items + i;
		if ( event->type == TW_CLIENT_MESSAGE )
			take_message( p, event );
		else if ( event->number == WIRE_SHOT )
			note_shot( p, event );
	}
}

// --- Playing ---------------------------------------------------------------------------------------------------------

static void note_motion( player* p )
{
	if ( !sim_is_alive( &p->view.body ) )
		return;
	int32_t x = p->view.body.velocity[0], y = p->view.body.velocity[1];
	p->counts.ticks++;
	p->counts.moving_ticks += x > MOVING || x < -MOVING || y > MOVING || y < -MOVING;
}

static void note_rewind( player* p, tw_tick tick, tw_player me )
{
	tw_input_info info = tw_world_get_input_info( tw_client_get_predicted( p->client ), me );
	uint32_t oldest = tick.number - (uint32_t)( WIRE_MAX_REWIND_MS * tick.rate_hz / 1000 );
	p->is_clamped[tick.number % PLAYER_TICKS] = tw_tick_is_newer( oldest, info.shown_ticks[0] );
}

static wire_input decide( player* p, tw_tick tick, tw_player me )
{
	note_rewind( p, tick, me );
	sim_input input = { 0 };
	sim_clock clock = { .tick = tick.number, .rate_hz = tick.rate_hz };
	if ( p->shown != NULL && wire_view_fill( &p->view, p->shown, me, p->map, clock ) )
	{
		note_motion( p );
		bot_think( &p->bot, &p->view.bot, &input );
	}
	return wire_from_input( &input );
}

static void note_status( player* p, const tw_client_status* status, uint64_t now_us )
{
	if ( status->state == TW_CLIENT_PLAYING )
	{
		if ( !p->has_played )
			p->playing_us = now_us;
		p->has_played = true;
		p->ended_us = now_us;
		p->stats = tw_client_get_stats( p->client );
	}
	p->reason = status->reason;
}

void player_frame( player* p, uint64_t now_us, bool draws )
{
	if ( p->client == NULL || tw_client_get_status( p->client ).state == TW_CLIENT_CLOSED )
		return;
	tw_client_receive( p->client, now_us );
	tw_client_status status = tw_client_get_status( p->client );
	if ( !p->has_said_hello )
		p->has_said_hello = tw_client_post( p->client, WIRE_HELLO, &p->hello ) == TW_OK;
	for ( tw_tick tick; tw_client_begin_tick( p->client, now_us, &tick ); )
	{
		wire_input input = decide( p, tick, status.player );
		tw_client_end_tick( p->client, &input );
	}
	if ( draws )
	{
		p->shown = tw_client_show( p->client, now_us );
		take_events( p );
	}
	note_status( p, &status, now_us );
}

uint64_t player_get_wake_us( const player* p )
{
	return p->client != NULL ? tw_client_get_wake_us( p->client ) : UINT64_MAX;
}
