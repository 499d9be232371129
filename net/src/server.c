#include "server.h"

#include "core/block.h"
#include "state/pack.h"
#include "view/rewind.h"

#include <string.h>

enum
{
	DEF_COOKIE = 0x74776B73, // "twks"
	CLOSE_US = 2000000,      // who has not answered the goodbye by then is not going to
};

int64_t tw__server_due_us( const tw_server* server, uint32_t tick )
{
	int64_t ahead = (int32_t)( tick - server->tick );
	int64_t number = (int64_t)server->tick + ahead;
	return (int64_t)server->start_us + ( number - 1 ) * 1000000 / server->def.tick_rate_hz;
}

tw__server_player* tw__server_find_player( const tw_server* server, tw_player player )
{
	if ( player.index1 == 0 || player.index1 > (uint32_t)server->def.max_players )
		return NULL;
	tw__server_player* found = server->players + ( player.index1 - 1 );
	return found->in_use && found->generation == player.generation ? found : NULL;
}

tw_player tw__server_player_id( const tw_server* server, const tw__server_player* player )
{
	return ( tw_player ){ .index1 = (uint32_t)( player - server->players ) + 1, .generation = player->generation };
}

// --- The role of the server's world: everything may be changed -------------------------------------------------------

static tw_server* server_of( const tw_world* world ) { return world->owner; }

static bool may_edit( const tw_world* world, int slot ) { return (void)world, (void)slot, true; }

static int take_slot( tw_world* world, int kind, tw_player owner, int nth )
{
	(void)kind, (void)owner, (void)nth;
	tw_server* server = server_of( world );
	if ( server->free_count == 0 )
		return -1;
	int slot = server->free_slots[server->free_first];
	server->free_first = ( server->free_first + 1 ) % world->capacity;
	server->free_count--;
	world->slots[slot].generation++;
	world->slots[slot].generation += world->slots[slot].generation == 0;
	return slot;
}

static const void* get_input( const tw_world* world, tw_player player )
{
	const tw_server* server = server_of( world );
	const tw__server_player* found = server->is_open ? tw__server_find_player( server, player ) : NULL;
	return found != NULL ? found->input : NULL;
}

static const tw_world* get_seen( const tw_world* world, tw_player player )
{
	tw_server* server = server_of( world );
	const tw__server_player* found = tw__server_find_player( server, player );
	if ( found == NULL || found->shown.from_tick == 0 )
		return world;
	int index = (int)( found - server->players );
	if ( server->seen_player != index )
		tw__rewind( &server->seen, &server->world, &server->history, found->shown );
	server->seen_player = index;
	return &server->seen;
}

static float rewind_ms( const tw_server* server, tw__shown shown )
{
	float shown_tick = (float)shown.gap * (float)shown.fraction_256ths / 256.0f;
	float behind = (float)( server->tick - shown.from_tick ) - shown_tick;
	return shown.from_tick != 0 ? behind * 1000.0f / (float)server->def.tick_rate_hz : 0.0f;
}

static tw_input_info get_input_info( const tw_world* world, tw_player player )
{
	const tw_server* server = server_of( world );
	const tw__server_player* found = tw__server_find_player( server, player );
	if ( found == NULL )
		return ( tw_input_info ){ 0 };
	return ( tw_input_info ){
		.is_repeated = found->inputs.is_repeated,
		.is_clamped = found->is_clamped,
		.shown_ticks = { found->shown.from_tick, found->shown.from_tick + found->shown.gap },
		.shown_fraction = (float)found->shown.fraction_256ths / 256.0f,
		.rewind_ms = rewind_ms( server, found->shown ),
	};
}

static uint32_t handle_of( const tw_world* world, tw_entity entity )
{
	int slot = tw_entity_slot( entity );
	if ( slot < 0 || slot >= world->capacity || world->slots[slot].generation != entity.generation )
		return 0;
	return entity.index1 | ( entity.generation & 0xFF ) << TW__ENTITY_SLOT_BITS;
}

