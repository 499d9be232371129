#include "state/viewer.h"

#include "core/block.h"
#include "core/system.h"
#include "state/viewer_near.h"

#include <string.h>

// An entry of a packet: a slot, a slot whose end was told, or an event.
#define ENTRY_GONE 0x80000000u
#define ENTRY_EVENT 0x40000000u

typedef enum event_state
{
	EVENT_UNSEEN, // not yet looked at for this viewer
	EVENT_OWED,
	EVENT_SETTLED, // acknowledged, or none of its business
} event_state;

enum
{
	MUST_GO = UINT16_MAX + 1, // and when not all of these fit, they take turns
	MAX_WAIT = 1000,
};

static size_t known_bytes( int capacity ) { return tw__block_size( (size_t)capacity * sizeof( tw__known ) ); }

size_t tw__viewer_size( const tw_schema* schema, int capacity )
{
	return known_bytes( capacity ) + TW__EPOCHS * tw__block_size( tw__epoch_size( schema ) );
}

void tw__viewer_init( tw__viewer* viewer, void* memory, const tw_schema* schema, int capacity )
{
	*viewer = ( tw__viewer ){ .capacity = capacity,
		                  .known = memory,
		                  .epochs = (uint8_t*)memory + known_bytes( capacity ),
		                  .epoch_bytes = tw__block_size( tw__epoch_size( schema ) ) };
}

void tw__viewer_reset( tw__viewer* viewer, tw_player player, const tw__event_log* events )
{
	const tw__viewer before = *viewer;
	memset( before.known, 0, known_bytes( before.capacity ) );
	*viewer = ( tw__viewer ){ .capacity = before.capacity,
		                  .known = before.known,
		                  .epochs = before.epochs,
		                  .epoch_bytes = before.epoch_bytes,
		                  .player = player,
		                  .start_epoch = -1,
		                  .events_from = events->next_serial };
}

// --- What is owed ----------------------------------------------------------------------------------------------------

static bool is_owners( const tw__viewer* viewer, const tw_world* world, int slot )
{
	return tw_player_equals( world->slots[slot].owner, viewer->player );
}

static void add_candidate( tw__viewer_scratch* scratch, int slot, uint32_t urgency )
{
	scratch->candidates[scratch->count++] = ( tw__candidate ){ .slot = slot, .urgency = urgency };
}

static void wait_longer( tw__known* known )
{
	if ( known->waited < MAX_WAIT )
		known->waited++;
}

// What this client predicts is never missing from a snapshot: the comparison needs it whole and of one tick.
static void choose_living( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int slot )
{
	const tw_world* world = scene->world;
	const tw__kind_plan* kind = tw__schema_kind_plan( world->schema, world->slots[slot].kind );
	tw__known* known = viewer->known + slot;
	if ( known->generation != world->slots[slot].generation )
		*known = ( tw__known ){ .generation = world->slots[slot].generation, .since_tick = scene->tick - 1 };
	if ( known->is_leaving )
		known->since_tick = scene->tick - 1;
	known->is_leaving = false;

	bool is_predicted = kind->rules.predict == TW_PREDICT_EVERYONE || known->is_near ||
	                    ( kind->rules.predict == TW_PREDICT_OWNER && is_owners( viewer, world, slot ) );
	bool is_up_to_date =
		known->acked_tick != 0 && !tw_tick_is_newer( scene->changed_ticks[slot], known->acked_tick );
	if ( is_up_to_date && !is_predicted )
		return;
	wait_longer( known );
	uint32_t urgency = (uint32_t)( kind->rules.priority * (float)known->waited * 8.0f );
	bool must_go = is_predicted || urgency > MUST_GO;
	add_candidate( scratch, slot, must_go ? (uint32_t)MUST_GO + known->waited : urgency );
}

static void choose_gone( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int slot )
{
	tw__known* known = viewer->known + slot;
	if ( known->generation == 0 )
		return;
	if ( !known->is_leaving ) // from now on it is the end that waits for an acknowledgement
		*known = ( tw__known ){ .generation = known->generation,
			                .since_tick = scene->tick - 1,
			                .is_leaving = true };
	wait_longer( known );
	add_candidate( scratch, slot, (uint32_t)MUST_GO + known->waited );
}

