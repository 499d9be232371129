// fuzz_session_client.c - datagrams into a session client: while it waits for a hello's answer, and once connected.
//
// The first byte chooses the state. Then records, as in fuzz_session_server.c; some are sealed under the real keys, so
// that what lies behind the cipher is reached as well. Aborts when a datagram is counted twice, or an event leaves its
// ranges.
#include "fuzz.h"
#include "session/hello.h"
#include "session/packet.h"
#include "session/password.h"
#include "support/session_pair.h"

typedef struct fuzz
{
	session_pair* pair;
	uint8_t hello[TW__HELLO_BYTES];
	uint8_t key_down[TW__KEY_BYTES]; ///< what a connected client's server seals with
	uint64_t sequence;
} fuzz;

static void check( bool is_right )
{
	if ( !is_right )
		abort();
}

static void give( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	session_pair* pair = f->pair;
	uint64_t drops = pair_sum_drops( pair->client_drops );
	pair->to_server.count = 0;
	tw__session_event event = pair_give_client( pair, pair->server_address, bytes, size_bytes );
	uint64_t counted = pair_sum_drops( pair->client_drops ) - drops;
	check( counted <= 1 );
	check( event.type == TW__SESSION_NOTHING || counted == 0 );
	check( event.slot >= 0 );
	if ( event.type == TW__SESSION_PAYLOAD )
		check( 1 <= event.payload_bytes && event.payload_bytes <= TW__MAX_PAYLOAD_BYTES );
	if ( event.type == TW__SESSION_DISCONNECTED )
		check( event.reason != TW_REASON_NONE &&
		       tw__session_client_get_wake_us( pair->client, 0 ) == UINT64_MAX );
}

static void give_sealed( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	uint8_t datagram[TW_MAX_DATAGRAM_BYTES];
	if ( size_bytes < 2 )
		return;
	f->sequence += bytes[1];
	tw__cipher cipher = { .key = f->key_down, .protocol_id = f->pair->client_def.protocol_id };
	int header_bytes = tw__packet_begin( datagram, (tw__packet_type)( bytes[0] % 16 ), f->sequence );
	memcpy( datagram + header_bytes, bytes + 2, (size_t)size_bytes - 2 );
	int sealed_bytes = tw__packet_seal( &cipher, datagram, header_bytes, size_bytes - 2 );
	give( f, datagram, sealed_bytes );
}

// An authentic answer to the client's hello, with these bytes in the token or as the reason.
static void give_answer( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	uint8_t datagram[TW_MAX_DATAGRAM_BYTES];
	tw__hello_host host = { .system = f->pair->client_def.system, .has_password = size_bytes % 2 == 1 };
	tw__hello hello;
	tw__hello_exchange exchange;
	tw__connect_token token = { 0 };
	check( tw_identity_create( &host.system, &host.identity ) == TW_OK );
	tw__password_generator( "p", f->pair->client_def.protocol_id, host.generator );
	check( tw__hello_read( f->hello, TW__HELLO_BYTES, &hello ) == TW__KEEP );
	check( tw__hello_accept( &host, &hello, &exchange ) );
	memcpy( &token, bytes, (size_t)size_bytes < sizeof( token ) ? (size_t)size_bytes : sizeof( token ) );
	bool is_refusal = size_bytes > 0 && bytes[0] % 2 == 1;
	int answer_bytes = is_refusal ? tw__hello_write_refusal( &exchange, (tw_reason)bytes[size_bytes - 1], datagram )
	                              : tw__hello_write_grant( &exchange, &token, datagram );
	give( f, datagram, answer_bytes );
}

static void run_record( fuzz* f, int what, const uint8_t* bytes, int size_bytes )
{
	switch ( what % 4 )
	{
	case 0:
		give( f, bytes, size_bytes );
		break;
	case 1:
		give_sealed( f, bytes, size_bytes );
		break;
	case 2:
		give_answer( f, bytes, size_bytes );
		break;
	default:
		f->pair->now_us += (uint64_t)size_bytes * 10000;
		pair_step_client( f->pair );
		f->pair->to_server.count = 0;
		break;
	}
}

static void run_to( fuzz* f, int state )
{
	session_pair* pair = f->pair;
	pair_step_client( pair );
	memcpy( f->hello, pair->to_server.bytes[0], TW__HELLO_BYTES );
	if ( state < 2 )
		return;
	pair_run( pair, 60 );
	check( tw__session_client_is_connected( pair->client ) );
	check( tw__session_server_send( pair->server, 0, f->hello, 1, pair->now_us, NULL ) );
	memcpy( f->key_down, pair->seals[pair->seal_count - 1].key, TW__KEY_BYTES );
	f->sequence = 100;
}

// A join costs milliseconds of key exchanges, so each state is reached once and copied back for every input.
typedef struct reached
{
	fuzz f;
	uint8_t* pool;
	session_pair saved;
	uint8_t saved_pool[PAIR_POOL_BYTES];
} reached;

static reached* reach( int state )
{
	const char* password = state & 1 ? "p" : NULL;
	reached* r = calloc( 1, sizeof( *r ) );
	r->pool = aligned_alloc( 64, PAIR_POOL_BYTES );
	r->f.pair = pair_create( &( pair_options ){ .login = { .password = password }, .pool = r->pool } );
	run_to( &r->f, state );
	r->saved = *r->f.pair;
	memcpy( r->saved_pool, r->pool, r->saved.pool_used_bytes );
	return r;
}

static fuzz begin( int state )
{
	static reached* states[4];
	if ( states[state] == NULL )
		states[state] = reach( state );
	const reached* r = states[state];
	*r->f.pair = r->saved;
	memcpy( r->pool, r->saved_pool, r->saved.pool_used_bytes );
	return r->f;
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size_bytes )
{
	if ( size_bytes < 1 )
		return 0;
	fuzz f = begin( data[0] & 3 );
	for ( size_t at = 1; at + 2 < size_bytes; )
	{
		int what = data[at] & 7;
		size_t length = (size_t)( data[at] >> 3 ) << 8 | data[at + 1];
		size_t rest = size_bytes - at - 2;
		length = length > rest ? rest : length;
		length = length > TW__MAX_PAYLOAD_BYTES ? TW__MAX_PAYLOAD_BYTES : length;
		run_record( &f, what, data + at + 2, (int)length );
		at += 2 + length;
	}
	return 0;
}
