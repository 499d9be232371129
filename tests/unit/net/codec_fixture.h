// codec_fixture.h - one schema with every type and meaning, and seeded numbers, for the tests of the codec.
//
//     tw_schema* schema = make_fixture_schema();
//     uint32_t random = 1;
//     fill_values( schema->plans + FIXTURE_BODY, &random, values );
#pragma once

#include "state/schema.h"

#include <stdlib.h>
#include <string.h>

typedef struct fixture_body
{
	float pos_m[2];
	float vel_mps[2];
	float yaw_rad;
	uint16_t heading;
	uint8_t health;
	bool is_burning;
	int32_t score;
	tw_player owner;
	tw_entity target;
	uint32_t scratch;
} fixture_body;

typedef struct fixture_clock
{
	uint32_t ticks_left;
	int16_t offset;
	int8_t lean;
	uint8_t pad;
} fixture_clock;

typedef struct fixture_keys
{
	int8_t move[2];
	uint16_t aim;
	uint8_t fire;
	uint8_t jump;
	bool is_running;
	uint8_t pad;
} fixture_keys;

typedef struct fixture_shot
{
	float from_m[2];
	tw_entity hit;
	uint32_t damage;
} fixture_shot;

enum
{
	FIXTURE_BODY,
	FIXTURE_CLOCK,
	FIXTURE_COMPONENTS
};

#define FIXTURE_METRES .min = -256, .max = 256, .resolution = 1.0 / 1024, .interp = TW_INTERP_LINEAR

static const tw_field fixture_body_fields[] = {
	TW_FIELD( fixture_body, pos_m, FIXTURE_METRES, .meaning = TW_MEANS_POSITION, .tolerance = 0.01 ),
	TW_FIELD( fixture_body, vel_mps, .min = -40, .max = 40, .resolution = 1.0 / 256, .meaning = TW_MEANS_VELOCITY ),
	TW_FIELD( fixture_body, yaw_rad, .min = -3.1416, .max = 3.1416, .resolution = 0.005,
	          .interp = TW_INTERP_ANGLE ),
	TW_FIELD( fixture_body, heading, .min = 0, .max = 65535, .interp = TW_INTERP_ANGLE ),
	TW_FIELD( fixture_body, health, .min = 0, .max = 100, .tolerance = TW_UNCHECKED ),
	TW_FIELD( fixture_body, is_burning ),
	TW_FIELD( fixture_body, score, .min = INT32_MIN, .max = INT32_MAX ),
	TW_FIELD( fixture_body, owner ),
	TW_FIELD( fixture_body, target ),
	TW_LOCAL( fixture_body, scratch ),
};
static const tw_field fixture_clock_fields[] = {
	TW_FIELD( fixture_clock, ticks_left, .min = 0, .max = UINT32_MAX, .interp = TW_INTERP_LINEAR ),
	TW_FIELD( fixture_clock, offset, .min = -1000, .max = 1000, .tolerance = 2 ),
	TW_FIELD( fixture_clock, lean, .min = -128, .max = 127, .interp = TW_INTERP_LINEAR ),
	TW_LOCAL( fixture_clock, pad ),
};
static const tw_field fixture_keys_fields[] = {
	TW_FIELD( fixture_keys, move, .min = -1, .max = 1 ),
	TW_FIELD( fixture_keys, aim, .min = 0, .max = 65535, .interp = TW_INTERP_ANGLE ),
	TW_FIELD( fixture_keys, fire, .min = 0, .max = 1, .meaning = TW_MEANS_PRESS ),
	TW_FIELD( fixture_keys, jump, .min = 0, .max = 7, .meaning = TW_MEANS_PRESS ),
	TW_FIELD( fixture_keys, is_running ),
	TW_LOCAL( fixture_keys, pad ),
};
static const tw_field fixture_shot_fields[] = {
	TW_FIELD( fixture_shot, from_m, FIXTURE_METRES, .meaning = TW_MEANS_POSITION ),
	TW_FIELD( fixture_shot, hit ),
	TW_FIELD( fixture_shot, damage, .min = 1, .max = 3 ),
};

static const tw_component fixture_components[] = { [FIXTURE_BODY] = TW_COMPONENT( fixture_body, fixture_body_fields ),
	                                           [FIXTURE_CLOCK] =
	                                                   TW_COMPONENT( fixture_clock, fixture_clock_fields ) };
static const tw_component fixture_input = TW_COMPONENT( fixture_keys, fixture_keys_fields );
static const tw_component fixture_events[] = { TW_COMPONENT( fixture_shot, fixture_shot_fields ), { .name = "bell" } };
static const tw_kind fixture_kinds[] = {
	{ .name = "body", .components = TW_BIT( FIXTURE_BODY ), .relevant_radius = 40, .snap_distance = 3 },
	{ .name = "clock", .components = TW_BIT( FIXTURE_CLOCK ), .predict = TW_PREDICT_NOBODY, .priority = 2 },
};

static inline tw_schema_def make_fixture_def( void )
{
	return ( tw_schema_def ){ .game = "fixture 1",
		                  .components = fixture_components,
		                  .component_count = FIXTURE_COMPONENTS,
		                  .kinds = fixture_kinds,
		                  .kind_count = 2,
		                  .input = &fixture_input,
		                  .events = fixture_events,
		                  .event_count = 2 };
}

static inline tw_schema* make_fixture_schema( void )
{
	tw_schema_def def = make_fixture_def();
	tw_schema* schema = NULL;
	return tw_schema_create( &def, &schema ) == TW_OK ? schema : NULL;
}

/// xorshift32 (G. Marsaglia, 2003). `state` must not be 0.
static inline uint32_t next_random( uint32_t* state )
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/// Any value of each element, the ends of its range more often than chance.
static inline void fill_values( const tw__component_plan* plan, uint32_t* random, uint32_t* values )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		uint32_t max = plan->elements[i].wire_max, roll = next_random( random );
		values[i] = (uint32_t)( next_random( random ) % ( (uint64_t)max + 1 ) );
		if ( roll % 8 == 0 )
			values[i] = 0;
		else if ( roll % 8 == 1 )
			values[i] = max;
	}
}

/// Some elements a little or a lot different from what they were.
static inline void change_values( const tw__component_plan* plan, uint32_t* random, uint32_t* values )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		uint32_t max = plan->elements[i].wire_max, roll = next_random( random );
		if ( roll % 4 == 0 )
			values[i] = (uint32_t)( next_random( random ) % ( (uint64_t)max + 1 ) );
		else if ( roll % 4 == 1 && values[i] < max )
			values[i]++;
	}
}