void tw__viewer_choose( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch )
{
	const tw_world* world = scene->world;
	int anchor_slot = tw__world_resolve( world, viewer->anchor );
	scratch->count = 0;
	tw__viewer_choose_near( viewer, world, anchor_slot, scene->tick );
	for ( int slot = 0; slot < viewer->capacity; ++slot )
	{
		if ( world->slots[slot].is_alive &&
		     ( is_owners( viewer, world, slot ) || tw__viewer_is_relevant( world, slot, anchor_slot ) ) )
			choose_living( viewer, scene, scratch, slot );
		else
			choose_gone( viewer, scene, scratch, slot );
	}
}

static bool is_more_urgent( const tw__candidate* a, const tw__candidate* b )
{
	return a->urgency != b->urgency ? a->urgency > b->urgency : a->slot < b->slot;
}

static bool is_lower( const tw__candidate* a, const tw__candidate* b ) { return a->slot < b->slot; }

// Shell's sort (1959) with Ciura's gaps (2001), since the C library's may allocate.
static void sort( tw__candidate* items, int count, bool ( *comes_first )( const tw__candidate*, const tw__candidate* ) )
{
	static const int gaps[] = { 3548, 1577, 701, 301, 132, 57, 23, 10, 4, 1 };
	for ( int g = 0; g < TW_COUNT_OF( gaps ); ++g )
	{
		for ( int i = gaps[g]; i < count; ++i )
		{
			tw__candidate item = items[i];
			int at = i;
			for ( ; at >= gaps[g] && comes_first( &item, items + at - gaps[g] ); at -= gaps[g] )
				items[at] = items[at - gaps[g]];
			items[at] = item;
		}
	}
}

// --- What it is coded against ----------------------------------------------------------------------------------------

static const tw__viewer_packet* packet_of( const tw__viewer* viewer, const tw__viewer_reference* reference )
{
	const tw__viewer_packet* packet = viewer->packets + reference->sequence % TW__VIEWER_PACKETS;
	bool is_remembered = packet->tick == reference->tick && packet->is_acked &&
	                     viewer->next_entry - packet->first <= TW__VIEWER_ENTRIES - TW__MAX_SNAPSHOT_ENTITIES;
	return is_remembered ? packet : NULL;
}

static bool is_recent( uint32_t tick, const tw__viewer_reference* reference )
{
	return tick - reference->tick <= TW__MAX_REFERENCE_AGE;
}

// The newest, the one before it for the motion, and one as long before the newest as that is old: how far the motion went
// wrong then is how far it may go wrong now.
static tw__references choose_references( const tw__viewer* viewer, uint32_t tick )
{
	const tw__viewer_reference* all = viewer->references;
	tw__references chosen = { .tick = tick };
	if ( viewer->reference_count == 0 || !is_recent( tick, all ) || packet_of( viewer, all ) == NULL )
		return chosen;
	chosen.base_tick = all[0].tick;
	if ( viewer->reference_count > 1 && is_recent( tick, all + 1 ) )
		chosen.older_ticks[0] = all[1].tick;
	for ( int i = 2; i < viewer->reference_count && is_recent( tick, all + i ); ++i )
	{
		chosen.older_ticks[1] = all[i].tick;
		if ( all[0].tick - all[i].tick >= tick - all[0].tick )
			break;
	}
	return chosen;
}

// The slots that were in the packet of the newest reference.
static int list_before( const tw__viewer* viewer, const tw__references* references, uint32_t* out_slots )
{
	if ( references->base_tick == 0 )
		return 0;
	const tw__viewer_packet* packet = packet_of( viewer, viewer->references );
	int count = 0;
	for ( uint32_t i = 0; i < packet->count; ++i )
	{
		uint32_t entry = viewer->entries[( packet->first + i ) % TW__VIEWER_ENTRIES];
		if ( ( entry & ENTRY_EVENT ) == 0 )
			out_slots[count++] = entry & ~ENTRY_GONE;
	}
	return count;
}

