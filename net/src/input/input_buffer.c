#include "input/input_buffer.h"

#include "state/pack.h"

#include <string.h>

void tw__input_buffer_init( tw__input_buffer* buffer, const tw_schema* schema )
{
	memset( buffer, 0, sizeof( *buffer ) );
	buffer->schema = schema;
	tw__input_rest( schema, buffer->current.values ); // until the first input: nobody touches anything
}

static int index_of( uint32_t tick ) { return (int)( tick % TW__INPUT_BUFFER_TICKS ); }

// News are the ticks after the newest that was here. The oldest of them came latest: what is lost or held up on the way
// comes with the next datagram that gets through.
static void note_arrival( tw__input_buffer* buffer, const tw__input_frame* frames, int count, int64_t due_us,
                          int rate_hz, uint64_t now_us )
{
	int known = 0;
	while ( buffer->has_started && known < count && !tw_tick_is_newer( frames[known].tick, buffer->newest_tick ) )
		known++;
	if ( known == count )
		return;
	int64_t margin_us = due_us + known * INT64_C( 1000000 ) / rate_hz - (int64_t)now_us;
	if ( !buffer->has_arrival )
		buffer->arrival = ( tw__input_arrival ){ .first_tick = frames[known].tick, .margin_us = margin_us };
	buffer->arrival.count += count - known;
	buffer->has_arrival = true;
	buffer->newest_tick = frames[count - 1].tick;
	buffer->has_started = true;
}

static void keep( tw__input_buffer* buffer, const tw__input_frame* frame )
{
	bool is_past = !tw_tick_is_newer( frame->tick, buffer->taken_tick );
	bool is_far = frame->tick - buffer->taken_tick >= TW__INPUT_BUFFER_TICKS;
	int index = index_of( frame->tick );
	if ( is_past || is_far || ( buffer->is_here[index] && buffer->frames[index].tick == frame->tick ) )
		return;
	buffer->frames[index] = *frame;
	buffer->is_here[index] = true;
}

void tw__input_buffer_put( tw__input_buffer* buffer, const tw__input_frame* frames, int count, int64_t due_us,
                           int rate_hz, uint64_t now_us )
{
	note_arrival( buffer, frames, count, due_us, rate_hz, now_us );
	for ( int i = 0; i < count; ++i )
		keep( buffer, frames + i );
}

static void take_presses( tw__input_buffer* buffer )
{
	const tw__component_plan* plan = tw__schema_input( buffer->schema );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		if ( plan->elements[i].meaning != TW_MEANS_PRESS )
			continue;
		uint8_t counter = (uint8_t)buffer->current.values[i];
		buffer->new_presses[i] = (uint8_t)( counter - buffer->presses_taken[i] );
		buffer->presses_taken[i] = counter;
	}
}

void tw__input_buffer_take( tw__input_buffer* buffer, uint32_t tick )
{
	int index = index_of( tick );
	bool is_here = buffer->is_here[index] && buffer->frames[index].tick == tick;
	buffer->is_here[index] = false;
	buffer->is_repeated = buffer->has_started && !is_here;
	buffer->taken_tick = tick;
	buffer->missing_mask = buffer->missing_mask << 1 | !is_here;
	buffer->late_count += buffer->is_repeated;
	memset( buffer->new_presses, 0, sizeof( buffer->new_presses ) );

	if ( is_here )
		buffer->current = buffer->frames[index];
	else if ( buffer->current.shown.from_tick != 0 )
		buffer->current.shown.from_tick++; // the screen went on, presumably
	buffer->current.tick = tick;
	if ( tw__schema_input( buffer->schema ) != NULL )
		take_presses( buffer );
}

void tw__input_buffer_set_local( tw__input_buffer* buffer, uint32_t tick, const void* input )
{
	const tw__component_plan* plan = tw__schema_input( buffer->schema );
	tw__input_frame* frame = buffer->frames + index_of( tick );
	*frame = ( tw__input_frame ){ .tick = tick, .shown.from_tick = tick - 1 };
	tw__pack( plan, input, frame->values, NULL );
	for ( int i = 0; i < plan->element_count; ++i )
		if ( plan->elements[i].meaning == TW_MEANS_PRESS )
			frame->values[i] = ( buffer->presses_taken[i] + frame->values[i] ) & 0xFF;
	buffer->is_here[index_of( tick )] = true;
	buffer->has_started = true;
}

void tw__input_buffer_get( const tw__input_buffer* buffer, void* out_input )
{
	const tw__component_plan* plan = tw__schema_input( buffer->schema );
	uint32_t values[TW__MAX_INPUT_VALUES];
	memcpy( values, buffer->current.values, sizeof( values ) );
	for ( int i = 0; i < plan->element_count; ++i )
	{
		if ( plan->elements[i].meaning != TW_MEANS_PRESS )
			continue;
		uint32_t most = plan->elements[i].press_max;
		values[i] = buffer->new_presses[i] < most ? buffer->new_presses[i] : most;
	}
	tw__unpack( plan, values, out_input, NULL );
}

bool tw__input_buffer_take_arrival( tw__input_buffer* buffer, tw__input_arrival* out_arrival )
{
	*out_arrival = buffer->arrival;
	bool has_arrival = buffer->has_arrival;
	buffer->has_arrival = false;
	buffer->arrival.count = 0;
	return has_arrival;
}
