#include "session.h"

#include "wire/wire_convert.h"

#include <string.h>

static tw_result create_client( session* s, const session_setup* setup, uint64_t now_us )
{
	tw_client_def def = tw_client_def_default();
	def.schema = setup->schema;
	def.address = s->link.address;
	def.transport = s->link.transport;
	def.login.token = setup->token;
	def.login.pinned = setup->pinned;
	def.step = wire_step;
	def.step_user = s->rules;
	return tw_client_create( &def, now_us, &s->client );
}

bool session_open( session* s, const session_setup* setup, uint64_t now_us )
{
	memset( s, 0, sizeof( *s ) );
	s->map = setup->map;
	s->opened_us = now_us;
	s->has_autopilot = setup->has_autopilot;
	bot_init( &s->bot, BOT_HARD, BOT_FIGHT, (uint32_t)now_us );
	s->failure = client_link_open( &s->link, setup->address, now_us );
	s->rules = wire_rules_create( &setup->map->ground, false );
	if ( s->rules == NULL )
		s->failure = TW_ERR_MEMORY;
	client_link_advance( &s->link, now_us );
	client_link_set_weather( &s->link, setup->weather );
	if ( s->failure == TW_OK )
		s->failure = create_client( s, setup, now_us );
	if ( s->failure == TW_OK )
		s->status = tw_client_get_status( s->client );
	return s->failure == TW_OK;
}

void session_close( session* s )
{
	tw_client_destroy( s->client ); // its goodbye goes through the link
	client_link_close( &s->link );
	wire_rules_destroy( s->rules );
	memset( s, 0, sizeof( *s ) );
}

void session_receive( session* s, uint64_t now_us )
{
	if ( s->client == NULL )
		return;
	client_link_advance( &s->link, now_us );
	tw_client_receive( s->client, now_us );
	s->status = tw_client_get_status( s->client );
	if ( s->status.state == TW_CLIENT_PLAYING && s->playing_us == 0 )
		s->playing_us = now_us;
}

bool session_begin_tick( session* s, uint64_t now_us, tw_tick* out_tick )
{
	return s->client != NULL && tw_client_begin_tick( s->client, now_us, out_tick );
}

static wire_input think( session* s, tw_tick tick )
{
	sim_input input = { 0 };
	sim_clock clock = { .tick = tick.number, .rate_hz = tick.rate_hz };
	if ( s->shown != NULL && wire_view_fill( &s->view, s->shown, s->status.player, &s->map->ground, clock ) )
		bot_think( &s->bot, &s->view.bot, &input );
	return wire_from_input( &input );
}

void session_end_tick( session* s, tw_tick tick, const wire_input* input )
{
	wire_input own = s->has_autopilot ? think( s, tick ) : *input;
	tw_client_end_tick( s->client, &own );
}

void session_show( session* s, uint64_t now_us )
{
	if ( s->client == NULL )
		return;
	client_link_advance( &s->link, now_us );
	s->shown = tw_client_show( s->client, now_us );
}

bool session_is_playing( const session* s ) { return s->client != NULL && s->status.state == TW_CLIENT_PLAYING; }

const char* session_get_end_text( const session* s )
{
	if ( s->failure != TW_OK )
		return tw_result_text( s->failure );
	bool is_over = s->client != NULL && s->status.state == TW_CLIENT_CLOSED;
	return is_over ? tw_reason_text( s->status.reason ) : NULL;
}
