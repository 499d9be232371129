#include "state/schema.h"

#include "message_fixture.h"

#include <criterion/criterion.h>
#include <math.h>

typedef struct thing
{
	float pos_m[2];
	float vel_mps[2];
	int16_t number;
	uint8_t flags;
	bool is_open;
	tw_entity target;
} thing;

enum
{
	POS,
	VEL,
	NUMBER,
	FLAGS,
	OPEN,
	TARGET,
	FIELDS
};

static const tw_field GOOD_FIELDS[FIELDS] = {
	[POS] = TW_FIELD( thing, pos_m, .min = -8, .max = 8, .resolution = 0.01, .meaning = TW_MEANS_POSITION ),
	[VEL] = TW_FIELD( thing, vel_mps, .min = -8, .max = 8, .resolution = 0.01, .meaning = TW_MEANS_VELOCITY ),
	[NUMBER] = TW_FIELD( thing, number, .min = -5, .max = 5 ),
	[FLAGS] = TW_FIELD( thing, flags, .min = 0, .max = 7 ),
	[OPEN] = TW_FIELD( thing, is_open ),
	[TARGET] = TW_FIELD( thing, target ),
};

// A schema of one component of one kind, and the last line of the log.
typedef struct trial
{
	tw_field fields[FIELDS + 1];
	tw_component component;
	tw_component events[2];
	tw_message_type messages[2];
	tw_kind kinds[2];
	tw_schema_def def;
	char line[256];
} trial;

static void keep_line( const char* line, void* user ) { strcpy( ( (trial*)user )->line, line ); }

static void begin_trial( trial* t )
{
	*t = ( trial ){ .component = { .name = "thing", .field_count = FIELDS, .size_bytes = sizeof( thing ) } };
	memcpy( t->fields, GOOD_FIELDS, sizeof( GOOD_FIELDS ) );
	t->component.fields = t->fields;
	for ( int i = 0; i < 2; ++i )
	{
		t->kinds[i] = ( tw_kind ){ .name = i ? "two" : "one", .components = 1 };
		t->events[i] = ( tw_component ){ .name = i ? "bang" : "hum" };
		t->messages[i] = ( tw_message_type ){ .content = { .name = i ? "aye" : "nay" } };
	}
	t->def = ( tw_schema_def ){ .game = "trial 1",
		                    .components = &t->component,
		                    .component_count = 1,
		                    .kinds = t->kinds,
		                    .kind_count = 2,
		                    .events = t->events,
		                    .event_count = 2,
		                    .messages = t->messages,
		                    .message_count = 2,
		                    .system = { .log = keep_line, .user = t } };
}

