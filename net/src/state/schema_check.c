#include "state/schema_check.h"

#include "core/system.h"
#include "state/schema_field.h"

#include <math.h>
#include <string.h>

enum
{
	MAX_COMPONENTS = 64, // bits of tw_kind.components
	MAX_KINDS = 256,
	MAX_EVENTS = 256,
	MAX_MESSAGES = 256,
	MAX_NAME_BYTES = 63, // so that a line of the log holds two
	MAX_PRESSES = 7
};

// What is being looked at, for the log line.
typedef struct check
{
	const tw_system* system;
	const tw_schema_def* def;
	const tw_component* component;
	bool is_input, is_message;
} check;

static bool refuse_field( const check* c, const tw_field* field, const char* why )
{
	tw__log( c->system, "schema: component '%s', field '%s': %s", c->component->name, field->name, why );
	return false;
}

static bool refuse_named( const check* c, const char* what, const char* name, const char* why )
{
	tw__log( c->system, "schema: %s '%s': %s", what, name, why );
	return false;
}

static bool refuse( const check* c, const char* why )
{
	tw__log( c->system, "schema: %s", why );
	return false;
}

static bool name_is_usable( const char* name )
{
	if ( name == NULL || name[0] == '\0' || strlen( name ) > MAX_NAME_BYTES )
		return false;
	for ( const char* c = name; *c != '\0'; ++c )
		if ( (unsigned char)*c < ' ' || *c == 127 )
			return false;
	return true;
}

// A float cannot tell neighbouring multiples of the resolution apart when it has fewer bits than that at its largest
// value. Multiples of the float's own step are exact, others need a little more room for rounding.
static bool float_can_hold( const tw_field* field )
{
	double largest = fmax( fabs( field->min ), fabs( field->max ) );
	int exponent;
	(void)frexp( nextafterf( (float)largest, 0.0f ), &exponent );
	double step = ldexp( 1.0, exponent - 24 );
	return step * 1.01 <= field->resolution || fmod( field->resolution, step ) == 0;
}

static bool check_float( const check* c, const tw_field* field )
{
	if ( !isfinite( field->min ) || !isfinite( field->max ) || !( field->min < field->max ) )
		return refuse_field( c, field, "needs a range, .min below .max" );
	if ( fabs( field->min ) > 1e30 || fabs( field->max ) > 1e30 )
		return refuse_field( c, field, "the range is more than a float can hold" );
	if ( !isfinite( field->resolution ) || field->resolution < 1e-30 )
		return refuse_field( c, field, "a float needs a .resolution, the smallest difference that matters" );
	if ( !( tw__field_grid( field ).steps <= UINT32_MAX ) )
		return refuse_field( c, field, "more than 32 bits; use a coarser .resolution or a smaller range" );
	if ( !( tw__field_grid( field ).steps >= 1 ) )
		return refuse_field( c, field, "the range holds no two multiples of .resolution" );
	if ( !float_can_hold( field ) )
		return refuse_field( c, field, "a float of that size cannot hold so fine a .resolution" );
	return true;
}

static bool check_integer( const check* c, const tw_field* field, const tw__type_info* info )
{
	if ( !( field->min < field->max ) )
		return refuse_field( c, field, "needs a range, .min below .max" );
	if ( floor( field->min ) != field->min || floor( field->max ) != field->max )
		return refuse_field( c, field, "the range of an integer is in whole numbers" );
	if ( field->min < info->min || field->max > info->max )
		return refuse_field( c, field, "the range is more than its type can hold" );
	if ( field->resolution < 0 || !isfinite( field->resolution ) )
		return refuse_field( c, field, "a .resolution below 0" );
	return true;
}

static bool check_range( const check* c, const tw_field* field, const tw__type_info* info )
{
	if ( info->is_number )
		return info->is_integer ? check_integer( c, field, info ) : check_float( c, field );
	bool is_whole_bool = field->type == TW_TYPE_BOOL && field->min == 0 && field->max == 1;
	if ( !is_whole_bool && ( field->min != 0 || field->max != 0 ) )
		return refuse_field( c, field, "a bool, a text or an id has no range" );
	return true;
}

