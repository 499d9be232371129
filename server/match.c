#include "match.h"

#include "wire/wire_convert.h"

#include <stdlib.h>
#include <string.h>

bool match_begin( match* m, tw_server* server, const game_map* map, const eng_log* log, int max_players )
{
	memset( m, 0, sizeof( *m ) );
	m->server = server;
	m->map = map;
	m->log = log;
	m->max_players = max_players;
	m->rules = wire_rules_create( &map->ground, true );
	m->house_bots = calloc( MATCH_MAX_PLAYERS, sizeof( bot_state ) );
	return m->rules != NULL && m->house_bots != NULL;
}

void match_end( match* m )
{
	wire_rules_destroy( m->rules );
	free( m->house_bots );
}

static void seat( match* m, tw_player player )
{
	tw_entity body = wire_spawn_fighter( tw_server_get_world( m->server ), player );
	m->bodies[tw_player_slot( player )] = body;
	tw_server_set_anchor( m->server, player, body );
	m->joins++;
}

int match_add_bots( match* m, int count, uint64_t seed )
{
	for ( int i = 0; i < count; ++i )
	{
		tw_player bot = tw_server_add_bot( m->server );
		if ( tw_player_is_null( bot ) )
			break;
		m->house[m->house_count] = bot;
		bot_init( m->house_bots + m->house_count, BOT_NORMAL, BOT_FIGHT,
		          (uint32_t)( seed * 977 + (uint64_t)i ) );
		m->house_count++;
		seat( m, bot );
	}
	return m->house_count;
}

static void on_joined( match* m, tw_player player )
{
	char address[TW_ADDRESS_CHARS];
	tw_player_info info = tw_server_get_player_info( m->server, player );
	tw_address_format( &info.address, address );
	eng_log_info( m->log, "player %d joined from %s", tw_player_slot( player ) + 1, address );
	seat( m, player );
}

static void on_left( match* m, tw_player player, tw_reason reason )
{
	eng_log_info( m->log, "player %d left: %s", tw_player_slot( player ) + 1, tw_reason_text( reason ) );
	tw_entity* body = m->bodies + tw_player_slot( player );
	tw_world_despawn( tw_server_get_world( m->server ), *body );
	*body = ( tw_entity ){ 0 };
}

void match_take_events( match* m )
{
	tw_server_events events = tw_server_get_events( m->server );
	for ( int i = 0; i < events.count; ++i )
	{
		const tw_server_event* event = events.items + i;
		if ( event->type == TW_SERVER_JOINED )
			on_joined( m, event->player );
		else
			on_left( m, event->player, event->reason );
	}
}

void match_run_tick( match* m, tw_tick tick ) { wire_step( tw_server_get_world( m->server ), tick, m->rules ); }

static void think( match* m )
{
	const tw_world* world = tw_server_get_world( m->server );
	tw_tick next = tw_world_get_tick( world );
	sim_clock clock = { .tick = next.number, .rate_hz = next.rate_hz };
	for ( int i = 0; i < m->house_count; ++i )
	{
		sim_input input = { 0 };
		if ( !wire_view_fill( &m->view, world, m->house[i], &m->map->ground, clock ) )
			continue;
		bot_think( m->house_bots + i, &m->view.bot, &input );
		wire_input wire = wire_from_input( &input );
		tw_server_set_input( m->server, m->house[i], &wire );
	}
}

static void end_round( match* m, const match_row* best )
{
	m->rounds++;
	eng_log_info( m->log, "player %d wins with %d kills; a new round begins", best->slot + 1, best->kills );
	wire_reset_scores( tw_server_get_world( m->server ) );
}

void match_after_tick( match* m )
{
	match_row best;
	if ( !m->is_endless && match_get_scores( m, &best, 1 ) == 1 && best.kills >= SIM_FRAG_LIMIT )
		end_round( m, &best );
	think( m );
}

static int by_kills( const void* a, const void* b )
{
	const match_row *x = a, *y = b;
	if ( x->kills != y->kills )
		return y->kills - x->kills;
	return x->deaths != y->deaths ? x->deaths - y->deaths : x->slot - y->slot;
}

int match_get_scores( const match* m, match_row* rows, int capacity )
{
	match_row all[MATCH_MAX_PLAYERS];
	int count = 0;
	const tw_world* world = tw_server_get_world( m->server );
	for ( int slot = 0; slot < m->max_players; ++slot )
	{
		const wire_fighter* fighter = tw_world_get( world, m->bodies[slot], WIRE_FIGHTER );
		if ( fighter == NULL )
			continue;
		tw_player player = tw_world_get_owner( world, m->bodies[slot] );
		all[count++] = ( match_row ){ .slot = slot,
			                      .kills = fighter->kills,
			                      .deaths = fighter->deaths,
			                      .is_bot = tw_server_get_player_info( m->server, player ).is_bot };
	}
	qsort( all, (size_t)count, sizeof( all[0] ), by_kills );
	int copied = count < capacity ? count : capacity;
	memcpy( rows, all, (size_t)copied * sizeof( rows[0] ) );
	return copied;
}
