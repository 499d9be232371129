#include "lab.h"

#include "hooks.h"
#include "lab_check.h"
#include "lab_line.h"
#include "link/random.h"
#include "match.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
	FRAME_US = 1000000 / 144,
	SERVER_PORT = 40000,
	MAX_ENTITIES = 1024,
	SECOND_US = 1000000,
};

typedef struct lab_seat
{
	lab* lab;
	int index;
	bool in_use, is_dead;
	player player;
	tw_transport line; // its own, inside the net
	tw_address address;
	uint64_t offset_us; // its clock is not the server's
	uint64_t join_us;
	uint64_t frame_us, stalled_us;
	uint64_t wake_us; // when it has something to do, datagrams apart
} lab_seat;

struct lab
{
	lab_def def;
	tw__random random;
	uint64_t now_us;
	uint64_t allocations, marked_allocations;
	tw_schema* schema;
	tw_simnet* net;
	tw_server* server;
	tw_transport line; // the server's
	match match;
	eng_log log;
	lab_check check;
	lab_seat* seats; // LAB_MAX_PLAYERS
	int seat_count;  // up to the last that was ever in use
};

// --- The process as the library sees it ------------------------------------------------------------------------------

static uint64_t draw( lab* l ) { return tw__random_next( &l->random ); }

static bool random_bytes( void* out_bytes, size_t size_bytes, void* user )
{
	uint8_t* bytes = out_bytes;
	for ( size_t i = 0; i < size_bytes; ++i )
		bytes[i] = (uint8_t)( draw( user ) >> 24 );
	return true;
}

static void* acquire( size_t size_bytes, size_t alignment_bytes, void* user )
{
	lab* l = user;
	l->allocations++;
	return aligned_alloc( alignment_bytes,
	                      ( size_bytes + alignment_bytes - 1 ) / alignment_bytes * alignment_bytes );
}

static void release( void* memory, size_t size_bytes, void* user )
{
	(void)size_bytes, (void)user;
	free( memory );
}

static tw_system system_of( lab* l )
{
	return ( tw_system ){ .acquire = acquire, .release = release, .random = random_bytes, .user = l };
}

// --- Watching --------------------------------------------------------------------------------------------------------

static void on_seal( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user )
{
	lab* l = user;
	lab_check_seal( &l->check, key, nonce, nonce_bytes );
}

static void on_client_seal( const uint8_t key[32], const uint8_t* nonce, int nonce_bytes, void* user )
{
	lab_seat* seat = user;
	on_seal( key, nonce, nonce_bytes, seat->lab );
}

static void on_snapshot( const tw_client* client, uint32_t tick, void* user )
{
	lab_seat* seat = user;
	lab* l = seat->lab;
	lab_check_snapshot( &l->check, client, tick, seat->index, l->now_us );
	if ( l->def.watch.snapshot != NULL )
		l->def.watch.snapshot( l, seat->index, tick, l->def.watch.user );
}

static int find_seat( const lab* l, tw_player speaker )
{
	tw_address address = tw_server_get_player_info( l->server, speaker ).address;
	for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
		if ( l->seats[i].in_use && tw_address_equals( &l->seats[i].address, &address ) )
			return i;
	return -1; // a killed one, to whom the server still talks
}

static void on_server_message( const tw__message_note* note, void* user )
{
	lab* l = user;
	int who = find_seat( l, note->player );
	if ( who >= 0 )
		lab_check_message( &l->check, note, who, note->is_taken, l->now_us );
}

static void on_client_message( const tw__message_note* note, void* user )
{
	lab_seat* seat = user;
	lab_check_message( &seat->lab->check, note, seat->index, !note->is_taken, seat->lab->now_us );
}

// --- The server ------------------------------------------------------------------------------------------------------

static tw_address server_address( void )
{
	return ( tw_address ){ .ip = { [10] = 0xFF, [11] = 0xFF, [12] = 10, [15] = 1 }, .port = SERVER_PORT };
}

