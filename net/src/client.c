#include "client.h"

#include "core/block.h"
#include "link/address.h"
#include "session/fingerprint.h"
#include "state/pack.h"

#include <string.h>

enum
{
	DEF_COOKIE = 0x74776B63, // "twkc"
	JOIN_RESEND_US = 16667,  // asking for the first snapshot, about once per tick
};

void tw__client_close( tw_client* client, tw_reason reason )
{
	if ( client->status.state == TW_CLIENT_CLOSED )
		return;
	client->status.state = TW_CLIENT_CLOSED;
	client->status.reason = reason;
}

// --- The role of a client's world: only the predicted set may be changed, and only by the step -----------------------

static tw_client* client_of( const tw_world* world ) { return world->owner; }

static bool may_edit( const tw_world* world, int slot )
{
	const tw__predictor* predictor = &client_of( world )->predictor;
	return predictor->is_stepping && tw__predictor_holds( predictor, slot );
}

static int take_slot( tw_world* world, int kind, tw_player owner, int nth )
{
	return tw__predictor_take_slot( &client_of( world )->predictor, kind, owner, nth );
}

static void despawned( tw_world* world, int slot ) { tw__predictor_note_death( &client_of( world )->predictor, slot ); }

static const void* get_input( const tw_world* world, tw_player player )
{
	tw_client* client = client_of( world );
	if ( !client->predictor.is_stepping || !tw_player_equals( player, client->status.player ) )
		return NULL;
	tw__input_history_get( &client->inputs, world->tick.number, client->input );
	return client->input;
}

static const tw_world* get_seen( const tw_world* world, tw_player player )
{
	const tw_client* client = client_of( world );
	return tw_player_equals( player, client->status.player ) ? &client->view : world;
}

static tw_input_info get_input_info( const tw_world* world, tw_player player )
{
	const tw_client* client = client_of( world );
	if ( !tw_player_equals( player, client->status.player ) )
		return ( tw_input_info ){ 0 };
	return ( tw_input_info ){ .shown_ticks = { client->shown.from_tick,
		                                   client->shown.from_tick + client->shown.gap },
		                  .shown_fraction = (float)client->shown.fraction_256ths / 256.0f };
}

static void emit( tw_world* world, int type, tw_entity about, const void* content )
{
	tw_client* client = client_of( world );
	int slot = tw_entity_slot( about );
	bool is_ours = slot >= 0 && slot < world->capacity && tw__predictor_holds( &client->predictor, slot );
	if ( is_ours && client->predictor.is_stepping && !client->predictor.is_replaying )
		tw__client_claim( client, type, about, content );
}

static const tw__world_role s_role = {
	.may_edit = may_edit,
	.take_slot = take_slot,
	.despawned = despawned,
	.get_input = get_input,
	.get_seen = get_seen,
	.get_input_info = get_input_info,
	.emit = emit,
};

static uint32_t entity_to_wire( tw_entity entity, void* user )
{
	const tw__replica* replica = user;
	int slot = tw_entity_slot( entity );
	if ( slot < 0 || slot >= replica->capacity || replica->entities[slot].generation != entity.generation )
		return 0;
	return tw__replica_get_handle( replica, slot );
}

static tw_entity entity_from_wire( uint32_t handle, void* user )
{
	const tw__replica* replica = user;
	return tw__replica_get_entity( replica, tw__replica_resolve_handle( replica, handle ) );
}

// --- Creating --------------------------------------------------------------------------------------------------------

tw_client_def tw_client_def_default( void )
{
	return ( tw_client_def ){
		.address = "127.0.0.1:40000",
		.max_entities = 1024,
		.connect_ms = 10000,
		.timeout_ms = 10000,
		.max_replay_ticks = 90,
		.smoothing_half_life_ms = 60,
		.cookie = DEF_COOKIE,
	};
}

