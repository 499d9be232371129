// profile.h - checking a profile before a line is made of it.
//
//     if ( !tw__profile_is_valid( &profile ) )
//         return TW_ERR_ARGUMENT;
#pragma once

#include "tickwire/transport.h"

/// Every number finite and in its range, and `roam_to` NULL or in the table.
bool tw__profile_is_valid( const tw_profile* profile );