static bool check_tolerance( const check* c, const tw_field* field, const tw__type_info* info )
{
	if ( field->tolerance == 0 || field->tolerance == TW_UNCHECKED )
		return true;
	if ( !info->is_number )
		return refuse_field( c, field, "only a number can be nearly right; .tolerance is 0 or TW_UNCHECKED" );
	if ( !( field->tolerance > 0 ) || !isfinite( field->tolerance ) )
		return refuse_field( c, field, "a .tolerance below 0 that is not TW_UNCHECKED" );
	if ( field->tolerance < tw__field_grid( field ).resolution * ( 1 - 1e-6 ) )
		return refuse_field( c, field, "a .tolerance finer than the resolution; 0 is exact" );
	return true;
}

static bool check_press( const check* c, const tw_field* field, const tw__type_info* info )
{
	if ( !c->is_input )
		return refuse_field( c, field, "TW_MEANS_PRESS is for inputs" );
	if ( !info->is_number || !info->is_integer || info->min != 0 || field->min != 0 || field->max > MAX_PRESSES )
		return refuse_field( c, field, "TW_MEANS_PRESS needs an unsigned integer from 0 to at most 7" );
	if ( field->interp != TW_INTERP_HOLD )
		return refuse_field( c, field, "a press cannot be interpolated" );
	return true;
}

static bool check_use( const check* c, const tw_field* field, const tw__type_info* info )
{
	switch ( field->interp )
	{
	case TW_INTERP_LINEAR:
	case TW_INTERP_ANGLE:
		if ( !info->is_number )
			return refuse_field( c, field, "only a number can be interpolated" );
		if ( field->interp == TW_INTERP_ANGLE && !info->is_integer && field->resolution > 1 )
			return refuse_field( c, field, "an angle is in radians, with a .resolution below 1" );
		break;
	case TW_INTERP_HOLD:
		break;
	default:
		return refuse_field( c, field, "no such .interp" );
	}

	switch ( field->meaning )
	{
	case TW_MEANS_PRESS:
		return check_press( c, field, info );
	case TW_MEANS_POSITION:
	case TW_MEANS_VELOCITY:
		if ( !info->is_number || field->interp == TW_INTERP_ANGLE )
			return refuse_field( c, field, "a position or velocity is a number, and no angle" );
		return true;
	case TW_MEANS_NOTHING:
		return true;
	}
	return refuse_field( c, field, "no such .meaning" );
}

static bool check_field( const check* c, const tw_field* field )
{
	if ( !name_is_usable( field->name ) )
		return refuse_named( c, "component", c->component->name, "a field without a usable name" );
	const tw__type_info* info = tw__type_info_of( field->type );
	if ( info == NULL || field->type == TW_TYPE_NONE )
		return refuse_field( c, field, "no such type; use TW_FIELD or TW_LOCAL" );
	if ( field->size_bytes == 0 || field->size_bytes > c->component->size_bytes ||
	     field->offset_bytes > c->component->size_bytes - field->size_bytes )
		return refuse_field( c, field, "lies outside of the struct" );
	if ( field->type == TW_TYPE_LOCAL )
		return true;
	if ( field->type == TW_TYPE_TEXT && !c->is_message )
		return refuse_field( c, field, "a text is for messages" );
	if ( field->type == TW_TYPE_TEXT && field->size_bytes < 2 )
		return refuse_field( c, field, "a text needs room for its final zero and a letter" );
	if ( field->size_bytes % info->size_bytes != 0 )
		return refuse_field( c, field, "its size is not a multiple of its type's" );
	return check_range( c, field, info ) && check_use( c, field, info ) && check_tolerance( c, field, info );
}

static bool check_names( const check* c )
{
	const tw_component* component = c->component;
	for ( int i = 0; i < component->field_count; ++i )
		for ( int j = 0; j < i; ++j )
			if ( strcmp( component->fields[i].name, component->fields[j].name ) == 0 )
				return refuse_field( c, component->fields + i, "a field of that name exists" );
	return true;
}