// One datagram through a line with a bottleneck, and how long it has to wait there.
static void send_queued( const lab_seat* seat, tw_transport from, const tw_datagram* item, bool is_down )
{
	lab* l = seat->lab;
	uint64_t before_us = lab_line_get_queue_end_us( seat->line, is_down );
	from.send( item, 1, from.user );
	uint64_t after_us = lab_line_get_queue_end_us( seat->line, is_down );
	if ( after_us == before_us || l->def.watch.queued == NULL )
		return; // it was not let in
	uint64_t waited_us = before_us > l->now_us ? before_us - l->now_us : 0;
	l->def.watch.queued( l, seat->index, waited_us, l->def.watch.user );
}

static const lab_seat* find_queue( const lab* l, const tw_address* address )
{
	int index = address->ip[15] - 2; // as lab_add_player() numbers them
	const lab_seat* seat = 0 <= index && index < l->seat_count ? l->seats + index : NULL;
	return seat != NULL && seat->in_use && lab_line_has_queue( seat->line ) ? seat : NULL;
}

static void server_send( const tw_datagram* items, int count, void* user )
{
	lab* l = user;
	for ( int i = 0; i < count; ++i )
	{
		const lab_seat* seat = find_queue( l, &items[i].address );
		if ( seat != NULL )
			send_queued( seat, l->line, items + i, true );
		else
			l->line.send( items + i, 1, l->line.user );
	}
}

static int server_receive( tw_datagram* items, int count, void* user )
{
	lab* l = user;
	return l->line.receive( items, count, l->line.user );
}

static bool open_server( lab* l )
{
	tw_server_def def = tw_server_def_default();
	def.schema = l->schema;
	l->line = tw_simnet_add( l->net, server_address(), NULL );
	def.transport = ( tw_transport ){ .send = server_send, .receive = server_receive, .user = l };
	def.max_players = l->def.max_players;
	def.max_entities = MAX_ENTITIES;
	def.timeout_ms = l->def.timeout_ms > 0 ? l->def.timeout_ms : def.timeout_ms;
	def.max_rewind_ms = l->def.max_rewind_ms > 0 ? l->def.max_rewind_ms : def.max_rewind_ms;
	if ( l->def.snapshot_interval_ticks > 0 )
		def.snapshot_interval_ticks = l->def.snapshot_interval_ticks;
	def.admission.mode = l->def.password != NULL ? TW_ADMIT_PASSWORD : TW_ADMIT_ANYBODY;
	def.admission.password = l->def.password;
	def.system = system_of( l );
	tw_identity identity;
	if ( tw_identity_create( &def.system, &identity ) != TW_OK )
		return false;
	def.admission.identity = &identity;
	tw__hooks hooks = { .observe_seal = on_seal, .observe_message = on_server_message, .user = l };
	return tw__server_create_watched( &def, &hooks, l->now_us, &l->server ) == TW_OK;
}

lab* lab_create( const lab_def* def )
{
	lab* l = calloc( 1, sizeof( *l ) );
	if ( l == NULL )
		return NULL;
	l->def = *def;
	l->def.max_players = def->max_players > 0 ? def->max_players : 16;
	l->random.state = def->seed;
	l->now_us = SECOND_US;
	l->log = ( eng_log ){ .program = "lab", .lowest = ENG_LOG_SILENT };
	l->seats = calloc( LAB_MAX_PLAYERS, sizeof( lab_seat ) );
	tw_simnet_def net = { .seed = def->seed, .max_endpoints = LAB_MAX_PLAYERS + 1, .system = system_of( l ) };
	bool is_open = l->seats != NULL && tw_schema_create( wire_schema_def(), &l->schema ) == TW_OK &&
	               tw_simnet_create( &net, &l->net ) == TW_OK;
	if ( is_open )
	{
		tw_simnet_advance( l->net, l->now_us );
		// The check comes first: the server seals from the start.
		is_open = lab_check_begin( &l->check, NULL, MAX_ENTITIES ) && open_server( l );
		l->check.server = l->server;
	}
	if ( is_open && match_begin( &l->match, l->server, def->map, &l->log, l->def.max_players ) )
	{
		l->match.is_endless = def->is_endless;
		match_set_mode( &l->match, def->mode );
		return l;
	}
	lab_destroy( l );
	return NULL;
}

