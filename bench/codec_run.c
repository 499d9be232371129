#include "codec_run.h"

#include "link/random.h"
#include "state/replica.h"
#include "state/viewer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum
{
	PACKET_BYTES = 1 << 17, // the measure lets a frame exceed one datagram
	HISTORY_DEPTH = 160,    // 2.5 s at 60 Hz, as a server keeps
	RATE_HZ = 60,
};

// One cube, as a game would describe it. The ranges are the file's.
typedef struct cube
{
	int32_t position[3];
	uint16_t rotation[3];
	uint8_t largest;
	bool is_interacting;
} cube;

static const tw_field cube_fields[] = {
	TW_FIELD( cube, largest, .min = 0, .max = 3 ),
	TW_FIELD( cube, position, .min = -16383, .max = 16383, .meaning = TW_MEANS_POSITION,
	          .interp = TW_INTERP_LINEAR ),
	TW_FIELD( cube, rotation, .min = 0, .max = 511, .interp = TW_INTERP_LINEAR ),
	TW_FIELD( cube, is_interacting ),
};
static const tw_component components[] = { TW_COMPONENT( cube, cube_fields ) };
static const tw_kind kinds[] = { { .name = "cube", .components = TW_BIT( 0 ), .predict = TW_PREDICT_NOBODY } };

typedef struct run
{
	const codec_run_def* def;
	tw_schema* schema;
	tw_world world;
	tw__history history;
	uint32_t* changed_ticks;
	tw__event_log events;
	tw__viewer viewer;
	tw__viewer_scratch scratch;
	tw_entity* entities; // per cube
	int next_slot;
	tw__replica replica;
	bool* has_arrived; // per frame
	uint8_t* packet;
	tw__random random;
	crypto_hash_sha256_state hash;
	double decode_us;
	void* blocks[8];
	int block_count;
} run;

static bool may_edit( const tw_world* world, int slot ) { return (void)world, (void)slot, true; }

static int take_slot( tw_world* world, int kind, tw_player owner, int nth )
{
	(void)kind, (void)owner, (void)nth;
	run* r = world->owner;
	world->slots[r->next_slot].generation = 1;
	return r->next_slot++;
}

static const tw__world_role role = { .may_edit = may_edit, .take_slot = take_slot };

static void* take( run* r, size_t size_bytes )
{
	void* block = calloc( ( size_bytes + 63 ) / 64, 64 );
	r->blocks[r->block_count++] = block;
	return block;
}

static bool open_run( run* r )
{
	const tw_schema_def schema_def = {
		.game = "cubes 1", .components = components, .component_count = 1, .kinds = kinds, .kind_count = 1
	};
	int cubes = r->def->file->cubes;
	if ( tw_schema_create( &schema_def, &r->schema ) != TW_OK )
		return false;
	size_t world_bytes = tw__world_size( r->schema, cubes );
	size_t history_bytes = tw__history_size( cubes, HISTORY_DEPTH, r->schema->stride );
	size_t rows = (size_t)cubes;
	void* world = take( r, world_bytes );
	void* history = take( r, history_bytes );
	void* known = take( r, tw__viewer_size( r->schema, cubes ) );
	void* replica = take( r, tw__replica_size( r->schema, cubes ) );
	uint8_t* rest = take( r, rows * ( sizeof( tw_entity ) + sizeof( tw__candidate ) + sizeof( uint32_t ) ) );
	r->has_arrived = take( r, (size_t)r->def->file->frames );
	r->packet = take( r, PACKET_BYTES );
	r->scratch.models = take( r, tw__snapshot_models_size( r->schema ) );
	for ( int i = 0; i < r->block_count; ++i )
		if ( r->blocks[i] == NULL )
			return false;
	r->entities = (tw_entity*)(void*)rest;
	r->scratch.candidates = (tw__candidate*)(void*)( rest + rows * sizeof( tw_entity ) );
	r->changed_ticks = (uint32_t*)(void*)( r->scratch.candidates + rows );
	r->scratch.depth = HISTORY_DEPTH;
	tw__world_init( &r->world, world, r->schema, cubes );
	r->world.role = &role;
	r->world.owner = r;
	tw__history_init( &r->history, history, cubes, HISTORY_DEPTH, r->schema->stride );
	tw__event_log_init( &r->events );
	tw__viewer_init( &r->viewer, known, r->schema, cubes );
	tw__viewer_reset( &r->viewer, ( tw_player ){ 1, 1 }, &r->events );
	tw__replica_init( &r->replica, replica, r->schema, cubes );
	r->random = tw__random_fork( r->def->seed, 0 );
	crypto_hash_sha256_init( &r->hash );
	return true;
}

