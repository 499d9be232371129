// wire_convert.h - between the rules' structs and those that travel.
//
//     sim_body body = wire_to_body( fighter, tick );
//     wire_fighter fighter = wire_from_body( &body, tick );      // tick: the one whose end this state is
//
// Exact both ways: body -> fighter -> body is the same body.
#pragma once

#include "wire/wire_schema.h"

sim_body wire_to_body( const wire_fighter* fighter, uint32_t tick );
wire_fighter wire_from_body( const sim_body* body, uint32_t tick );
sim_rocket wire_to_rocket( const wire_missile* missile, uint32_t tick );
wire_missile wire_from_rocket( const sim_rocket* rocket, uint32_t tick );
sim_input wire_to_input( const wire_input* input );
wire_input wire_from_input( const sim_input* input );
