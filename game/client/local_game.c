#include "local_game.h"

#include <stdio.h>
#include <string.h>

enum
{
	TICK_RATE_HZ = 60,
	PORTS_TRIED = 20,
	GOODBYE_US = 100000,
};

static tw_result open_on( local_game* game, const local_game_setup* setup, const char* address, uint64_t now_us )
{
	tw_server_def def = tw_server_def_default();
	def.schema = setup->schema;
	def.address = address;
	def.tick_rate_hz = TICK_RATE_HZ;
	def.max_players = LOCAL_GAME_PLACES;
	return tw_server_create( &def, now_us, &game->server );
}

static tw_result open_server( local_game* game, const local_game_setup* setup, uint64_t now_us )
{
	char address[TW_ADDRESS_CHARS];
	if ( !setup->is_public )
		return open_on( game, setup, "127.0.0.1:0", now_us );
	tw_result result = TW_ERR_PORT_IN_USE;
	for ( int i = 0; i < PORTS_TRIED && result == TW_ERR_PORT_IN_USE; ++i )
	{
		snprintf( address, sizeof( address ), "[::]:%d", LOCAL_GAME_PORT + i );
		result = open_on( game, setup, address, now_us );
	}
	return result == TW_ERR_PORT_IN_USE ? open_on( game, setup, "[::]:0", now_us ) : result;
}

static void note_address( local_game* game )
{
	tw_public_key key = tw_server_get_public_key( game->server );
	tw_fingerprint_format( &key, game->fingerprint );
	game->port = tw_server_get_address( game->server ).port;
	snprintf( game->address, sizeof( game->address ), "127.0.0.1:%d#%s", game->port, game->fingerprint );
}

bool local_game_open( local_game* game, const local_game_setup* setup, uint64_t now_us, eng_error* error )
{
	memset( game, 0, sizeof( *game ) );
	tw_result result = open_server( game, setup, now_us );
	if ( result != TW_OK )
		return eng_error_set( error, "cannot host a match here: %s", tw_result_text( result ) );
	note_address( game );
	game->is_public = setup->is_public;
	if ( !match_begin( &game->match, game->server, setup->map, setup->log, LOCAL_GAME_PLACES ) )
	{
		local_game_close( game, now_us );
		return eng_error_set( error, "cannot host a match here: no memory" );
	}
	match_add_bots( &game->match, setup->bots, setup->seed );
	return true;
}

void local_game_frame( local_game* game, uint64_t now_us )
{
	if ( game->server == NULL )
		return;
	tw_server_receive( game->server, now_us );
	match_take_events( &game->match );
	for ( tw_tick tick; tw_server_begin_tick( game->server, now_us, &tick ); )
	{
		match_run_tick( &game->match, tick );
		tw_server_end_tick( game->server );
		match_after_tick( &game->match );
	}
}

void local_game_close( local_game* game, uint64_t now_us )
{
	if ( game->server == NULL )
		return;
	tw_server_close( game->server, now_us );
	for ( uint64_t end_us = now_us + GOODBYE_US; now_us < end_us && !tw_server_is_closed( game->server ); )
	{
		tw_clock_sleep_until_us( now_us + 5000 );
		now_us = tw_clock_now_us();
		local_game_frame( game, now_us );
	}
	match_end( &game->match );
	tw_server_destroy( game->server );
	memset( game, 0, sizeof( *game ) );
}

const wire_fighter* local_game_get_fighter( const local_game* game, tw_player player )
{
	int slot = tw_player_slot( player );
	if ( game->server == NULL || slot < 0 || slot >= MATCH_MAX_PLAYERS )
		return NULL;
	return tw_world_get( tw_server_get_world( game->server ), game->match.bodies[slot], WIRE_FIGHTER );
}