// What the client had of this entity at the tick of a reference: the truth of that tick, when it was told of it by then.
static bool find_at_reference( const tw__viewer* viewer, const tw__scene* scene, int slot, uint32_t tick,
                               tw__past* out_past )
{
	const tw__known* known = viewer->known + slot;
	return tick != 0 && tw_tick_is_newer( tick, known->since_tick ) &&
	       tw__history_at( scene->history, slot, known->generation, tick, out_past );
}

// A baseline must still be kept at both ends. A client drops the oldest of its updates, so no more may have been sent.
static bool find_acked( const tw__viewer* viewer, const tw__scene* scene, int depth, int slot, tw__past* out_base )
{
	const tw__known* known = viewer->known + slot;
	if ( known->acked_tick == 0 || known->sends >= depth - 2 )
		return false;
	return tw__history_at( scene->history, slot, known->generation, known->acked_tick, out_base );
}

static void find_base( const tw__viewer* viewer, const tw__scene* scene, int depth, const tw__references* references,
                       tw__entity_record* record )
{
	tw__past past;
	if ( find_at_reference( viewer, scene, record->slot, references->base_tick, &past ) )
	{
		record->is_by_reference = true;
		record->base_tick = references->base_tick;
		record->base = past.values;
		for ( int i = 0; i < TW__OLDER_STATES; ++i )
			if ( find_at_reference( viewer, scene, record->slot, references->older_ticks[i], &past ) )
				record->older[i] = past.values;
	}
	else if ( find_acked( viewer, scene, depth, record->slot, &past ) )
	{
		record->base_tick = viewer->known[record->slot].acked_tick;
		record->base = past.values;
	}
}

static void fill_record( const tw__viewer* viewer, const tw__scene* scene, int depth, int slot,
                         const tw__references* references, tw__entity_record* record )
{
	const tw__world_slot* entity = scene->world->slots + slot;
	*record = ( tw__entity_record ){ .slot = slot, .action = TW__ENTITY_GONE };
	if ( viewer->known[slot].is_leaving )
		return;

	find_base( viewer, scene, depth, references, record );
	record->action = record->base != NULL ? TW__ENTITY_UPDATE : TW__ENTITY_SPAWN;
	record->kind = entity->kind;
	record->generation = (uint8_t)entity->generation;
	record->owner = entity->owner;
	record->spawn_tick = entity->spawn_tick;
	record->nth = entity->nth;
	record->values = tw__world_values( scene->world, slot );
	record->is_near = viewer->known[slot].is_near;
}

// --- Writing ---------------------------------------------------------------------------------------------------------

static void add_entry( tw__viewer* viewer, uint32_t entry )
{
	viewer->entries[viewer->next_entry++ % TW__VIEWER_ENTRIES] = entry;
}

static uint8_t* epoch_at( const tw__viewer* viewer, int epoch )
{
	return viewer->epochs + (size_t)epoch * viewer->epoch_bytes;
}

static void begin_models( const tw__viewer* viewer, const tw__scene* scene, tw__snapshot_models* models )
{
	if ( viewer->start_epoch < 0 )
		tw__snapshot_models_reset( scene->world->schema, models );
	else
		tw__epoch_load( scene->world->schema, epoch_at( viewer, viewer->start_epoch ), models );
}

static bool is_full( const tw__encoder* encoder )
{
	enum
	{
		TAIL_DECISIONS = 16
	}; // what follows the last entity in any case
	return encoder->overflowed || encoder->decisions > TW__MAX_DECISIONS - TAIL_DECISIONS ||
	       tw__encoder_size_bytes( encoder ) > encoder->capacity_bytes;
}

static void write_head( const tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int count,
                        const tw__references* references, tw__encoder* encoder )
{
	uint32_t before[TW__MAX_SNAPSHOT_ENTITIES], slots[TW__MAX_SNAPSHOT_ENTITIES];
	begin_models( viewer, scene, scratch->models );
	tw__encode_raw( encoder, count == scratch->count, 1 ); // complete: what is not in here has not changed
	tw__encode_raw( encoder, (uint32_t)( viewer->start_epoch + 1 ), TW__EPOCH_BITS );
	tw__encode_references( encoder, scratch->models, references );
	int before_count = list_before( viewer, references, before );
	for ( int i = 0; i < count; ++i )
		slots[i] = (uint32_t)scratch->candidates[i].slot;
	tw__encode_slots( encoder, scratch->models, before, before_count, slots, count );
}

