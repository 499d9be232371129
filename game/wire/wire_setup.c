#include "wire/wire_setup.h"

#include "wire/wire_convert.h"

#include <string.h>

tw_entity wire_spawn_fighter( tw_world* world, tw_player player, int team )
{
	tw_entity entity = tw_world_spawn( world, WIRE_KIND_FIGHTER, player );
	sim_body body = sim_body_joining();
	body.team = (uint8_t)team;
	// It is the state at the end of the tick before the one to come.
	wire_fighter fighter = wire_from_body( &body, tw_world_get_tick( world ).number - 1 );
	tw_world_put( world, entity, WIRE_FIGHTER, &fighter );
	return entity;
}

tw_entity wire_spawn_pickup( tw_world* world, const sim_pickup* pickup )
{
	tw_entity entity = tw_world_spawn( world, WIRE_KIND_PICKUP, ( tw_player ){ 0 } );
	wire_pickup state = { .position = { pickup->position[0], pickup->position[1] }, .item = pickup->item };
	tw_world_put( world, entity, WIRE_PICKUP, &state );
	return entity;
}

tw_entity wire_spawn_prop( tw_world* world, const int32_t position[2], bool is_ball )
{
	tw_entity entity = tw_world_spawn( world, is_ball ? WIRE_KIND_BALL : WIRE_KIND_CRATE, ( tw_player ){ 0 } );
	const sim_prop prop = is_ball ? sim_ball_at( position ) : sim_crate_at( position );
	tw_world_put( world, entity, WIRE_PROP, &prop );
	return entity;
}

tw_entity wire_spawn_match( tw_world* world, const sim_match* match, const char* map_name, uint32_t map_hash )
{
	tw_entity entity = tw_world_spawn( world, WIRE_KIND_MATCH, ( tw_player ){ 0 } );
	wire_arena arena = { .map_hash = map_hash };
	for ( int i = 0; i < WIRE_MAP_NAME_BYTES && map_name[i] != '\0'; ++i )
		arena.map_name[i] = (uint8_t)map_name[i];
	tw_world_put( world, entity, WIRE_MATCH, match );
	tw_world_put( world, entity, WIRE_ARENA, &arena );
	return entity;
}

const sim_match* wire_get_match( const tw_world* world )
{
	tw_column column = tw_world_get_column( world, WIRE_MATCH );
	return column.count > 0 && tw_world_exists( world, column.entities[0] ) ? column.states : NULL;
}

void wire_put_match( tw_world* world, const sim_match* match )
{
	tw_column column = tw_world_get_column( world, WIRE_MATCH );
	if ( column.count > 0 )
		tw_world_put( world, column.entities[0], WIRE_MATCH, match );
}

bool wire_get_map_name( const tw_world* world, char out_name[WIRE_MAP_NAME_BYTES + 1], uint32_t* out_hash )
{
	tw_column column = tw_world_get_column( world, WIRE_ARENA );
	if ( column.count == 0 )
		return false;
	const wire_arena* arena = column.states;
	memcpy( out_name, arena->map_name, WIRE_MAP_NAME_BYTES );
	out_name[WIRE_MAP_NAME_BYTES] = '\0';
	*out_hash = arena->map_hash;
	return true;
}

static void put_fighters_back( tw_world* world, bool keeps_scores )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	uint32_t tick = tw_world_get_tick( world ).number - 1;
	for ( int i = 0; i < column.count; ++i )
	{
		const sim_body old = wire_to_body( fighters + i, tick );
		sim_body body = sim_body_joining();
		body.position[0] = old.position[0], body.position[1] = old.position[1];
		body.aim = old.aim;
		body.team = old.team;
		body.life = old.life;
		body.kills = keeps_scores ? old.kills : 0;
		body.deaths = keeps_scores ? old.deaths : 0;
		wire_fighter fighter = wire_from_body( &body, tick );
		tw_world_put( world, column.entities[i], WIRE_FIGHTER, &fighter );
	}
}

static void end_rockets( tw_world* world )
{
	tw_column column = tw_world_get_column( world, WIRE_MISSILE );
	for ( int i = 0; i < column.count; ++i )
	{
		tw_world_blame( world, column.entities[i], ( tw_entity ){ 0 } );
		tw_world_despawn( world, column.entities[i] );
	}
}

void wire_put_everybody_back( tw_world* world, bool keeps_scores )
{
	put_fighters_back( world, keeps_scores );
	end_rockets( world );
}

static void count_teams( const tw_world* world, int counts[SIM_TEAM_COUNT] )
{
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count; ++i )
		if ( tw_world_exists( world, column.entities[i] ) )
			counts[fighters[i].team]++;
}

int wire_choose_team( const tw_world* world )
{
	int counts[SIM_TEAM_COUNT] = { 0 };
	count_teams( world, counts );
	return counts[SIM_TEAM_A] <= counts[SIM_TEAM_B] ? SIM_TEAM_A : SIM_TEAM_B;
}

void wire_balance_teams( tw_world* world )
{
	int counts[SIM_TEAM_COUNT] = { 0 };
	count_teams( world, counts );
	const int small = counts[SIM_TEAM_A] < counts[SIM_TEAM_B] ? SIM_TEAM_A : SIM_TEAM_B;
	const int large = SIM_TEAM_A + SIM_TEAM_B - small;
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	for ( int i = column.count - 1; i >= 0 && counts[large] > counts[small] + 1; --i )
	{
		wire_fighter* fighter = tw_world_edit( world, column.entities[i], WIRE_FIGHTER );
		if ( fighter == NULL || fighter->team != large )
			continue;
		fighter->team = (uint8_t)small;
		counts[large]--, counts[small]++;
	}
}
