#include "link/simnet.h"

#include "core/system.h"
#include "link/profile.h"

enum
{
	DEFAULT_PARCELS = 8192,
	DEFAULT_ENDPOINTS = 256,
	MAX_PARCELS = 1 << 20,
	MAX_ENDPOINTS = 1 << 16
};

static const tw_profile perfect = { 0 };

// --- Creating --------------------------------------------------------------------------------------------------------

static bool acquire_memory( tw_simnet* net )
{
	size_t endpoint_count = (size_t)net->endpoint_capacity, parcel_count = (size_t)net->parcel_capacity;
	net->endpoints = tw__system_acquire( &net->system, endpoint_count * sizeof( tw__endpoint ) );
	net->hashes = tw__system_acquire( &net->system, endpoint_count * sizeof( uint64_t ) );
	net->parcels = tw__system_acquire( &net->system, parcel_count * sizeof( tw__simnet_parcel ) );
	net->schedule.entries = tw__system_acquire( &net->system, parcel_count * sizeof( tw__schedule_entry ) );
	net->schedule.capacity = net->parcel_capacity; // a parcel is in it at most once
	return net->endpoints != NULL && net->hashes != NULL && net->parcels != NULL && net->schedule.entries != NULL;
}

static int or_default( int value, int fallback ) { return value != 0 ? value : fallback; }

tw_result tw_simnet_create( const tw_simnet_def* def, tw_simnet** out_net )
{
	if ( def->max_waiting < 0 || def->max_waiting > MAX_PARCELS || def->max_endpoints < 0 ||
	     def->max_endpoints > MAX_ENDPOINTS )
		return TW_ERR_ARGUMENT;

	tw_system system = tw__system_resolve( def->system );
	tw_simnet* net = tw__system_acquire( &system, sizeof( *net ) );
	if ( net == NULL )
		return TW_ERR_MEMORY;
	net->system = system;
	net->seed = def->seed;
	net->next_roam_us = UINT64_MAX;
	net->parcel_capacity = or_default( def->max_waiting, DEFAULT_PARCELS );
	net->endpoint_capacity = 1 + or_default( def->max_endpoints, DEFAULT_ENDPOINTS );
	net->inbox_capacity = net->parcel_capacity / 4 + 1;
	net->first_free = TW__NONE;
	if ( !acquire_memory( net ) )
	{
		tw_simnet_destroy( net );
		return TW_ERR_MEMORY;
	}

	net->used_count = net->parcel_capacity;
	for ( int i = net->parcel_capacity - 1; i >= 0; --i )
		tw__simnet_free_parcel( net, i );
	*out_net = net;
	return TW_OK;
}

void tw_simnet_destroy( tw_simnet* net )
{
	if ( net == NULL )
		return;
	tw_system system = net->system;
	size_t endpoint_count = (size_t)net->endpoint_capacity, parcel_count = (size_t)net->parcel_capacity;
	tw__system_release( &system, net->endpoints, endpoint_count * sizeof( tw__endpoint ) );
	tw__system_release( &system, net->hashes, endpoint_count * sizeof( uint64_t ) );
	tw__system_release( &system, net->parcels, parcel_count * sizeof( tw__simnet_parcel ) );
	tw__system_release( &system, net->schedule.entries, parcel_count * sizeof( tw__schedule_entry ) );
	tw__system_release( &system, net, sizeof( *net ) );
}

// --- Endpoints -------------------------------------------------------------------------------------------------------

static int find_free_endpoint( const tw_simnet* net )
{
	for ( int i = TW__WRAPPED + 1; i < net->endpoint_capacity; ++i )
	{
		if ( !net->endpoints[i].in_use )
			return i;
	}
	return TW__NOBODY;
}

static tw__endpoint* begin_endpoint( tw_simnet* net, int index, const tw_address* address, const tw_profile* profile )
{
	tw__endpoint* e = net->endpoints + index;
	tw__random seeds = tw__random_fork( net->seed, net->line_count++ );
	*e = ( tw__endpoint ){ .net = net,
		               .in_use = true,
		               .seed = tw__random_next( &seeds ),
		               .inbox_first = TW__NONE,
		               .inbox_last = TW__NONE };
	if ( index >= net->endpoint_count )
		net->endpoint_count = index + 1;
	tw__simnet_set_address( net, index, address );
	tw__line_begin( &e->line, profile, e->seed, net->now_us );
	tw__simnet_find_next_roam( net );
	return e;
}