void lab_destroy( lab* l )
{
	if ( l == NULL )
		return;
	for ( int i = 0; l->seats != NULL && i < LAB_MAX_PLAYERS; ++i )
		player_close( &l->seats[i].player );
	match_end( &l->match );
	tw_server_destroy( l->server );
	tw_simnet_destroy( l->net );
	tw_schema_destroy( l->schema );
	lab_check_end( &l->check );
	free( l->seats );
	free( l );
}

// --- Players ---------------------------------------------------------------------------------------------------------

// A killed client's last words do not reach the line.
static void seat_send( const tw_datagram* items, int count, void* user )
{
	lab_seat* seat = user;
	if ( seat->is_dead )
		return;
	if ( !lab_line_has_queue( seat->line ) )
	{
		seat->line.send( items, count, seat->line.user );
		return;
	}
	for ( int i = 0; i < count; ++i )
		send_queued( seat, seat->line, items + i, false );
}

static int seat_receive( tw_datagram* items, int count, void* user )
{
	lab_seat* seat = user;
	return seat->is_dead ? 0 : seat->line.receive( items, count, seat->line.user );
}

// The rules, and once a second a body that is not where they put it.
static void step_diverging( tw_world* world, tw_tick tick, void* rules )
{
	enum
	{
		STRAY = 3 * SIM_METRE / 1000
	};
	wire_step( world, tick, rules );
	if ( tick.number % (uint32_t)tick.rate_hz != 0 )
		return;
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	for ( int i = 0; i < column.count; ++i )
	{
		wire_fighter* fighter = tw_world_edit( world, column.entities[i], WIRE_FIGHTER );
		if ( fighter != NULL && fighter->health > 0 )
			fighter->position[0] += STRAY;
	}
}

static tw_result create_client( const tw_client_def* def, uint64_t now_us, tw_client** out_client, void* user )
{
	const lab_seat* seat = user;
	tw_client_def own = *def;
	if ( seat->lab->def.plant == LAB_PLANT_DIVERGE && seat->index == 0 )
		own.step = step_diverging;
	tw__hooks hooks = { .observe_seal = on_client_seal,
		            .observe_snapshot = on_snapshot,
		            .observe_message = on_client_message,
		            .user = user };
	return tw__client_create_watched( &own, &hooks, now_us, out_client );
}

static lab_seat* find_free_seat( lab* l )
{
	for ( int i = 0; i < LAB_MAX_PLAYERS; ++i )
		if ( !l->seats[i].in_use )
			return l->seats + i;
	return NULL;
}

int lab_add_player( lab* l, const tw_profile* profile, bot_mode mode )
{
	return lab_add_named_player( l, profile, mode, NULL );
}

int lab_add_named_player( lab* l, const tw_profile* profile, bot_mode mode, const char* name )
{
	lab_seat* seat = find_free_seat( l );
	if ( seat == NULL )
		return -1;
	player_close( &seat->player ); // of the one before
	*seat = ( lab_seat ){ .lab = l, .index = (int)( seat - l->seats ), .in_use = true };
	lab_check_begin_talk( &l->check, seat->index );
	seat->address = server_address();
	seat->address.ip[15] = (uint8_t)( 2 + seat->index );
	seat->address.port = (uint16_t)( 1024 + draw( l ) % 60000 );
	seat->line = tw_simnet_add( l->net, seat->address, profile );
	seat->offset_us = draw( l ) % ( 3600 * (uint64_t)SECOND_US );
	seat->frame_us = l->now_us + draw( l ) % FRAME_US;
	seat->join_us = l->now_us;

	char address[TW_ADDRESS_CHARS];
	tw_address at = server_address();
	tw_address_format( &at, address );
	player_setup setup = {
		.schema = l->def.client_schema != NULL ? l->def.client_schema : l->schema,
		.map = &l->def.map->ground,
		.client = tw_client_def_default(),
		.strength = BOT_NORMAL,
		.mode = mode,
		.seed = (uint32_t)draw( l ),
		.name = name,
		.create = create_client,
		.create_user = seat,
	};
	setup.client.address = address;
	setup.client.transport = ( tw_transport ){ .send = seat_send, .receive = seat_receive, .user = seat };
	setup.client.login.password = l->def.password;
	setup.client.system = system_of( l );
	setup.client.view = l->def.view;
	setup.client.timeout_ms = l->def.timeout_ms > 0 ? l->def.timeout_ms : setup.client.timeout_ms;
	if ( player_open( &seat->player, &setup, l->now_us + seat->offset_us ) != TW_OK )
		return -1;
	if ( l->seat_count <= seat->index )
		l->seat_count = seat->index + 1;
	return seat->index;
}