static void close_run( run* r )
{
	for ( int i = 0; i < r->block_count; ++i )
		free( r->blocks[i] );
	tw_schema_destroy( r->schema );
}

// The server's tick: the file is the simulation.
static void load_frame( run* r, int frame )
{
	tw_tick tick = { .number = (uint32_t)frame + 1, .rate_hz = RATE_HZ, .duration_s = 1.0f / RATE_HZ };
	tw__world_begin_tick( &r->world, tick );
	for ( int i = 0; i < r->def->file->cubes; ++i )
	{
		if ( frame == 0 )
			r->entities[i] = tw_world_spawn( &r->world, 0, ( tw_player ){ 0 } );
		const int32_t* v = codec_file_cube( r->def->file, frame, i );
		cube c = { .largest = (uint8_t)v[CODEC_LARGEST], .is_interacting = v[CODEC_INTERACTING] != 0 };
		for ( int k = 0; k < 3; ++k )
		{
			c.rotation[k] = (uint16_t)v[CODEC_ROTATION + k];
			c.position[k] = v[CODEC_POSITION + k];
		}
		tw_world_put( &r->world, r->entities[i], 0, &c );
	}
	tw__world_seal( &r->world );
}

static void remember_changes( run* r, uint32_t tick )
{
	size_t value_bytes = (size_t)r->world.stride * sizeof( uint32_t );
	for ( int i = 0; i < r->world.order_count; ++i )
	{
		int slot = r->world.order[i];
		const uint32_t* values = tw__world_values( &r->world, slot );
		tw__past newest;
		if ( tw__history_at( &r->history, slot, 1, tick, &newest ) &&
		     memcmp( newest.values, values, value_bytes ) == 0 )
			continue;
		tw__history_push( &r->history, slot, 1, 0, tick, values );
		r->changed_ticks[slot] = tick;
	}
}

// @return bytes, -1 when it did not fit
static int send_frame( run* r, uint32_t tick )
{
	tw__scene scene = { .world = &r->world,
		            .history = &r->history,
		            .changed_ticks = r->changed_ticks,
		            .events = &r->events,
		            .tick = tick,
		            .rate_hz = RATE_HZ };
	tw__encoder encoder;
	tw__encoder_begin( &encoder, r->packet, PACKET_BYTES );
	tw__viewer_choose( &r->viewer, &scene, &r->scratch );
	bool fits = tw__viewer_write( &r->viewer, &scene, &r->scratch, r->def->lag, &encoder );
	int size_bytes = tw__encoder_end( &encoder );
	tw__viewer_note_sent( &r->viewer, tick, tick );
	return fits ? size_bytes : -1;
}

static int adopt_nothing( const tw__entity_record* record, void* user ) { return (void)record, (void)user, -1; }

static bool receive_frame( run* r, int size_bytes, uint32_t tick )
{
	tw__decoder decoder;
	tw__decoder_begin( &decoder, r->packet, size_bytes );
	if ( tw__replica_read( &r->replica, &decoder, tick, RATE_HZ ) != TW__READ_OK || !tw__decoder_end( &decoder ) )
		return false;
	tw__replica_commit( &r->replica, tick, adopt_nothing, NULL );
	return true;
}