static bool field_covers( const tw_field* field, int byte )
{
	return field->offset_bytes <= byte && byte < field->offset_bytes + field->size_bytes;
}

// State is compared and hashed as bytes, so every byte has to be somebody's, padding included.
static bool check_coverage( const check* c )
{
	const tw_component* component = c->component;
	const tw_field* before = NULL;
	for ( int byte = 0; byte < component->size_bytes; ++byte )
	{
		const tw_field* owner = NULL;
		for ( int i = 0; i < component->field_count; ++i )
		{
			if ( !field_covers( component->fields + i, byte ) )
				continue;
			if ( owner != NULL )
				return refuse_field( c, component->fields + i, "overlaps another field" );
			owner = component->fields + i;
		}
		if ( owner == NULL && before == NULL )
			return refuse_named( c, "component", component->name, "no field covers its first byte" );
		if ( owner == NULL )
			return refuse_field( c, before,
			                     "no field covers the byte after it; padding needs a TW_LOCAL member" );
		before = owner;
	}
	return true;
}

static const tw_field* find_meaning( const tw_component* component, tw_meaning meaning, int* out_count )
{
	const tw_field* found = NULL;
	*out_count = 0;
	for ( int i = 0; i < component->field_count; ++i )
	{
		if ( component->fields[i].type == TW_TYPE_LOCAL || component->fields[i].meaning != meaning )
			continue;
		found = component->fields + i;
		( *out_count )++;
	}
	return found;
}

static bool check_motion( const check* c )
{
	int position_count, velocity_count;
	const tw_field* position = find_meaning( c->component, TW_MEANS_POSITION, &position_count );
	const tw_field* velocity = find_meaning( c->component, TW_MEANS_VELOCITY, &velocity_count );
	if ( position_count > 1 )
		return refuse_field( c, position, "a second TW_MEANS_POSITION; make it one array" );
	if ( velocity_count > 1 )
		return refuse_field( c, velocity, "a second TW_MEANS_VELOCITY; make it one array" );
	if ( position != NULL && velocity != NULL &&
	     tw__field_element_count( position ) != tw__field_element_count( velocity ) )
		return refuse_field( c, velocity, "needs as many elements as the position" );
	return true;
}

static bool check_component( check* c, const tw_component* component, const char* what )
{
	c->component = component;
	if ( !name_is_usable( component->name ) )
		return refuse_named( c, what, "?", "needs a name of at most 63 bytes" );
	if ( component->field_count > 0 && component->fields == NULL )
		return refuse_named( c, what, component->name, "its .fields are NULL" );

	int element_count = 0;
	for ( int i = 0; i < component->field_count; ++i )
	{
		if ( !check_field( c, component->fields + i ) )
			return false;
		element_count += tw__field_element_count( component->fields + i );
		if ( element_count > TW__MAX_ELEMENTS )
			return refuse_field( c, component->fields + i, "more than 256 elements in one component" );
	}
	return check_names( c ) && check_coverage( c ) && check_motion( c );
}

static bool check_table( check* c, const tw_component* table, int count, const char* what )
{
	for ( int i = 0; i < count; ++i )
	{
		if ( !check_component( c, table + i, what ) )
			return false;
		for ( int j = 0; j < i; ++j )
			if ( strcmp( table[i].name, table[j].name ) == 0 )
				return refuse_named( c, what, table[i].name, "its name exists already" );
	}
	return true;
}

static bool check_messages( check* c )
{
	const tw_message_type* messages = c->def->messages;
	c->is_message = true;
	for ( int i = 0; i < c->def->message_count; ++i )
	{
		const char* name = messages[i].content.name;
		if ( !check_component( c, &messages[i].content, "message" ) )
			return false;
		if ( messages[i].delivery != TW_RELIABLE && messages[i].delivery != TW_UNRELIABLE )
			return refuse_named( c, "message", name, "no such .delivery" );
		if ( !( messages[i].max_per_s >= 0 && messages[i].max_per_s <= 1e6f ) )
			return refuse_named( c, "message", name, ".max_per_s is from 0 to a million" );
		for ( int j = 0; j < i; ++j )
			if ( strcmp( name, messages[j].content.name ) == 0 )
				return refuse_named( c, "message", name, "its name exists already" );
	}
	c->is_message = false;
	return true;
}

