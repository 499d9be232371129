#include "state/entity_codec.h"

#include "core/system.h"

#include <string.h>

enum
{
	LIKELY = 60000,
	UNLIKELY = 65536 - 60000,
	ALMOST_SURE = 65000,
};

size_t tw__snapshot_models_size( const tw_schema* schema )
{
	return sizeof( tw__snapshot_models ) + tw__value_models_size( schema );
}

void tw__snapshot_models_reset( const tw_schema* schema, tw__snapshot_models* models )
{
	tw__number_models_init( &models->gap, 0 );
	tw__number_models_init( &models->age, 3 );
	tw__number_models_init( &models->spawn_age, 5 );
	tw__number_models_init( &models->nth, 0 );
	tw__number_models_init( &models->owner, 3 );
	tw__number_models_init( &models->extra_count, 1 );
	tw__number_models_init( &models->event_age, 3 );
	tw__number_models_init( &models->event_gap, 1 );
	tw__number_models_init( &models->event_about, 18 );
	tw__model_init( models->is_again + 0, LIKELY );
	tw__model_init( models->is_again + 1, LIKELY );
	tw__model_init( &models->is_update, LIKELY );
	tw__model_init( &models->is_by_reference, LIKELY );
	tw__model_init( &models->is_gone, UNLIKELY );
	tw__model_init( &models->is_same_epoch, ALMOST_SURE );
	tw__model_init( &models->is_near, LIKELY );
	for ( int i = 0; i < TW__OLDER_STATES; ++i )
		tw__model_init( models->has_older + i, LIKELY );
	tw__value_models_reset( schema, tw__snapshot_value_models( models ) );
}

static size_t input_bytes( const tw_schema* schema ) { return schema->input_model_count * sizeof( tw__model ); }

size_t tw__epoch_size( const tw_schema* schema ) { return tw__snapshot_models_size( schema ) - input_bytes( schema ); }

void tw__epoch_save( const tw_schema* schema, const tw__snapshot_models* models, uint8_t* out_epoch )
{
	const uint8_t* values = (const uint8_t*)( models + 1 ) + input_bytes( schema );
	memcpy( out_epoch, models, sizeof( *models ) );
	memcpy( out_epoch + sizeof( *models ), values, tw__epoch_size( schema ) - sizeof( *models ) );
}

void tw__epoch_load( const tw_schema* schema, const uint8_t* epoch, tw__snapshot_models* out_models )
{
	uint8_t* values = (uint8_t*)( out_models + 1 ) + input_bytes( schema );
	memcpy( out_models, epoch, sizeof( *out_models ) );
	memcpy( values, epoch + sizeof( *out_models ), tw__epoch_size( schema ) - sizeof( *out_models ) );
}

// --- References and slots --------------------------------------------------------------------------------------------

// Each as its distance to the one before it, 0 for none.
void tw__encode_references( tw__encoder* encoder, tw__snapshot_models* models, const tw__references* references )
{
	uint32_t tick = references->tick, next = references->base_tick;
	for ( int i = 0; i <= TW__OLDER_STATES && tick != 0; ++i )
	{
		tw__encode_number( encoder, &models->age, next != 0 ? tick - next : 0 );
		tick = next;
		next = i < TW__OLDER_STATES ? references->older_ticks[i] : 0;
	}
}

void tw__decode_references( tw__decoder* decoder, tw__snapshot_models* models, tw__references* references )
{
	uint32_t ticks[1 + TW__OLDER_STATES] = { 0 };
	uint32_t tick = references->tick;
	for ( int i = 0; i <= TW__OLDER_STATES && tick != 0; ++i )
	{
		uint32_t distance = tw__decode_number( decoder, &models->age );
		ticks[i] = distance != 0 ? tick - distance : 0;
		tick = ticks[i];
		decoder->failed |= distance > TW__MAX_REFERENCE_AGE || ( distance != 0 && tick == 0 );
	}
	references->base_tick = ticks[0];
	for ( int i = 0; i < TW__OLDER_STATES; ++i )
		references->older_ticks[i] = ticks[1 + i];
}

// First which of those before are here too, then who has come.
void tw__encode_slots( tw__encoder* encoder, tw__snapshot_models* models, const uint32_t* before, int before_count,
                       const uint32_t* slots, int count )
{
	int at = 0, extra_count = count, was_again = 1;
	for ( int i = 0; i < before_count; ++i )
	{
		while ( at < count && slots[at] < before[i] )
			at++;
		int is_again = at < count && slots[at] == before[i];
		tw__encode_bit( encoder, models->is_again + was_again, is_again );
		extra_count -= is_again;
		was_again = is_again;
	}
	tw__encode_number( encoder, &models->extra_count, (uint32_t)extra_count );

	uint32_t next = 0;
	for ( int i = 0, b = 0; i < count && extra_count > 0; ++i )
	{
		while ( b < before_count && before[b] < slots[i] )
			b++;
		if ( b < before_count && before[b] == slots[i] )
			continue;
		tw__encode_number( encoder, &models->gap, slots[i] - next );
		next = slots[i] + 1;
	}
}

