#include "state/schema.h"

#include "core/hash.h"
#include "core/system.h"
#include "state/message_codec.h"
#include "state/pack.h"
#include "state/schema_check.h"
#include "state/schema_field.h"
#include "state/value_models.h"

#include <math.h>
#include <string.h>

enum
{
	TW__CODEC_VERSION =
		2, // of what sections 6 to 9 of docs/PROTOCOL.md draw: who codes otherwise is refused as of another schema
	SCALE_BITS = 20,     // of velocity_scale: a part in a million
	MAX_SCALE_SHIFT = 40 // keeps every product of the prediction within 64 bits
};

// Everything of a schema in one block. Laid out twice by the same code: first from NULL, to learn the size.
typedef struct layout
{
	uint8_t* base;
	size_t used_bytes;
	uint32_t model_count;
	tw__context_plan contexts;
} layout;

static void* take( layout* l, size_t size_bytes )
{
	const size_t align_bytes = sizeof( max_align_t );
	void* taken = l->base == NULL ? NULL : l->base + l->used_bytes;
	l->used_bytes += ( size_bytes + align_bytes - 1 ) / align_bytes * align_bytes;
	return taken;
}

static const char* take_text( layout* l, const char* text )
{
	size_t size_bytes = strlen( text ) + 1;
	char* copy = take( l, size_bytes );
	if ( copy != NULL )
		memcpy( copy, text, size_bytes );
	return copy;
}

static const tw_field* take_fields( layout* l, const tw_component* component )
{
	tw_field* fields = take( l, component->field_count * sizeof( tw_field ) );
	for ( int i = 0; i < component->field_count; ++i )
	{
		const char* name = take_text( l, component->fields[i].name );
		if ( fields == NULL )
			continue;
		fields[i] = component->fields[i];
		fields[i].name = name;
	}
	return fields;
}

static uint32_t count_models( const tw_component* component, tw__context_plan contexts, bool has_base )
{
	uint32_t count = 0;
	for ( int i = 0; i < component->field_count; ++i )
	{
		if ( tw__field_element_count( component->fields + i ) == 0 )
			continue;
		tw__element first = tw__field_compile( component->fields + i, i, 0 );
		count += tw__value_models_count( &first, contexts, has_base );
	}
	return count;
}

static int count_elements( const tw_component* component )
{
	int count = 0;
	for ( int i = 0; i < component->field_count; ++i )
		count += tw__field_element_count( component->fields + i );
	return count;
}

static void compile_elements( const tw_component* component, tw__element* elements )
{
	for ( int i = 0; i < component->field_count; ++i )
	{
		int count = tw__field_element_count( component->fields + i );
		for ( int item = 0; item < count; ++item )
			*elements++ = tw__field_compile( component->fields + i, i, item );
	}
}

static int find_first_element( const tw__element* elements, int count, tw_meaning meaning )
{
	for ( int i = 0; i < count; ++i )
		if ( elements[i].meaning == meaning )
			return i;
	return -1;
}

// Position steps per velocity step and second, as a fraction of integers that both ends compute alike. Without a useful
// one the position is simply expected to stay.
static bool scale_velocity( const tw_field* velocity_field, const tw__element* velocity, tw__element* position )
{
	double unit = velocity->resolution;
	if ( tw__type_info_of( velocity->type )->is_integer && velocity_field->resolution > 0 )
		unit = velocity_field->resolution;

	int exponent;
	double significand = frexp( unit / position->resolution, &exponent ); // [0.5, 1)
	int shift = SCALE_BITS - exponent;
	if ( shift < 0 || shift > MAX_SCALE_SHIFT )
		return false;
	position->velocity_scale = (int32_t)( ldexp( significand, SCALE_BITS ) + 0.5 );
	position->velocity_shift = shift;
	return true;
}

static void relate_motion( const tw__component_plan* plan, tw__element* elements )
{
	int velocity = find_first_element( elements, plan->element_count, TW_MEANS_VELOCITY );
	if ( velocity < 0 )
		return;
	const tw_field* field = plan->fields + elements[velocity].field_index;
	for ( int i = 0; i < plan->position_count; ++i )
	{
		tw__element* position = elements + plan->position_element + i;
		if ( scale_velocity( field, elements + velocity + i, position ) )
			position->velocity_element = (int16_t)( velocity + i );
	}
}

static void order_for_coding( const tw__element* elements, int count, uint16_t* order )
{
	for ( int i = 0; i < count; ++i )
		if ( elements[i].meaning == TW_MEANS_VELOCITY )
			*order++ = (uint16_t)i;
	for ( int i = 0; i < count; ++i )
		if ( elements[i].meaning != TW_MEANS_VELOCITY )
			*order++ = (uint16_t)i;
}

