// option.h - one row of an option table: what its type is, and setting it from text. For args.c, config.c and help.c.
//
//     const eng_option* option = eng__option_find( program, "max-players", 11 );
//     if ( !eng__option_set( option, "99", &error ) )
//         ...                                        // "99 is not in 1..64"
#pragma once

#include "base/args.h"

#include <stddef.h>

/// @return the row with that name, NULL when there is none
const eng_option* eng__option_find( const eng_program* program, const char* name, size_t name_length );

/// Sets the target from text; a list gets one item more, which points to `text`. @return false with `error` filled and
/// the target as it was when the text does not fit the type or the range
bool eng__option_set( const eng_option* option, const char* text, eng_error* error );

/// Sets the target to the table's default. @return as eng__option_set()
bool eng__option_set_initial( const eng_option* option, eng_error* error );

/// Whether the row has a range that --help should state.
bool eng__option_has_range( const eng_option* option );
