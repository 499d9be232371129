#include "input/input_frame.h"

#include "core/model.h"
#include "core/seq.h"
#include "core/system.h"

#include <string.h>

void tw__input_rest( const tw_schema* schema, uint32_t values[TW__MAX_INPUT_VALUES] )
{
	const tw__component_plan* plan = tw__schema_input( schema );
	for ( int i = 0; i < plan->element_count; ++i )
		values[i] = plan->elements[i].rest_wire;
}

// Models of everything in a run that is not the game's own input.
typedef struct run_models
{
	tw__number_models count, shown_age, gap, fraction;
	tw__model same_gap;
} run_models;

static void init_models( run_models* models )
{
	tw__number_models_init( &models->count, 3 );
	tw__number_models_init( &models->shown_age, 1 );
	tw__number_models_init( &models->gap, 1 );
	tw__number_models_init( &models->fraction, 2 );
	tw__model_init( &models->same_gap, 60000 );
}

// The screen usually moves on by one tick per tick: code what differs from that.
static void encode_shown( tw__encoder* encoder, run_models* models, const tw__input_frame* before,
                          const tw__input_frame* frame )
{
	int32_t age = (int32_t)( frame->tick - frame->shown.from_tick );
	int32_t age_before = (int32_t)( before->tick - before->shown.from_tick );
	tw__encode_signed( encoder, &models->shown_age, age - age_before );
	tw__encode_signed( encoder, &models->fraction,
	                   (int8_t)( frame->shown.fraction_256ths - before->shown.fraction_256ths ) );
	bool is_same = frame->shown.gap == before->shown.gap;
	tw__encode_bit( encoder, &models->same_gap, is_same );
	if ( !is_same )
		tw__encode_number( encoder, &models->gap, frame->shown.gap );
}

static void decode_shown( tw__decoder* decoder, run_models* models, const tw__input_frame* before,
                          tw__input_frame* frame )
{
	uint32_t age_before = before->tick - before->shown.from_tick;
	uint32_t age = age_before + (uint32_t)tw__decode_signed( decoder, &models->shown_age );
	frame->shown.from_tick = frame->tick - age;
	frame->shown.fraction_256ths =
		(uint8_t)( before->shown.fraction_256ths + tw__decode_signed( decoder, &models->fraction ) );
	frame->shown.gap = before->shown.gap;
	if ( !tw__decode_bit( decoder, &models->same_gap ) )
	{
		uint32_t gap = tw__decode_number( decoder, &models->gap );
		decoder->failed |= gap > TW__MAX_VIEW_GAP;
		frame->shown.gap = (uint8_t)gap;
	}
}

void tw__encode_inputs( tw__encoder* encoder, tw__value_models* models, const tw_schema* schema,
                        const tw__input_frame* const* frames, int count )
{
	TW_ASSERT( 0 < count && count <= TW__MAX_INPUTS_PER_PACKET );
	run_models run;
	init_models( &run );
	tw__encode_raw( encoder, frames[count - 1]->tick & 0xFFFF, 16 );
	tw__encode_number( encoder, &run.count, (uint32_t)count - 1 );

	tw__input_frame first = { .tick = frames[0]->tick, .shown.from_tick = frames[0]->tick };
	const tw__input_frame* before = &first;
	for ( int i = 0; i < count; ++i )
	{
		encode_shown( encoder, &run, before, frames[i] );
		tw__encode_values( encoder, models, schema, tw__schema_input_index( schema ), before->values, 1, 1,
		                   frames[i]->values );
		before = frames[i];
	}
}

int tw__decode_inputs( tw__decoder* decoder, tw__value_models* models, const tw_schema* schema, uint32_t near_tick,
                       tw__input_frame* out_frames )
{
	run_models run;
	init_models( &run );
	uint32_t low = tw__decode_raw( decoder, 16 );
	uint32_t newest = (uint32_t)tw__seq_widen( (uint16_t)low, near_tick );
	uint32_t count = tw__decode_number( decoder, &run.count ) + 1;
	if ( decoder->failed || count > TW__MAX_INPUTS_PER_PACKET )
	{
		decoder->failed = true;
		return 0;
	}

	tw__input_frame first = { .tick = newest - ( count - 1 ), .shown.from_tick = newest - ( count - 1 ) };
	const tw__input_frame* before = &first;
	for ( uint32_t i = 0; i < count && !decoder->failed; ++i )
	{
		tw__input_frame* frame = out_frames + i;
		*frame = ( tw__input_frame ){ .tick = first.tick + i };
		decode_shown( decoder, &run, before, frame );
		tw__decode_values( decoder, models, schema, tw__schema_input_index( schema ), before->values, 1, 1,
		                   frame->values );
		before = frame;
	}
	return decoder->failed ? 0 : (int)count;
}
