#include "state/entity_codec.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum
{
	BUFFER_BYTES = 16384,
	RECORDS = 30,
	RATE_HZ = 60,
	STRIDE_MAX = 64
};

typedef struct codec
{
	tw_schema* schema;
	tw__snapshot_models* models;
	tw__references references;
	uint32_t before[RECORDS]; // slots of the base packet
	uint8_t bytes[BUFFER_BYTES];
	tw__entity_record records[RECORDS];
	uint32_t bases[RECORDS][STRIDE_MAX], states[RECORDS][STRIDE_MAX];
	uint32_t olders[RECORDS][TW__OLDER_STATES][STRIDE_MAX];
} codec;

static codec* make_codec( void )
{
	codec* c = calloc( 1, sizeof( *c ) );
	c->schema = make_fixture_schema();
	c->models = malloc( tw__snapshot_models_size( c->schema ) );
	cr_assert_leq( c->schema->stride, STRIDE_MAX );
	return c;
}

static void free_codec( codec* c )
{
	tw_schema_destroy( c->schema );
	free( c->models );
	free( c );
}

static void make_references( codec* c, uint32_t tick, bool has_base )
{
	c->references = ( tw__references ){ .tick = tick };
	if ( has_base )
		c->references.base_tick = tick - 6;
	if ( has_base && tick % 3 != 0 )
		c->references.older_ticks[0] = tick - 7;
	if ( has_base && tick % 3 == 1 )
		c->references.older_ticks[1] = tick - 12;
}

static void refer( codec* c, int index, uint32_t* random )
{
	tw__entity_record* record = c->records + index;
	record->is_by_reference = true;
	record->base_tick = c->references.base_tick;
	for ( int i = 0; i < TW__OLDER_STATES; ++i )
	{
		fill_values( c->schema->plans + record->kind, random, c->olders[index][i] );
		if ( c->references.older_ticks[i] != 0 && next_random( random ) % 4 != 0 )
			record->older[i] = c->olders[index][i];
	}
}

static void make_record( codec* c, int index, int slot, uint32_t tick, uint32_t* random )
{
	int kind = (int)( next_random( random ) % 2 );
	const tw__component_plan* plan = c->schema->plans + kind; // kinds and components go together here
	int epoch_at = c->schema->kinds[kind].value_count;
	fill_values( plan, random, c->bases[index] );
	memcpy( c->states[index], c->bases[index], sizeof( c->states[index] ) );
	change_values( plan, random, c->states[index] );
	c->bases[index][epoch_at] = next_random( random ) % 4;
	c->states[index][epoch_at] = next_random( random ) % 4;
	// One statement each: the order of the random numbers must not be the compiler's choice.
	tw__entity_record* record = c->records + index;
	*record = ( tw__entity_record ){
		.slot = slot, .kind = kind, .base = c->bases[index], .values = c->states[index]
	};
	record->action = (tw__entity_action)( next_random( random ) % 3 );
	uint32_t oldest = next_random( random ) % 2 ? 3 : 100000;
	record->base_tick = tick - 1 - next_random( random ) % oldest;
	if ( c->references.base_tick != 0 && record->action == TW__ENTITY_UPDATE && next_random( random ) % 4 != 0 )
		refer( c, index, random );
	record->generation = (uint8_t)next_random( random );
	record->spawn_tick = tick - next_random( random ) % 100000;
	if ( next_random( random ) % 4 == 0 )
		record->nth = next_random( random ) & 0xFFFF;
	if ( next_random( random ) % 2 == 0 )
		return;
	record->owner.index1 = 1 + next_random( random ) % 4096;
	record->owner.generation = next_random( random ) & 0xFFFF;
}

// Of the packet before: two of three of these, and one that has gone between any two.
static int list_before( codec* c )
{
	int count = 0;
	for ( int i = 0; i < RECORDS && c->references.base_tick != 0; ++i )
	{
		if ( i % 3 != 0 )
			c->before[count++] = (uint32_t)c->records[i].slot;
		else if ( i > 0 && c->records[i].slot - c->records[i - 1].slot > 1 )
			c->before[count++] = (uint32_t)c->records[i].slot - 1;
	}
	return count;
}