static void emit( tw_world* world, int type, tw_entity about, const void* content )
{
	tw_server* server = server_of( world );
	tw__event event = { .tick = world->tick.number, .type = (uint16_t)type, .about = handle_of( world, about ) };
	const tw__component_plan* plan =
		tw__schema_plan( server->schema, tw__schema_event_index( server->schema, type ) );
	tw__pack( plan, content, event.values, &world->translate );
	tw__event_log_add( &server->events_log, &event );
}

static bool is_of_near_kind( const tw_world* world, int slot )
{
	return world->schema->kinds[world->slots[slot].kind].rules.predict == TW_PREDICT_NEAR;
}

// @param culprit slot, or -1. What this player predicts as well as we do is to blame for nothing.
static void blame_for( const tw_world* world, tw__server_player* player, tw_player id, int culprit )
{
	if ( culprit < 0 )
		player->blamed_on_server |= 1;
	else if ( is_of_near_kind( world, culprit ) )
		player->blamed_on_server |= !tw__viewer_is_near( &player->viewer, world, culprit );
	else if ( !tw_player_equals( world->slots[culprit].owner, id ) )
		player->blamed_on_player |= 1;
}

static void blame( tw_world* world, int victim, tw_entity culprit )
{
	tw_server* server = server_of( world );
	int slot = tw_entity_slot( culprit );
	bool is_known = slot >= 0 && slot < world->capacity && world->slots[slot].generation == culprit.generation;
	bool may_be_near = is_of_near_kind( world, victim );
	for ( int i = 0; i < server->def.max_players; ++i )
	{
		tw__server_player* player = server->players + i;
		if ( !player->in_use )
			continue;
		tw_player id = tw__server_player_id( server, player );
		if ( tw_player_equals( world->slots[victim].owner, id ) ||
		     ( may_be_near && tw__viewer_is_near( &player->viewer, world, victim ) ) )
			blame_for( world, player, id, is_known ? slot : -1 );
	}
}

static const tw__world_role s_role = {
	.may_edit = may_edit,
	.take_slot = take_slot,
	.get_input = get_input,
	.get_seen = get_seen,
	.get_input_info = get_input_info,
	.emit = emit,
	.blame = blame,
};

static uint32_t entity_to_wire( tw_entity entity, void* world ) { return handle_of( world, entity ); }

static tw_entity entity_from_wire( uint32_t handle, void* user )
{
	const tw_world* world = user;
	uint32_t index1 = handle & ( ( 1u << TW__ENTITY_SLOT_BITS ) - 1 );
	if ( index1 == 0 || index1 > (uint32_t)world->capacity )
		return ( tw_entity ){ 0 };
	uint32_t generation = world->slots[index1 - 1].generation;
	bool is_same = ( generation & 0xFF ) == handle >> TW__ENTITY_SLOT_BITS;
	return is_same ? ( tw_entity ){ .index1 = index1, .generation = generation } : ( tw_entity ){ 0 };
}

// --- Creating --------------------------------------------------------------------------------------------------------

tw_server_def tw_server_def_default( void )
{
	return ( tw_server_def ){
		.address = "[::]:40000",
		.tick_rate_hz = 60,
		.snapshot_interval_ticks = 1,
		.max_players = 16,
		.max_entities = 1024,
		.history_ms = 2500,
		.max_rewind_ms = 250,
		.timeout_ms = 10000,
		.cookie = DEF_COOKIE,
	};
}

