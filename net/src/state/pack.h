// pack.h - structs to wire values and back, and what can be said about wire values alone.
//
//     uint32_t values[TW__MAX_ELEMENTS];
//     tw__pack( plan, &ship, values, NULL );                       // clamps, rounds to nearest
//     tw__unpack( plan, values, &ship, NULL );                     // exactly what the other side has
//     tw__interpolate( plan, older, newer, 77, values );           // 77/256 of the way
//
// Wire values are integers, so whatever is decided on them (interpolation, "was the prediction right?") comes out the
// same on server and client, to the bit.
#pragma once

#include "state/schema.h"

/// How a tw_entity in a struct becomes a number that means the same to the other side. The numbers have TW__ENTITY_BITS
/// bits, and 0 is null in both directions. An id the other side does not know becomes 0; so does a number not known here.
typedef struct tw__translate
{
	uint32_t ( *to_wire )( tw_entity entity, void* user );
	tw_entity ( *from_wire )( uint32_t wire, void* user );
	void* user;
} tw__translate;

/// @param state the struct, plan->size_bytes of it
/// @param values plan->element_count of them, each in [0, wire_max]. Not-a-number becomes the smallest
/// @param translate NULL: slot + 1 | ( generation & 255 ) << 17
void tw__pack( const tw__component_plan* plan, const void* state, uint32_t* values, const tw__translate* translate );

/// The inverse: packing the result gives `values` again (but for presses above press_max, which become press_max).
/// Local members and nothing else are zeroed.
void tw__unpack( const tw__component_plan* plan, const uint32_t* values, void* state, const tw__translate* translate );

/// Round the numbers of a struct to what the wire can carry, in place: what unpacking its packed values would give, but ids
/// and local members stay as they are.
void tw__quantize( const tw__component_plan* plan, void* state );

/// `fraction_256ths` of the way from `a` to `b`, [0, 256]; exactly `a` at 0 and exactly `b` at 256. Holds, straight lines
/// rounded to nearest, angles the short way round. `out` may be one of the inputs.
void tw__interpolate( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b, uint32_t fraction_256ths,
                      uint32_t* out );

/// Positions go on with their velocities, in integers, so that both ends mean the same place; the rest stays.
/// @param ticks_32nds how far, in 1/32 of a tick. @param values changed in place
void tw__extrapolate( const tw__component_plan* plan, uint32_t ticks_32nds, int rate_hz, uint32_t* values );

/// Whether no element is farther off than its tolerance.
/// @param out_worst NULL, or gets the element that is most steps off among those that disagree; -1 when all agree
bool tw__values_agree( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b, int* out_worst );

bool tw__values_equal( const tw__component_plan* plan, const uint32_t* a, const uint32_t* b );

/// How many steps apart two values of an element are, the short way round for angles.
uint32_t tw__value_distance( const tw__element* element, uint32_t a, uint32_t b );
