// wire_setup.h - what a server puts into the world between two ticks, so that there is a match to step.
//
//     wire_spawn_match( world, &match, "foundry", map->hash );
//     wire_spawn_pickup( world, map->ground.pickups + i );
//     wire_spawn_fighter( world, player, SIM_TEAM_NONE );        // somebody has joined
//     wire_put_everybody_back( world, false );                   // a new round
//
// All of it is for the server, between ticks, but the readers of the match, which is in every world, also a client's.
#pragma once

#include "tickwire/world.h"
#include "wire/wire_schema.h"

/// A body for somebody who has just joined; it appears in the next step. @param team a sim_team
tw_entity wire_spawn_fighter( tw_world* world, tw_player player, int team );

/// Something to be picked up, there from the next step on.
tw_entity wire_spawn_pickup( tw_world* world, const sim_pickup* pickup );

/// At rest, there from the next step on. @param is_ball false: a crate
tw_entity wire_spawn_prop( tw_world* world, const int32_t position[2], bool is_ball );

/// The one match. @param map_name cut after WIRE_MAP_NAME_BYTES
tw_entity wire_spawn_match( tw_world* world, const sim_match* match, const char* map_name, uint32_t map_hash );

/// NULL before there is one. Valid until the world changes.
const sim_match* wire_get_match( const tw_world* world );
void wire_put_match( tw_world* world, const sim_match* match );

/// Which map is played. @return false before there is a match
bool wire_get_map_name( const tw_world* world, char out_name[WIRE_MAP_NAME_BYTES + 1], uint32_t* out_hash );

/// Everybody appears anew in the next step, and what flies is gone. @param keeps_scores false: kills and deaths from 0
void wire_put_everybody_back( tw_world* world, bool keeps_scores );

/// Move who came last from the larger team to the other until they are as equal as can be.
void wire_balance_teams( tw_world* world );

/// The team that has fewer, for somebody who joins.
int wire_choose_team( const tw_world* world );