static void empty_inbox( tw_simnet* net, tw__endpoint* e )
{
	while ( e->inbox_count > 0 )
		tw__simnet_lose_parcel( net, tw__simnet_take_from_inbox( net, e ), &net->stats.unroutable );
	e->inbox_first = e->inbox_last = TW__NONE;
}

tw_transport tw_simnet_add( tw_simnet* net, tw_address own_address, const tw_profile* profile )
{
	profile = profile != NULL ? profile : &perfect;
	int index = find_free_endpoint( net );
	if ( index == TW__NOBODY || own_address.port == 0 || tw__simnet_find( net, &own_address ) != TW__NOBODY ||
	     !tw__profile_is_valid( profile ) )
		return ( tw_transport ){ 0 };
	tw__endpoint* e = begin_endpoint( net, index, &own_address, profile );
	return ( tw_transport ){ .send = tw__simnet_send, .receive = tw__simnet_receive, .user = e };
}

tw_transport tw_simnet_wrap( tw_simnet* net, tw_transport inner, const tw_profile* profile )
{
	profile = profile != NULL ? profile : &perfect;
	if ( net->endpoints[TW__WRAPPED].in_use || inner.send == NULL || !tw__profile_is_valid( profile ) )
		return ( tw_transport ){ 0 };
	net->inner = inner;
	tw__endpoint* e = begin_endpoint( net, TW__WRAPPED, &( tw_address ){ 0 }, profile );
	return ( tw_transport ){ .send = tw__simnet_send, .receive = tw__simnet_receive_wrapped, .user = e };
}

void tw_simnet_remove( tw_simnet* net, tw_address address )
{
	int index = tw__simnet_find( net, &address );
	if ( index == TW__NOBODY || index == TW__WRAPPED )
		return;
	tw__endpoint* e = net->endpoints + index;
	empty_inbox( net, e );
	e->in_use = false;
	e->address = ( tw_address ){ 0 };
	net->hashes[index] = 0;
	tw__simnet_find_next_roam( net );
}

tw_result tw_simnet_set_profile( tw_simnet* net, tw_address address, const tw_profile* profile )
{
	profile = profile != NULL ? profile : &perfect;
	if ( !tw__profile_is_valid( profile ) )
		return TW_ERR_ARGUMENT;
	int index = tw__simnet_find( net, &address );
	if ( index == TW__NOBODY )
		return TW_ERR_ADDRESS;
	tw__line_set_profile( &net->endpoints[index].line, profile, net->now_us );
	tw__simnet_find_next_roam( net );
	return TW_OK;
}

tw_result tw_simnet_move( tw_simnet* net, tw_address from, tw_address to )
{
	int index = tw__simnet_find( net, &from );
	if ( index == TW__NOBODY || index == TW__WRAPPED || to.port == 0 )
		return TW_ERR_ADDRESS;
	if ( tw__simnet_find( net, &to ) != TW__NOBODY )
		return TW_ERR_FULL;
	tw__simnet_set_address( net, index, &to );
	return TW_OK;
}

// --- Time ------------------------------------------------------------------------------------------------------------

void tw_simnet_advance( tw_simnet* net, uint64_t now_us )
{
	TW_ASSERT( now_us >= net->now_us );
	net->now_us = now_us;
	if ( !net->has_begun )
		tw__simnet_begin_weather( net );
	tw__simnet_settle( net );
}

uint64_t tw_simnet_get_next_us( const tw_simnet* net )
{
	uint64_t due_us = tw__schedule_get_next_us( &net->schedule );
	return due_us < net->next_roam_us ? due_us : net->next_roam_us;
}

// --- Asking ----------------------------------------------------------------------------------------------------------

tw_address tw_simnet_get_address( const tw_simnet* net, tw_transport transport )
{
	const tw__endpoint* e = transport.user;
	TW_ASSERT( e->net == net );
	(void)net;
	return e->address;
}

static uint64_t get_base_us( const tw_simnet* net, const tw_address* address, tw__direction direction )
{
	int index = tw__simnet_find( net, address );
	return index != TW__NOBODY ? net->endpoints[index].line.channels[direction].base_us : 0;
}

uint64_t tw_simnet_get_base_delay_us( const tw_simnet* net, tw_address from, tw_address to )
{
	return get_base_us( net, &from, TW__UP ) + get_base_us( net, &to, TW__DOWN );
}

tw_simnet_stats tw_simnet_get_stats( const tw_simnet* net )
{
	tw_simnet_stats stats = net->stats;
	stats.waiting = (uint64_t)net->used_count;
	return stats;
}