static lab_seat* seat_at( const lab* l, int index )
{
	return 0 <= index && index < LAB_MAX_PLAYERS && l->seats[index].in_use ? l->seats + index : NULL;
}

static void leave( lab* l, lab_seat* seat )
{
	player_close( &seat->player );
	tw_simnet_remove( l->net, seat->address );
	seat->in_use = false;
}

void lab_remove_player( lab* l, int index )
{
	lab_seat* seat = seat_at( l, index );
	if ( seat == NULL )
		return;
	player_close( &seat->player ); // its goodbye is still to travel
	lab_run( l, 1.0 );
	leave( l, seat );
}

void lab_kill_player( lab* l, int index )
{
	lab_seat* seat = seat_at( l, index );
	if ( seat == NULL )
		return;
	seat->is_dead = true;
	leave( l, seat );
}

tw_result lab_set_profile( lab* l, int index, const tw_profile* profile )
{
	lab_seat* seat = seat_at( l, index );
	return seat != NULL ? tw_simnet_set_profile( l->net, seat->address, profile ) : TW_ERR_STALE_ID;
}

void lab_stall_player( lab* l, int index, double seconds )
{
	lab_seat* seat = seat_at( l, index );
	if ( seat != NULL )
		seat->stalled_us = seat->wake_us = l->now_us + (uint64_t)( seconds * SECOND_US );
}

// --- Running ---------------------------------------------------------------------------------------------------------

// Before a tick takes its inputs.
static void plant_lateness( lab* l )
{
	enum
	{
		EVERY_TICKS = 50
	};
	uint32_t tick = l->server->tick + 1;
	if ( l->def.plant != LAB_PLANT_LATE || tick % EVERY_TICKS != 0 )
		return;
	for ( int i = 0; i < l->def.max_players; ++i )
		l->server->players[i].inputs.is_here[tick % TW__INPUT_BUFFER_TICKS] = false;
}

// After it.
static void plant_rewind( lab* l )
{
	enum
	{
		TOO_FAR_TICKS = 4
	};
	for ( int i = 0; l->def.plant == LAB_PLANT_REWIND && i < l->def.max_players; ++i )
		if ( l->server->players[i].shown.from_tick > TOO_FAR_TICKS )
			l->server->players[i].shown.from_tick -= TOO_FAR_TICKS;
}

static bool begin_tick( lab* l, tw_tick* out_tick )
{
	if ( l->now_us >= (uint64_t)tw__server_due_us( l->server, l->server->tick + 1 ) )
		plant_lateness( l );
	if ( !tw_server_begin_tick( l->server, l->now_us, out_tick ) )
		return false;
	plant_rewind( l );
	return true;
}

static void run_server( lab* l )
{
	tw_server_receive( l->server, l->now_us );
	match_take_events( &l->match );
	for ( tw_tick tick; begin_tick( l, &tick ); )
	{
		match_run_tick( &l->match, tick );
		if ( l->def.watch.tick != NULL )
			l->def.watch.tick( l, tick.number, l->def.watch.user );
		tw_server_end_tick( l->server );
		lab_check_note_tick( &l->check );
		match_after_tick( &l->match );
	}
}

static uint64_t least( uint64_t a, uint64_t b ) { return a < b ? a : b; }

static void find_wake( lab_seat* seat )
{
	uint64_t wake = player_get_wake_us( &seat->player );
	wake = wake == UINT64_MAX ? UINT64_MAX : wake - least( wake, seat->offset_us );
	wake = least( wake, seat->frame_us );
	seat->wake_us = wake > seat->stalled_us ? wake : seat->stalled_us;
}