static int read_extras( tw__decoder* decoder, tw__snapshot_models* models, int extra_count, uint32_t* extras )
{
	uint32_t next = 0;
	for ( int i = 0; i < extra_count; ++i )
	{
		uint32_t gap = tw__decode_number( decoder, &models->gap );
		if ( gap >= TW__MAX_SLOTS - next )
			decoder->failed = true;
		if ( decoder->failed )
			return 0;
		extras[i] = next + gap;
		next = extras[i] + 1;
	}
	return extra_count;
}

// Both rising; an extra that is also among the others, or was and is not any more, is one no encoder writes.
static int merge( tw__decoder* decoder, const uint32_t* before, const uint8_t* is_again, int before_count,
                  const uint32_t* extras, int extra_count, uint32_t* out_slots )
{
	int count = 0, e = 0;
	for ( int b = 0; b < before_count; ++b )
	{
		while ( e < extra_count && extras[e] < before[b] )
			out_slots[count++] = extras[e++];
		decoder->failed |= e < extra_count && extras[e] == before[b];
		if ( is_again[b] )
			out_slots[count++] = before[b];
	}
	while ( e < extra_count )
		out_slots[count++] = extras[e++];
	return decoder->failed ? 0 : count;
}

int tw__decode_slots( tw__decoder* decoder, tw__snapshot_models* models, const uint32_t* before, int before_count,
                      uint32_t* out_slots )
{
	uint8_t is_again[TW__MAX_SNAPSHOT_ENTITIES];
	uint32_t extras[TW__MAX_SNAPSHOT_ENTITIES];
	TW_ASSERT( before_count <= TW__MAX_SNAPSHOT_ENTITIES );
	int count = 0, was_again = 1;
	for ( int i = 0; i < before_count; ++i )
	{
		was_again = tw__decode_bit( decoder, models->is_again + was_again );
		is_again[i] = (uint8_t)was_again;
		count += was_again;
	}
	uint32_t extra_count = tw__decode_number( decoder, &models->extra_count );
	if ( extra_count > (uint32_t)( TW__MAX_SNAPSHOT_ENTITIES - count ) )
		decoder->failed = true;
	if ( decoder->failed )
		return 0;
	int extras_read = read_extras( decoder, models, (int)extra_count, extras );
	return merge( decoder, before, is_again, before_count, extras, extras_read, out_slots );
}

// --- Entities --------------------------------------------------------------------------------------------------------

// A base that is not the reference's state was sent when not everything fitted, and is named by its age.
static void encode_base( tw__encoder* encoder, tw__snapshot_models* models, const tw__references* references,
                         const tw__entity_record* record )
{
	if ( references->base_tick != 0 )
		tw__encode_bit( encoder, &models->is_by_reference, record->is_by_reference );
	if ( !record->is_by_reference )
		tw__encode_number( encoder, &models->age, references->tick - record->base_tick );
	for ( int i = 0; i < TW__OLDER_STATES && record->is_by_reference; ++i )
		if ( references->older_ticks[i] != 0 )
			tw__encode_bit( encoder, models->has_older + i, record->older[i] != NULL );
}

static void encode_identity( tw__encoder* encoder, tw__snapshot_models* models, uint32_t tick,
                             const tw__entity_record* record )
{
	tw__encode_raw( encoder, (uint32_t)record->kind, 8 );
	tw__encode_raw( encoder, record->generation, 8 );
	tw__encode_number( encoder, &models->owner, record->owner.index1 );
	if ( record->owner.index1 != 0 )
		tw__encode_raw( encoder, record->owner.generation & 0xFFFF, 16 );
	tw__encode_number( encoder, &models->spawn_age, tick - record->spawn_tick );
	tw__encode_number( encoder, &models->nth, record->nth );
}

// The states at the references, of the component that begins at `offset`.
static tw__pasts pasts_of( const tw__entity_record* record, const tw__references* references, int offset )
{
	tw__pasts pasts = { 0 };
	if ( record->action != TW__ENTITY_UPDATE )
		return pasts;
	pasts.base = record->base + offset;
	pasts.base_age_ticks = (int)( references->tick - record->base_tick );
	for ( int i = 0; i < TW__OLDER_STATES && record->is_by_reference; ++i )
	{
		pasts.older[i] = record->older[i] != NULL ? record->older[i] + offset : NULL;
		pasts.older_gap_ticks[i] = (int)( references->base_tick - references->older_ticks[i] );
	}
	return pasts;
}