// @return how many of the first `count` candidates were coded before the payload was full
static int write_entities( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int count,
                           const tw__references* references, tw__encoder* encoder )
{
	write_head( viewer, scene, scratch, count, references, encoder );
	for ( int i = 0; i < count; ++i )
	{
		tw__entity_record record;
		int slot = scratch->candidates[i].slot;
		fill_record( viewer, scene, scratch->depth, slot, references, &record );
		tw__encode_entity( encoder, scratch->models, scene->world->schema, references, scene->rate_hz,
		                   &record );
		if ( is_full( encoder ) )
			return i;
		add_entry( viewer, (uint32_t)slot | ( record.action == TW__ENTITY_GONE ? ENTRY_GONE : 0 ) );
	}
	return count;
}

// The whole owed set usually fits. When it does not, the most urgent part that does is found by trying less.
static bool write_most_urgent( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch,
                               tw__encoder* encoder )
{
	const tw__encoder start = *encoder;
	const tw__references references = choose_references( viewer, scene->tick );
	int count = scratch->count < TW__MAX_SNAPSHOT_ENTITIES ? scratch->count : TW__MAX_SNAPSHOT_ENTITIES;
	for ( ;; )
	{
		if ( count < scratch->count ) // they come in slot order, so there is nothing to do when all are tried
		{
			sort( scratch->candidates, scratch->count, is_more_urgent );
			sort( scratch->candidates, count, is_lower );
		}
		viewer->next_entry = viewer->packet_first;
		*encoder = start;
		int fitted = write_entities( viewer, scene, scratch, count, &references, encoder );
		viewer->is_packet_complete = count == scratch->count;
		if ( fitted == count )
			return !is_full( encoder );
		if ( count == 0 )
			return false;
		int less = fitted * 15 / 16 > 1 ? fitted * 15 / 16
		                                : 1; // the most urgent may fit where the first slot did not
		count = less < count - 1 ? less : count - 1;
	}
}

static bool is_for( const tw__viewer* viewer, const tw_world* world, const tw__event* event, bool* out_is_own )
{
	*out_is_own = false;
	int slot = (int)( event->about & ( ( 1u << TW__ENTITY_SLOT_BITS ) - 1 ) ) - 1;
	if ( event->about == 0 )
		return true;
	if ( slot >= viewer->capacity || viewer->known[slot].generation == 0 )
		return false;
	*out_is_own = tw_player_equals( world->slots[slot].owner, viewer->player );
	return true;
}

// Own events go into every packet until they have arrived, so that a prediction can be judged by what is not there.
static bool is_event_due( tw__viewer* viewer, const tw__scene* scene, const tw__event* event, int round_trip_ticks )
{
	uint8_t* state = viewer->event_states + event->serial % TW__EVENT_LOG;
	bool is_own;
	bool is_wanted = is_for( viewer, scene->world, event, &is_own );
	bool is_old = scene->tick - event->tick > (uint32_t)( TW__EVENT_SECONDS * scene->rate_hz );
	if ( *state == EVENT_UNSEEN )
	{
		*state = is_wanted ? EVENT_OWED : EVENT_SETTLED;
		viewer->event_sent_ticks[event->serial % TW__EVENT_LOG] = 0;
	}
	if ( is_old )
		*state = EVENT_SETTLED;
	if ( *state != EVENT_OWED )
		return false;
	uint32_t sent_tick = viewer->event_sent_ticks[event->serial % TW__EVENT_LOG];
	return is_own || sent_tick == 0 || scene->tick - sent_tick > (uint32_t)round_trip_ticks + 2;
}