static bool check_def( const tw_server_def* def, const tw_system* system )
{
	if ( def->cookie != DEF_COOKIE || def->schema == NULL )
	{
		tw__log( system, "tw_server_def: start from tw_server_def_default() and give a schema" );
		return false;
	}
	return tw__check_range( system, "tw_server_def.tick_rate_hz", def->tick_rate_hz, 10, 240 ) &&
	       tw__check_range( system, "tw_server_def.snapshot_interval_ticks", def->snapshot_interval_ticks, 1, 8 ) &&
	       tw__check_range( system, "tw_server_def.max_players", def->max_players, 1, 4096 ) &&
	       tw__check_range( system, "tw_server_def.max_entities", def->max_entities, 1, TW__MAX_SLOTS ) &&
	       tw__check_range( system, "tw_server_def.history_ms", def->history_ms, 500, 10000 ) &&
	       tw__check_range( system, "tw_server_def.max_rewind_ms", def->max_rewind_ms, 0, 1000 ) &&
	       tw__check_range( system, "tw_server_def.timeout_ms", def->timeout_ms, 1000, 60000 );
}

static int history_depth( const tw_server_def* def ) { return def->history_ms * def->tick_rate_hz / 1000 + 2; }

static size_t event_capacity( const tw_server_def* def )
{
	return TW__SERVER_MESSAGE_EVENTS + 4 * (size_t)def->max_players;
}

// One block for everything. Called with NULL first, to learn its size.
static size_t lay_out( tw_server* server, const tw_server_def* def, uint8_t* block )
{
	const tw_schema* schema = def->schema;
	size_t entities = (size_t)def->max_entities, players = (size_t)def->max_players;
	size_t sizes[] = {
		sizeof( tw_server ),
		sizeof( tw__outbox ),
		players * sizeof( tw__server_player ),
		players * sizeof( int32_t ),
		tw__world_size( schema, def->max_entities ),
		tw__world_size( schema, def->max_entities ),
		tw__history_size( def->max_entities, history_depth( def ), schema->stride ),
		entities * sizeof( uint32_t ),
		entities * sizeof( int32_t ),
		entities * sizeof( tw__candidate ),
		tw__snapshot_models_size( schema ),
		TW__SERVER_MESSAGE_BYTES,
		players * (size_t)schema->message_count * sizeof( uint64_t ),
		event_capacity( def ) * sizeof( tw_server_event ),
		event_capacity( def ) * sizeof( tw_server_event ),
	};
	size_t total = players * ( tw__block_size( tw__viewer_size( schema, def->max_entities ) ) +
	                           tw__block_size( sizeof( tw__messages ) ) );
	for ( int i = 0; i < TW_COUNT_OF( sizes ); ++i )
		total += tw__block_size( sizes[i] );
	if ( server == NULL )
		return total;

	uint8_t* cursor = block + tw__block_size( sizes[0] );
	server->outbox = tw__block_carve( &cursor, sizes[1] );
	server->players = tw__block_carve( &cursor, sizes[2] );
	server->player_of_session = tw__block_carve( &cursor, sizes[3] );
	tw__world_init( &server->world, tw__block_carve( &cursor, sizes[4] ), schema, def->max_entities );
	tw__world_init( &server->seen, tw__block_carve( &cursor, sizes[5] ), schema, def->max_entities );
	tw__history_init( &server->history, tw__block_carve( &cursor, sizes[6] ), def->max_entities,
	                  history_depth( def ), schema->stride );
	server->changed_ticks = tw__block_carve( &cursor, sizes[7] );
	server->free_slots = tw__block_carve( &cursor, sizes[8] );
	server->scratch.candidates = tw__block_carve( &cursor, sizes[9] );
	server->scratch.models = tw__block_carve( &cursor, sizes[10] );
	server->message_structs = tw__block_carve( &cursor, sizes[11] );
	uint64_t* message_due_us = tw__block_carve( &cursor, sizes[12] );
	server->events = tw__block_carve( &cursor, sizes[13] );
	server->pending = tw__block_carve( &cursor, sizes[14] );
	server->event_capacity = (int)event_capacity( def );
	for ( size_t i = 0; i < players; ++i )
	{
		tw__server_player* player = server->players + i;
		tw__viewer_init( &player->viewer,
		                 tw__block_carve( &cursor, tw__viewer_size( schema, def->max_entities ) ), schema,
		                 def->max_entities );
		player->messages = tw__block_carve( &cursor, sizeof( tw__messages ) );
		player->message_due_us = message_due_us + i * (size_t)schema->message_count;
	}
	return total;
}

