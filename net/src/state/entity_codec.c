#include "state/entity_codec.h"

#include "core/system.h"

enum
{
	LIKELY = 60000,
	UNLIKELY = 65536 - 60000
};

void tw__entity_models_init( tw__entity_models* models, const tw_schema* schema, tw__value_models* values,
                             uint32_t tick )
{
	*models = ( tw__entity_models ){ .slot_before = -1, .base_tick_before = tick, .values = values };
	tw__number_models_init( &models->gap, 0 );
	tw__number_models_init( &models->age, 3 );
	tw__number_models_init( &models->spawn_age, 5 );
	tw__number_models_init( &models->nth, 0 );
	tw__number_models_init( &models->owner, 3 );
	tw__model_init( &models->is_update, LIKELY );
	tw__model_init( &models->is_same_age, LIKELY );
	tw__model_init( &models->is_gone, UNLIKELY );
	tw__model_init( &models->is_same_epoch, 65000 );
	tw__model_init( &models->is_near, LIKELY );
	tw__value_models_reset( schema, values );
}

// Entities acknowledged together share a baseline tick, so it is named once and then confirmed with one cheap bit.
static void encode_base_tick( tw__encoder* encoder, tw__entity_models* models, uint32_t tick, uint32_t base_tick )
{
	bool is_same = base_tick == models->base_tick_before;
	tw__encode_bit( encoder, &models->is_same_age, is_same );
	if ( !is_same )
		tw__encode_number( encoder, &models->age, tick - base_tick );
	models->base_tick_before = base_tick;
}

static void encode_identity( tw__encoder* encoder, tw__entity_models* models, uint32_t tick,
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

static void encode_values( tw__encoder* encoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                           int rate_hz, const tw__entity_record* record )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, record->kind );
	const uint32_t* base = record->action == TW__ENTITY_UPDATE ? record->base : NULL;
	int age = base != NULL ? (int)( tick - record->base_tick ) : 0;
	for ( int i = 0; i < kind->component_count; ++i )
	{
		int offset = kind->value_offset[i];
		tw__encode_values( encoder, models->values, schema, kind->component[i],
		                   base != NULL ? base + offset : NULL, age, rate_hz, record->values + offset );
	}
	uint32_t epoch = record->values[kind->value_count];
	bool is_same = epoch == ( base != NULL ? base[kind->value_count] : 0 );
	tw__encode_bit( encoder, &models->is_same_epoch, is_same );
	if ( !is_same )
		tw__encode_raw( encoder, epoch, 2 );
	if ( schema->kinds[record->kind].rules.predict == TW_PREDICT_NEAR )
		tw__encode_bit( encoder, &models->is_near, record->is_near );
}

void tw__encode_entity( tw__encoder* encoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                        int rate_hz, const tw__entity_record* record )
{
	TW_ASSERT( record->slot > models->slot_before );
	tw__encode_number( encoder, &models->gap, (uint32_t)( record->slot - models->slot_before - 1 ) );
	models->slot_before = record->slot;
	tw__encode_bit( encoder, &models->is_update, record->action == TW__ENTITY_UPDATE );
	if ( record->action == TW__ENTITY_UPDATE )
		encode_base_tick( encoder, models, tick, record->base_tick );
	else
	{
		tw__encode_bit( encoder, &models->is_gone, record->action == TW__ENTITY_GONE );
		if ( record->action == TW__ENTITY_GONE )
			return;
		encode_identity( encoder, models, tick, record );
	}
	encode_values( encoder, models, schema, tick, rate_hz, record );
}

static void decode_base_tick( tw__decoder* decoder, tw__entity_models* models, uint32_t tick,
                              tw__entity_record* record )
{
	record->base_tick = models->base_tick_before;
	if ( !tw__decode_bit( decoder, &models->is_same_age ) )
		record->base_tick = tick - tw__decode_number( decoder, &models->age );
	models->base_tick_before = record->base_tick;
}

static void decode_identity( tw__decoder* decoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
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

void tw__decode_entity_head( tw__decoder* decoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                             tw__entity_record* out_record )
{
	*out_record = ( tw__entity_record ){ 0 };
	uint32_t gap = tw__decode_number( decoder, &models->gap );
	if ( gap >= (uint32_t)( TW__MAX_SLOTS - 1 - models->slot_before ) )
		decoder->failed = true;
	if ( decoder->failed )
		return;
	out_record->slot = models->slot_before + 1 + (int)gap;
	models->slot_before = out_record->slot;

	if ( tw__decode_bit( decoder, &models->is_update ) )
	{
		out_record->action = TW__ENTITY_UPDATE;
		decode_base_tick( decoder, models, tick, out_record );
		return;
	}
	out_record->action = tw__decode_bit( decoder, &models->is_gone ) ? TW__ENTITY_GONE : TW__ENTITY_SPAWN;
	if ( out_record->action == TW__ENTITY_SPAWN )
		decode_identity( decoder, models, schema, tick, out_record );
}

void tw__decode_entity_values( tw__decoder* decoder, tw__entity_models* models, const tw_schema* schema, uint32_t tick,
                               int rate_hz, tw__entity_record* record, uint32_t* out_values )
{
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, record->kind );
	const uint32_t* base = record->action == TW__ENTITY_UPDATE ? record->base : NULL;
	int age = base != NULL ? (int)( tick - record->base_tick ) : 0;
	for ( int i = 0; i < kind->component_count && !decoder->failed; ++i )
	{
		int offset = kind->value_offset[i];
		tw__decode_values( decoder, models->values, schema, kind->component[i],
		                   base != NULL ? base + offset : NULL, age, rate_hz, out_values + offset );
	}
	uint32_t epoch = base != NULL ? base[kind->value_count] : 0;
	if ( !tw__decode_bit( decoder, &models->is_same_epoch ) )
		epoch = tw__decode_raw( decoder, 2 );
	out_values[kind->value_count] = epoch;
	if ( schema->kinds[record->kind].rules.predict == TW_PREDICT_NEAR )
		record->is_near = tw__decode_bit( decoder, &models->is_near ) != 0;
}