static void run_seat( lab* l, lab_seat* seat )
{
	if ( !seat->in_use || l->now_us < seat->stalled_us ||
	     ( l->now_us < seat->wake_us && !lab_line_has_mail( seat->line ) ) )
		return;
	bool draws = l->now_us >= seat->frame_us;
	if ( draws )
		seat->frame_us = l->now_us + FRAME_US;
	player_frame( &seat->player, l->now_us + seat->offset_us, draws );
	if ( draws && l->def.watch.frame != NULL )
		l->def.watch.frame( l, seat->index, l->def.watch.user );
	find_wake( seat );
}

static uint64_t next_us( const lab* l )
{
	uint64_t next = least( tw_server_get_wake_us( l->server ), tw_simnet_get_next_us( l->net ) );
	for ( int i = 0; i < l->seat_count; ++i )
		if ( l->seats[i].in_use )
			next = least( next, l->seats[i].wake_us );
	return next > l->now_us ? next : l->now_us + 1;
}

void lab_run( lab* l, double seconds )
{
	uint64_t end_us = l->now_us + (uint64_t)( seconds * SECOND_US );
	while ( l->now_us < end_us )
	{
		l->now_us = least( next_us( l ), end_us );
		tw_simnet_advance( l->net, l->now_us );
		if ( lab_line_has_mail( l->line ) || l->now_us >= tw_server_get_wake_us( l->server ) )
			run_server( l );
		for ( int i = 0; i < l->seat_count; ++i )
			run_seat( l, l->seats + i );
	}
}

tw_result lab_chat( lab* l, int index, const char* text )
{
	lab_seat* seat = seat_at( l, index );
	if ( seat == NULL )
		return TW_ERR_STALE_ID;
	wire_chat chat = { 0 };
	snprintf( chat.text, sizeof( chat.text ), "%s", text );
	return tw_client_post( seat->player.client, WIRE_CHAT, &chat );
}

void lab_close_server( lab* l ) { tw_server_close( l->server, l->now_us ); }

const player* lab_get_player( const lab* l, int index )
{
	const lab_seat* seat = seat_at( l, index );
	return seat != NULL ? &seat->player : NULL;
}

tw_server* lab_get_server( const lab* l ) { return l->server; }
uint64_t lab_get_now_us( const lab* l ) { return l->now_us; }

uint64_t lab_get_join_us( const lab* l, int index )
{
	const lab_seat* seat = seat_at( l, index );
	return seat != NULL ? seat->join_us : 0;
}

uint64_t lab_get_offset_us( const lab* l, int index )
{
	const lab_seat* seat = seat_at( l, index );
	return seat != NULL ? seat->offset_us : 0;
}

uint64_t lab_get_base_delay_us( const lab* l, int index )
{
	const lab_seat* seat = seat_at( l, index );
	if ( seat == NULL )
		return 0;
	return tw_simnet_get_base_delay_us( l->net, server_address(), tw_simnet_get_address( l->net, seat->line ) );
}

bool lab_get_outage( const lab* l, int index, uint64_t* out_begin_us, uint64_t* out_end_us )
{
	const lab_seat* seat = seat_at( l, index );
	return seat != NULL && lab_line_get_outage( seat->line, out_begin_us, out_end_us );
}

uint64_t lab_get_stall_end_us( const lab* l, int index )
{
	const lab_seat* seat = seat_at( l, index );
	return seat != NULL ? seat->stalled_us : 0;
}

double lab_get_seconds( const lab* l ) { return (double)( l->now_us - SECOND_US ) / SECOND_US; }

lab_report lab_get_report( const lab* l )
{
	lab_report report = {
		.violations = l->check.violations,
		.checked_states = l->check.checked_states,
		.checked_nonces = l->check.nonce_count,
		.checked_messages = l->check.checked_messages,
		.datagrams = tw_simnet_get_stats( l->net ).sent,
		.trace_hash = l->check.trace_hash,
	};
	snprintf( report.first_violation, sizeof( report.first_violation ), "%s", l->check.first_violation );
	return report;
}

uint64_t lab_count_allocations( const lab* l ) { return l->allocations - l->marked_allocations; }
void lab_mark_allocations( lab* l ) { l->marked_allocations = l->allocations; }
