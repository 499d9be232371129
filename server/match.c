#include "match.h"

#include "bot/names.h"
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
	people_begin( &m->people, server, log );
	m->rules = wire_rules_create( &map->ground, true );
	m->house_bots = calloc( MATCH_MAX_PLAYERS, sizeof( bot_state ) );
	tw_world* world = tw_server_get_world( server );
	wire_spawn_match( world, &( sim_match ){ .mode = SIM_FREE_FOR_ALL }, map->file_name, map->hash );
	larder_fill( &m->larder, world, &map->ground, false );
	return m->rules != NULL && m->house_bots != NULL;
}

void match_end( match* m )
{
	wire_rules_destroy( m->rules );
	free( m->house_bots );
}

void match_set_mode( match* m, sim_mode mode )
{
	tw_world* world = tw_server_get_world( m->server );
	sim_match state = *wire_get_match( world );
	state.mode = (uint8_t)mode;
	wire_put_match( world, &state );
	larder_fill( &m->larder, world, &m->map->ground, mode == SIM_BALL );
}

static void seat( match* m, tw_player player )
{
	tw_world* world = tw_server_get_world( m->server );
	const bool has_teams = wire_get_match( world )->mode != SIM_FREE_FOR_ALL;
	const int team = has_teams ? wire_choose_team( world ) : SIM_TEAM_NONE;
	tw_entity body = wire_spawn_fighter( world, player, team );
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
		people_join( &m->people, bot, bot_name( (uint32_t)( seed + (uint64_t)i ) ), true );
	}
	return m->house_count;
}

static void on_joined( match* m, tw_player player )
{
	seat( m, player );
	people_join( &m->people, player, "", false );
}

static void on_left( match* m, tw_player player, tw_reason reason )
{
	people_leave( &m->people, player, reason );
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
		else if ( event->type == TW_SERVER_MESSAGE )
			people_hear( &m->people, event );
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

static void announce_round( const match* m, const sim_match* state )
{
	static const char* const teams[SIM_TEAM_COUNT] = { "nobody", "team A", "team B" };
	if ( state->winner_slot1 != 0 )
		eng_log_info( m->log, "round %d: %s wins", state->round,
		              people_get_name( &m->people, state->winner_slot1 - 1 ) );
	else
		eng_log_info( m->log, "round %d: %s wins, %d to %d", state->round, teams[state->winner_team],
		              state->team_scores[0], state->team_scores[1] );
}

static sim_standing get_standing( const match* m )
{
	match_row rows[MATCH_MAX_PLAYERS];
	int count = match_get_scores( m, rows, MATCH_MAX_PLAYERS );
	return ( sim_standing ){ .player_count = count,
		                 .best_score = (uint16_t)( count > 0 ? rows[0].kills : 0 ),
		                 .second_score = (uint16_t)( count > 1 ? rows[1].kills : 0 ),
		                 .best_slot = (uint16_t)( count > 0 ? rows[0].slot : 0 ) };
}

static void referee( match* m )
{
	tw_world* world = tw_server_get_world( m->server );
	const tw_tick now = tw_world_get_tick( world );
	sim_match state = *wire_get_match( world );
	const uint8_t phase = state.phase;
	const int goals = state.mode == SIM_BALL ? state.team_scores[0] + state.team_scores[1] : m->goals;
	const sim_limits limits = m->is_endless ? ( sim_limits ){ 0 } : sim_limits_of( state.mode );
	const sim_standing standing = get_standing( m );
	const sim_clock clock = { .tick = now.number, .rate_hz = now.rate_hz };
	if ( sim_match_advance( &state, &limits, &standing, clock ) )
	{
		wire_put_everybody_back( world, false );
		if ( state.mode != SIM_FREE_FOR_ALL )
			wire_balance_teams( world );
		larder_fill( &m->larder, world, &m->map->ground, state.mode == SIM_BALL );
	}
	else if ( goals != m->goals )
		wire_put_everybody_back( world, true );
	m->goals = state.team_scores[0] + state.team_scores[1];
	if ( state.phase == SIM_SCOREBOARD && phase != SIM_SCOREBOARD )
	{
		m->rounds++;
		announce_round( m, &state );
	}
	wire_put_match( world, &state );
}

void match_after_tick( match* m )
{
	referee( m );
	larder_tend( &m->larder, tw_server_get_world( m->server ) );
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
			                      .name = people_get_name( &m->people, slot ),
			                      .kills = fighter->kills,
			                      .deaths = fighter->deaths,
			                      .is_bot = tw_server_get_player_info( m->server, player ).is_bot };
	}
	qsort( all, (size_t)count, sizeof( all[0] ), by_kills );
	int copied = count < capacity ? count : capacity;
	memcpy( rows, all, (size_t)copied * sizeof( rows[0] ) );
	return copied;
}