static void init_world( tw_server* server )
{
	server->world.role = &s_role;
	server->world.owner = server;
	server->world.translate =
		( tw__translate ){ .to_wire = entity_to_wire, .from_wire = entity_from_wire, .user = &server->world };
	server->seen.translate = server->world.translate;
	server->world.tick = ( tw_tick ){ .number = 1,
		                          .rate_hz = server->def.tick_rate_hz,
		                          .duration_s = 1.0f / (float)server->def.tick_rate_hz };
	for ( int i = 0; i < server->def.max_entities; ++i )
		server->free_slots[i] = i;
	server->free_count = server->def.max_entities;
	server->seen_player = -1;
	tw__event_log_init( &server->events_log );
}

static tw_result open_link( tw_server* server )
{
	const tw_server_def* def = &server->def;
	server->transport = def->transport;
	if ( def->transport.receive == NULL )
	{
		tw_result result = tw_udp_create( def->address, &server->system, &server->udp );
		if ( result != TW_OK )
			return result;
		server->transport = tw_udp_get_transport( server->udp );
	}
	server->outbox->transport = server->transport;

	tw__session_server_def sessions = {
		.admission = def->admission,
		.protocol_id = def->admission.protocol_id != 0 ? def->admission.protocol_id
		                                               : tw_schema_get_protocol_id( server->schema ),
		.schema_hash = server->schema->hash,
		.max_slots = def->max_players,
		.timeout_ms = def->timeout_ms,
		.drops = server->drops,
		.outbox = server->outbox,
		.system = server->system,
		.observe_seal = server->hooks.observe_seal,
		.observe_user = server->hooks.user,
	};
	return tw__session_server_create( &sessions, server->start_us, &server->sessions );
}

tw_result tw_server_create( const tw_server_def* def, uint64_t now_us, tw_server** out_server )
{
	return tw__server_create_watched( def, NULL, now_us, out_server );
}

tw_result tw__server_create_watched( const tw_server_def* def, const tw__hooks* hooks, uint64_t now_us,
                                     tw_server** out_server )
{
	if ( def == NULL || out_server == NULL )
		return TW_ERR_ARGUMENT;
	*out_server = NULL;
	tw_system system = tw__system_resolve( def->system );
	if ( !check_def( def, &system ) )
		return TW_ERR_ARGUMENT;

	size_t memory_bytes = lay_out( NULL, def, NULL );
	tw_server* server = tw__system_acquire( &system, memory_bytes );
	if ( server == NULL )
		return TW_ERR_MEMORY;
	server->def = *def;
	server->hooks = hooks != NULL ? *hooks : ( tw__hooks ){ 0 };
	server->schema = def->schema;
	server->system = system;
	server->memory_bytes = memory_bytes;
	server->start_us = server->now_us = now_us;
	lay_out( server, def, (uint8_t*)server );
	server->scratch.depth = history_depth( def ) < TW__REPLICA_DEPTH ? history_depth( def ) : TW__REPLICA_DEPTH;
	init_world( server );
	for ( int i = 0; i < def->max_players; ++i )
		server->player_of_session[i] = -1;

	tw_result result = open_link( server );
	if ( result != TW_OK )
	{
		tw_server_destroy( server );
		return result;
	}
	*out_server = server;
	return TW_OK;
}

void tw_server_destroy( tw_server* server )
{
	if ( server == NULL )
		return;
	if ( server->sessions != NULL )
		for ( int i = 0; i < server->def.max_players; ++i )
			if ( server->players[i].in_use )
				tw__server_end_player( server, server->players + i, TW_REASON_SERVER_CLOSING );
	tw__outbox_flush( server->outbox );
	tw__session_server_destroy( server->sessions );
	tw_udp_destroy( server->udp );
	tw_system system = server->system; // it lies in the block that goes away
	tw__system_release( &system, server, server->memory_bytes );
}

