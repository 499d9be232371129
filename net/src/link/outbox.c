#include "link/outbox.h"

#include "core/system.h"

uint8_t* tw__outbox_begin( tw__outbox* outbox )
{
	if ( outbox->count == TW__OUTBOX_DATAGRAMS )
		tw__outbox_flush( outbox );
	return outbox->bytes[outbox->count];
}

void tw__outbox_end( tw__outbox* outbox, const tw_address* to, int size_bytes )
{
	TW_ASSERT( outbox->count < TW__OUTBOX_DATAGRAMS && 0 < size_bytes && size_bytes <= TW_MAX_DATAGRAM_BYTES );
	outbox->items[outbox->count] =
		( tw_datagram ){ .address = *to, .bytes = outbox->bytes[outbox->count], .size_bytes = size_bytes };
	outbox->count++;
	outbox->sent_packets++;
	outbox->sent_bytes += (uint64_t)size_bytes;
}

void tw__outbox_flush( tw__outbox* outbox )
{
	if ( outbox->count > 0 && outbox->transport.send != NULL )
		outbox->transport.send( outbox->items, outbox->count, outbox->transport.user );
	outbox->count = 0;
}
