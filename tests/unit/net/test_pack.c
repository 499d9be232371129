#include "state/pack.h"

#include "codec_fixture.h"

#include <criterion/criterion.h>
#include <math.h>

static const tw__component_plan* body_plan( const tw_schema* schema ) { return schema->plans + FIXTURE_BODY; }

static tw_schema* make_float_schema( double min, double max, double resolution )
{
	typedef struct one
	{
		float value;
	} one;
	tw_field field = TW_FIELD( one, value, .min = min, .max = max, .resolution = resolution );
	tw_component component = { .name = "one", .fields = &field, .field_count = 1, .size_bytes = sizeof( one ) };
	tw_kind kind = { .name = "one", .components = 1 };
	tw_schema_def def = {
		.game = "g", .components = &component, .component_count = 1, .kinds = &kind, .kind_count = 1
	};
	tw_schema* schema = NULL;
	cr_assert_eq( tw_schema_create( &def, &schema ), TW_OK, "%g to %g by %g", min, max, resolution );
	return schema;
}

Test( pack, finds_every_float_again_that_it_made )
{
	static const double GRIDS[][3] = {
		{ -512, 512, 1.0 / 1024 },
		{ -3.1416, 3.1416, 0.005 },
		{ 0, 1, 1e-6 },
		{ -100, 100, 0.01 },
		{ -1000, 1000, 1e-3 },
		{ 5, 7, 0.3 },
		{ -16384, 16384, 1.0 / 1024 },
		{ 1e6, 1e6 + 1000, 0.25 },
		{ -0.7, 12.3, 1e-5 },
		{ 0, 1e9, 1e3 },
	};
	for ( size_t g = 0; g < sizeof( GRIDS ) / sizeof( GRIDS[0] ); ++g )
	{
		tw_schema* schema = make_float_schema( GRIDS[g][0], GRIDS[g][1], GRIDS[g][2] );
		uint32_t max = schema->plans[0].elements[0].wire_max, again;
		for ( uint32_t wire = 0; wire <= max; ++wire )
		{
			float value;
			tw__unpack( schema->plans, &wire, &value, NULL );
			tw__pack( schema->plans, &value, &again, NULL );
			if ( again != wire ||
			     (double)value < GRIDS[g][0] - 1e-6 * GRIDS[g][2] - 1e-7 * fabs( GRIDS[g][0] ) )
				cr_assert_fail( "grid %zu: %u became %.9g and then %u", g, wire, (double)value, again );
		}
		tw_schema_destroy( schema );
	}
}

Test( pack, rounds_to_nearest_clamps_and_survives_numbers_that_are_none )
{
	static const struct
	{
		float in, out;
	} ROWS[] = {
		{ 0.0f, 0.0f },  { 0.26f, 0.5f }, { 0.24f, 0.0f },  { -0.26f, -0.5f },  { -0.25f, -0.5f },
		{ 0.25f, 0.5f }, { 9.9f, 8.0f },  { -9.9f, -8.0f }, { INFINITY, 8.0f }, { -INFINITY, -8.0f },
		{ NAN, -8.0f },  { -0.0f, 0.0f }, { 7.76f, 8.0f },
	};
	tw_schema* schema = make_float_schema( -8, 8, 0.5 );
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		float value = ROWS[i].in;
		tw_schema_quantize( schema, 0, &value );
		cr_assert_eq( memcmp( &value, &ROWS[i].out, sizeof( value ) ), 0, "%g became %g", (double)ROWS[i].in,
		              (double)value );
	}
	tw_schema_destroy( schema );
}

Test( pack, gives_back_all_wire_values_of_every_type )
{
	tw_schema* schema = make_fixture_schema();
	uint32_t random = 3;
	for ( int round = 0; round < 20000; ++round )
	{
		const tw__component_plan* plan = schema->plans + round % schema->plan_count;
		uint32_t values[TW__MAX_ELEMENTS], again[TW__MAX_ELEMENTS];
		fixture_body state; // the largest
		fill_values( plan, &random, values );
		for ( int i = 0; i < plan->element_count; ++i )
		{
			if ( plan->elements[i].meaning == TW_MEANS_PRESS && values[i] > plan->elements[i].press_max )
				values[i] = plan->elements[i].press_max;
			if ( plan->elements[i].type == TW_TYPE_ENTITY && values[i] << 15 == 0 )
				values[i] = 0; // a generation without a slot is null
			if ( plan->elements[i].type == TW_TYPE_PLAYER && values[i] << 19 == 0 )
				values[i] = 0;
		}
		tw__unpack( plan, values, &state, NULL );
		tw__pack( plan, &state, again, NULL );
		cr_assert( tw__values_equal( plan, values, again ), "%s, round %d", plan->name, round );
	}
	tw_schema_destroy( schema );
}

