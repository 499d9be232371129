#include "core/system.h"
#include "state/schema.h"
#include "state/schema_field.h"

#include <stdarg.h>
#include <stdio.h>

// Text that is cut where the room ends, while its length goes on being counted.
typedef struct sink
{
	char* text;
	size_t capacity_bytes;
	size_t used_bytes;
} sink;

static void put_byte( sink* out, char byte )
{
	if ( out->used_bytes + 1 < out->capacity_bytes )
		out->text[out->used_bytes] = byte;
	out->used_bytes++;
}

static void put_text( sink* out, const char* text )
{
	for ( ; *text != '\0'; ++text )
		put_byte( out, *text );
}

static void put_integer( sink* out, long long number )
{
	char digits[24];
	snprintf( digits, sizeof( digits ), "%lld", number );
	put_text( out, digits );
}

// The shortest of two forms that reads back as the same number, with a point whatever the locale says.
static void put_real( sink* out, double number )
{
	char digits[40];
	double back = 0;
	snprintf( digits, sizeof( digits ), "%.9g", number );
	if ( sscanf( digits, "%lf", &back ) != 1 || back != number )
		snprintf( digits, sizeof( digits ), "%.17g", number );
	for ( char* c = digits; *c != '\0'; ++c )
		put_byte( out, *c == ',' ? '.' : *c );
}

static const char* interp_name( tw_interp interp )
{
	static const char* const NAMES[] = { "hold", "linear", "angle" };
	return NAMES[interp];
}

static const char* meaning_name( tw_meaning meaning )
{
	static const char* const NAMES[] = { "", "position", "velocity", "press" };
	return NAMES[meaning];
}

static const char* predict_name( tw_predict predict )
{
	static const char* const NAMES[] = { "owner", "everyone", "nobody", "near" };
	return NAMES[predict];
}

static const char* section_name( const tw_schema* schema, int plan_index )
{
	if ( plan_index < schema->component_count )
		return "component";
	if ( plan_index == schema->component_count )
		return "input";
	return plan_index < schema->plan_count ? "event" : "message";
}

static bool is_described( const tw_schema* schema, int plan_index )
{
	return plan_index != schema->component_count || schema->has_input;
}

// ---- Markdown

// A bar would end the cell.
static void put_cell( sink* out, const char* text )
{
	for ( ; *text != '\0'; ++text )
	{
		if ( *text == '|' )
			put_byte( out, '\\' );
		put_byte( out, *text );
	}
	put_text( out, " | " );
}

static void put_markdown_range( sink* out, const tw__element* element )
{
	if ( tw__type_info_of( element->type )->is_number )
	{
		bool is_press = element->meaning == TW_MEANS_PRESS;
		put_real( out, tw__element_value( element, 0 ) );
		put_text( out, " to " );
		put_real( out, tw__element_value( element, is_press ? element->press_max : element->wire_max ) );
	}
	put_text( out, " | " );
	if ( element->type == TW_TYPE_F32 )
		put_real( out, element->resolution );
	put_text( out, " | " );
}

static void put_markdown_field( sink* out, const tw_field* field, const tw__element* element )
{
	put_text( out, "| " );
	put_cell( out, field->name );
	put_text( out, tw__type_info_of( field->type )->name );
	if ( field->type == TW_TYPE_TEXT )
	{
		put_text( out, ", at most " );
		put_integer( out, field->size_bytes - 1 );
		put_text( out, " bytes" );
	}
	else if ( tw__field_element_count( field ) > 1 )
	{
		put_text( out, " x " );
		put_integer( out, tw__field_element_count( field ) );
	}
	put_text( out, " | " );
	put_markdown_range( out, element );
	put_integer( out, element->bits );
	put_text( out, " | " );
	put_cell( out, interp_name( element->interp ) );
	put_text( out, meaning_name( element->meaning ) );
	put_text( out, " |\n" );
}

static void put_markdown_plan( sink* out, const tw__component_plan* plan, const char* section )
{
	put_text( out, "\n## " );
	put_text( out, section );
	put_text( out, " " );
	put_text( out, plan->name );
	put_text( out, "\n\n| field | type | range | resolution | bits | between snapshots | meaning |\n" );
	put_text( out, "|---|---|---|---|---|---|---|\n" );
	for ( int i = 0; i < plan->element_count; ++i )
		if ( plan->elements[i].array_index == 0 )
			put_markdown_field( out, plan->fields + plan->elements[i].field_index, plan->elements + i );
}

