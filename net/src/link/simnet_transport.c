#include "link/simnet.h"

#include <string.h>

static void send_one( tw_simnet* net, tw__endpoint* e, const tw_datagram* item )
{
	net->stats.sent++;
	if ( item->size_bytes < 0 || item->size_bytes > TW_MAX_DATAGRAM_BYTES )
	{
		net->stats.overflows++;
		return;
	}
	int index = tw__simnet_take_parcel( net );
	if ( index == TW__NONE )
		return;

	tw__simnet_parcel* p = net->parcels + index;
	p->from = e->address;
	p->to = item->address;
	p->size_bytes = item->size_bytes;
	if ( item->size_bytes > 0 )
		memcpy( p->bytes, item->bytes, (size_t)item->size_bytes );
	if ( item->address.port == 0 )
		tw__simnet_lose_parcel( net, index, &net->stats.unroutable );
	else
		tw__simnet_pass_line( net, index, e, TW__UP, net->now_us );
}

void tw__simnet_send( const tw_datagram* items, int count, void* user )
{
	tw__endpoint* e = user;
	if ( !e->in_use )
		return;
	for ( int i = 0; i < count; ++i )
		send_one( e->net, e, items + i );
	tw__simnet_settle( e->net ); // a perfect line has no delay
}

int tw__simnet_receive( tw_datagram* items, int count, void* user )
{
	tw__endpoint* e = user;
	int received = 0;
	for ( ; received < count && e->inbox_count > 0; ++received )
	{
		int index = tw__simnet_take_from_inbox( e->net, e );
		const tw__simnet_parcel* p = e->net->parcels + index;
		tw_datagram* item = items + received;
		bool does_fit = p->size_bytes <= item->size_bytes;
		item->address = p->from;
		item->size_bytes = does_fit ? p->size_bytes : 0;
		if ( item->size_bytes > 0 )
			memcpy( item->bytes, p->bytes, (size_t)p->size_bytes );
		e->net->stats.delivered++;
		tw__simnet_free_parcel( e->net, index );
	}
	if ( e->inbox_count == 0 )
		e->inbox_first = e->inbox_last = TW__NONE;
	return received;
}

// What the inner transport has goes straight into parcels. @return how many; fewer than a batch is all
static int take_from_inner( tw_simnet* net, tw__endpoint* e )
{
	tw_datagram items[TW__BATCH_PARCELS];
	int indices[TW__BATCH_PARCELS];
	int room = 0;
	while ( room < TW__BATCH_PARCELS && net->first_free != TW__NONE )
	{
		indices[room] = tw__simnet_take_parcel( net );
		items[room] = ( tw_datagram ){ .bytes = net->parcels[indices[room]].bytes,
			                       .size_bytes = TW_MAX_DATAGRAM_BYTES };
		room++;
	}

	int count = room > 0 ? net->inner.receive( items, room, net->inner.user ) : 0;
	for ( int i = count; i < room; ++i )
		tw__simnet_free_parcel( net, indices[i] );
	for ( int i = 0; i < count; ++i )
	{
		tw__simnet_parcel* p = net->parcels + indices[i];
		p->from = items[i].address;
		p->to = e->address;
		p->size_bytes = items[i].size_bytes;
		net->stats.sent++;
		tw__simnet_pass_line( net, indices[i], e, TW__DOWN, net->now_us );
	}
	return count;
}

int tw__simnet_receive_wrapped( tw_datagram* items, int count, void* user )
{
	tw__endpoint* e = user;
	const int max_batches = 64; // a flood must not keep the program here
	for ( int i = 0; i < max_batches && take_from_inner( e->net, e ) == TW__BATCH_PARCELS; ++i )
		continue;
	tw__simnet_settle( e->net );
	return tw__simnet_receive( items, count, user );
}
