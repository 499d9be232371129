// viewer_near.h - what is near enough to a client's anchor to be told of, and what it is to predict.
//
//     tw__viewer_choose_near( viewer, world, anchor_slot, tick );
//     for each living slot:
//         if ( tw__viewer_is_relevant( world, slot, anchor_slot ) )
//             tell( slot, viewer->known[slot].is_near );
#pragma once

#include "state/viewer.h"

/// Is it within its kind's relevant_radius? Without a radius, an anchor or a position it is.
/// @param anchor_slot -1: none
bool tw__viewer_is_relevant( const tw_world* world, int slot, int anchor_slot );

/// Every TW__NEAR_TICKS, choose which entities of TW_PREDICT_NEAR kinds this client predicts: tw__known.is_near.
/// @param anchor_slot -1: none, and then nothing is near
void tw__viewer_choose_near( tw__viewer* viewer, const tw_world* world, int anchor_slot, uint32_t tick );
