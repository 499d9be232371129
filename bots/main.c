// skirmish-bots - headless players: N real network clients in one process. docs/BOTS.md is its manual.
#include "base/signals.h"
#include "figures.h"
#include "link.h"
#include "map/map.h"
#include "options.h"

#include <stdlib.h>

enum
{
	FRAME_US = 1000000 / 144, // as often as a screen
	LOOK_US = 1000,           // how long a datagram may wait in the socket
	SECOND_US = 1000000,
	JOIN_US = 15 * SECOND_US, // playing time starts when all are in, or when this is over
};

typedef struct crowd
{
	bots_options options;
	tw_schema* schema;
	game_map* map;
	player* players;
	link* links;
	uint64_t draw_us, report_us;
} crowd;

static tw_result open_player( crowd* c, int index )
{
	const bots_options* options = &c->options;
	const char* where = options->connect.items[index % options->connect.count];
	link* l = c->links + index;
	tw_result result = link_open( l, where, options->profile, options->seed * 1000 + (uint64_t)index );
	if ( result != TW_OK )
		return result;
	player_setup setup = {
		.schema = c->schema,
		.map = &c->map->ground,
		.client = tw_client_def_default(),
		.strength = (bot_strength)options->strength,
		.mode = (bot_mode)options->mode,
		.seed = (uint32_t)( options->seed * 7919 + (uint64_t)index ),
	};
	setup.client.address = l->address;
	setup.client.transport = l->transport;
	setup.client.login.token = options->has_token ? &options->token : NULL;
	setup.client.login.password = options->password[0] != '\0' ? options->password : NULL;
	return player_open( c->players + index, &setup, tw_clock_now_us() );
}

static int open_crowd( crowd* c )
{
	char error[GAME_MAP_ERROR_BYTES];
	const char* path = c->options.map != NULL ? c->options.map : SKIRMISH_ASSETS "/maps/foundry.tmj";
	if ( !game_map_load( path, &c->map, error ) )
	{
		eng_log_error( &c->options.log, "%s", error );
		return BOTS_STATUS_FILE;
	}
	c->players = calloc( (size_t)c->options.count, sizeof( player ) );
	c->links = calloc( (size_t)c->options.count, sizeof( link ) );
	if ( c->players == NULL || c->links == NULL || tw_schema_create( wire_schema_def(), &c->schema ) != TW_OK )
		return ENG_STATUS_FAILED;
	for ( int i = 0; i < c->options.count; ++i )
	{
		tw_result result = open_player( c, i );
		if ( result == TW_OK )
			continue;
		eng_log_error( &c->options.log, "%s: %s", c->options.connect.items[i % c->options.connect.count],
		               tw_result_text( result ) );
		return result == TW_ERR_ADDRESS ? BOTS_STATUS_NETWORK : ENG_STATUS_FAILED;
	}
	return ENG_ARGS_RUN;
}

static void close_crowd( crowd* c )
{
	for ( int i = 0; c->players != NULL && i < c->options.count; ++i )
	{
		player_close( c->players + i ); // its goodbye goes through the link
		if ( c->links != NULL )
			link_close( c->links + i );
	}
	free( c->players );
	free( c->links );
	tw_schema_destroy( c->schema );
	game_map_destroy( c->map );
	eng_args_end( &c->options.args );
}

static void run_frame( crowd* c )
{
	uint64_t now_us = tw_clock_now_us();
	bool draws = now_us >= c->draw_us;
	if ( draws )
		c->draw_us = now_us + FRAME_US;
	uint64_t wake_us = now_us + LOOK_US;
	for ( int i = 0; i < c->options.count; ++i )
	{
		player* p = c->players + i;
		uint64_t its_now_us = tw_clock_now_us();
		link_advance( c->links + i, its_now_us );
		player_frame( p, its_now_us, draws );
		uint64_t its_us = player_get_wake_us( p );
		wake_us = its_us < wake_us ? its_us : wake_us;
	}
	tw_clock_sleep_until_us( wake_us );
}

static int count_playing( const crowd* c )
{
	int count = 0;
	for ( int i = 0; i < c->options.count; ++i )
		count += c->players[i].has_played || c->players[i].reason != TW_REASON_NONE;
	return count;
}

static void run( crowd* c )
{
	uint64_t start_us = tw_clock_now_us(), end_us = start_us + JOIN_US;
	while ( count_playing( c ) < c->options.count && tw_clock_now_us() < end_us && eng_signals_stop() == 0 )
		run_frame( c );

	start_us = tw_clock_now_us();
	end_us = start_us + (uint64_t)c->options.seconds * SECOND_US;
	c->report_us = start_us + SECOND_US;
	while ( tw_clock_now_us() < end_us && eng_signals_stop() == 0 )
	{
		run_frame( c );
		if ( tw_clock_now_us() < c->report_us )
			continue;
		figures_progress( c->players, c->options.count, &c->options.log,
		                  (int)( ( c->report_us - start_us ) / SECOND_US ) );
		c->report_us += SECOND_US;
	}
}

static void explain_failures( const crowd* c )
{
	for ( int i = 0; i < c->options.count; ++i )
	{
		const player* p = c->players + i;
		if ( p->reason != TW_REASON_NONE || !p->has_played )
			eng_log_warn( &c->options.log, "bot %d: %s", i + 1,
			              p->reason != TW_REASON_NONE ? tw_reason_text( p->reason ) : "did not get in" );
	}
}

int main( int argc, char** argv )
{
	static crowd c;
	int status = bots_options_parse( &c.options, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_signals_catch();
	status = open_crowd( &c );
	if ( status == ENG_ARGS_RUN )
	{
		run( &c );
		explain_failures( &c );
		bool is_sound = figures_print( c.players, c.options.count, c.options.is_json, stdout );
		status = is_sound ? ENG_STATUS_OK : ENG_STATUS_FAILED;
	}
	close_crowd( &c );
	return status;
}