static void encode_values( tw__encoder* encoder, tw__snapshot_models* models, const tw_schema* schema,
                           const tw__references* references, int rate_hz, const tw__entity_record* record )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, record->kind );
	for ( int i = 0; i < kind->component_count; ++i )
	{
		int offset = kind->value_offset[i];
		tw__pasts pasts = pasts_of( record, references, offset );
		tw__encode_state( encoder, tw__snapshot_value_models( models ), schema, kind->component[i], &pasts,
		                  rate_hz, record->values + offset );
	}
	uint32_t epoch = record->values[kind->value_count];
	bool is_same = epoch == ( record->action == TW__ENTITY_UPDATE ? record->base[kind->value_count] : 0 );
	tw__encode_bit( encoder, &models->is_same_epoch, is_same );
	if ( !is_same )
		tw__encode_raw( encoder, epoch, 2 );
	if ( schema->kinds[record->kind].rules.predict == TW_PREDICT_NEAR )
		tw__encode_bit( encoder, &models->is_near, record->is_near );
}

void tw__encode_entity( tw__encoder* encoder, tw__snapshot_models* models, const tw_schema* schema,
                        const tw__references* references, int rate_hz, const tw__entity_record* record )
{
	tw__encode_bit( encoder, &models->is_update, record->action == TW__ENTITY_UPDATE );
	if ( record->action == TW__ENTITY_UPDATE )
		encode_base( encoder, models, references, record );
	else
	{
		tw__encode_bit( encoder, &models->is_gone, record->action == TW__ENTITY_GONE );
		if ( record->action == TW__ENTITY_GONE )
			return;
		encode_identity( encoder, models, references->tick, record );
	}
	encode_values( encoder, models, schema, references, rate_hz, record );
}

static void decode_base( tw__decoder* decoder, tw__snapshot_models* models, const tw__references* references,
                         tw__entity_record* record )
{
	record->is_by_reference =
		references->base_tick != 0 && tw__decode_bit( decoder, &models->is_by_reference ) != 0;
	record->base_tick = record->is_by_reference ? references->base_tick
	                                            : references->tick - tw__decode_number( decoder, &models->age );
	for ( int i = 0; i < TW__OLDER_STATES && record->is_by_reference; ++i )
		record->has_older[i] =
			references->older_ticks[i] != 0 && tw__decode_bit( decoder, models->has_older + i ) != 0;
}

static void decode_identity( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema, uint32_t tick,
                             tw__entity_record* record )
{
	record->kind = (int)tw__decode_raw( decoder, 8 );
	record->generation = (uint8_t)tw__decode_raw( decoder, 8 );
	record->owner.index1 = tw__decode_number( decoder, &models->owner );
	if ( record->owner.index1 != 0 )
		record->owner.generation = tw__decode_raw( decoder, 16 );
	record->spawn_tick = tick - tw__decode_number( decoder, &models->spawn_age );
	record->nth = tw__decode_number( decoder, &models->nth );
	decoder->failed |=
		record->kind >= schema->kind_count || record->owner.index1 > 4096 || record->nth > UINT16_MAX;
}

void tw__decode_entity_head( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema,
                             const tw__references* references, tw__entity_record* record )
{
	*record = ( tw__entity_record ){ .slot = record->slot };
	if ( tw__decode_bit( decoder, &models->is_update ) )
	{
		record->action = TW__ENTITY_UPDATE;
		decode_base( decoder, models, references, record );
		return;
	}
	record->action = tw__decode_bit( decoder, &models->is_gone ) ? TW__ENTITY_GONE : TW__ENTITY_SPAWN;
	if ( record->action == TW__ENTITY_SPAWN )
		decode_identity( decoder, models, schema, references->tick, record );
}

void tw__decode_entity_values( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema,
                               const tw__references* references, int rate_hz, tw__entity_record* record,
                               uint32_t* out_values )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, record->kind );
	for ( int i = 0; i < kind->component_count && !decoder->failed; ++i )
	{
		int offset = kind->value_offset[i];
		tw__pasts pasts = pasts_of( record, references, offset );
		tw__decode_state( decoder, tw__snapshot_value_models( models ), schema, kind->component[i], &pasts,
		                  rate_hz, out_values + offset );
	}
	uint32_t epoch = record->action == TW__ENTITY_UPDATE ? record->base[kind->value_count] : 0;
	if ( !tw__decode_bit( decoder, &models->is_same_epoch ) )
		epoch = tw__decode_raw( decoder, 2 );
	out_values[kind->value_count] = epoch;
	if ( schema->kinds[record->kind].rules.predict == TW_PREDICT_NEAR )
		record->is_near = tw__decode_bit( decoder, &models->is_near ) != 0;
}