static void drop_range( trial* t ) { t->fields[NUMBER].min = t->fields[NUMBER].max = 0; }
static void turn_range( trial* t ) { t->fields[POS].min = 9; }
static void break_range( trial* t ) { t->fields[POS].max = (double)NAN; }
static void halve_range( trial* t ) { t->fields[NUMBER].min = -4.5; }
static void exceed_type( trial* t ) { t->fields[FLAGS].max = 256; }
static void range_bool( trial* t ) { t->fields[OPEN].max = 2; }
static void range_id( trial* t ) { t->fields[TARGET].max = 2; }
static void drop_resolution( trial* t ) { t->fields[POS].resolution = 0; }
static void take_too_many_bits( trial* t ) { t->fields[POS].resolution = 1e-9; }
static void exceed_float( trial* t ) { t->fields[POS].min = 1e6, t->fields[POS].max = 1e6 + 10; }
static void resolve_too_coarsely( trial* t ) { t->fields[POS].resolution = 1000; }
static void refine_tolerance( trial* t ) { t->fields[POS].tolerance = 0.001; }
static void refine_integer_tolerance( trial* t ) { t->fields[NUMBER].tolerance = 0.5; }
static void turn_tolerance( trial* t ) { t->fields[POS].tolerance = -2; }
static void tolerate_id( trial* t ) { t->fields[TARGET].tolerance = 1; }
static void bend_id( trial* t ) { t->fields[TARGET].interp = TW_INTERP_LINEAR; }
static void bend_oddly( trial* t ) { t->fields[POS].interp = (tw_interp)9; }
static void mean_oddly( trial* t ) { t->fields[POS].meaning = (tw_meaning)9; }
static void turn_position( trial* t ) { t->fields[POS].interp = TW_INTERP_ANGLE; }
static void press_state( trial* t ) { t->fields[FLAGS].meaning = TW_MEANS_PRESS; }
static void press_signed( trial* t ) { t->fields[NUMBER].meaning = TW_MEANS_PRESS, t->def.input = &t->component; }
static void mean_position_twice( trial* t ) { t->fields[NUMBER].meaning = TW_MEANS_POSITION; }
static void mean_velocity_twice( trial* t ) { t->fields[NUMBER].meaning = TW_MEANS_VELOCITY; }
static void move_in_one_direction( trial* t )
{
	t->fields[VEL].meaning = TW_MEANS_NOTHING;
	t->fields[NUMBER].meaning = TW_MEANS_VELOCITY;
}
static void leave_gap( trial* t ) { t->component.field_count = TARGET; }
static void leave_gap_within( trial* t ) { t->fields[FLAGS] = t->fields[TARGET], t->component.field_count = TARGET; }
static void overlap( trial* t )
{
	t->fields[FIELDS] = t->fields[FLAGS];
	t->fields[FIELDS].name = "again";
	t->component.field_count = FIELDS + 1;
}
static void reach_outside( trial* t ) { t->fields[TARGET].offset_bytes = sizeof( thing ) - 4; }
static void cut_element( trial* t ) { t->fields[TARGET].size_bytes = 7; }
static void forget_type( trial* t ) { t->fields[FLAGS].type = TW_TYPE_NONE; }
static void invent_type( trial* t ) { t->fields[FLAGS].type = (tw_type)77; }
static void forget_name( trial* t ) { t->fields[FLAGS].name = NULL; }
static void repeat_field( trial* t ) { t->fields[FLAGS].name = "number"; }
static void repeat_event( trial* t ) { t->events[1].name = "hum"; }
static void repeat_kind( trial* t ) { t->kinds[1].name = "one"; }
static void name_unknown_component( trial* t ) { t->kinds[1].components = TW_BIT( 1 ); }
static void name_no_component( trial* t ) { t->kinds[1].components = 0; }
static void predict_oddly( trial* t ) { t->kinds[1].predict = (tw_predict)5; }
static void forget_predict_radius( trial* t ) { t->kinds[1].predict = TW_PREDICT_NEAR; }
static void predict_radius_of_owner( trial* t ) { t->kinds[1].predict_radius = 1; }
static void turn_radius( trial* t ) { t->kinds[1].relevant_radius = -1; }
static void measure_from_nowhere( trial* t )
{
	t->fields[POS].meaning = TW_MEANS_NOTHING;
	t->kinds[1].snap_distance = 1;
}
static void forget_game( trial* t ) { t->def.game = ""; }
static void count_no_components( trial* t ) { t->def.component_count = 0; }
static void count_many_components( trial* t ) { t->def.component_count = 65; }
static void count_no_kinds( trial* t ) { t->def.kind_count = 0; }
static void count_many_events( trial* t ) { t->def.event_count = 257; }

