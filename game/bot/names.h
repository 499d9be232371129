// names.h - what bots call themselves.
//
//     const char* name = bot_name( seed );
#pragma once

#include <stdint.h>

/// One of 64, at most 8 letters. Numbers that follow each other give names that do not.
const char* bot_name( uint32_t number );