static void take_plan( layout* l, const tw_component* component, int first_element, tw__component_plan* out )
{
	tw__component_plan plan = {
		.name = take_text( l, component->name ),
		.fields = take_fields( l, component ),
		.field_count = component->field_count,
		.size_bytes = component->size_bytes,
		.first_element = first_element,
		.element_count = count_elements( component ),
	};
	tw__element* elements = take( l, (size_t)plan.element_count * sizeof( tw__element ) );
	uint16_t* order = take( l, (size_t)plan.element_count * sizeof( uint16_t ) );
	if ( l->base == NULL )
		return;

	compile_elements( component, elements );
	plan.elements = elements;
	plan.coding_order = order;
	plan.position_element = find_first_element( elements, plan.element_count, TW_MEANS_POSITION );
	for ( int i = 0; i < plan.element_count; ++i )
		plan.position_count += elements[i].meaning == TW_MEANS_POSITION ? 1 : 0;
	relate_motion( &plan, elements );
	order_for_coding( elements, plan.element_count, order );
	*out = plan;
}

// @return elements of what has models
static int take_plans( layout* l, const tw_schema_def* def, tw__component_plan* plans )
{
	static const tw_component NO_INPUT = { .name = "input" };
	tw__component_plan unused;
	int element_count = 0;
	for ( int i = 0; i < tw__schema_def_all_count( def ); ++i )
	{
		const tw_component* component = tw__schema_def_component( def, i );
		component = component == NULL ? &NO_INPUT : component;
		take_plan( l, component, element_count, plans == NULL ? &unused : plans + i );
		if ( i < tw__schema_def_plan_count( def ) )
			element_count += count_elements( component );
	}
	return element_count;
}

static const tw__message_rules* take_message_rules( layout* l, const tw_schema_def* def )
{
	tw__message_rules* rules = take( l, (size_t)def->message_count * sizeof( *rules ) );
	for ( int i = 0; rules != NULL && i < def->message_count; ++i )
		rules[i] = ( tw__message_rules ){ .delivery = def->messages[i].delivery,
			                          .max_per_s = def->messages[i].max_per_s };
	return rules;
}

static void lay_out_models( layout* l, const tw_component* component, bool has_base, tw__component_plan* plan )
{
	uint32_t first = l->model_count;
	if ( component == NULL )
		return;
	l->model_count += count_models( component, l->contexts, has_base );
	if ( plan != NULL )
		tw__value_models_lay_out( (tw__element*)plan->elements, plan->element_count, l->contexts, has_base,
		                          first );
}

// Those of the input in front, so that the rest, which travels from packet to packet, is one piece.
// @return how many the input has
static uint32_t take_models( layout* l, const tw_schema_def* def, tw__component_plan* plans )
{
	int input = def->component_count;
	lay_out_models( l, def->input, true, plans != NULL ? plans + input : NULL );
	uint32_t input_count = l->model_count;
	l->model_count += TW__PLAN_CONTEXTS * (uint32_t)tw__schema_def_plan_count( def );
	for ( int i = 0; i < tw__schema_def_plan_count( def ); ++i )
		if ( i != input )
			lay_out_models( l, tw__schema_def_component( def, i ), i < input,
			                plans != NULL ? plans + i : NULL );
	return input_count;
}

// As fine as an epoch affords.
static tw__context_plan choose_contexts( const tw_schema_def* def )
{
	tw__context_plan chosen = tw__context_plan_of( 0 );
	for ( int fineness = 1; tw__context_plan_of( fineness ).motion_classes > 0; ++fineness )
	{
		layout l = { .contexts = chosen };
		uint32_t input_count = take_models( &l, def, NULL );
		if ( ( l.model_count - input_count ) * sizeof( tw__model ) <= TW__EPOCH_VALUE_BYTES )
			break;
		chosen = tw__context_plan_of( fineness );
	}
	return chosen;
}

// Where an entity of this kind keeps what: the values of its components one after the other.
static void lay_out_kind( tw__kind_plan* kind, const tw__component_plan* plans, int component_count )
{
	for ( int c = 0; c < component_count; ++c )
	{
		if ( ( kind->rules.components & TW_BIT( c ) ) == 0 )
			continue;
		if ( kind->position_component < 0 && plans[c].position_count > 0 )
		{
			kind->position_component = c;
			kind->position_offset = kind->value_count;
		}
		kind->component[kind->component_count] = (uint8_t)c;
		kind->value_offset[kind->component_count++] = (int16_t)kind->value_count;
		kind->value_count += plans[c].element_count;
	}
}

