#include "input/input_history.h"

#include "core/system.h"
#include "state/pack.h"

#include <string.h>

void tw__input_history_init( tw__input_history* history, const tw_schema* schema )
{
	memset( history, 0, sizeof( *history ) );
	history->schema = schema;
}

static int index_of( uint32_t tick ) { return (int)( tick % TW__INPUT_HISTORY_TICKS ); }

bool tw__input_history_has( const tw__input_history* history, uint32_t tick )
{
	return history->count > 0 && history->newest_tick - tick < (uint32_t)history->count;
}

// On the wire a press field is a counter of all presses so far, so that a lost tick loses no press.
static void count_presses( const tw__component_plan* plan, const tw__input_frame* before, tw__input_frame* frame,
                           uint8_t* presses )
{
	for ( int i = 0; i < plan->element_count; ++i )
	{
		if ( plan->elements[i].meaning != TW_MEANS_PRESS )
			continue;
		presses[i] = (uint8_t)frame->values[i];
		frame->values[i] = ( before->values[i] + frame->values[i] ) & 0xFF;
	}
}

void tw__input_history_add( tw__input_history* history, uint32_t tick, const void* input, tw__shown shown )
{
	tw__input_frame nothing = { 0 };
	const tw__component_plan* plan = tw__schema_input( history->schema );
	bool follows = history->count > 0 && tick == history->newest_tick + 1;
	const tw__input_frame* before =
		history->count > 0 ? history->frames + index_of( history->newest_tick ) : &nothing;

	tw__input_rest( history->schema, nothing.values );
	tw__input_frame frame = *before;
	frame.tick = tick;
	frame.shown = shown;
	uint8_t* presses = history->presses[index_of( tick )];
	uint8_t new_presses[TW__MAX_INPUT_VALUES] = { 0 };
	if ( input != NULL && plan != NULL )
	{
		tw__pack( plan, input, frame.values, NULL );
		count_presses( plan, before, &frame, new_presses );
	}
	memcpy( presses, new_presses, sizeof( new_presses ) );
	history->frames[index_of( tick )] = frame;
	history->newest_tick = tick;
	if ( !follows )
	{
		history->count = 0;
		history->unacked_tick = tick;
	}
	history->count += history->count < TW__INPUT_HISTORY_TICKS;
}

void tw__input_history_ack( tw__input_history* history, uint32_t tick )
{
	if ( tw_tick_is_newer( tick + 1, history->unacked_tick ) )
		history->unacked_tick = tick + 1;
}

int tw__input_history_unacked( const tw__input_history* history, const tw__input_frame** out_frames )
{
	if ( history->count == 0 )
		return 0;
	int count = (int)( history->newest_tick - history->unacked_tick ) + 1;
	if ( count < 1 )
		count = 1;
	if ( count > history->count )
		count = history->count;
	if ( count > TW__MAX_INPUTS_PER_PACKET )
		count = TW__MAX_INPUTS_PER_PACKET;
	for ( int i = 0; i < count; ++i )
		out_frames[i] = history->frames + index_of( history->newest_tick - (uint32_t)( count - 1 - i ) );
	return count;
}

void tw__input_history_get( const tw__input_history* history, uint32_t tick, void* out_input )
{
	const tw__component_plan* plan = tw__schema_input( history->schema );
	memset( out_input, 0, (size_t)plan->size_bytes );
	if ( !tw__input_history_has( history, tick ) )
		return;
	uint32_t values[TW__MAX_INPUT_VALUES];
	memcpy( values, history->frames[index_of( tick )].values, sizeof( values ) );
	for ( int i = 0; i < plan->element_count; ++i )
		if ( plan->elements[i].meaning == TW_MEANS_PRESS )
			values[i] = history->presses[index_of( tick )][i];
	tw__unpack( plan, values, out_input, NULL );
}
