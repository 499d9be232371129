#include "link/simnet.h"

#include "link/address.h"

#include <string.h>

// --- Endpoints -------------------------------------------------------------------------------------------------------

static uint64_t hash_address( const tw_address* address )
{
	uint64_t high, low;
	memcpy( &high, address->ip, 8 );
	memcpy( &low, address->ip + 8, 8 );
	uint64_t hash = ( high * UINT64_C( 0x9e3779b97f4a7c15 ) ^ low ) + address->port;
	hash = ( hash ^ ( hash >> 29 ) ) * UINT64_C( 0xbf58476d1ce4e5b9 );
	return hash | 1;
}

int tw__simnet_find( const tw_simnet* net, const tw_address* address )
{
	uint64_t hash = hash_address( address );
	for ( int i = 0; i < net->endpoint_count; ++i )
	{
		if ( net->hashes[i] == hash && tw_address_equals( &net->endpoints[i].address, address ) )
			return i;
	}
	return TW__NOBODY;
}

void tw__simnet_find_next_roam( tw_simnet* net )
{
	net->next_roam_us = UINT64_MAX;
	for ( int i = 0; i < net->endpoint_count; ++i )
	{
		const tw__endpoint* e = net->endpoints + i;
		if ( e->in_use && tw__line_get_roam_us( &e->line ) < net->next_roam_us )
			net->next_roam_us = tw__line_get_roam_us( &e->line );
	}
}

void tw__simnet_set_address( tw_simnet* net, int index, const tw_address* address )
{
	net->endpoints[index].address = *address;
	net->hashes[index] = hash_address( address );
}

// --- Parcels ---------------------------------------------------------------------------------------------------------

int tw__simnet_take_parcel( tw_simnet* net )
{
	int index = net->first_free;
	if ( index == TW__NONE )
	{
		net->stats.overflows++;
		return TW__NONE;
	}
	net->first_free = net->parcels[index].next;
	net->used_count++;
	return index;
}

void tw__simnet_free_parcel( tw_simnet* net, int index )
{
	net->parcels[index].next = net->first_free;
	net->first_free = index;
	net->used_count--;
}

void tw__simnet_lose_parcel( tw_simnet* net, int index, uint64_t* counter )
{
	( *counter )++;
	tw__simnet_free_parcel( net, index );
}

static void schedule_parcel( tw_simnet* net, int index, tw__stage next_stage, uint64_t due_us )
{
	net->parcels[index].stage = next_stage;
	tw__schedule_push( &net->schedule, due_us, index );
}

static void schedule_copy( tw_simnet* net, int index, tw__stage next_stage, uint64_t due_us )
{
	net->stats.duplicated++;
	int copy = tw__simnet_take_parcel( net );
	if ( copy == TW__NONE )
		return;
	net->parcels[copy] = net->parcels[index];
	schedule_parcel( net, copy, next_stage, due_us );
}

// What a line's bottleneck has to carry.
static int size_with_headers( const tw__simnet_parcel* p )
{
	const int ipv4_bytes = 20, ipv6_bytes = 40, udp_bytes = 8;
	const tw_address* address = p->to.port != 0 ? &p->to : &p->from;
	return p->size_bytes + udp_bytes + ( tw__address_is_ipv4( address ) ? ipv4_bytes : ipv6_bytes );
}

void tw__simnet_pass_line( tw_simnet* net, int index, tw__endpoint* e, tw__direction direction, uint64_t now_us )
{
	tw__simnet_parcel* p = net->parcels + index;
	tw__passage passage = tw__line_pass( &e->line, direction, now_us, size_with_headers( p ) );
	if ( passage.fate == TW__FATE_LOST )
		tw__simnet_lose_parcel( net, index, &net->stats.lost );
	else if ( passage.fate == TW__FATE_QUEUE_FULL )
		tw__simnet_lose_parcel( net, index, &net->stats.queue_drops );
	if ( passage.copies == 0 )
		return;

	net->stats.reordered += passage.is_reordered;
	net->stats.corrupted += passage.is_corrupt;
	if ( passage.is_corrupt )
		tw__channel_corrupt( e->line.channels + direction, p->bytes, p->size_bytes );

	bool is_wrapped = e == net->endpoints + TW__WRAPPED;
	tw__stage next_stage = direction == TW__DOWN ? TW__STAGE_DELIVER
	                       : is_wrapped          ? TW__STAGE_OUTSIDE
	                                             : TW__STAGE_MIDDLE;
	if ( passage.copies == 2 )
		schedule_copy( net, index, next_stage, passage.arrival_us[1] );
	schedule_parcel( net, index, next_stage, passage.arrival_us[0] );
}