// @return values of the largest kind, its epoch included
static int take_kinds( layout* l, const tw_schema_def* def, const tw__component_plan* plans, tw__kind_plan* kinds )
{
	int stride = 1;
	for ( int i = 0; i < def->kind_count; ++i )
	{
		const char* name = take_text( l, def->kinds[i].name );
		if ( kinds == NULL )
			continue;
		kinds[i] = ( tw__kind_plan ){ .rules = def->kinds[i], .position_component = -1 };
		kinds[i].rules.name = name;
		if ( kinds[i].rules.priority <= 0 )
			kinds[i].rules.priority = 1;
		lay_out_kind( kinds + i, plans, def->component_count );
		if ( kinds[i].value_count >= stride )
			stride = kinds[i].value_count + 1;
	}
	return stride;
}

static tw_schema* lay_out( layout* l, const tw_schema_def* def )
{
	tw_schema* schema = take( l, sizeof( tw_schema ) );
	tw__component_plan* plans = take( l, (size_t)tw__schema_def_all_count( def ) * sizeof( *plans ) );
	tw__kind_plan* kinds = take( l, (size_t)def->kind_count * sizeof( *kinds ) );
	const char* game = take_text( l, def->game );
	int element_count = take_plans( l, def, plans );
	int stride = take_kinds( l, def, plans, kinds );

	const tw__message_rules* message_rules = take_message_rules( l, def );
	uint32_t input_model_count = take_models( l, def, plans );
	void* models = take( l, l->model_count * sizeof( tw__model ) );
	tw__text_models* text_models = take( l, sizeof( tw__text_models ) );
	if ( schema == NULL )
		return NULL;

	*schema = ( tw_schema ){
		.game = game,
		.component_count = def->component_count,
		.kind_count = def->kind_count,
		.event_count = def->event_count,
		.plan_count = tw__schema_def_plan_count( def ),
		.message_count = def->message_count,
		.element_count = element_count,
		.stride = stride,
		.has_input = def->input != NULL,
		.plans = plans,
		.kinds = kinds,
		.message_rules = message_rules,
		.model_count = l->model_count,
		.input_model_count = input_model_count,
		.contexts = l->contexts,
		.fresh_models = models,
		.fresh_text_models = text_models,
	};
	tw__value_models_init( schema, models );
	tw__text_models_init( text_models );
	return schema;
}

static uint64_t hash_number( uint64_t hash, uint64_t number )
{
	uint8_t bytes[8];
	for ( int i = 0; i < 8; ++i )
		bytes[i] = (uint8_t)( number >> ( 8 * i ) );
	return tw__hash64( bytes, sizeof( bytes ), hash );
}

static uint64_t hash_real( uint64_t hash, double real )
{
	uint64_t bits;
	memcpy( &bits, &real, sizeof( bits ) );
	return hash_number( hash, real == 0 ? 0 : bits );
}

static uint64_t hash_text( uint64_t hash, const char* text ) { return tw__hash64( text, strlen( text ), hash ); }

// What both ends must agree on: bytes, interpolation (a shot is judged by it) and predicted motion. Not the offsets in
// the struct, which are the compiler's, and not the tolerances, which are each client's own business.
static uint64_t hash_element( uint64_t hash, const tw__element* element )
{
	hash = hash_number( hash, (uint64_t)element->type );
	hash = hash_number( hash, (uint64_t)element->interp );
	hash = hash_number( hash, (uint64_t)element->meaning );
	hash = hash_number( hash, (uint64_t)element->first_step );
	hash = hash_number( hash, element->wire_max );
	hash = hash_number( hash, element->press_max );
	hash = hash_number( hash, (uint64_t)element->velocity_scale );
	hash = hash_number( hash, (uint64_t)element->velocity_shift );
	return hash_real( hash, element->resolution );
}

static uint64_t hash_plan( uint64_t hash, const tw__component_plan* plan )
{
	hash = hash_text( hash, plan->name );
	hash = hash_number( hash, (uint64_t)plan->element_count );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		hash = hash_text( hash, plan->fields[plan->elements[i].field_index].name );
		hash = hash_element( hash, plan->elements + i );
	}
	return hash;
}

static uint64_t hash_kind( uint64_t hash, const tw_kind* kind )
{
	hash = hash_text( hash, kind->name );
	hash = hash_number( hash, kind->components );
	hash = hash_number( hash, (uint64_t)kind->predict );
	return hash_real( hash, (double)kind->snap_distance );
}

