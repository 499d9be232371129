#include "player.h"

#include "wire/wire_convert.h"

#include <string.h>

enum
{
	MAX_ENTITIES = 1024,
	MOVING = SIM_METRE / 4, // a quarter of a metre per second
	PORT_CHARS = 300,
};

static tw_result open_transport( player* p, const bots_options* options, int index, tw_transport* out )
{
	tw_result result = tw_udp_create( "[::]:0", NULL, &p->udp );
	if ( result != TW_OK )
		return result;
	*out = tw_udp_get_transport( p->udp );
	if ( options->profile == NULL )
		return TW_OK;
	tw_simnet_def def = { .seed = options->seed * 1000 + (uint64_t)index };
	result = tw_simnet_create( &def, &p->net );
	if ( result == TW_OK )
		*out = tw_simnet_wrap( p->net, *out, options->profile );
	return result;
}

// With a transport of one's own the library takes numbers only, and a port is not a matter of course: 40000 is ours.
static tw_result resolve( const char* text, char out_text[PORT_CHARS] )
{
	char host[256];
	size_t host_chars = strcspn( text, "#" );
	if ( host_chars >= sizeof( host ) - 8 || strlen( text + host_chars ) >= TW_FINGERPRINT_CHARS + 1 )
		return TW_ERR_ADDRESS;
	memcpy( host, text, host_chars );
	host[host_chars] = '\0';
	const char* colon = strrchr( host, ':' );
	bool is_bracketed = host[0] == '[';
	bool has_port = is_bracketed ? strstr( host, "]:" ) != NULL : colon != NULL;
	if ( !has_port )
		strcat( host, ":40000" );
	tw_address address;
	tw_result result = tw_udp_resolve( host, &address );
	if ( result != TW_OK )
		return result;
	tw_address_format( &address, out_text );
	strcat( out_text, text + host_chars );
	return TW_OK;
}

tw_result player_open( player* p, const bots_options* options, const tw_schema* schema, const sim_map* map, int index,
                       uint64_t now_us )
{
	char address[PORT_CHARS];
	tw_client_def def = tw_client_def_default();
	memset( p, 0, sizeof( *p ) );
	p->map = map;
	bot_init( &p->bot, (bot_strength)options->strength, (bot_mode)options->mode,
	          (uint32_t)( options->seed * 7919 + (uint64_t)index ) );
	p->rules = wire_rules_create( map, false );
	if ( p->rules == NULL )
		return TW_ERR_MEMORY;
	tw_result result = resolve( options->connect.items[index % options->connect.count], address );
	if ( result == TW_OK )
		result = open_transport( p, options, index, &def.transport );
	if ( result != TW_OK )
		return result;
	def.schema = schema;
	def.address = address;
	def.step = wire_step;
	def.step_user = p->rules;
	def.max_entities = MAX_ENTITIES;
	def.login.token = options->has_token ? &options->token : NULL;
	def.login.password = options->password[0] != '\0' ? options->password : NULL;
	return tw_client_create( &def, now_us, &p->client );
}

void player_close( player* p )
{
	tw_client_destroy( p->client );
	tw_simnet_destroy( p->net );
	tw_udp_destroy( p->udp );
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

static void take_events( player* p )
{
	tw_client_events events = tw_client_get_events( p->client );
	for ( int i = 0; i < events.count; ++i )
	{
		const tw_client_event* event = events.items + i;
		if ( event->number != WIRE_SHOT )
			continue;
		if ( event->type == TW_CLIENT_PREDICTED )
		{
			p->counts.shots++;
			p->counts.contacts += has_victim( event->content );
		}
		else if ( event->type == TW_CLIENT_VERDICT )
			note_verdict( &p->counts, event->predicted, event->content );
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

static wire_input decide( player* p, tw_tick tick, tw_player me )
{
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
	if ( p->net != NULL )
		tw_simnet_advance( p->net, now_us );
	tw_client_receive( p->client, now_us );
	tw_client_status status = tw_client_get_status( p->client );
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
