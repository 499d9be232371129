// wire_step.h - the rules as tickwire calls them: columns into sim structs, one sim_step, and back.
//
//     wire_rules* rules = wire_rules_create( &map->ground, is_server );
//     client_def.step = wire_step;             client_def.step_user = rules;
//     wire_step( tw_server_get_world( server ), tick, rules );
//
// One wire_rules per server or client: it holds the scratch memory of a step, and nothing that outlives it.
#pragma once

#include "tickwire/world.h"
#include "wire/wire_schema.h"

typedef struct wire_rules wire_rules;

/// @param map borrowed, must outlive the rules
/// @param is_authority true on the server: it strikes, kills and chooses where the dead return
/// @return NULL without memory
wire_rules* wire_rules_create( const sim_map* map, bool is_authority );
void wire_rules_destroy( wire_rules* rules ); ///< accepts NULL

/// A tw_step_fn; `rules` is the wire_rules.
void wire_step( tw_world* world, tw_tick tick, void* rules );
