#include "channel/messages.h"

#include "core/model.h"
#include "core/seq.h"
#include "core/system.h"

#include <string.h>

enum
{
	RARELY = 1500, // of 65536: a packet holds a message
	USUALLY = 60000,
	USUAL_SIZE_BITS = 5,
	ENTRY_HEAD_BYTES = 6, // at most: a flag, a number, a size
	END_BYTES = 2,        // the flag that ends the list, rounded up
	FIRST_RESEND_US = 200000,
	LEAST_RESEND_US = 20000, // below a tick or so an acknowledgement cannot have come
	LOOSE_LIFE_US = 1000000,
};

void tw__messages_init( tw__messages* m )
{
	memset( m, 0, sizeof( *m ) );
	m->backlog = ( tw__record_ring ){ .bytes = m->backlog_bytes, .capacity_bytes = TW__MESSAGE_BACKLOG_BYTES };
	m->loose = ( tw__record_ring ){ .bytes = m->loose_bytes, .capacity_bytes = TW__LOOSE_BACKLOG_BYTES };
	m->in_loose = ( tw__record_ring ){ .bytes = m->in_loose_bytes, .capacity_bytes = TW__LOOSE_BACKLOG_BYTES };
}

// --- Out -------------------------------------------------------------------------------------------------------------

static void fill_window( tw__messages* m )
{
	while ( m->window_count < TW__MESSAGE_WINDOW && m->next_place != m->backlog.end )
	{
		uint16_t id = (uint16_t)( m->first_id + m->window_count++ );
		m->slots[id % TW__MESSAGE_WINDOW] = ( tw__message_slot ){ .place = m->next_place };
		m->next_place = tw__record_ring_next( &m->backlog, m->next_place );
	}
}

tw_result tw__messages_post( tw__messages* m, bool is_reliable, const uint8_t* bytes, int size_bytes )
{
	TW_ASSERT( size_bytes > 0 );
	if ( size_bytes > TW__MAX_MESSAGE_BYTES )
		return TW_ERR_TOO_LARGE;
	if ( !tw__record_ring_push( is_reliable ? &m->backlog : &m->loose, bytes, size_bytes ) )
		return TW_ERR_FULL;
	fill_window( m );
	return TW_OK;
}

static bool is_due( const tw__message_slot* slot, uint64_t now_us, uint32_t round_trip_us )
{
	if ( slot->is_acked || !slot->is_sent )
		return !slot->is_acked;
	uint64_t wait_us = round_trip_us > 0 ? round_trip_us + round_trip_us / 4 : FIRST_RESEND_US;
	return now_us - slot->sent_us >= ( wait_us > LEAST_RESEND_US ? wait_us : LEAST_RESEND_US );
}

static const tw__message_slot* slot_at( const tw__messages* m, int index )
{
	return m->slots + (uint16_t)( m->first_id + index ) % TW__MESSAGE_WINDOW;
}

int tw__messages_room( const tw__messages* m, uint64_t now_us, uint32_t round_trip_us )
{
	int room = 0, count = 0;
	for ( int i = 0; i < m->window_count && room < TW__MESSAGE_SHARE_BYTES; ++i )
	{
		const tw__message_slot* slot = slot_at( m, i );
		if ( !is_due( slot, now_us, round_trip_us ) )
			continue;
		int more = tw__record_ring_size_at( &m->backlog, slot->place ) + ENTRY_HEAD_BYTES;
		if ( count++ == 0 && more > TW__MESSAGE_SHARE_BYTES )
			return more + END_BYTES;
		room += more;
	}
	uint32_t place = m->loose.first;
	for ( ; place != m->loose.end && room < TW__MESSAGE_SHARE_BYTES;
	      place = tw__record_ring_next( &m->loose, place ) )
	{
		int more = tw__record_ring_size_at( &m->loose, place ) + ENTRY_HEAD_BYTES;
		if ( count++ == 0 && more > TW__MESSAGE_SHARE_BYTES )
			return more + END_BYTES;
		room += more;
	}
	return ( room < TW__MESSAGE_SHARE_BYTES ? room : TW__MESSAGE_SHARE_BYTES ) + END_BYTES;
}

// What both ends know while they go through the messages of a packet.
typedef struct list_models
{
	tw__model has_more, is_reliable;
	tw__number_models gap, size;
	bool has_id; // a reliable one came before
	uint16_t last_id;
} list_models;

static void begin_list( list_models* models )
{
	tw__model_init( &models->has_more, RARELY );
	tw__model_init( &models->is_reliable, USUALLY );
	tw__number_models_init( &models->gap, 0 );
	tw__number_models_init( &models->size, USUAL_SIZE_BITS );
	models->has_id = false;
	models->last_id = 0;
}

// Numbers travel as 16 bits once a packet and as gaps after that.
static void encode_id( tw__encoder* encoder, list_models* models, uint16_t id )
{
	if ( !models->has_id )
		tw__encode_raw( encoder, id, 16 );
	else
		tw__encode_number( encoder, &models->gap, (uint16_t)( id - models->last_id - 1 ) );
	models->has_id = true;
	models->last_id = id;
}