static bool check_def( const tw_client_def* def, const tw_system* system )
{
	if ( def->cookie != DEF_COOKIE || def->schema == NULL || def->address == NULL )
	{
		tw__log( system, "tw_client_def: start from tw_client_def_default(); schema and address are needed" );
		return false;
	}
	return tw__check_range( system, "tw_client_def.max_entities", def->max_entities, 1, TW__MAX_SLOTS ) &&
	       tw__check_range( system, "tw_client_def.connect_ms", def->connect_ms, 100, 60000 ) &&
	       tw__check_range( system, "tw_client_def.timeout_ms", def->timeout_ms, 1000, 60000 ) &&
	       tw__check_range( system, "tw_client_def.max_replay_ticks", def->max_replay_ticks, 8, 120 ) &&
	       tw__check_range( system, "tw_client_def.smoothing_half_life_ms", def->smoothing_half_life_ms, 0, 80 );
}

// One block for everything. Called with NULL first, to learn its size.
static size_t lay_out( tw_client* client, const tw_client_def* def, uint8_t* block )
{
	const tw_schema* schema = def->schema;
	size_t sizes[] = {
		sizeof( tw_client ),
		sizeof( tw__outbox ),
		tw__world_size( schema, def->max_entities ),
		tw__world_size( schema, def->max_entities ),
		tw__replica_size( schema, def->max_entities ),
		tw__predictor_size( schema, def->max_entities ),
		sizeof( tw__event_list ),
		sizeof( tw__event_list ),
		sizeof( tw__messages ),
	};
	size_t total = 0;
	for ( int i = 0; i < TW_COUNT_OF( sizes ); ++i )
		total += tw__block_size( sizes[i] );
	if ( client == NULL )
		return total;

	uint8_t* cursor = block + tw__block_size( sizes[0] );
	client->outbox = tw__block_carve( &cursor, sizes[1] );
	tw__world_init( &client->world, tw__block_carve( &cursor, sizes[2] ), schema, def->max_entities );
	tw__world_init( &client->view, tw__block_carve( &cursor, sizes[3] ), schema, def->max_entities );
	tw__replica_init( &client->replica, tw__block_carve( &cursor, sizes[4] ), schema, def->max_entities );
	tw__input_history_init( &client->inputs, schema );
	tw__predictor_init( &client->predictor, tw__block_carve( &cursor, sizes[5] ), &client->world, &client->replica,
	                    &client->inputs );
	client->gathering = tw__block_carve( &cursor, sizes[6] );
	client->due = tw__block_carve( &cursor, sizes[7] );
	client->messages = tw__block_carve( &cursor, sizes[8] );
	tw__messages_init( client->messages );
	return total;
}

static void init_parts( tw_client* client )
{
	client->world.role = &s_role;
	client->world.owner = client;
	client->world.translate =
		( tw__translate ){ .to_wire = entity_to_wire, .from_wire = entity_from_wire, .user = &client->replica };
	client->view.translate = client->world.translate;
	client->predictor.step = client->def.step;
	client->predictor.step_user = client->def.step_user;
	client->predictor.max_replay_ticks = client->def.max_replay_ticks;
	client->predictor.half_life_ms = client->def.smoothing_half_life_ms;
	client->status.state = TW_CLIENT_CONNECTING;
}

// "host:port#fingerprint" in two. @return false for a text that is too long
static bool split_address( const char* text, char host[256], char fingerprint[TW_FINGERPRINT_CHARS] )
{
	size_t host_chars = strcspn( text, "#" );
	const char* rest = text[host_chars] == '#' ? text + host_chars + 1 : "";
	if ( host_chars >= 256 || strlen( rest ) >= TW_FINGERPRINT_CHARS )
		return false;
	memcpy( host, text, host_chars );
	host[host_chars] = '\0';
	strcpy( fingerprint, rest );
	return true;
}

static tw_result open_link( tw_client* client, tw__session_client_def* session )
{
	const tw_client_def* def = &client->def;
	char host[256];
	if ( !split_address( def->address, host, session->fingerprint ) ||
	     ( session->fingerprint[0] != '\0' && !tw__fingerprint_is_valid( session->fingerprint ) ) )
		return TW_ERR_ADDRESS;
	client->transport = def->transport;
	tw_result result = TW_OK;
	if ( def->transport.receive == NULL )
	{
		result = def->login.token != NULL ? TW_OK : tw_udp_resolve( host, &session->server );
		if ( result == TW_OK )
			result = tw_udp_create( "[::]:0", &client->system, &client->udp );
		if ( result == TW_OK )
			client->transport = tw_udp_get_transport( client->udp );
	}
	else
		result = tw_address_parse( host, &session->server );
	client->outbox->transport = client->transport;
	return result;
}

