// square.h - the whole game: what there is, what players do, and the rules. Shared by server and client, so that what
// a player predicts is what the server will say.
#pragma once

#include "tickwire/schema.h"
#include "tickwire/world.h"

enum // components
{
	BODY
};
enum // kinds
{
	SQUARE
};

typedef struct body
{
	float pos_m[2];
	uint32_t color; // of eight
} body;

typedef struct controls
{
	int32_t move_x, move_y; // -1, 0, 1
} controls;

// Floats travel in steps of their resolution, here a millimetre, and both ends round to it after every tick.
static const tw_field body_fields[] = {
	TW_FIELD( body, pos_m, .min = -32, .max = 32, .resolution = 1.0 / 1024, .meaning = TW_MEANS_POSITION,
	          .interp = TW_INTERP_LINEAR ),
	TW_FIELD( body, color, .min = 0, .max = 7 ),
};
static const tw_field controls_fields[] = {
	TW_FIELD( controls, move_x, .min = -1, .max = 1 ),
	TW_FIELD( controls, move_y, .min = -1, .max = 1 ),
};
static const tw_component components[] = { [BODY] = TW_COMPONENT( body, body_fields ) };
static const tw_component input = TW_COMPONENT( controls, controls_fields );
static const tw_kind kinds[] = { [SQUARE] = { .name = "square", .components = TW_BIT( BODY ) } };

static const tw_schema_def square_schema = {
	.game = "square 1",
	.components = components,
	.component_count = 1,
	.kinds = kinds,
	.kind_count = 1,
	.input = &input,
};

// Everybody walks at 4 m/s. Pure: the server runs it once per tick, a client again and again.
static inline void square_step( tw_world* world, tw_tick tick, void* user )
{
	(void)user; // no map
	tw_column bodies = tw_world_get_column( world, BODY );
	for ( int i = 0; i < bodies.count; ++i )
	{
		body* mine = tw_world_edit( world, bodies.entities[i], BODY );
		const controls* in = tw_world_get_input( world, tw_world_get_owner( world, bodies.entities[i] ) );
		if ( mine == NULL || in == NULL )
			continue; // on a client: somebody else's, shown but not predicted
		mine->pos_m[0] += (float)in->move_x * 4.0f * tick.duration_s;
		mine->pos_m[1] += (float)in->move_y * 4.0f * tick.duration_s;
	}
}