Test( pack, clamps_integers_and_keeps_ids_and_locals_when_quantizing )
{
	tw_schema* schema = make_fixture_schema();
	fixture_body body = { .pos_m = { 300, -300 }, .health = 200, .score = INT32_MIN, .scratch = 77 };
	body.owner = ( tw_player ){ 4, 70000 };
	body.target = ( tw_entity ){ 9, 123456 };
	tw_schema_quantize( schema, FIXTURE_BODY, &body );
	cr_assert_eq( body.pos_m[0], 256.0f );
	cr_assert_eq( body.pos_m[1], -256.0f );
	cr_assert_eq( body.health, 100 );
	cr_assert_eq( body.score, INT32_MIN );
	cr_assert_eq( body.scratch, 77 );
	cr_assert_eq( body.owner.generation, 70000 );
	cr_assert_eq( body.target.generation, 123456 );

	fixture_body once = body;
	tw_schema_quantize( schema, FIXTURE_BODY, &body );
	cr_assert_eq( memcmp( &once, &body, sizeof( body ) ), 0 );
	tw_schema_destroy( schema );
}

static uint32_t to_wire( tw_entity entity, void* user )
{
	( *(int*)user )++;
	return entity.index1 * 2;
}

static tw_entity from_wire( uint32_t wire, void* user )
{
	( *(int*)user )++;
	return ( tw_entity ){ .index1 = wire / 2, .generation = 1000 };
}

Test( pack, translates_entities_and_zeroes_what_is_local )
{
	tw_schema* schema = make_fixture_schema();
	int calls = 0;
	tw__translate translate = { .to_wire = to_wire, .from_wire = from_wire, .user = &calls };
	fixture_body body = { .target = { 21, 5 }, .owner = { 8191, 65535 }, .scratch = 5 };
	uint32_t values[TW__MAX_ELEMENTS];
	tw__pack( body_plan( schema ), &body, values, &translate );
	cr_assert_eq( values[body_plan( schema )->element_count - 1], 42 );
	tw__unpack( body_plan( schema ), values, &body, &translate );
	cr_assert_eq( body.target.index1, 21 );
	cr_assert_eq( body.target.generation, 1000 );
	cr_assert_eq( body.owner.index1, 8191 );
	cr_assert_eq( body.owner.generation, 65535 );
	cr_assert_eq( body.scratch, 0 );
	cr_assert_eq( calls, 2 );
	tw_schema_destroy( schema );
}

// Of the body: pos_m 0 1, vel_mps 2 3, yaw_rad 4, heading 5, health 6 ...; of the clock: ticks_left 0.
Test( pack, interpolates_exactly_at_the_ends_and_to_nearest_between )
{
	tw_schema* schema = make_fixture_schema();
	static const struct
	{
		int component, element;
		uint32_t a, b, fraction, expected;
	} ROWS[] = {
		{ FIXTURE_BODY, 0, 100, 200, 128, 150 },
		{ FIXTURE_BODY, 0, 200, 100, 64, 175 },
		{ FIXTURE_BODY, 0, 0, 3, 85, 1 },
		{ FIXTURE_BODY, 0, 524288, 0, 1, 522240 },
		{ FIXTURE_CLOCK, 0, 0, UINT32_MAX, 128, 2147483648u },
		{ FIXTURE_CLOCK, 0, UINT32_MAX, 0, 1, 4278190079u },
		{ FIXTURE_BODY, 5, 65000, 200, 128, 65368 },  // through the top
		{ FIXTURE_BODY, 5, 65000, 1000, 128, 232 },   // and over it
		{ FIXTURE_BODY, 5, 1000, 65000, 192, 65384 }, // and back
		{ FIXTURE_BODY, 5, 0, 32768, 128, 16384 },    // opposite: upwards
		{ FIXTURE_BODY, 4, 1256, 0, 128, 0 },         // yaw: 1257 steps a turn, next to each other
		{ FIXTURE_BODY, 4, 1250, 10, 128, 1259 - 1257 },
		{ FIXTURE_BODY, 6, 10, 90, 255, 10 }, // held
	};
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		const tw__component_plan* plan = schema->plans + ROWS[i].component;
		int at = ROWS[i].element;
		uint32_t a[TW__MAX_ELEMENTS] = { 0 }, b[TW__MAX_ELEMENTS] = { 0 }, out[TW__MAX_ELEMENTS];
		a[at] = ROWS[i].a;
		b[at] = ROWS[i].b;
		tw__interpolate( plan, a, b, ROWS[i].fraction, out );
		cr_assert_eq( out[at], ROWS[i].expected, "row %zu: %u", i, out[at] );
		tw__interpolate( plan, a, b, 0, out );
		cr_assert_eq( out[at], ROWS[i].a );
		tw__interpolate( plan, a, b, 256, a );
		cr_assert_eq( a[at], ROWS[i].b );
	}
	tw_schema_destroy( schema );
}