// Serials share a place with the one TW__EVENT_LOG before them, so a state is cleared as its serial is left behind.
static void forget_settled( tw__viewer* viewer, const tw__event_log* events )
{
	while ( viewer->events_from != events->next_serial )
	{
		uint8_t* state = viewer->event_states + viewer->events_from % TW__EVENT_LOG;
		bool is_overwritten = events->next_serial - viewer->events_from > TW__EVENT_LOG;
		if ( *state != EVENT_SETTLED && !is_overwritten )
			break;
		*state = EVENT_UNSEEN;
		viewer->events_from++;
	}
}

// A list with a bit before each: another one follows. The bit after the last says whether it is all there is.
// @return the models are as the client will have them: nothing was taken back
static bool write_events( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int round_trip_ticks,
                          tw__encoder* encoder )
{
	uint32_t serial_before = 0;
	int count = 0;
	bool is_complete = true;
	forget_settled( viewer, scene->events );
	for ( uint32_t serial = viewer->events_from; serial != scene->events->next_serial; ++serial )
	{
		const tw__event* event = tw__event_log_get( scene->events, serial );
		if ( event == NULL || !is_event_due( viewer, scene, event, round_trip_ticks ) )
			continue;
		const tw__encoder before = *encoder;
		tw__encode_raw( encoder, 1, 1 );
		tw__encode_event( encoder, scratch->models, scene->world->schema, scene->tick, serial_before, event );
		if ( count == TW__EVENTS_PER_PACKET || is_full( encoder ) )
		{
			*encoder = before;
			is_complete = false;
			break;
		}
		serial_before = serial;
		count++;
		viewer->event_sent_ticks[serial % TW__EVENT_LOG] = scene->tick;
		add_entry( viewer, ENTRY_EVENT | ( serial & 0xFFFFFF ) );
	}
	tw__encode_raw( encoder, 0, 1 );
	tw__encode_raw( encoder, is_complete, 1 );
	return is_complete;
}

// Any but the one that packets start from: the oldest.
static int choose_epoch( const tw__viewer* viewer )
{
	int oldest = viewer->start_epoch == 0 ? 1 : 0;
	for ( int i = 0; i < TW__EPOCHS; ++i )
		if ( i != viewer->start_epoch &&
		     ( viewer->epoch_ticks[i] == 0 ||
		       tw_tick_is_newer( viewer->epoch_ticks[oldest], viewer->epoch_ticks[i] ) ) )
			oldest = i;
	return oldest;
}

// Now and then the models of this moment are kept by both ends, for a later packet to start from.
static void write_epoch( tw__viewer* viewer, const tw__scene* scene, const tw__viewer_scratch* scratch, bool may_keep,
                         tw__encoder* encoder )
{
	bool keeps = may_keep && scene->tick - viewer->epoch_tick >= TW__EPOCH_SPACING;
	viewer->packet_epoch = keeps ? choose_epoch( viewer ) : -1;
	tw__encode_raw( encoder, keeps, 1 );
	if ( !keeps )
		return;
	tw__encode_raw( encoder, (uint32_t)viewer->packet_epoch, TW__EPOCH_BITS - 1 );
	viewer->epoch_tick = scene->tick;
	viewer->epoch_ticks[viewer->packet_epoch] = scene->tick;
	tw__epoch_save( scene->world->schema, scratch->models, epoch_at( viewer, viewer->packet_epoch ) );
}

bool tw__viewer_write( tw__viewer* viewer, const tw__scene* scene, tw__viewer_scratch* scratch, int round_trip_ticks,
                       tw__encoder* encoder )
{
	enum
	{
		TAIL_ROOM_BYTES = 2
	}; // for an empty list of events, and an epoch
	viewer->packet_first = viewer->next_entry;
	encoder->capacity_bytes -= TAIL_ROOM_BYTES;
	bool fits = write_most_urgent( viewer, scene, scratch, encoder );
	bool may_keep = fits && write_events( viewer, scene, scratch, round_trip_ticks, encoder );
	encoder->capacity_bytes += TAIL_ROOM_BYTES;
	if ( fits )
		write_epoch( viewer, scene, scratch, may_keep, encoder );
	return fits;
}