static void encode_bytes( tw__encoder* encoder, list_models* models, const uint8_t* bytes, int size_bytes )
{
	tw__encode_number( encoder, &models->size, (uint32_t)size_bytes - 1 );
	for ( int i = 0; i < size_bytes; ++i )
		tw__encode_raw( encoder, bytes[i], 8 );
}

// A list being written into a packet: whatever does not fit is taken back.
typedef struct writer
{
	tw__encoder* encoder;
	list_models models;
	int end_bytes; // of the packet: where the share ends
	int count;
} writer;

/// @param id NULL for an unreliable one
static bool try_entry( writer* w, const uint16_t* id, const uint8_t* bytes, int size_bytes )
{
	const tw__encoder before = *w->encoder;
	const list_models models_before = w->models;
	tw__encode_bit( w->encoder, &w->models.has_more, 1 );
	tw__encode_bit( w->encoder, &w->models.is_reliable, id != NULL );
	if ( id != NULL )
		encode_id( w->encoder, &w->models, *id );
	encode_bytes( w->encoder, &w->models, bytes, size_bytes );

	int now_bytes = tw__encoder_size_bytes( w->encoder ) + END_BYTES;
	bool is_within_share = now_bytes <= w->end_bytes || w->count == 0; // a long one may go alone
	if ( !w->encoder->overflowed && now_bytes <= w->encoder->capacity_bytes && is_within_share &&
	     w->count < TW__MESSAGES_PER_PACKET )
		return w->count++, true;
	*w->encoder = before;
	w->models = models_before;
	return false;
}

static void write_reliable( tw__messages* m, writer* w, uint64_t now_us, uint32_t round_trip_us )
{
	uint8_t bytes[TW__MAX_MESSAGE_BYTES];
	for ( int i = 0; i < m->window_count; ++i )
	{
		const tw__message_slot* slot = slot_at( m, i );
		if ( !is_due( slot, now_us, round_trip_us ) )
			continue;
		uint16_t id = (uint16_t)( m->first_id + i );
		if ( !try_entry( w, &id, bytes, tw__record_ring_read( &m->backlog, slot->place, bytes ) ) )
			return; // the oldest goes first, whatever its length
		m->writing.held |= UINT64_C( 1 ) << i;
	}
}

// They leave the queue as they are written: a packet that is then not sent is one more way to lose them.
static void write_loose( tw__messages* m, writer* w, uint64_t now_us )
{
	uint8_t bytes[TW__MAX_MESSAGE_BYTES];
	while ( tw__record_ring_used_bytes( &m->loose ) > 0 )
	{
		if ( m->loose_since_us == 0 )
			m->loose_since_us = now_us;
		int size_bytes = tw__record_ring_read( &m->loose, m->loose.first, bytes );
		if ( !try_entry( w, NULL, bytes, size_bytes ) )
			break;
		tw__record_ring_pop( &m->loose );
		m->loose_since_us = 0;
	}
	if ( m->loose_since_us != 0 && now_us - m->loose_since_us > LOOSE_LIFE_US )
	{
		m->loose.first = m->loose.end; // what waits behind it is as old
		m->loose_since_us = 0;
	}
}

void tw__messages_write( tw__messages* m, tw__encoder* encoder, uint64_t now_us, uint32_t round_trip_us )
{
	writer w = { .encoder = encoder };
	begin_list( &w.models );
	w.end_bytes = tw__encoder_size_bytes( encoder ) + TW__MESSAGE_SHARE_BYTES + END_BYTES;
	m->writing = ( tw__message_packet ){ .first_id = m->first_id };
	write_reliable( m, &w, now_us, round_trip_us );
	write_loose( m, &w, now_us );
	tw__encode_bit( encoder, &w.models.has_more, 0 );
}

void tw__messages_note_sent( tw__messages* m, uint64_t sequence, uint64_t now_us )
{
	m->writing.sequence = sequence;
	m->packets[sequence % TW__SENT_PACKETS] = m->writing;
	for ( int i = 0; i < TW__MESSAGE_WINDOW; ++i )
	{
		if ( ( m->writing.held >> i & 1 ) == 0 )
			continue;
		tw__message_slot* slot = m->slots + (uint16_t)( m->writing.first_id + i ) % TW__MESSAGE_WINDOW;
		slot->is_sent = true;
		slot->sent_us = now_us;
	}
	m->writing = ( tw__message_packet ){ 0 };
}

static void advance_window( tw__messages* m )
{
	while ( m->window_count > 0 && slot_at( m, 0 )->is_acked )
	{
		tw__record_ring_pop( &m->backlog );
		m->first_id++;
		m->window_count--;
	}
	fill_window( m );
}