static void put_markdown_kind( sink* out, const tw_schema* schema, const tw_kind* kind )
{
	put_text( out, "| " );
	put_cell( out, kind->name );
	const char* separator = "";
	for ( int c = 0; c < schema->component_count; ++c )
	{
		if ( !( kind->components & TW_BIT( c ) ) )
			continue;
		put_text( out, separator );
		put_text( out, schema->plans[c].name );
		separator = ", ";
	}
	put_text( out, " | " );
	put_cell( out, predict_name( kind->predict ) );
	put_real( out, (double)kind->relevant_radius );
	put_text( out, " | " );
	put_real( out, (double)kind->priority );
	put_text( out, " | " );
	put_real( out, (double)kind->snap_distance );
	put_text( out, " |\n" );
}

static void put_markdown_rules( sink* out, const tw__message_rules* rules )
{
	put_text( out, rules->delivery == TW_RELIABLE ? "\nReliable, in order" : "\nUnreliable" );
	if ( rules->max_per_s > 0 )
	{
		put_text( out, "; from a client at most " );
		put_real( out, (double)rules->max_per_s );
		put_text( out, " a second" );
	}
	put_text( out, ".\n" );
}

static void put_markdown( sink* out, const tw_schema* schema )
{
	put_text( out, "# " );
	put_text( out, schema->game );
	put_text( out,
	          "\n\n| kind | components | predicted by | radius | priority | snap |\n|---|---|---|---|---|---|\n" );
	for ( int i = 0; i < schema->kind_count; ++i )
		put_markdown_kind( out, schema, &schema->kinds[i].rules );
	for ( int i = 0; i < tw__schema_all_count( schema ); ++i )
	{
		if ( !is_described( schema, i ) )
			continue;
		put_markdown_plan( out, schema->plans + i, section_name( schema, i ) );
		if ( i >= schema->plan_count )
			put_markdown_rules( out, schema->message_rules + ( i - schema->plan_count ) );
	}
}

// ---- JSON

static void put_quoted( sink* out, const char* text )
{
	put_byte( out, '"' );
	for ( ; *text != '\0'; ++text )
	{
		if ( *text == '"' || *text == '\\' )
			put_byte( out, '\\' );
		put_byte( out, *text ); // names have no control characters
	}
	put_byte( out, '"' );
}

static void put_json_text( sink* out, const char* key, const char* text )
{
	put_quoted( out, key );
	put_byte( out, ':' );
	put_quoted( out, text );
	put_byte( out, ',' );
}

static void put_json_integer( sink* out, const char* key, long long number )
{
	put_quoted( out, key );
	put_byte( out, ':' );
	put_integer( out, number );
	put_byte( out, ',' );
}

static void put_json_real( sink* out, const char* key, double number )
{
	put_quoted( out, key );
	put_byte( out, ':' );
	put_real( out, number );
	put_byte( out, ',' );
}

// Every object ends in a member without a comma, so that the ones above can always write theirs.
static void put_json_field( sink* out, const tw_field* field, const tw__element* element )
{
	put_byte( out, '{' );
	put_json_text( out, "name", field->name );
	put_json_text( out, "type", tw__type_info_of( field->type )->name );
	put_json_integer( out, "count", tw__field_element_count( field ) );
	put_json_real( out, "min", tw__element_value( element, 0 ) );
	put_json_real( out, "resolution", element->resolution );
	put_json_integer( out, "wire_max", element->wire_max );
	put_json_text( out, "interp", interp_name( element->interp ) );
	put_json_text( out, "meaning", meaning_name( element->meaning ) );
	if ( element->tolerance_wire != TW__TOLERANCE_UNCHECKED )
		put_json_integer( out, "tolerance_steps", element->tolerance_wire );
	put_text( out, "\"bits\":" );
	put_integer( out, element->bits );
	put_byte( out, '}' );
}

static void put_json_rules( sink* out, const tw__message_rules* rules )
{
	put_json_text( out, "delivery", rules->delivery == TW_RELIABLE ? "reliable" : "unreliable" );
	put_json_real( out, "max_per_s", (double)rules->max_per_s );
}

