// fuzz_server_payload.c - any payloads from a client, to a server in the middle of a match.
//
// The input is a list of payloads, each after its size in two bytes. The session layer is left out: what it hands over has
// been authenticated, so this is what a malicious client can do. Whatever comes, the server goes on, sees a world of a
// moment that there was, and gives the step an input that the schema allows.
#include "server_players.c" // for its static functions; the library's own copy is then not linked

#include "fuzz.h"
#include "support/state_pair.h"

enum
{
	MAX_PAYLOADS = 8,
	ENTITIES = 16,
	WARM_TICKS = 20
};

static void check_input( const state_pair* pair, tw_world* world )
{
	const fixture_keys* keys = tw_world_get_input( world, pair->player );
	REQUIRE( keys != NULL );
	REQUIRE( keys->fire <= 1 && keys->jump <= 7 && -1 <= keys->move[0] && keys->move[0] <= 1 );
	tw_input_info info = tw_world_get_input_info( world, pair->player );
	REQUIRE( info.rewind_ms >= 0.0f && info.rewind_ms <= 300.0f );
	REQUIRE( info.shown_fraction < 1.0f );
	const tw_world* seen = tw_world_get_seen( world, pair->player );
	tw_column column = tw_world_get_column( seen, FIXTURE_BODY );
	for ( int i = 0; i < column.count; ++i )
	{
		const fixture_body* body = tw_world_get( seen, column.entities[i], FIXTURE_BODY );
		REQUIRE( body != NULL && body->pos_m[1] >= 0.0f && body->pos_m[1] <= 256.0f );
	}
}

static state_packet pass_tick( state_pair* pair )
{
	tw_world* world = state_begin( pair );
	check_input( pair, world );
	if ( pair->server->tick < 6 )
		tw_world_spawn( world, (int)( pair->server->tick % 2 ), pair->player );
	tw_column column = tw_world_get_column( world, FIXTURE_BODY );
	for ( int i = 0; i < column.count; ++i )
		( (fixture_body*)tw_world_edit( world, column.entities[i], FIXTURE_BODY ) )->pos_m[1] += 0.25f;
	tw_world_emit( world, 1, ( tw_entity ){ 0 }, NULL );
	state_end( pair );
	state_packet packet = state_write( pair );
	tw__acks_note_sent( &pair->server->players[0].acks, packet.sequence, pair->now_us, packet.tick,
	                    packet.size_bytes );
	return packet;
}

static void give( state_pair* pair, const uint8_t* bytes, int size_bytes, uint64_t sequence )
{
	tw__session_event event = { .type = TW__SESSION_PAYLOAD,
		                    .slot = 0,
		                    .payload = bytes,
		                    .payload_bytes = size_bytes,
		                    .sequence = sequence };
	uint64_t malformed = pair->server->drops[TW_DROP_MALFORMED];
	static tw__server_player before;
	before = pair->server->players[0];
	on_payload( pair->server, &event );
	if ( pair->server->drops[TW_DROP_MALFORMED] != malformed )
		REQUIRE( memcmp( &before, pair->server->players, sizeof( before ) ) == 0 );
}

// In the middle of a match. Made once and then copied back for each input, which is most of the speed.
typedef struct warm_server
{
	state_pair* pair;
	state_pair saved_pair;
	uint8_t* saved; // the server's block of memory
} warm_server;

static void warm_up( warm_server* warm )
{
	warm->pair = state_pair_create( &( state_options ){ .max_entities = ENTITIES } );
	warm->pair->server->player_of_session[0] = 0; // its one player gets the payloads of session 0
	for ( int n = 0; n < WARM_TICKS; ++n )
		pass_tick( warm->pair );
	warm->saved_pair = *warm->pair;
	warm->saved = malloc( warm->pair->server->memory_bytes );
	memcpy( warm->saved, warm->pair->server, warm->pair->server->memory_bytes );
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	static warm_server warm;
	if ( warm.saved == NULL )
		warm_up( &warm );
	state_pair* pair = warm.pair;
	*pair = warm.saved_pair;
	memcpy( pair->server, warm.saved, pair->server->memory_bytes );
	size_t at = 0;
	for ( uint64_t n = 0; n < MAX_PAYLOADS && at + 2 <= size && pair->server->players[0].in_use; ++n )
	{
		size_t payload_bytes = ( data[at] | (size_t)data[at + 1] << 8 ) % ( TW__MAX_PAYLOAD_BYTES + 1 );
		at += 2;
		payload_bytes = payload_bytes < size - at ? payload_bytes : size - at;
		give( pair, data + at, (int)payload_bytes, n );
		at += payload_bytes;
		if ( pair->server->players[0].in_use )
			pass_tick( pair );
	}
	return 0;
}
