// figures.h - what a crowd of bots measured, printed as docs/BOTS.md lists it.
#pragma once

#include "base/log.h"
#include "player.h"

#include <stdio.h>

/// @return whether the run was sound: every bot played to the end
bool figures_print( const player* players, int count, bool is_json, FILE* stream );

/// One line of progress on standard error.
void figures_progress( const player* players, int count, const eng_log* log, int second );