// --- The frame -------------------------------------------------------------------------------------------------------

void tw_server_receive( tw_server* server, uint64_t now_us )
{
	server->now_us = now_us;
	memcpy( server->events, server->pending, (size_t)server->pending_count * sizeof( server->pending[0] ) );
	server->event_count = server->pending_count;
	server->pending_count = 0;

	tw__server_begin_messages( server );
	tw__server_receive_datagrams( server );
	tw__server_update_sessions( server );
	tw__server_say_goodbye( server );
	tw__outbox_flush( server->outbox );
}

tw_server_events tw_server_get_events( const tw_server* server )
{
	return ( tw_server_events ){ .items = server->events, .count = server->event_count };
}

static void take_input( tw_server* server, tw__server_player* player )
{
	tw__input_buffer_take( &player->inputs, server->tick );
	tw__input_buffer_get( &player->inputs, player->input );
	player->shown = player->inputs.current.shown;
	player->is_clamped = false;
	if ( player->shown.from_tick == 0 )
		return;
	uint32_t most_ticks = (uint32_t)( server->def.max_rewind_ms * server->def.tick_rate_hz / 1000 );
	player->is_clamped = tw__rewind_clamp( &player->shown, server->tick, most_ticks );
	player->clamped_rewinds += player->is_clamped;
}

static void take_inputs( tw_server* server )
{
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use )
			take_input( server, server->players + i );
	server->seen_player = -1;
}

// Ticks that nobody ran: for the clients it is as if their inputs had been late.
static void skip_ticks( tw_server* server, uint32_t count )
{
	server->skipped_ticks += count;
	server->tick += count;
	for ( int i = 0; i < server->def.max_players; ++i )
	{
		tw__server_player* player = server->players + i;
		uint64_t skipped = count >= 64 ? UINT64_MAX : ( UINT64_C( 1 ) << count ) - 1;
		player->inputs.missing_mask = count >= 64 ? skipped : player->inputs.missing_mask << count | skipped;
		player->blamed_on_player = count >= 64 ? 0 : player->blamed_on_player << count;
		player->blamed_on_server = count >= 64 ? 0 : player->blamed_on_server << count;
	}
	tw__log( &server->system, "server: %u ticks were missed and dropped", count );
}

bool tw_server_begin_tick( tw_server* server, uint64_t now_us, tw_tick* out_tick )
{
	TW_ASSERT( !server->is_open );
	server->now_us = now_us;
	int64_t late_us = (int64_t)now_us - tw__server_due_us( server, server->tick + 1 );
	if ( late_us < 0 )
		return false;
	int64_t behind = late_us * server->def.tick_rate_hz / 1000000;
	if ( behind > TW__MAX_CATCH_UP_TICKS )
		skip_ticks( server, (uint32_t)behind );

	server->tick++;
	server->ticks++;
	server->is_open = true;
	tw_tick tick = server->world.tick;
	tick.number = server->tick;
	tw__world_begin_tick( &server->world, tick );
	take_inputs( server );
	*out_tick = tick;
	return true;
}

tw_world* tw_server_get_world( tw_server* server ) { return &server->world; }

void tw_server_end_tick( tw_server* server )
{
	TW_ASSERT( server->is_open );
	tw__server_take_snapshot( server );
	tw__server_send_snapshots( server );
	tw__outbox_flush( server->outbox );

	// What is changed from here on belongs to the next tick.
	server->is_open = false;
	server->world.tick.number = server->tick + 1;
	for ( int i = 0; i < server->def.max_players; ++i )
	{
		server->players[i].blamed_on_player <<= 1;
		server->players[i].blamed_on_server <<= 1;
	}
}

uint64_t tw_server_get_wake_us( const tw_server* server )
{
	uint64_t tick_us = (uint64_t)tw__server_due_us( server, server->tick + 1 );
	uint64_t session_us = tw__session_server_get_wake_us( server->sessions, server->now_us );
	return tick_us < session_us ? tick_us : session_us;
}