static int encode_all( codec* c )
{
	tw__encoder encoder;
	uint32_t slots[RECORDS];
	for ( int i = 0; i < RECORDS; ++i )
		slots[i] = (uint32_t)c->records[i].slot;
	tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
	tw__snapshot_models_reset( c->schema, c->models );
	tw__encode_references( &encoder, c->models, &c->references );
	tw__encode_slots( &encoder, c->models, c->before, list_before( c ), slots, RECORDS );
	for ( int i = 0; i < RECORDS; ++i )
		tw__encode_entity( &encoder, c->models, c->schema, &c->references, RATE_HZ, c->records + i );
	return tw__encoder_end( &encoder );
}

static void check_head( codec* c, tw__decoder* decoder )
{
	uint32_t slots[TW__MAX_SNAPSHOT_ENTITIES];
	tw__references references = { .tick = c->references.tick };
	tw__snapshot_models_reset( c->schema, c->models );
	tw__decode_references( decoder, c->models, &references );
	cr_assert_eq( memcmp( &references, &c->references, sizeof( references ) ), 0 );
	cr_assert_eq( tw__decode_slots( decoder, c->models, c->before, list_before( c ), slots ), RECORDS );
	for ( int i = 0; i < RECORDS; ++i )
		cr_assert_eq( slots[i], (uint32_t)c->records[i].slot );
}

static void check_next( codec* c, tw__decoder* decoder, int index )
{
	const tw__entity_record* sent = c->records + index;
	tw__entity_record got = { .slot = sent->slot };
	tw__decode_entity_head( decoder, c->models, c->schema, &c->references, &got );
	cr_assert_not( decoder->failed );
	cr_assert_eq( got.slot, sent->slot );
	cr_assert_eq( got.action, sent->action );
	if ( got.action == TW__ENTITY_GONE )
		return;
	if ( got.action == TW__ENTITY_UPDATE )
	{
		cr_assert_eq( got.base_tick, sent->base_tick );
		cr_assert_eq( got.is_by_reference, sent->is_by_reference );
		got.base = sent->base;
		for ( int i = 0; i < TW__OLDER_STATES; ++i )
		{
			cr_assert_eq( got.has_older[i], sent->older[i] != NULL );
			got.older[i] = sent->older[i];
		}
		got.kind = sent->kind;
	}
	else
	{
		cr_assert_eq( got.kind, sent->kind );
		cr_assert_eq( got.generation, sent->generation );
		cr_assert( tw_player_equals( got.owner, sent->owner ) );
		cr_assert_eq( got.spawn_tick, sent->spawn_tick );
		cr_assert_eq( got.nth, sent->nth );
	}
	uint32_t values[STRIDE_MAX];
	tw__decode_entity_values( decoder, c->models, c->schema, &c->references, RATE_HZ, &got, values );
	size_t count = (size_t)c->schema->kinds[got.kind].value_count + 1;
	cr_assert_eq( memcmp( values, sent->values, count * sizeof( uint32_t ) ), 0 );
}

Test( entity_codec, gives_back_every_action_against_any_base_across_the_wrap_of_ticks )
{
	codec* c = make_codec();
	uint32_t random = 21;
	for ( int round = 0; round < 300; ++round )
	{
		uint32_t tick = round % 2 ? next_random( &random ) : next_random( &random ) % 50000;
		make_references( c, tick, round % 4 != 0 );
		int slot = -1;
		for ( int i = 0; i < RECORDS; ++i )
		{
			slot += 1 + (int)( next_random( &random ) % ( i % 3 ? 2 : 2000 ) );
			make_record( c, i, i == RECORDS - 1 ? TW__MAX_SLOTS - 1 : slot, tick, &random );
		}
		int size_bytes = encode_all( c );
		cr_assert_gt( size_bytes, 0 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c->bytes, size_bytes );
		check_head( c, &decoder );
		for ( int i = 0; i < RECORDS; ++i )
			check_next( c, &decoder, i );
		cr_assert( tw__decoder_end( &decoder ) );
	}
	free_codec( c );
}