static tw_result connect( tw_client* client )
{
	const tw_client_def* def = &client->def;
	tw__session_client_def session = {
		.login = def->login,
		.protocol_id = def->protocol_id != 0 ? def->protocol_id : tw_schema_get_protocol_id( client->schema ),
		.schema_hash = client->schema->hash,
		.connect_ms = def->connect_ms,
		.timeout_ms = def->timeout_ms,
		.drops = client->stats.drops,
		.outbox = client->outbox,
		.system = client->system,
		.observe_seal = client->hooks.observe_seal,
		.observe_user = client->hooks.user,
	};
	tw_result result = open_link( client, &session );
	return result == TW_OK ? tw__session_client_create( &session, client->now_us, &client->session ) : result;
}

tw_result tw_client_create( const tw_client_def* def, uint64_t now_us, tw_client** out_client )
{
	return tw__client_create_watched( def, NULL, now_us, out_client );
}

tw_result tw__client_create_watched( const tw_client_def* def, const tw__hooks* hooks, uint64_t now_us,
                                     tw_client** out_client )
{
	if ( def == NULL || out_client == NULL )
		return TW_ERR_ARGUMENT;
	*out_client = NULL;
	tw_system system = tw__system_resolve( def->system );
	if ( !check_def( def, &system ) )
		return TW_ERR_ARGUMENT;

	size_t memory_bytes = lay_out( NULL, def, NULL );
	tw_client* client = tw__system_acquire( &system, memory_bytes );
	if ( client == NULL )
		return TW_ERR_MEMORY;
	client->def = *def;
	client->hooks = hooks != NULL ? *hooks : ( tw__hooks ){ 0 };
	client->schema = def->schema;
	client->system = system;
	client->memory_bytes = memory_bytes;
	client->now_us = now_us;
	lay_out( client, def, (uint8_t*)client );
	init_parts( client );
	tw_result result = connect( client );
	if ( result != TW_OK )
	{
		tw_client_destroy( client );
		return result;
	}
	*out_client = client;
	return TW_OK;
}

void tw_client_destroy( tw_client* client )
{
	if ( client == NULL )
		return;
	if ( client->session != NULL && client->status.state != TW_CLIENT_CLOSED )
		tw__session_client_disconnect( client->session, client->now_us );
	tw__outbox_flush( client->outbox );
	tw__session_client_destroy( client->session );
	tw_udp_destroy( client->udp );
	tw_system system = client->system; // it lies in the block that goes away
	tw__system_release( &system, client, client->memory_bytes );
}

// --- The frame -------------------------------------------------------------------------------------------------------

// Everything that goes up: acknowledgements, the schema's hash until we know that it was heard, inputs, messages. Inputs
// are few, so that the messages' share of the packet needs no keeping free.
static void send_payload( tw_client* client )
{
	uint8_t payload[TW__MAX_PAYLOAD_BYTES];
	tw__encoder encoder;
	tw__encoder_begin( &encoder, payload, sizeof( payload ) );
	tw__payload_write_kind( &encoder, TW__PAYLOAD_PLAY );
	tw__acks_write( &client->acks, &encoder );
	bool has_hash = client->snapshot_tick == 0;
	tw__encode_raw( &encoder, has_hash, 1 );
	if ( has_hash )
		tw__write_u64( &encoder, client->schema->hash );

	const tw__input_frame* frames[TW__MAX_INPUTS_PER_PACKET];
	int count = tw__input_history_unacked( &client->inputs, frames );
	tw__encode_raw( &encoder, count > 0, 1 );
	if ( count > 0 )
	{
		tw__value_models* models = tw__snapshot_value_models( client->replica.models );
		tw__value_models_reset_input( client->schema, models );
		tw__encode_inputs( &encoder, models, client->schema, frames, count );
	}
	tw__messages_write( client->messages, &encoder, client->now_us, client->acks.round_trip_us );
	int size_bytes = tw__encoder_end( &encoder );
	uint64_t sequence;
	if ( size_bytes <= 0 ||
	     !tw__session_client_send( client->session, payload, size_bytes, client->now_us, &sequence ) )
		return;
	uint32_t newest_input = count > 0 ? frames[count - 1]->tick : 0;
	tw__acks_note_sent( &client->acks, sequence, client->now_us, newest_input, size_bytes );
	tw__messages_note_sent( client->messages, sequence, client->now_us );
}