static uint64_t hash_schema( const tw_schema* schema )
{
	uint64_t hash = hash_text( TW__CODEC_VERSION, schema->game );
	hash = hash_number( hash, (uint64_t)schema->component_count );
	hash = hash_number( hash, schema->has_input );
	hash = hash_number( hash, (uint64_t)schema->event_count );
	hash = hash_number( hash, (uint64_t)schema->kind_count );
	for ( int i = 0; i < tw__schema_all_count( schema ); ++i )
		hash = hash_plan( hash, schema->plans + i );
	for ( int i = 0; i < schema->message_count; ++i )
		hash = hash_number( hash, (uint64_t)schema->message_rules[i].delivery );
	for ( int i = 0; i < schema->kind_count; ++i )
		hash = hash_kind( hash, &schema->kinds[i].rules );
	return hash;
}

// Inputs, events, messages and entities go through buffers of a fixed size.
static bool fits_buffers( const tw_schema* schema )
{
	const tw__component_plan* input = tw__schema_input( schema );
	if ( input->element_count > TW__MAX_INPUT_VALUES || input->size_bytes > TW__MAX_INPUT_BYTES )
	{
		tw__log( &schema->system, "schema: the input needs at most %d values in %d bytes", TW__MAX_INPUT_VALUES,
		         TW__MAX_INPUT_BYTES );
		return false;
	}
	for ( int i = 0; i < schema->event_count; ++i )
	{
		const tw__component_plan* event = tw__schema_plan( schema, tw__schema_event_index( schema, i ) );
		if ( event->element_count <= TW__MAX_EVENT_VALUES && event->size_bytes <= TW__MAX_EVENT_BYTES )
			continue;
		tw__log( &schema->system, "schema: event \"%s\" needs at most %d values in %d bytes", event->name,
		         TW__MAX_EVENT_VALUES, TW__MAX_EVENT_BYTES );
		return false;
	}
	for ( int i = 0; i < schema->message_count; ++i )
	{
		const tw__component_plan* message = tw__schema_plan( schema, tw__schema_message_index( schema, i ) );
		if ( message->size_bytes <= TW__MAX_MESSAGE_STRUCT_BYTES )
			continue;
		tw__log( &schema->system, "schema: message \"%s\" has more than %d bytes", message->name,
		         TW__MAX_MESSAGE_STRUCT_BYTES );
		return false;
	}
	if ( schema->stride > TW__MAX_STRIDE )
		tw__log( &schema->system, "schema: a kind needs at most %d values", TW__MAX_STRIDE - 1 );
	return schema->stride <= TW__MAX_STRIDE;
}

tw_result tw_schema_create( const tw_schema_def* def, tw_schema** out_schema )
{
	if ( def == NULL || out_schema == NULL )
		return TW_ERR_ARGUMENT;
	*out_schema = NULL;
	tw_system system = tw__system_resolve( def->system );
	if ( !tw__schema_check( def, &system ) )
		return TW_ERR_SCHEMA;

	layout measured = { .contexts = choose_contexts( def ) };
	(void)lay_out( &measured, def );
	layout real = { .base = tw__system_acquire( &system, measured.used_bytes ), .contexts = measured.contexts };
	if ( real.base == NULL )
		return TW_ERR_MEMORY;

	tw_schema* schema = lay_out( &real, def );
	TW_ASSERT( real.used_bytes == measured.used_bytes );
	schema->system = system;
	schema->block_bytes = measured.used_bytes;
	schema->hash = hash_schema( schema );
	if ( !fits_buffers( schema ) )
	{
		tw_schema_destroy( schema );
		return TW_ERR_SCHEMA;
	}
	*out_schema = schema;
	return TW_OK;
}

void tw_schema_destroy( tw_schema* schema )
{
	if ( schema == NULL )
		return;
	tw_system system = schema->system; // it lies in the block that goes away
	tw__system_release( &system, schema, schema->block_bytes );
}

uint64_t tw_schema_get_hash( const tw_schema* schema ) { return schema->hash; }

uint64_t tw_schema_get_protocol_id( const tw_schema* schema )
{
	uint64_t id = tw__hash64( schema->game, strcspn( schema->game, " " ), 0 );
	return id != 0 ? id : 1;
}

void tw_schema_quantize( const tw_schema* schema, int component, void* state )
{
	TW_ASSERT( 0 <= component && component < schema->plan_count );
	tw__quantize( schema->plans + component, state );
}