static void count_many_messages( trial* t ) { t->def.message_count = 257; }
static void repeat_message( trial* t ) { t->messages[1].content.name = "nay"; }
static void deliver_oddly( trial* t ) { t->messages[1].delivery = (tw_delivery)2; }
static void limit_oddly( trial* t ) { t->messages[0].max_per_s = -1; }
static void say_too_much( trial* t )
{
	static const tw_field CRATE[] = { { .name = "crate", .type = TW_TYPE_LOCAL, .size_bytes = 1025 } };
	t->messages[0].content = ( tw_component ){ "crate", CRATE, 1, 1025 };
}
static void write_into_state( trial* t ) { t->component = fixture_messages[FIXTURE_CHAT].content; }
static void write_into_event( trial* t ) { t->events[0] = fixture_messages[FIXTURE_CHAT].content; }
static const tw_field LETTER[] = { { .name = "letter", .type = TW_TYPE_TEXT, .size_bytes = 1 } };
static const tw_field RANGE[] = { { .name = "range", .type = TW_TYPE_TEXT, .size_bytes = 8, .max = 8 } };
static const tw_field PAGE[] = { { .name = "page", .type = TW_TYPE_TEXT, .size_bytes = 257 } };
static void write_one_letter( trial* t ) { t->messages[0].content = ( tw_component ){ "note", LETTER, 1, 1 }; }
static void range_text( trial* t ) { t->messages[0].content = ( tw_component ){ "note", RANGE, 1, 8 }; }
static void write_a_page( trial* t ) { t->messages[0].content = ( tw_component ){ "note", PAGE, 1, 257 }; }

Test( schema, refuses_what_cannot_work_and_names_it )
{
	static const struct
	{
		void ( *spoil )( trial* );
		const char* line; // its beginning
	} ROWS[] = {
		{ count_many_messages, "schema: needs 0 to 256 messages" },
		{ repeat_message, "schema: message 'nay': its name exists" },
		{ deliver_oddly, "schema: message 'aye': no such .delivery" },
		{ limit_oddly, "schema: message 'nay': .max_per_s" },
		{ say_too_much, "schema: message \"crate\" has more than 1024 bytes" },
		{ write_into_state, "schema: component 'fixture_chat', field 'text': a text is for messages" },
		{ write_into_event, "schema: component 'fixture_chat', field 'text': a text is for messages" },
		{ write_one_letter, "schema: component 'note', field 'letter': a text needs room" },
		{ range_text, "schema: component 'note', field 'range': a bool, a text or an id has no range" },
		{ write_a_page, "schema: component 'note', field 'page': more than 256 elements" },
		{ drop_range, "schema: component 'thing', field 'number': needs a range" },
		{ turn_range, "schema: component 'thing', field 'pos_m': needs a range" },
		{ break_range, "schema: component 'thing', field 'pos_m': needs a range" },
		{ halve_range, "schema: component 'thing', field 'number': the range of an integer" },
		{ exceed_type, "schema: component 'thing', field 'flags': the range is more than its type" },
		{ range_bool, "schema: component 'thing', field 'is_open': a bool, a text or an id has no range" },
		{ range_id, "schema: component 'thing', field 'target': a bool, a text or an id has no range" },
		{ drop_resolution, "schema: component 'thing', field 'pos_m': a float needs a .resolution" },
		{ take_too_many_bits, "schema: component 'thing', field 'pos_m': more than 32 bits" },
		{ exceed_float, "schema: component 'thing', field 'pos_m': a float of that size" },
		{ resolve_too_coarsely, "schema: component 'thing', field 'pos_m': the range holds no two" },
		{ refine_tolerance, "schema: component 'thing', field 'pos_m': a .tolerance finer" },
		{ refine_integer_tolerance, "schema: component 'thing', field 'number': a .tolerance finer" },
		{ turn_tolerance, "schema: component 'thing', field 'pos_m': a .tolerance below 0" },
		{ tolerate_id, "schema: component 'thing', field 'target': only a number can be nearly right" },
		{ bend_id, "schema: component 'thing', field 'target': only a number can be interpolated" },
		{ bend_oddly, "schema: component 'thing', field 'pos_m': no such .interp" },
		{ mean_oddly, "schema: component 'thing', field 'pos_m': no such .meaning" },
		{ turn_position, "schema: component 'thing', field 'pos_m': a position or velocity" },
		{ press_state, "schema: component 'thing', field 'flags': TW_MEANS_PRESS is for inputs" },
		{ press_signed, "schema: component 'thing', field 'number': TW_MEANS_PRESS" },
		{ mean_position_twice, "schema: component 'thing', field 'number': a second TW_MEANS_POSITION" },
		{ mean_velocity_twice, "schema: component 'thing', field 'number': a second TW_MEANS_VELOCITY" },
		{ move_in_one_direction, "schema: component 'thing', field 'number': needs as many elements" },
		{ leave_gap, "schema: component 'thing', field 'is_open': no field covers the byte after it" },
		{ leave_gap_within, "schema: component 'thing', field 'number': no field covers the byte after it" },
		{ overlap, "schema: component 'thing', field 'again': overlaps" },
		{ reach_outside, "schema: component 'thing', field 'target': lies outside" },
		{ cut_element, "schema: component 'thing', field 'target': its size" },
		{ forget_type, "schema: component 'thing', field 'flags': no such type" },
		{ invent_type, "schema: component 'thing', field 'flags': no such type" },
		{ forget_name, "schema: component 'thing': a field without" },
		{ repeat_field, "schema: component 'thing', field 'number': a field of that name exists" },
		{ repeat_event, "schema: event 'hum': its name exists" },
		{ repeat_kind, "schema: kind 'one': its name exists" },
		{ name_unknown_component, "schema: kind 'two': names a component" },
		{ name_no_component, "schema: kind 'two': has no components" },
		{ predict_oddly, "schema: kind 'two': no such .predict" },
		{ forget_predict_radius, "schema: kind 'two': .predict_radius goes with" },
		{ predict_radius_of_owner, "schema: kind 'two': .predict_radius goes with" },
		{ turn_radius, "schema: kind 'two': a radius" },
		{ measure_from_nowhere, "schema: kind 'two': a radius or distance needs" },
		{ forget_game, "schema: needs .game" },
		{ count_no_components, "schema: needs 1 to 64 components" },
		{ count_many_components, "schema: needs 1 to 64 components" },
		{ count_no_kinds, "schema: needs 1 to 256 kinds" },
		{ count_many_events, "schema: needs 0 to 256 events" },
	};
	static trial t;
	tw_schema* schema = (tw_schema*)&t;
	begin_trial( &t );
	cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK, "%s", t.line );
	tw_schema_destroy( schema );

	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		begin_trial( &t );
		ROWS[i].spoil( &t );
		cr_expect_eq( tw_schema_create( &t.def, &schema ), TW_ERR_SCHEMA, "row %zu: %s", i, ROWS[i].line );
		cr_expect_null( schema );
		cr_expect_eq( strncmp( t.line, ROWS[i].line, strlen( ROWS[i].line ) ), 0, "row %zu: %s", i, t.line );
	}
}

