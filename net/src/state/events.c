#include "state/events.h"

#include <string.h>

void tw__event_log_init( tw__event_log* log )
{
	memset( log, 0, sizeof( *log ) );
	log->next_serial = 1;
}

static uint16_t count_alike( const tw__event_log* log, const tw__event* event )
{
	uint16_t count = 0;
	for ( uint32_t serial = log->next_serial - 1; serial != 0 && log->next_serial - serial < TW__EVENT_LOG;
	      --serial )
	{
		const tw__event* other = log->events + serial % TW__EVENT_LOG;
		if ( other->tick != event->tick )
			break;
		if ( other->type == event->type && other->about == event->about )
			count++;
	}
	return count;
}

void tw__event_log_add( tw__event_log* log, tw__event* event )
{
	event->nth = count_alike( log, event );
	event->serial = log->next_serial++;
	log->events[event->serial % TW__EVENT_LOG] = *event;
}

const tw__event* tw__event_log_get( const tw__event_log* log, uint32_t serial )
{
	const tw__event* event = log->events + serial % TW__EVENT_LOG;
	return event->serial == serial && serial != 0 ? event : NULL;
}

// Serials travel as 32 bits once a packet and as gaps after that.
void tw__encode_event( tw__encoder* encoder, tw__snapshot_models* models, const tw_schema* schema, uint32_t tick,
                       uint32_t serial_before, const tw__event* event )
{
	if ( serial_before == 0 )
		tw__encode_raw( encoder, event->serial, 32 );
	else
		tw__encode_number( encoder, &models->event_gap, event->serial - serial_before - 1 );
	tw__encode_number( encoder, &models->event_age, tick - event->tick );
	tw__encode_raw( encoder, event->type, 8 );
	tw__encode_number( encoder, &models->nth, event->nth );
	tw__encode_number( encoder, &models->event_about, event->about );
	tw__encode_values( encoder, tw__snapshot_value_models( models ), schema,
	                   tw__schema_event_index( schema, event->type ), NULL, 0, 0, event->values );
}

void tw__decode_event( tw__decoder* decoder, tw__snapshot_models* models, const tw_schema* schema, uint32_t tick,
                       uint32_t serial_before, tw__event* out_event )
{
	tw__event event = { 0 };
	event.serial = serial_before == 0 ? tw__decode_raw( decoder, 32 )
	                                  : serial_before + 1 + tw__decode_number( decoder, &models->event_gap );
	event.tick = tick - tw__decode_number( decoder, &models->event_age );
	uint32_t type = tw__decode_raw( decoder, 8 );
	uint32_t nth = tw__decode_number( decoder, &models->nth );
	event.about = tw__decode_number( decoder, &models->event_about );
	if ( type >= (uint32_t)schema->event_count || nth > UINT16_MAX || event.serial == 0 )
		decoder->failed = true;
	if ( decoder->failed )
		return;
	event.type = (uint16_t)type;
	event.nth = (uint16_t)nth;
	tw__decode_values( decoder, tw__snapshot_value_models( models ), schema,
	                   tw__schema_event_index( schema, event.type ), NULL, 0, 0, event.values );
	*out_event = event;
}
