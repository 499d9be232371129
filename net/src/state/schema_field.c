#include "state/schema_field.h"

#include "core/system.h"

#include <float.h>
#include <math.h>

static const double PI = 3.14159265358979323846;

// A range is cut to whole steps inwards; this much of a step is forgiven, so that 0.3 / 0.1 has three of them.
static const double STEP_SLACK = 1e-6;

const tw__type_info* tw__type_info_of( tw_type type )
{
	static const tw__type_info INFOS[TW_TYPE_COUNT] = {
		[TW_TYPE_NONE] = { .name = "none" },
		[TW_TYPE_BOOL] = { .name = "bool", .size_bytes = sizeof( bool ), .max = 1, .is_integer = true },
		[TW_TYPE_U8] = { "u8", 1, 0, UINT8_MAX, true, true },
		[TW_TYPE_U16] = { "u16", 2, 0, UINT16_MAX, true, true },
		[TW_TYPE_U32] = { "u32", 4, 0, UINT32_MAX, true, true },
		[TW_TYPE_I8] = { "i8", 1, INT8_MIN, INT8_MAX, true, true },
		[TW_TYPE_I16] = { "i16", 2, INT16_MIN, INT16_MAX, true, true },
		[TW_TYPE_I32] = { "i32", 4, INT32_MIN, INT32_MAX, true, true },
		[TW_TYPE_F32] = { "f32", 4, -FLT_MAX, FLT_MAX, true, false },
		[TW_TYPE_ENTITY] = { .name = "entity", .size_bytes = sizeof( tw_entity ) },
		[TW_TYPE_PLAYER] = { .name = "player", .size_bytes = sizeof( tw_player ) },
		[TW_TYPE_LOCAL] = { .name = "local" },
		[TW_TYPE_TEXT] = { .name = "text", .size_bytes = 1, .max = UINT8_MAX, .is_integer = true },
	};
	return (unsigned)type < TW_TYPE_COUNT ? INFOS + type : NULL;
}

int tw__field_element_count( const tw_field* field )
{
	int size_bytes = tw__type_info_of( field->type )->size_bytes;
	return size_bytes == 0 ? 0 : field->size_bytes / size_bytes;
}

tw__grid tw__field_grid( const tw_field* field )
{
	const tw__type_info* info = tw__type_info_of( field->type );
	if ( field->type == TW_TYPE_ENTITY )
		return ( tw__grid ){ .resolution = 1, .steps = ( 1 << TW__ENTITY_BITS ) - 1 };
	if ( field->type == TW_TYPE_PLAYER )
		return ( tw__grid ){ .resolution = 1, .steps = ( 1 << TW__PLAYER_BITS ) - 1 };
	if ( field->type == TW_TYPE_TEXT )
		return ( tw__grid ){ .resolution = 1, .steps = UINT8_MAX };
	if ( field->type == TW_TYPE_BOOL )
		return ( tw__grid ){ .resolution = 1, .steps = 1 };
	if ( field->meaning == TW_MEANS_PRESS )
		return ( tw__grid ){ .resolution = 1, .steps = ( 1 << TW__PRESS_BITS ) - 1 };

	double resolution = info->is_integer ? 1.0 : field->resolution;
	double first = ceil( field->min / resolution - STEP_SLACK );
	double last = floor( field->max / resolution + STEP_SLACK );
	return ( tw__grid ){ .resolution = resolution, .first_step = first, .steps = last - first };
}

static uint8_t bits_of( uint32_t max )
{
	uint8_t bits = 1;
	while ( bits < 32 && max >> bits != 0 )
		bits++;
	return bits;
}

static uint32_t nearest_to_zero( int64_t first_step, uint32_t wire_max )
{
	if ( first_step >= 0 )
		return 0;
	return -first_step <= (int64_t)wire_max ? (uint32_t)-first_step : wire_max;
}

static int64_t steps_of_turn( const tw_field* field, double resolution, uint32_t wire_max )
{
	if ( field->interp != TW_INTERP_ANGLE )
		return 0;
	if ( tw__type_info_of( field->type )->is_integer )
		return (int64_t)wire_max + 1;
	return (int64_t)( 2.0 * PI / resolution + 0.5 );
}

static uint32_t steps_of_tolerance( const tw_field* field, double resolution )
{
	if ( field->tolerance < 0 )
		return TW__TOLERANCE_UNCHECKED;
	double steps = floor( field->tolerance / resolution + STEP_SLACK );
	return steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX - 1;
}

tw__element tw__field_compile( const tw_field* field, int field_index, int array_index )
{
	const tw__type_info* info = tw__type_info_of( field->type );
	tw__grid grid = tw__field_grid( field );
	TW_ASSERT( grid.steps >= 1 && grid.steps <= UINT32_MAX );

	tw__element element = {
		.type = field->type,
		.interp = field->interp,
		.meaning = field->meaning,
		.offset_bytes = (uint16_t)( field->offset_bytes + array_index * info->size_bytes ),
		.field_index = (uint16_t)field_index,
		.array_index = (uint16_t)array_index,
		.velocity_element = -1,
		.is_wrapping = field->interp == TW_INTERP_ANGLE || field->meaning == TW_MEANS_PRESS,
		.is_moving = field->interp != TW_INTERP_HOLD,
		.first_step = (int64_t)grid.first_step,
		.wire_max = (uint32_t)grid.steps,
		.resolution = grid.resolution,
		.steps_per_unit = 1.0 / grid.resolution,
	};
	element.bits = bits_of( element.wire_max );
	element.rest_wire = nearest_to_zero( element.first_step, element.wire_max );
	element.tolerance_wire = steps_of_tolerance( field, grid.resolution );
	element.turn_steps = steps_of_turn( field, grid.resolution, element.wire_max );
	if ( field->meaning == TW_MEANS_PRESS )
		element.press_max = (uint32_t)field->max;
	return element;
}

const tw_component* tw__schema_def_component( const tw_schema_def* def, int plan_index )
{
	if ( plan_index < def->component_count )
		return def->components + plan_index;
	if ( plan_index == def->component_count )
		return def->input;
	int event = plan_index - def->component_count - 1;
	return event < def->event_count ? def->events + event : &def->messages[event - def->event_count].content;
}