Test( schema, refuses_more_elements_than_a_component_may_have )
{
	static trial t;
	begin_trial( &t );
	tw_field many = { .name = "many", .type = TW_TYPE_U8, .size_bytes = 257, .max = 3 };
	t.component = ( tw_component ){ .name = "wide", .fields = &many, .field_count = 1, .size_bytes = 257 };
	tw_schema* schema;
	cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_ERR_SCHEMA );
	cr_assert_not_null( strstr( t.line, "field 'many': more than 256" ), "%s", t.line );

	many.size_bytes = 256;
	t.component.size_bytes = 256;
	cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK );
	cr_assert_eq( schema->plans[0].element_count, 256 );
	tw_schema_destroy( schema );
	tw_schema_destroy( NULL );
}

Test( schema, compiles_grids_orders_and_relations )
{
	tw_schema* schema = make_fixture_schema();
	const tw__component_plan* body = schema->plans + FIXTURE_BODY;
	cr_assert_eq( schema->plan_count, FIXTURE_COMPONENTS + 1 + 2 );
	cr_assert_eq( body->element_count, 11 );
	cr_assert_eq( body->position_element, 0 );
	cr_assert_eq( body->position_count, 2 );
	cr_assert_eq( body->coding_order[0], 2, "velocities first" );
	cr_assert_eq( body->coding_order[2], 0 );

	const tw__element* y = body->elements + 1;
	cr_assert_eq( y->offset_bytes, 4 );
	cr_assert_eq( y->array_index, 1 );
	cr_assert_eq( y->first_step, -262144 );
	cr_assert_eq( y->wire_max, 524288 );
	cr_assert_eq( y->bits, 20 );
	cr_assert_eq( y->rest_wire, 262144 );
	cr_assert_eq( y->tolerance_wire, 10 );
	cr_assert_eq( y->velocity_element, 3 );
	cr_assert_float_eq( ldexp( y->velocity_scale, -y->velocity_shift ), 4.0, 1e-6 );
	cr_assert_eq( body->elements[4].turn_steps, 1257 );
	cr_assert_eq( body->elements[5].turn_steps, 65536 );
	cr_assert_eq( body->elements[6].tolerance_wire, TW__TOLERANCE_UNCHECKED );

	const tw__component_plan* keys = schema->plans + tw__schema_input_index( schema );
	cr_assert_eq( keys->elements[4].wire_max, 255, "presses are a counter" );
	cr_assert_eq( keys->elements[4].press_max, 7 );
	cr_assert_str_eq( schema->plans[tw__schema_event_index( schema, 1 )].name, "bell" );
	cr_assert_eq( schema->kinds[0].position_component, FIXTURE_BODY );
	cr_assert_eq( schema->kinds[1].position_component, -1 );
	cr_assert_eq( schema->kinds[0].rules.priority, 1 );
	tw_schema_destroy( schema );
}