void tw__messages_ack( tw__messages* m, uint64_t sequence )
{
	tw__message_packet* packet = m->packets + sequence % TW__SENT_PACKETS;
	if ( packet->held == 0 || packet->sequence != sequence )
		return;
	for ( int i = 0; i < TW__MESSAGE_WINDOW; ++i )
	{
		uint16_t id = (uint16_t)( packet->first_id + i );
		bool is_in_window = (uint16_t)( id - m->first_id ) < m->window_count; // else it had been acknowledged
		if ( ( packet->held >> i & 1 ) != 0 && is_in_window )
			m->slots[id % TW__MESSAGE_WINDOW].is_acked = true;
	}
	packet->held = 0;
	advance_window( m );
}

// --- In --------------------------------------------------------------------------------------------------------------

static uint16_t decode_id( tw__decoder* decoder, list_models* models )
{
	uint16_t id = 0;
	if ( !models->has_id )
		id = (uint16_t)tw__decode_raw( decoder, 16 );
	else
	{
		uint32_t gap = tw__decode_number( decoder, &models->gap );
		decoder->failed |= gap >= TW__MESSAGE_WINDOW; // no two under way are farther apart
		id = (uint16_t)( models->last_id + 1 + gap );
	}
	models->has_id = true;
	models->last_id = id;
	return id;
}

static int decode_bytes( tw__decoder* decoder, list_models* models, uint8_t* out_bytes, int capacity_bytes )
{
	uint32_t size_bytes = tw__decode_number( decoder, &models->size );
	decoder->failed |= size_bytes >= TW__MAX_MESSAGE_BYTES || size_bytes >= (uint32_t)capacity_bytes;
	if ( decoder->failed )
		return 0;
	for ( uint32_t i = 0; i <= size_bytes; ++i )
		out_bytes[i] = (uint8_t)tw__decode_raw( decoder, 8 );
	return (int)size_bytes + 1;
}

// Whoever keeps to the window is never so far ahead, unless what he sent before has not been taken yet.
static bool is_beyond_window( const tw__messages* m, uint16_t id )
{
	return tw__seq_distance( id, m->next_id ) >= TW__MESSAGE_WINDOW;
}

void tw__messages_read( const tw__messages* m, tw__decoder* decoder, tw__parcel* out_parcel )
{
	list_models models;
	begin_list( &models );
	out_parcel->count = 0;
	out_parcel->is_beyond = false;
	int used_bytes = 0;
	while ( tw__decode_bit( decoder, &models.has_more ) && !decoder->failed )
	{
		if ( out_parcel->count == TW__MESSAGES_PER_PACKET )
		{
			decoder->failed = true;
			return;
		}
		tw__parcel_item* item = out_parcel->items + out_parcel->count++;
		item->is_reliable = tw__decode_bit( decoder, &models.is_reliable ) != 0;
		item->id = item->is_reliable ? decode_id( decoder, &models ) : 0;
		item->offset_bytes = (uint16_t)used_bytes;
		item->size_bytes = (uint16_t)decode_bytes( decoder, &models, out_parcel->bytes + used_bytes,
		                                           TW__PARCEL_BYTES - used_bytes );
		used_bytes += item->size_bytes;
		decoder->failed |= out_parcel->count > 1 && used_bytes > TW__MESSAGE_SHARE_BYTES;
		out_parcel->is_beyond |= item->is_reliable && is_beyond_window( m, item->id );
	}
}

static void accept_reliable( tw__messages* m, const tw__parcel_item* item, const uint8_t* bytes )
{
	int ahead = tw__seq_distance( item->id, m->next_id );
	if ( ahead < 0 || ( m->present >> ahead & 1 ) != 0 )
		return; // it has come before
	TW_ASSERT( ahead < TW__MESSAGE_WINDOW );
	m->present |= UINT64_C( 1 ) << ahead;
	m->in_sizes[item->id % TW__MESSAGE_WINDOW] = item->size_bytes;
	memcpy( m->in_bytes[item->id % TW__MESSAGE_WINDOW], bytes, item->size_bytes );
}

void tw__messages_accept( tw__messages* m, const tw__parcel* parcel )
{
	TW_ASSERT( !parcel->is_beyond );
	for ( int i = 0; i < parcel->count; ++i )
	{
		const tw__parcel_item* item = parcel->items + i;
		const uint8_t* bytes = parcel->bytes + item->offset_bytes;
		if ( item->is_reliable )
			accept_reliable( m, item, bytes );
		else
			(void)tw__record_ring_push( &m->in_loose, bytes, item->size_bytes ); // may be lost
	}
}

bool tw__messages_take( tw__messages* m, tw__message* out_message )
{
	if ( tw__record_ring_used_bytes( &m->in_loose ) > 0 )
	{
		int size_bytes = tw__record_ring_read( &m->in_loose, m->in_loose.first, m->taken );
		tw__record_ring_pop( &m->in_loose );
		*out_message = ( tw__message ){ .bytes = m->taken, .size_bytes = size_bytes };
		return true;
	}
	if ( ( m->present & 1 ) == 0 )
		return false;
	uint16_t id = m->next_id++;
	m->present >>= 1;
	*out_message = ( tw__message ){ .is_reliable = true,
		                        .bytes = m->in_bytes[id % TW__MESSAGE_WINDOW],
		                        .size_bytes = m->in_sizes[id % TW__MESSAGE_WINDOW] };
	return true;
}
