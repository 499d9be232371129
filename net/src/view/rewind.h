// rewind.h - the server's world as one player had it on the screen: lag compensation.
//
//     tw__rewind( seen, truth, history, frame.shown );
//
// Rebuilt from the server's own history by the same blend that drew it, from the two snapshots and the fraction that the
// input names. Nothing that has died since comes back.
#pragma once

#include "view/blend.h"

/// @param seen a world of the same schema and capacity; what it held before is replaced
void tw__rewind( tw_world* seen, const tw_world* truth, const tw__history* history, tw__shown shown );

/// The claim as far as the server goes along with it: not older than `most_ticks` before `tick`, not in the future.
/// @return true when it had to be changed
bool tw__rewind_clamp( tw__shown* shown, uint32_t tick, uint32_t most_ticks );