Test( schema, scales_integer_velocities_by_what_their_unit_stands_for )
{
	typedef struct grain
	{
		int32_t at;
		int16_t speed;
		int16_t pad;
	} grain;
	static trial t;
	for ( int i = 0; i < 2; ++i )
	{
		const tw_field fields[] = {
			TW_FIELD( grain, at, .min = -100000, .max = 100000, .meaning = TW_MEANS_POSITION ),
			TW_FIELD( grain, speed, .min = -9000, .max = 9000, .meaning = TW_MEANS_VELOCITY,
			          .resolution = i ? 1.0 / 16 : 0 ),
			TW_LOCAL( grain, pad ),
		};
		begin_trial( &t );
		t.component = (tw_component)TW_COMPONENT( grain, fields );
		tw_schema* schema;
		cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK, "%s", t.line );
		const tw__element* at = schema->plans[0].elements;
		cr_assert_eq( at->velocity_element, 1 );
		cr_assert_float_eq( ldexp( at->velocity_scale, -at->velocity_shift ), i ? 1.0 / 16 : 1.0, 1e-9 );
		cr_assert_eq( schema->plans[0].elements[1].resolution, 1, "values stay whole numbers" );
		tw_schema_destroy( schema );
	}
}

Test( schema, hash_follows_the_wire_and_nothing_else )
{
	static trial t;
	tw_schema* schema;
	begin_trial( &t );
	cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK );
	uint64_t hash = tw_schema_get_hash( schema );
	tw_schema_destroy( schema );

	for ( int change = 0; change < 9; ++change )
	{
		begin_trial( &t );
		switch ( change )
		{
		case 0:
			break; // the same again
		case 1:
			t.fields[POS].tolerance = 0.5; // each client's own business
			break;
		case 2:
			t.fields[POS].max = 9;
			break;
		case 3:
			t.fields[NUMBER].interp = TW_INTERP_LINEAR;
			break;
		case 4:
			t.fields[FLAGS].name = "marks";
			break;
		case 5:
			t.def.game = "trial 2";
			break;
		case 6:
			t.def.event_count = 1;
			break;
		case 7:
			t.kinds[0].predict = TW_PREDICT_NOBODY;
			break;
		default:
			t.fields[POS].resolution = 0.02;
		}
		cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK, "%s", t.line );
		cr_assert_eq( tw_schema_get_hash( schema ) == hash, change < 2, "change %d", change );
		tw_schema_destroy( schema );
	}
}

