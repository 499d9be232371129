// blend.h - what an entity was between two snapshots: the one function by which clients draw and servers rewind.
//
//     if ( tw__blend( schema, history, slot, generation, kind, shown, values ) )
//         tw__world_place( world, slot, values );
//
// Integers on wire values, so that both ends mean the same place to the bit.
#pragma once

#include "input/input_frame.h"
#include "state/history.h"
#include "state/world.h"

/// @param out_values stride of them, the teleport epoch included
/// @return false when the entity had no state yet at shown.from_tick
bool tw__blend( const tw_schema* schema, const tw__history* history, int slot, uint32_t generation, int kind,
                tw__shown shown, int rate_hz, uint32_t* out_values );