Test( entity_codec, refuses_slots_kinds_owners_and_numbers_that_cannot_be )
{
	static const struct
	{
		const char* name;
		uint32_t gap, kind, owner, nth;
	} cases[] = {
		{ "slot", TW__MAX_SLOTS, 0, 0, 0 },
		{ "far slot", UINT32_MAX, 0, 0, 0 },
		{ "kind", 0, 2, 0, 0 },
		{ "last kind", 0, 255, 0, 0 },
		{ "owner", 0, 0, 4097, 0 },
		{ "far owner", 0, 0, UINT32_MAX, 0 },
		{ "nth", 0, 0, 0, UINT16_MAX + 1 },
	};
	codec* c = make_codec();
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw__encoder encoder;
		tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
		tw__snapshot_models* models = c->models;
		tw__snapshot_models_reset( c->schema, models );
		tw__encode_number( &encoder, &models->extra_count, 1 );
		tw__encode_number( &encoder, &models->gap, cases[i].gap );
		tw__encode_bit( &encoder, &models->is_update, 0 );
		tw__encode_bit( &encoder, &models->is_gone, 0 );
		tw__encode_raw( &encoder, cases[i].kind, 8 );
		tw__encode_raw( &encoder, 1, 8 );
		tw__encode_number( &encoder, &models->owner, cases[i].owner );
		if ( cases[i].owner != 0 )
			tw__encode_raw( &encoder, 1, 16 );
		tw__encode_number( &encoder, &models->spawn_age, 1 );
		tw__encode_number( &encoder, &models->nth, cases[i].nth );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c->bytes, tw__encoder_end( &encoder ) );
		tw__snapshot_models_reset( c->schema, models );
		const tw__references references = { .tick = 50 };
		uint32_t slots[TW__MAX_SNAPSHOT_ENTITIES];
		tw__entity_record record = { 0 };
		tw__decode_slots( &decoder, models, NULL, 0, slots );
		tw__decode_entity_head( &decoder, models, c->schema, &references, &record );
		cr_assert( decoder.failed, "%s", cases[i].name );
	}
	free_codec( c );
}

Test( entity_codec, refuses_references_and_slots_that_no_encoder_writes )
{
	static const struct
	{
		const char* name;
		uint32_t distance, extra_count, gap;
	} cases[] = {
		{ "far reference", TW__MAX_REFERENCE_AGE + 1, 0, 0 },
		{ "reference at tick 0", 50, 0, 0 },
		{ "too many", 0, TW__MAX_SNAPSHOT_ENTITIES, 0 },
		{ "again, and among those who came", 0, 1, 7 },
	};
	codec* c = make_codec();
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		const uint32_t before[] = { 7 };
		uint32_t slots[TW__MAX_SNAPSHOT_ENTITIES];
		tw__encoder encoder;
		tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
		tw__snapshot_models_reset( c->schema, c->models );
		tw__encode_number( &encoder, &c->models->age, cases[i].distance );
		if ( cases[i].distance != 0 )
			tw__encode_number( &encoder, &c->models->age, 0 );
		tw__encode_bit( &encoder, c->models->is_again + 1, 1 );
		tw__encode_number( &encoder, &c->models->extra_count, cases[i].extra_count );
		for ( uint32_t n = 0; n < cases[i].extra_count; ++n )
			tw__encode_number( &encoder, &c->models->gap, n == 0 ? cases[i].gap : 0 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c->bytes, tw__encoder_end( &encoder ) );
		tw__snapshot_models_reset( c->schema, c->models );
		tw__references references = { .tick = 50 };
		tw__decode_references( &decoder, c->models, &references );
		cr_assert_eq( tw__decode_slots( &decoder, c->models, before, 1, slots ), 0 );
		cr_assert( decoder.failed, "%s", cases[i].name );
	}
	free_codec( c );
}

// Bytes on the wire are a promise: a change here is a change of the protocol.
Test( entity_codec, makes_the_same_bytes_as_ever )
{
	codec* c = make_codec();
	uint32_t random = 2025;
	make_references( c, 900 + 1, true );
	for ( int i = 0; i < RECORDS; ++i )
		make_record( c, i, i * 3, 901, &random );
	int size_bytes = encode_all( c );
	static char text[2 * BUFFER_BYTES], expected[sizeof( text )];
	int length = snprintf( text, sizeof( text ), "%016llx\n", (unsigned long long)c->schema->hash );
	for ( int i = 0; i < size_bytes; ++i )
		length += snprintf( text + length, 4, i % 32 == 31 ? "%02x\n" : "%02x", c->bytes[i] );
	FILE* file = fopen( "tests/golden/snapshot_entities.hex", "r" );
	cr_assert_not_null( file, "expected:\n%s", text );
	size_t got = fread( expected, 1, sizeof( expected ) - 1, file );
	fclose( file );
	expected[got] = '\0';
	cr_assert_str_eq( text, expected );
	free_codec( c );
}