Test( schema, keeps_nothing_of_the_tables )
{
	static trial t;
	char name[] = "before";
	begin_trial( &t );
	t.fields[FLAGS].name = name;
	tw_schema* schema;
	cr_assert_eq( tw_schema_create( &t.def, &schema ), TW_OK );
	memset( &t.fields, 0xEE, sizeof( t.fields ) );
	memset( &t.kinds, 0xEE, sizeof( t.kinds ) );
	strcpy( name, "after!" );
	cr_assert_str_eq( schema->plans[0].fields[FLAGS].name, "before" );
	cr_assert_str_eq( schema->kinds[1].rules.name, "two" );
	tw_schema_destroy( schema );
}

static void* acquire_nothing( size_t size_bytes, size_t alignment_bytes, void* user )
{
	(void)size_bytes, (void)alignment_bytes, (void)user;
	return NULL;
}

static void release_nothing( void* memory, size_t size_bytes, void* user )
{
	(void)memory, (void)size_bytes, (void)user;
}

Test( schema, reports_missing_memory_and_missing_arguments )
{
	tw_schema_def def = make_fixture_def();
	def.system.acquire = acquire_nothing;
	def.system.release = release_nothing;
	tw_schema* schema;
	cr_assert_eq( tw_schema_create( &def, &schema ), TW_ERR_MEMORY );
	cr_assert_null( schema );
	cr_assert_eq( tw_schema_create( NULL, &schema ), TW_ERR_ARGUMENT );
	cr_assert_eq( tw_schema_create( &def, NULL ), TW_ERR_ARGUMENT );
}

Test( schema, describes_itself_and_says_how_long_it_is )
{
	tw_schema* schema = make_message_schema();
	static const struct
	{
		tw_describe format;
		const char* part;
	} ROWS[] = {
		{ TW_DESCRIBE_MARKDOWN, "| pos_m | f32 x 2 | -256 to 256 | 0.0009765625 | 20 | linear | position |\n" },
		{ TW_DESCRIBE_MARKDOWN, "| body | fixture_body | owner | 40 | 1 | 3 |\n" },
		{ TW_DESCRIBE_JSON, "{\"name\":\"yaw_rad\",\"type\":\"f32\",\"count\":1,\"min\":-3.14," },
		{ TW_DESCRIBE_JSON, "{\"section\":\"event\",\"name\":\"bell\",\"fields\":[]},\n" },
		{ TW_DESCRIBE_MARKDOWN, "| text | text, at most 100 bytes |  |  | 8 | hold |  |\n" },
		{ TW_DESCRIBE_MARKDOWN, "Reliable, in order; from a client at most 2 a second.\n" },
		{ TW_DESCRIBE_JSON, "{\"section\":\"message\",\"name\":\"fixture_vote\",\"delivery\":\"unreliable\"," },
		{ TW_DESCRIBE_FUZZ_DICTIONARY, "max_0=\"\\x00\\x00\\x08\\x00\"\n" },
	};
	static char text[8192], cut[100];
	for ( size_t i = 0; i < sizeof( ROWS ) / sizeof( ROWS[0] ); ++i )
	{
		size_t needed = tw_schema_describe( schema, ROWS[i].format, text, sizeof( text ) );
		cr_assert_lt( needed, sizeof( text ) );
		cr_assert_eq( strlen( text ), needed );
		cr_assert_not_null( strstr( text, ROWS[i].part ), "row %zu of\n%s", i, text );
		cr_assert_eq( tw_schema_describe( schema, ROWS[i].format, cut, sizeof( cut ) ), needed );
		cr_assert_eq( strlen( cut ), sizeof( cut ) - 1 );
		cr_assert_eq( tw_schema_describe( schema, ROWS[i].format, NULL, 0 ), needed );
	}
	tw_schema_destroy( schema );
}
