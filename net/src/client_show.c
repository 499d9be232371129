#include "client.h"

#include "state/pack.h"
#include "view/blend.h"

#include <string.h>

// --- Events ----------------------------------------------------------------------------------------------------------

tw_client_event* tw__client_gather( tw_client* client, tw_client_event event, const void* content,
                                    const void* predicted )
{
	tw__event_list* list = client->gathering;
	if ( list->count == TW__CLIENT_EVENTS )
		return NULL;
	int index = list->count++;
	if ( content != NULL )
		event.content = memcpy( list->contents[index], content, TW__MAX_EVENT_BYTES );
	if ( predicted != NULL )
		event.predicted = memcpy( list->predicted[index], predicted, TW__MAX_EVENT_BYTES );
	list->items[index] = event;
	return list->items + index;
}

static uint16_t count_alike( const tw_client* client, int type, tw_entity about, uint32_t tick )
{
	uint16_t count = 0;
	for ( int i = 0; i < client->claim_count; ++i )
	{
		const tw__claim* claim = client->claims + i;
		if ( claim->tick == tick && claim->type == type && tw_entity_equals( claim->about, about ) )
			count++;
	}
	return count;
}

static void drop_claim( tw_client* client, int index )
{
	client->claim_count--;
	memmove( client->claims + index, client->claims + index + 1,
	         (size_t)( client->claim_count - index ) * sizeof( tw__claim ) );
}

void tw__client_claim( tw_client* client, int type, tw_entity about, const void* content )
{
	uint32_t tick = client->world.tick.number;
	if ( client->claim_count == TW__CLAIMS )
		drop_claim( client, 0 );
	tw__claim* claim = client->claims + client->claim_count;
	*claim = ( tw__claim ){ .tick = tick, .type = (uint16_t)type, .about = about };
	claim->nth = count_alike( client, type, about, tick );
	const tw__component_plan* plan =
		tw__schema_plan( client->schema, tw__schema_event_index( client->schema, type ) );
	memcpy( claim->content, content, (size_t)plan->size_bytes );
	client->claim_count++;
	tw_client_event event = { .type = TW_CLIENT_PREDICTED, .tick = tick, .about = about, .number = type };
	tw__client_gather( client, event, claim->content, NULL );
}

static tw_entity about_of( const tw_client* client, const tw__event* event )
{
	return tw__replica_get_entity( &client->replica, tw__replica_resolve_handle( &client->replica, event->about ) );
}

static void unpack_content( const tw_client* client, const tw__event* event, uint8_t out_content[TW__MAX_EVENT_BYTES] )
{
	int index = tw__schema_event_index( client->schema, event->type );
	memset( out_content, 0, TW__MAX_EVENT_BYTES );
	tw__unpack( tw__schema_plan( client->schema, index ), event->values, out_content, &client->world.translate );
}

static void report_happened( tw_client* client, const tw__event* event )
{
	uint8_t content[TW__MAX_EVENT_BYTES];
	unpack_content( client, event, content );
	tw_client_event happened = { .type = TW_CLIENT_HAPPENED,
		                     .tick = event->tick,
		                     .about = about_of( client, event ),
		                     .number = event->type };
	tw__client_gather( client, happened, content, NULL );
}

static void report_verdict( tw_client* client, int index, const tw__event* ruling )
{
	uint8_t content[TW__MAX_EVENT_BYTES];
	const tw__claim* claim = client->claims + index;
	if ( ruling != NULL )
		unpack_content( client, ruling, content );
	tw_client_event verdict = {
		.type = TW_CLIENT_VERDICT, .tick = claim->tick, .about = claim->about, .number = claim->type
	};
	tw__client_gather( client, verdict, ruling != NULL ? content : NULL, claim->content );
	drop_claim( client, index );
}

// @return false when we claimed nothing like it
static bool judge_claim( tw_client* client, const tw__event* ruling )
{
	tw_entity about = about_of( client, ruling );
	for ( int i = 0; i < client->claim_count; ++i )
	{
		const tw__claim* claim = client->claims + i;
		if ( claim->tick == ruling->tick && claim->type == ruling->type && claim->nth == ruling->nth &&
		     tw_entity_equals( claim->about, about ) )
			return report_verdict( client, i, ruling ), true;
	}
	return false;
}

static bool is_about_us( const tw_client* client, const tw__event* event )
{
	int slot = tw__replica_resolve_handle( &client->replica, event->about );
	if ( slot < 0 )
		return false;
	return tw__predictor_holds( &client->predictor, slot );
}