static bool has_position( const tw_schema_def* def, const tw_kind* kind )
{
	int count = 0;
	for ( int i = 0; i < def->component_count && count == 0; ++i )
		if ( kind->components & TW_BIT( i ) )
			(void)find_meaning( def->components + i, TW_MEANS_POSITION, &count );
	return count > 0;
}

static bool check_kind( const check* c, const tw_kind* kind )
{
	const tw_schema_def* def = c->def;
	if ( !name_is_usable( kind->name ) )
		return refuse_named( c, "kind", "?", "needs a name of at most 63 bytes" );
	if ( kind->components == 0 )
		return refuse_named( c, "kind", kind->name, "has no components" );
	if ( def->component_count < MAX_COMPONENTS && kind->components >> def->component_count != 0 )
		return refuse_named( c, "kind", kind->name, "names a component that does not exist; use TW_BIT" );
	if ( kind->predict != TW_PREDICT_OWNER && kind->predict != TW_PREDICT_EVERYONE &&
	     kind->predict != TW_PREDICT_NOBODY && kind->predict != TW_PREDICT_NEAR )
		return refuse_named( c, "kind", kind->name, "no such .predict" );
	if ( ( kind->predict == TW_PREDICT_NEAR ) != ( kind->predict_radius > 0 ) )
		return refuse_named( c, "kind", kind->name, ".predict_radius goes with TW_PREDICT_NEAR" );
	if ( !( kind->relevant_radius >= 0 && kind->priority >= 0 && kind->snap_distance >= 0 ) )
		return refuse_named( c, "kind", kind->name, "a radius, priority or distance below 0" );
	if ( ( kind->relevant_radius > 0 || kind->snap_distance > 0 || kind->predict_radius > 0 ) &&
	     !has_position( def, kind ) )
		return refuse_named( c, "kind", kind->name, "a radius or distance needs a TW_MEANS_POSITION field" );
	return true;
}

static bool check_kinds( const check* c )
{
	const tw_kind* kinds = c->def->kinds;
	for ( int i = 0; i < c->def->kind_count; ++i )
	{
		if ( !check_kind( c, kinds + i ) )
			return false;
		for ( int j = 0; j < i; ++j )
			if ( strcmp( kinds[i].name, kinds[j].name ) == 0 )
				return refuse_named( c, "kind", kinds[i].name, "its name exists already" );
	}
	return true;
}

static bool check_counts( const check* c )
{
	const tw_schema_def* def = c->def;
	if ( !name_is_usable( def->game ) )
		return refuse( c, "needs .game, the name and version of the game, of at most 63 bytes" );
	if ( def->component_count < 1 || def->component_count > MAX_COMPONENTS || def->components == NULL )
		return refuse( c, "needs 1 to 64 components" );
	if ( def->kind_count < 1 || def->kind_count > MAX_KINDS || def->kinds == NULL )
		return refuse( c, "needs 1 to 256 kinds" );
	if ( def->event_count < 0 || def->event_count > MAX_EVENTS || ( def->event_count > 0 && def->events == NULL ) )
		return refuse( c, "needs 0 to 256 events" );
	if ( def->message_count < 0 || def->message_count > MAX_MESSAGES ||
	     ( def->message_count > 0 && def->messages == NULL ) )
		return refuse( c, "needs 0 to 256 messages" );
	return true;
}

bool tw__schema_check( const tw_schema_def* def, const tw_system* system )
{
	check c = { .system = system, .def = def };
	if ( !check_counts( &c ) || !check_table( &c, def->components, def->component_count, "component" ) )
		return false;

	c.is_input = true;
	if ( def->input != NULL && !check_component( &c, def->input, "input" ) )
		return false;

	c.is_input = false;
	return check_table( &c, def->events, def->event_count, "event" ) && check_messages( &c ) && check_kinds( &c );
}