void tw_server_wait( tw_server* server, uint64_t until_us )
{
	if ( server->udp != NULL )
		tw_udp_wait( server->udp, until_us );
	else
		tw_clock_sleep_until_us( until_us );
}

// --- The rest of the public functions --------------------------------------------------------------------------------

tw_address tw_server_get_address( const tw_server* server )
{
	return server->udp != NULL ? tw_udp_get_address( server->udp ) : ( tw_address ){ 0 };
}

tw_public_key tw_server_get_public_key( const tw_server* server )
{
	return tw__session_server_get_public_key( server->sessions );
}

tw_player tw_server_add_bot( tw_server* server )
{
	tw__server_player* player = tw__server_seat( server, -1 );
	return player != NULL ? tw__server_player_id( server, player ) : ( tw_player ){ 0 };
}

void tw_server_set_input( tw_server* server, tw_player bot, const void* input )
{
	tw__server_player* player = tw__server_find_player( server, bot );
	if ( player == NULL || !player->is_bot )
		return;
	tw__input_buffer_set_local( &player->inputs, server->tick + 1, input );
}

tw_player_info tw_server_get_player_info( const tw_server* server, tw_player player )
{
	const tw__server_player* found = tw__server_find_player( server, player );
	if ( found == NULL )
		return ( tw_player_info ){ 0 };
	tw_player_info info = { .client_id = found->client_id, .is_bot = found->is_bot };
	if ( !found->is_bot )
		info.address = tw__session_server_get_address( server->sessions, found->session );
	return info;
}

void tw_server_set_anchor( tw_server* server, tw_player player, tw_entity anchor )
{
	tw__server_player* found = tw__server_find_player( server, player );
	if ( found != NULL )
		found->viewer.anchor = anchor;
}

void tw_server_kick( tw_server* server, tw_player player, tw_reason reason )
{
	tw__server_player* found = tw__server_find_player( server, player );
	if ( found != NULL )
		tw__server_end_player( server, found, reason );
}

void tw_server_close( tw_server* server, uint64_t now_us )
{
	if ( server->is_closing )
		return;
	server->is_closing = true;
	server->closing_us = server->now_us = now_us;
	tw__session_server_set_refusal( server->sessions, TW_REASON_SERVER_CLOSING );
}

bool tw_server_is_closed( const tw_server* server )
{
	if ( !server->is_closing )
		return false;
	for ( int i = 0; i < server->def.max_players; ++i )
		if ( server->players[i].in_use && !server->players[i].is_bot )
			return server->now_us - server->closing_us >= CLOSE_US;
	return true;
}

tw_server_stats tw_server_get_stats( const tw_server* server )
{
	tw_server_stats stats = {
		.entities = server->world.order_count,
		.ticks = server->ticks,
		.skipped_ticks = server->skipped_ticks,
		.in_packets = server->in_packets,
		.in_bytes = server->in_bytes,
		.out_packets = server->outbox->sent_packets,
		.out_bytes = server->outbox->sent_bytes,
		.used_packets = server->used_packets,
		.dropped_messages = server->dropped_messages,
		.memory_bytes = server->memory_bytes,
	};
	memcpy( stats.drops, server->drops, sizeof( stats.drops ) );
	for ( int i = 0; i < server->def.max_players; ++i )
		stats.players += server->players[i].in_use;
	return stats;
}

tw_player_stats tw_server_get_player_stats( const tw_server* server, tw_player player )
{
	const tw__server_player* found = tw__server_find_player( server, player );
	if ( found == NULL )
		return ( tw_player_stats ){ 0 };
	return ( tw_player_stats ){
		.link = tw__acks_get_link_stats( &found->acks ),
		.rewind_ms = rewind_ms( server, found->shown ),
		.late_inputs = found->inputs.late_count,
		.clamped_rewinds = found->clamped_rewinds,
		.dropped_messages = found->dropped_messages,
		.backlog_bytes = (int)tw__record_ring_used_bytes( &found->messages->backlog ),
	};
}
