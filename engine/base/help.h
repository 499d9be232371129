// help.h - what --help prints, made from the option table. For args.c.
#pragma once

#include "base/args.h"

/// Usage, every option with its range and default, and the exit statuses.
void eng__help_print( const eng_program* program, FILE* out );
