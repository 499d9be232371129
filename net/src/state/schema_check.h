// schema_check.h - refuses tables that cannot work, by name.
//
//     if ( !tw__schema_check( &def, &system ) )
//         return TW_ERR_SCHEMA;                       // "schema: component 'ship', field 'pos_m': ..." is in the log
#pragma once

#include "tickwire/schema.h"

/// @param system resolved. @return false after exactly one line in its log
bool tw__schema_check( const tw_schema_def* def, const tw_system* system );