void tw__client_take_events( tw_client* client, int count, uint32_t tick )
{
	for ( int i = 0; i < count; ++i )
	{
		const tw__event* event = client->replica.staged_events + i;
		if ( judge_claim( client, event ) )
			continue;
		if ( is_about_us( client, event ) || client->waiting_count == TW__WAITING_EVENTS )
			report_happened( client, event ); // the screen shows us ahead of the server: it is due
		else
			client->waiting[client->waiting_count++] = *event;
	}
	if ( !client->replica.are_events_complete )
		return;
	// Rulings on our own events are in every packet until they have arrived: what is missing by now never happened.
	for ( int i = client->claim_count - 1; i >= 0; --i )
		if ( !tw_tick_is_newer( client->claims[i].tick, tick ) )
			report_verdict( client, i, NULL );
}

static void release_due_events( tw_client* client, uint32_t shown_tick )
{
	int kept = 0;
	for ( int i = 0; i < client->waiting_count; ++i )
	{
		if ( tw_tick_is_newer( client->waiting[i].tick, shown_tick ) )
			client->waiting[kept++] = client->waiting[i];
		else
			report_happened( client, client->waiting + i );
	}
	client->waiting_count = kept;
}

// --- The view --------------------------------------------------------------------------------------------------------

static tw__shown shown_from( const tw__moment* moment )
{
	uint32_t gap = moment->to_tick - moment->from_tick;
	if ( gap == 0 )
		return ( tw__shown ){ .from_tick = moment->from_tick,
			              .fraction_256ths = (uint8_t)moment->beyond_32nds };
	if ( gap > TW__MAX_VIEW_GAP ) // seconds without a snapshot: there is nothing to draw a line through
		return ( tw__shown ){ .from_tick = moment->from_tick };
	return ( tw__shown ){ .from_tick = moment->from_tick,
		              .gap = (uint8_t)gap,
		              .fraction_256ths = (uint8_t)moment->fraction_256ths };
}

// @return false when it is not on the screen
static bool find_values( tw_client* client, int slot, uint32_t fraction, uint32_t* out_values,
                         tw_certainty* out_certainty )
{
	const tw__replica_entity* entity = client->replica.entities + slot;
	if ( !entity->in_use )
		return false;
	if ( tw__predictor_holds( &client->predictor, slot ) )
	{
		*out_certainty = entity->server_slot < 0 ? TW_PROVISIONAL : TW_PREDICTED;
		return tw__predictor_show( &client->predictor, slot, fraction, client->now_us, out_values );
	}
	*out_certainty = client->shown.gap == 0 ? TW_EXTRAPOLATED : TW_INTERPOLATED;
	if ( entity->is_gone && !tw_tick_is_newer( entity->gone_tick, client->shown.from_tick ) )
		return false;
	return tw__blend( client->schema, &client->replica.history, slot, entity->generation, entity->kind,
	                  client->shown, client->rate_hz, out_values );
}

static void fill_view( tw_client* client, uint32_t fraction )
{
	tw_world* view = &client->view;
	for ( int i = 0; i < view->order_count; ++i )
	{
		int slot = view->order[i];
		const tw__replica_entity* entity = client->replica.entities + slot;
		if ( !entity->in_use || entity->generation != view->slots[slot].generation )
			tw__world_remove( view, slot );
	}
	tw__world_arrange( view );
	uint32_t values[TW__MAX_STRIDE];
	for ( int slot = 0; slot < client->replica.slot_count; ++slot )
	{
		tw_certainty certainty;
		if ( find_values( client, slot, fraction, values, &certainty ) )
		{
			tw__replica_identify( &client->replica, slot, certainty, view );
			tw__world_place( view, slot, values );
		}
		else if ( view->slots[slot].is_alive )
			tw__world_remove( view, slot );
	}
	tw__world_arrange( view );
}

static void swap_events( tw_client* client )
{
	tw__event_list* read = client->due;
	client->due = client->gathering;
	client->gathering = read;
	client->gathering->count = 0;
	client->gathering->message_bytes = 0;
}

const tw_world* tw_client_show( tw_client* client, uint64_t now_us )
{
	client->now_us = now_us;
	if ( client->status.state != TW_CLIENT_PLAYING )
	{
		swap_events( client );
		return &client->view;
	}
	tw__moment moment = tw__timeline_advance( &client->timeline, now_us );
	client->shown = shown_from( &moment );
	client->stats.frames++;
	client->stats.starved_frames += moment.is_starved;
	client->view.tick.number = client->predictor.newest_tick;
	fill_view( client, tw__input_clock_get_fraction( &client->clock, now_us ) );
	release_due_events( client, client->shown.from_tick ); // they may be about what has just ended
	tw__replica_forget_gone( &client->replica, client->shown.from_tick );
	swap_events( client );
	return &client->view;
}

tw_client_events tw_client_get_events( const tw_client* client )
{
	return ( tw_client_events ){ .items = client->due->items, .count = client->due->count };
}