Test( pack, never_leaves_the_range_when_interpolating )
{
	tw_schema* schema = make_fixture_schema();
	uint32_t random = 11;
	for ( int round = 0; round < 50000; ++round )
	{
		const tw__component_plan* plan = schema->plans + round % schema->plan_count;
		uint32_t a[TW__MAX_ELEMENTS], b[TW__MAX_ELEMENTS], out[TW__MAX_ELEMENTS];
		fill_values( plan, &random, a );
		fill_values( plan, &random, b );
		tw__interpolate( plan, a, b, next_random( &random ) % 257, out );
		for ( int i = 0; i < plan->element_count; ++i )
			cr_assert_leq( out[i], plan->elements[i].wire_max );
	}
	tw_schema_destroy( schema );
}

Test( pack, extrapolates_positions_with_their_velocities_within_the_range )
{
	tw_schema* schema = make_fixture_schema();
	const tw__component_plan* plan = body_plan( schema );
	uint32_t values[TW__MAX_ELEMENTS], before[TW__MAX_ELEMENTS];
	fixture_body body = { .pos_m = { 10.0f, 20.0f }, .vel_mps = { 3.0f, -6.0f }, .health = 7 };
	tw__pack( plan, &body, values, NULL );
	tw__extrapolate( plan, 64, 60, values ); // two ticks: a thirtieth of a second
	tw__unpack( plan, values, &body, NULL );
	cr_assert_float_eq( body.pos_m[0], 10.1f, 0.002f );
	cr_assert_float_eq( body.pos_m[1], 19.8f, 0.002f );
	cr_assert_eq( body.health, 7 );

	uint32_t random = 12;
	for ( int round = 0; round < 20000; ++round )
	{
		fill_values( plan, &random, values );
		memcpy( before, values, sizeof( before ) );
		tw__extrapolate( plan, next_random( &random ) % 256, 10, values );
		for ( int i = 0; i < plan->element_count; ++i )
			cr_assert( plan->elements[i].meaning == TW_MEANS_POSITION
			                   ? values[i] <= plan->elements[i].wire_max
			                   : values[i] == before[i] );
	}
	tw_schema_destroy( schema );
}

Test( pack, agrees_within_tolerance_and_names_the_worst )
{
	tw_schema* schema = make_fixture_schema();
	uint32_t a[TW__MAX_ELEMENTS] = { 0 }, b[TW__MAX_ELEMENTS] = { 0 };
	int worst = 5;
	a[0] = 10; // 10 / 1024 m of 0.01 m
	a[6] = 90; // unchecked
	cr_assert( tw__values_agree( body_plan( schema ), a, b, &worst ) );
	cr_assert_eq( worst, -1 );
	cr_assert_not( tw__values_equal( body_plan( schema ), a, b ) );

	a[0] = 11;
	a[5] = 65516; // 20 steps short of a turn
	cr_assert_not( tw__values_agree( body_plan( schema ), a, b, &worst ) );
	cr_assert_eq( worst, 5 );
	cr_assert_eq( tw__value_distance( body_plan( schema )->elements + 5, 65516, 0 ), 20 );
	a[5] = 0;
	cr_assert_not( tw__values_agree( body_plan( schema ), a, b, NULL ) );
	tw_schema_destroy( schema );
}