static void put_into_inbox( tw_simnet* net, int index, tw__endpoint* e )
{
	if ( e->inbox_count == net->inbox_capacity )
	{
		tw__simnet_lose_parcel( net, index, &net->stats.overflows );
		return;
	}
	net->parcels[index].next = TW__NONE;
	if ( e->inbox_first == TW__NONE )
		e->inbox_first = index;
	else
		net->parcels[e->inbox_last].next = index;
	e->inbox_last = index;
	e->inbox_count++;
}

int tw__simnet_take_from_inbox( tw_simnet* net, tw__endpoint* e )
{
	int index = e->inbox_first;
	e->inbox_first = net->parcels[index].next;
	e->inbox_count--;
	return index;
}

// --- Time ------------------------------------------------------------------------------------------------------------

// Another port, as the next carrier's address translation would give.
static tw_address draw_new_address( const tw_simnet* net, tw__endpoint* e )
{
	tw_address address = e->address;
	do
		address.port = (uint16_t)tw__random_between( &e->line.random, 1024.0, 65536.0 );
	while ( tw__simnet_find( net, &address ) != TW__NOBODY );
	return address;
}

static void roam_endpoints( tw_simnet* net )
{
	uint64_t now_us = net->next_roam_us;
	for ( int i = 0; i < net->endpoint_count; ++i )
	{
		tw__endpoint* e = net->endpoints + i;
		if ( !e->in_use || tw__line_get_roam_us( &e->line ) > now_us )
			continue;
		tw__line_roam( &e->line, now_us );
		if ( i == TW__WRAPPED )
			continue;
		tw_address address = draw_new_address( net, e );
		tw__simnet_set_address( net, i, &address );
	}
	tw__simnet_find_next_roam( net );
}

static void flush_outside( tw_simnet* net )
{
	tw_datagram items[TW__BATCH_PARCELS];
	int count = net->outside_count;
	for ( int i = 0; i < count; ++i )
	{
		tw__simnet_parcel* p = net->parcels + net->outside[i];
		items[i] = ( tw_datagram ){ .address = p->to, .bytes = p->bytes, .size_bytes = p->size_bytes };
	}
	if ( count > 0 )
		net->inner.send( items, count, net->inner.user );
	for ( int i = 0; i < count; ++i )
		tw__simnet_free_parcel( net, net->outside[i] );
	net->stats.delivered += (uint64_t)count;
	net->outside_count = 0;
}

static void move_parcel_on( tw_simnet* net, int index, uint64_t now_us )
{
	tw__simnet_parcel* p = net->parcels + index;
	if ( p->stage == TW__STAGE_OUTSIDE )
	{
		net->outside[net->outside_count++] = index;
		if ( net->outside_count == TW__BATCH_PARCELS )
			flush_outside( net );
		return;
	}

	// Looked up at each stage: the receiver may have moved or left meanwhile.
	int receiver = tw__simnet_find( net, &p->to );
	if ( receiver == TW__NOBODY )
		tw__simnet_lose_parcel( net, index, &net->stats.unroutable );
	else if ( p->stage == TW__STAGE_MIDDLE )
		tw__simnet_pass_line( net, index, net->endpoints + receiver, TW__DOWN, now_us );
	else
		put_into_inbox( net, index, net->endpoints + receiver );
}

void tw__simnet_settle( tw_simnet* net )
{
	for ( ;; )
	{
		uint64_t due_us = tw__schedule_get_next_us( &net->schedule );
		if ( net->next_roam_us <= net->now_us && net->next_roam_us <= due_us )
			roam_endpoints( net );
		else if ( due_us <= net->now_us )
			move_parcel_on( net, tw__schedule_pop( &net->schedule ), due_us );
		else
			break;
	}
	flush_outside( net );
}

// The clock of a program may read anything at first: without this, years of weather would pass at once.
void tw__simnet_begin_weather( tw_simnet* net )
{
	net->has_begun = true;
	for ( int i = 0; i < net->endpoint_count; ++i )
	{
		tw__endpoint* e = net->endpoints + i;
		if ( e->in_use )
		{
			tw_profile profile = e->line.profile;
			tw__line_begin( &e->line, &profile, e->seed, net->now_us );
		}
	}
	tw__simnet_find_next_roam( net );
}
