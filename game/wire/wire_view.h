// wire_view.h - what a bot can see, from the same world that a client draws.
//
//     wire_view view;
//     if ( wire_view_fill( &view, shown_world, player, map, clock ) )
//         bot_think( &bot, &view.bot, &input );
#pragma once

#include "bot/bot.h"
#include "tickwire/world.h"
#include "wire/wire_schema.h"

typedef struct wire_view
{
	bot_view bot; // points into the rest
	sim_body body;
	bot_other others[SIM_MAX_ACTORS];
	sim_rocket rockets[SIM_MAX_ROCKETS];
	sim_pickup pickups[SIM_MAX_PICKUPS];
	sim_prop ball;
} wire_view;

/// @param clock of the tick whose input is wanted
/// @return false when `player` has no body in `world`; then nothing is filled in
bool wire_view_fill( wire_view* view, const tw_world* world, tw_player player, const sim_map* map, sim_clock clock );