// What the client has for one of the server's slots, in the file's layout. False: nothing yet.
static bool read_cube( const run* r, int server_slot, uint32_t tick, int32_t out_cube[CODEC_CUBE_VALUES] )
{
	tw__past past;
	int slot = r->replica.slot_of_server[server_slot];
	if ( slot < 0 ||
	     !tw__history_at( &r->replica.history, slot, r->replica.entities[slot].generation, tick, &past ) )
		return false;
	cube c;
	tw__unpack( tw__schema_plan( r->schema, 0 ), past.values, &c, NULL );
	out_cube[CODEC_LARGEST] = c.largest;
	out_cube[CODEC_INTERACTING] = c.is_interacting;
	for ( int k = 0; k < 3; ++k )
	{
		out_cube[CODEC_ROTATION + k] = c.rotation[k];
		out_cube[CODEC_POSITION + k] = c.position[k];
	}
	return true;
}

// @return whether what the client shows for this frame is what the server had
static bool check_frame( run* r, int frame )
{
	bool is_equal = true;
	for ( int i = 0; i < r->def->file->cubes; ++i )
	{
		int32_t decoded[CODEC_CUBE_VALUES] = { 0 };
		uint8_t bytes[4 * CODEC_CUBE_VALUES];
		bool is_known = read_cube( r, tw_entity_slot( r->entities[i] ), (uint32_t)frame + 1, decoded );
		is_equal &= is_known &&
		            memcmp( decoded, codec_file_cube( r->def->file, frame, i ), sizeof( decoded ) ) == 0;
		codec_file_write_cube( decoded, bytes );
		crypto_hash_sha256_update( &r->hash, bytes, sizeof( bytes ) );
	}
	return is_equal;
}

// Of this thread, so that what else the machine does is not counted.
static double processor_us( void )
{
	struct timespec time;
	clock_gettime( CLOCK_THREAD_CPUTIME_ID, &time );
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void run_frame( run* r, int frame, codec_result* out )
{
	uint32_t tick = (uint32_t)frame + 1;
	int acked = frame - r->def->lag, counted = frame - r->def->lag;
	if ( acked >= 0 && r->has_arrived[acked] )
		tw__viewer_ack( &r->viewer, tick - (uint32_t)r->def->lag, tick - (uint32_t)r->def->lag, tick );
	load_frame( r, frame );
	remember_changes( r, tick );

	double start_us = processor_us();
	int size_bytes = send_frame( r, tick );
	double sent_us = processor_us();
	bool is_lost = tw__random_chance( &r->random, r->def->loss );
	bool is_read = !is_lost && size_bytes >= 0 && receive_frame( r, size_bytes, tick );
	double read_us = processor_us();
	r->has_arrived[frame] = is_read;
	if ( counted < 0 )
		return;
	bool is_equal = check_frame( r, frame );
	out->bytes[counted] = size_bytes;
	out->encode_us[counted] = sent_us - start_us;
	out->arrived += is_read ? 1 : 0;
	r->decode_us += is_read ? read_us - sent_us : 0.0;
	if ( !is_lost && ( !is_read || !is_equal ) )
		out->mismatches++;
}

bool codec_run( const codec_run_def* def, codec_result* out, eng_error* error )
{
	run* r = calloc( 1, sizeof( run ) );
	*out = ( codec_result ){ .frames = def->file->frames > def->lag ? def->file->frames - def->lag : 0 };
	out->bytes = calloc( (size_t)out->frames + 1, sizeof( int32_t ) );
	out->encode_us = calloc( (size_t)out->frames + 1, sizeof( double ) );
	if ( r != NULL )
		r->def = def;
	bool is_open = r != NULL && out->bytes != NULL && out->encode_us != NULL && open_run( r );
	for ( int frame = 0; is_open && frame < def->file->frames; ++frame )
		run_frame( r, frame, out );
	if ( is_open )
	{
		out->decode_us_mean = out->arrived > 0 ? r->decode_us / out->arrived : 0.0;
		out->state_bytes_per_client = sizeof( tw__viewer ) + tw__viewer_size( r->schema, def->file->cubes );
		crypto_hash_sha256_final( &r->hash, out->sha256 );
	}
	if ( r != NULL )
		close_run( r );
	free( r );
	if ( !is_open )
		codec_result_release( out );
	return is_open || eng_error_set( error, "no memory" );
}

void codec_result_release( codec_result* result )
{
	free( result->bytes );
	free( result->encode_us );
	result->bytes = NULL;
	result->encode_us = NULL;
}