void tw__viewer_note_sent( tw__viewer* viewer, uint64_t sequence, uint32_t tick )
{
	uint32_t count = viewer->next_entry - viewer->packet_first;
	viewer->packets[sequence % TW__VIEWER_PACKETS] =
		( tw__viewer_packet ){ .tick = tick,
		                       .first = viewer->packet_first,
		                       .count = (uint16_t)count,
		                       .epoch = (int8_t)viewer->packet_epoch,
		                       .is_complete = viewer->is_packet_complete };
	for ( uint32_t i = 0; i < count; ++i )
	{
		uint32_t entry = viewer->entries[( viewer->packet_first + i ) % TW__VIEWER_ENTRIES];
		if ( ( entry & ENTRY_EVENT ) != 0 )
			continue;
		tw__known* known = viewer->known + ( entry & ~ENTRY_GONE );
		known->waited = 0;
		if ( known->sends < UINT16_MAX )
			known->sends++;
	}
}

// --- Acknowledgements ------------------------------------------------------------------------------------------------

static void ack_event( tw__viewer* viewer, uint32_t low_serial )
{
	uint32_t serial = viewer->events_from + ( ( low_serial - viewer->events_from ) & 0xFFFFFF );
	if ( serial - viewer->events_from < TW__EVENT_LOG )
		viewer->event_states[serial % TW__EVENT_LOG] = EVENT_SETTLED;
}

static void ack_entity( tw__viewer* viewer, uint32_t entry, uint32_t tick, uint32_t now_tick )
{
	tw__known* known = viewer->known + ( entry & ~ENTRY_GONE );
	bool is_of_now = known->generation != 0 && tw_tick_is_newer( tick, known->since_tick ) &&
	                 known->is_leaving == ( ( entry & ENTRY_GONE ) != 0 );
	if ( !is_of_now )
		return;
	if ( known->is_leaving )
	{
		*known = ( tw__known ){ 0 };
		return;
	}
	if ( known->acked_tick != 0 && !tw_tick_is_newer( tick, known->acked_tick ) )
		return;
	known->acked_tick = tick;
	known->sends = (uint16_t)( now_tick - tick < UINT16_MAX ? now_tick - tick : UINT16_MAX );
}

// Acknowledgements may come in any order; the newest reference stays in front.
static void add_reference( tw__viewer* viewer, uint64_t sequence, uint32_t tick )
{
	tw__viewer_reference* all = viewer->references;
	int at = 0;
	while ( at < viewer->reference_count && tw_tick_is_newer( all[at].tick, tick ) )
		at++;
	if ( at == TW__VIEWER_REFERENCES )
		return;
	if ( viewer->reference_count < TW__VIEWER_REFERENCES )
		viewer->reference_count++;
	memmove( all + at + 1, all + at, (size_t)( viewer->reference_count - 1 - at ) * sizeof( *all ) );
	all[at] = ( tw__viewer_reference ){ .tick = tick, .sequence = (uint32_t)sequence };
}

static void ack_epoch( tw__viewer* viewer, const tw__viewer_packet* packet )
{
	int epoch = packet->epoch;
	if ( epoch < 0 || viewer->epoch_ticks[epoch] != packet->tick )
		return; // another one has taken its place since
	if ( viewer->start_epoch < 0 || tw_tick_is_newer( packet->tick, viewer->epoch_ticks[viewer->start_epoch] ) )
		viewer->start_epoch = epoch;
}

void tw__viewer_ack( tw__viewer* viewer, uint64_t sequence, uint32_t tick, uint32_t now_tick )
{
	tw__viewer_packet* packet = viewer->packets + sequence % TW__VIEWER_PACKETS;
	bool is_remembered =
		packet->tick == tick && !packet->is_acked && viewer->next_entry - packet->first <= TW__VIEWER_ENTRIES;
	if ( !is_remembered )
		return;
	packet->is_acked = true;
	for ( uint32_t i = 0; i < packet->count; ++i )
	{
		uint32_t entry = viewer->entries[( packet->first + i ) % TW__VIEWER_ENTRIES];
		if ( ( entry & ENTRY_EVENT ) != 0 )
			ack_event( viewer, entry & 0xFFFFFF );
		else
			ack_entity( viewer, entry, tick, now_tick );
	}
	ack_epoch( viewer, packet );
	if ( packet->is_complete )
		add_reference( viewer, sequence, tick );
}