static void put_json_plan( sink* out, const tw_schema* schema, int plan_index )
{
	const tw__component_plan* plan = schema->plans + plan_index;
	put_byte( out, '{' );
	put_json_text( out, "section", section_name( schema, plan_index ) );
	put_json_text( out, "name", plan->name );
	if ( plan_index >= schema->plan_count )
		put_json_rules( out, schema->message_rules + ( plan_index - schema->plan_count ) );
	put_text( out, "\"fields\":[" );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		if ( plan->elements[i].array_index != 0 )
			continue;
		if ( i > 0 )
			put_byte( out, ',' );
		put_json_field( out, plan->fields + plan->elements[i].field_index, plan->elements + i );
	}
	put_text( out, "]}" );
}

static void put_json_kind( sink* out, const tw_schema* schema, const tw_kind* kind )
{
	put_byte( out, '{' );
	put_json_text( out, "name", kind->name );
	put_json_text( out, "predict", predict_name( kind->predict ) );
	put_json_real( out, "relevant_radius", (double)kind->relevant_radius );
	put_json_real( out, "priority", (double)kind->priority );
	put_json_real( out, "snap_distance", (double)kind->snap_distance );
	put_text( out, "\"components\":[" );
	const char* separator = "";
	for ( int c = 0; c < schema->component_count; ++c )
	{
		if ( !( kind->components & TW_BIT( c ) ) )
			continue;
		put_text( out, separator );
		put_quoted( out, schema->plans[c].name );
		separator = ",";
	}
	put_text( out, "]}" );
}

static void put_json( sink* out, const tw_schema* schema )
{
	char hash[20];
	snprintf( hash, sizeof( hash ), "%016llx", (unsigned long long)schema->hash );
	put_byte( out, '{' );
	put_json_text( out, "game", schema->game );
	put_json_text( out, "hash", hash );
	put_text( out, "\"kinds\":[" );
	for ( int i = 0; i < schema->kind_count; ++i )
	{
		put_text( out, i > 0 ? ",\n" : "\n" );
		put_json_kind( out, schema, &schema->kinds[i].rules );
	}
	put_text( out, "],\n\"structs\":[" );
	for ( int i = 0; i < tw__schema_all_count( schema ); ++i )
	{
		if ( !is_described( schema, i ) )
			continue;
		put_text( out, i > 0 ? ",\n" : "\n" );
		put_json_plan( out, schema, i );
	}
	put_text( out, "]}\n" );
}

// ---- libFuzzer's dictionary: values at and just beyond the ends of every range, and the hash a hello carries

static void put_dictionary_line( sink* out, const char* name, int number, uint64_t value, int size_bytes )
{
	put_text( out, name );
	put_byte( out, '_' );
	put_integer( out, number );
	put_text( out, "=\"" );
	for ( int i = 0; i < size_bytes; ++i )
	{
		char hex[8];
		snprintf( hex, sizeof( hex ), "\\x%02x", (unsigned)( value >> ( 8 * i ) & 0xFF ) );
		put_text( out, hex );
	}
	put_text( out, "\"\n" );
}

static void put_dictionary( sink* out, const tw_schema* schema )
{
	put_dictionary_line( out, "hash", 0, schema->hash, 8 );
	for ( int p = 0; p < schema->plan_count; ++p )
	{
		const tw__component_plan* plan = schema->plans + p;
		for ( int i = 0; i < plan->element_count; ++i )
		{
			const tw__element* element = plan->elements + i;
			if ( element->array_index != 0 )
				continue;
			put_dictionary_line( out, "max", plan->first_element + i, element->wire_max, 4 );
			put_dictionary_line( out, "beyond", plan->first_element + i, element->wire_max + UINT64_C( 1 ),
			                     4 );
			put_dictionary_line( out, "rest", plan->first_element + i, element->rest_wire, 4 );
		}
	}
}

size_t tw_schema_describe( const tw_schema* schema, tw_describe format, char* out_text, size_t capacity_bytes )
{
	sink out = { .text = out_text, .capacity_bytes = capacity_bytes };
	switch ( format )
	{
	case TW_DESCRIBE_MARKDOWN:
		put_markdown( &out, schema );
		break;
	case TW_DESCRIBE_JSON:
		put_json( &out, schema );
		break;
	case TW_DESCRIBE_FUZZ_DICTIONARY:
		put_dictionary( &out, schema );
		break;
	}
	if ( capacity_bytes > 0 )
		out_text[out.used_bytes < capacity_bytes ? out.used_bytes : capacity_bytes - 1] = '\0';
	return out.used_bytes;
}
