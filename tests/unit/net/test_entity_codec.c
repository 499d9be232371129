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
	tw__value_models* values;
	tw__entity_models models;
	uint8_t bytes[BUFFER_BYTES];
	tw__entity_record records[RECORDS];
	uint32_t bases[RECORDS][STRIDE_MAX], states[RECORDS][STRIDE_MAX];
} codec;

static codec* make_codec( void )
{
	codec* c = calloc( 1, sizeof( *c ) );
	c->schema = make_fixture_schema();
	c->values = malloc( tw__value_models_size( c->schema ) );
	cr_assert_leq( c->schema->stride, STRIDE_MAX );
	return c;
}

static void free_codec( codec* c )
{
	tw_schema_destroy( c->schema );
	free( c->values );
	free( c );
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
	record->generation = (uint8_t)next_random( random );
	record->spawn_tick = tick - next_random( random ) % 100000;
	if ( next_random( random ) % 4 == 0 )
		record->nth = next_random( random ) & 0xFFFF;
	if ( next_random( random ) % 2 == 0 )
		return;
	record->owner.index1 = 1 + next_random( random ) % 4096;
	record->owner.generation = next_random( random ) & 0xFFFF;
}

static int encode_all( codec* c, uint32_t tick )
{
	tw__encoder encoder;
	tw__encoder_begin( &encoder, c->bytes, BUFFER_BYTES );
	tw__entity_models_init( &c->models, c->schema, c->values, tick );
	for ( int i = 0; i < RECORDS; ++i )
		tw__encode_entity( &encoder, &c->models, c->schema, tick, RATE_HZ, c->records + i );
	return tw__encoder_end( &encoder );
}

static void check_next( codec* c, tw__decoder* decoder, uint32_t tick, int index )
{
	const tw__entity_record* sent = c->records + index;
	tw__entity_record got;
	tw__decode_entity_head( decoder, &c->models, c->schema, tick, &got );
	cr_assert_not( decoder->failed );
	cr_assert_eq( got.slot, sent->slot );
	cr_assert_eq( got.action, sent->action );
	if ( got.action == TW__ENTITY_GONE )
		return;
	if ( got.action == TW__ENTITY_UPDATE )
	{
		cr_assert_eq( got.base_tick, sent->base_tick );
		got.base = sent->base;
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
	tw__decode_entity_values( decoder, &c->models, c->schema, tick, RATE_HZ, &got, values );
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
		int slot = -1;
		for ( int i = 0; i < RECORDS; ++i )
		{
			slot += 1 + (int)( next_random( &random ) % ( i % 3 ? 2 : 2000 ) );
			make_record( c, i, i == RECORDS - 1 ? TW__MAX_SLOTS - 1 : slot, tick, &random );
		}
		int size_bytes = encode_all( c, tick );
		cr_assert_gt( size_bytes, 0 );
		tw__decoder decoder;
		tw__decoder_begin( &decoder, c->bytes, size_bytes );
		tw__entity_models_init( &c->models, c->schema, c->values, tick );
		for ( int i = 0; i < RECORDS; ++i )
			check_next( c, &decoder, tick, i );
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
		tw__entity_models* models = &c->models;
		tw__entity_models_init( models, c->schema, c->values, 50 );
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
		tw__entity_models_init( models, c->schema, c->values, 50 );
		tw__entity_record record;
		tw__decode_entity_head( &decoder, models, c->schema, 50, &record );
		cr_assert( decoder.failed, "%s", cases[i].name );
	}
	free_codec( c );
}

// Bytes on the wire are a promise: a change here is a change of the protocol.
Test( entity_codec, makes_the_same_bytes_as_ever )
{
	codec* c = make_codec();
	uint32_t random = 2025;
	for ( int i = 0; i < RECORDS; ++i )
		make_record( c, i, i * 3, 900, &random );
	int size_bytes = encode_all( c, 900 );
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
