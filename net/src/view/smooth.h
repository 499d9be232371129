// smooth.h - corrections leave the screen as an offset that decays; the simulation itself stays exact.
//
//     tw__smooth_before( predictor );     // a correction is about to be made
//     tw__smooth_after( predictor, now_us );
//     tw__smooth_apply( predictor, slot, now_us, values );      // each time a slot is drawn
//
// The offset at least halves every half life and is exactly 0 after 300 ms. Longer steps than the kind's snap_distance,
// and teleports, are not smoothed. Integers, so that one seed gives one picture.
#pragma once

#include "view/predict.h"

void tw__smooth_before( tw__predictor* predictor );
void tw__smooth_after( tw__predictor* predictor, uint64_t now_us );
void tw__smooth_apply( tw__predictor* predictor, int slot, uint64_t now_us, uint32_t* values );