static void ask_for_snapshot( tw_client* client )
{
	if ( client->status.state != TW_CLIENT_JOINING || client->now_us < client->join_send_us )
		return;
	client->join_send_us = client->now_us + JOIN_RESEND_US;
	send_payload( client );
}

void tw_client_receive( tw_client* client, uint64_t now_us )
{
	client->now_us = now_us;
	tw__client_take_messages( client ); // those that the last show has made room for
	tw__client_receive_datagrams( client );
	tw__client_update_session( client );
	ask_for_snapshot( client );
	tw__outbox_flush( client->outbox );
}

static void advance( tw_client* client, uint32_t tick, const void* input )
{
	tw__input_history_add( &client->inputs, tick, input, client->shown );
	tw__predictor_advance( &client->predictor, tick );
}

void tw__client_repeat_input( tw_client* client, int count )
{
	int left = count < TW__INPUT_HISTORY_TICKS ? count : TW__INPUT_HISTORY_TICKS;
	for ( ; left > 0; --left )
		tw__input_history_add( &client->inputs, client->clock.next_tick - (uint32_t)left, NULL, client->shown );
}

bool tw_client_begin_tick( tw_client* client, uint64_t now_us, tw_tick* out_tick )
{
	client->now_us = now_us;
	if ( client->status.state != TW_CLIENT_PLAYING )
		return false;
	// The next tick steps what a stall cost too, unless it is too much, and then the next snapshot takes over.
	tw__client_repeat_input( client, tw__input_clock_skip_stall( &client->clock, now_us ) );
	if ( !tw__input_clock_is_due( &client->clock, now_us ) )
		return false;
	client->open_tick = tw__input_clock_take( &client->clock, now_us );
	*out_tick = ( tw_tick ){ .number = client->open_tick,
		                 .rate_hz = client->rate_hz,
		                 .duration_s = 1.0f / (float)client->rate_hz };
	return true;
}

void tw_client_end_tick( tw_client* client, const void* input )
{
	TW_ASSERT( client->open_tick != 0 );
	static const uint8_t nothing[TW__MAX_INPUT_BYTES] = { 0 };
	advance( client, client->open_tick, input != NULL ? input : nothing );
	client->open_tick = 0;
	send_payload( client );
	tw__outbox_flush( client->outbox );
}

tw_client_status tw_client_get_status( const tw_client* client )
{
	tw_client_status status = client->status;
	if ( status.state != TW_CLIENT_PLAYING )
		status.player = ( tw_player ){ 0 };
	return status;
}

const tw_world* tw_client_get_predicted( const tw_client* client ) { return &client->world; }

bool tw_client_get_server_key( const tw_client* client, tw_public_key* out_key )
{
	return tw__session_client_get_server_key( client->session, out_key );
}

uint64_t tw_client_get_wake_us( const tw_client* client )
{
	if ( client->status.state == TW_CLIENT_CLOSED )
		return UINT64_MAX;
	uint64_t wake_us = tw__session_client_get_wake_us( client->session, client->now_us );
	uint64_t next_us = client->status.state == TW_CLIENT_PLAYING   ? tw__input_clock_get_due_us( &client->clock )
	                   : client->status.state == TW_CLIENT_JOINING ? client->join_send_us
	                                                               : UINT64_MAX;
	return next_us < wake_us ? next_us : wake_us;
}

tw_client_stats tw_client_get_stats( const tw_client* client )
{
	tw_client_stats stats = client->stats;
	stats.link = tw__acks_get_link_stats( &client->acks );
	stats.interp_delay_ms = tw__timeline_get_delay_ms( &client->timeline );
	if ( client->status.state == TW_CLIENT_PLAYING )
		stats.predict_ms = (float)(int32_t)( client->predictor.newest_tick - client->snapshot_tick ) * 1000.0f /
		                   (float)client->rate_hz;
	stats.predicted_ticks = client->predictor.predicted_ticks;
	stats.replayed_ticks = client->predictor.replayed_ticks;
	stats.out_datagrams = client->outbox->sent_packets;
	stats.out_datagram_bytes = client->outbox->sent_bytes;
	return stats;
}
