// fuzz_session_server.c - datagrams into a session server that already has a client.
//
// The first byte chooses the admission. Then records: what to do, how many bytes follow, the bytes. Some records are
// datagrams as they are, others are bodies that get sealed under the real keys, so that what lies behind the cipher is
// reached as well. Aborts when a datagram is counted twice, or an event leaves its ranges.
#include "fuzz.h"
#include "session/hello.h"
#include "session/packet.h"
#include "support/session_pair.h"

enum
{
	NOW_S = 1700000000
};

static const tw_secret_key backend_key = { { 1, 2, 3 } };

typedef struct fuzz
{
	session_pair* pair;
	uint8_t key_up[TW__KEY_BYTES]; ///< what the connected client seals with
	uint64_t sequence;
} fuzz;

static void check( bool is_right )
{
	if ( !is_right )
		abort();
}

static void give( fuzz* f, tw_address from, const uint8_t* bytes, int size_bytes )
{
	session_pair* pair = f->pair;
	uint64_t drops = pair_sum_drops( pair->server_drops );
	pair->to_client.count = 0;
	tw__session_event event = pair_give_server( pair, from, bytes, size_bytes );
	uint64_t counted = pair_sum_drops( pair->server_drops ) - drops;
	check( counted <= 1 );
	check( event.type == TW__SESSION_NOTHING || counted == 0 );
	check( 0 <= event.slot && event.slot < pair->server_def.max_slots );
	if ( event.type == TW__SESSION_PAYLOAD )
		check( 1 <= event.payload_bytes && event.payload_bytes <= TW__MAX_PAYLOAD_BYTES );
	for ( int i = 0; i < pair->to_client.count; ++i )
		check( pair->to_client.sizes[i] <= size_bytes || event.type == TW__SESSION_CONNECTED );
}

// A packet of the connected client: type and sequence step from the input, body as given.
static void give_sealed( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	uint8_t datagram[TW_MAX_DATAGRAM_BYTES];
	if ( size_bytes < 2 )
		return;
	f->sequence += bytes[1];
	tw__cipher cipher = { .key = f->key_up, .protocol_id = f->pair->server_def.protocol_id };
	int header_bytes = tw__packet_begin( datagram, (tw__packet_type)( bytes[0] % 16 ), f->sequence );
	memcpy( datagram + header_bytes, bytes + 2, (size_t)size_bytes - 2 );
	int sealed_bytes = tw__packet_seal( &cipher, datagram, header_bytes, size_bytes - 2 );
	give( f, f->pair->client_address, datagram, sealed_bytes );
}

// A request whose private token has these bytes. Only a server of backend tokens has a key that we know.
static void give_request( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	tw__connect_token token = { .protocol_id = f->pair->server_def.protocol_id, .expire_s = NOW_S + 60 };
	uint8_t datagram[TW__REQUEST_BYTES];
	token.nonce[0] = (uint8_t)size_bytes;
	memcpy( token.sealed, bytes, (size_t)size_bytes );
	tw__token_seal seal = { backend_key.bytes, token.protocol_id, token.expire_s, token.nonce };
	tw__private_token_seal( NULL, &seal, token.sealed );
	tw__request_write( &token, datagram );
	give( f, pair_address( 77, 7 ), datagram, TW__REQUEST_BYTES );
}

// A hello with these bytes behind the magic.
static void give_hello( fuzz* f, const uint8_t* bytes, int size_bytes )
{
	uint8_t datagram[TW__HELLO_BYTES] = { TW__HELLO_TYPE, 'T', 'I', 'C', 'K', 'W', 'I', 'R', 'E' };
	memcpy( datagram + 9, bytes, (size_t)size_bytes );
	give( f, pair_address( 78, 8 ), datagram, TW__HELLO_BYTES );
}

static void run_record( fuzz* f, int what, const uint8_t* bytes, int size_bytes )
{
	session_pair* pair = f->pair;
	switch ( what % 8 )
	{
	case 0:
		give( f, pair_address( 99, 9 ), bytes, size_bytes );
		break;
	case 1:
		give( f, pair->client_address, bytes, size_bytes );
		break;
	case 2:
		give_sealed( f, bytes, size_bytes );
		break;
	case 3:
		give_request( f, bytes, size_bytes );
		break;
	case 4:
		give_hello( f, bytes, size_bytes );
		break;
	case 5:
		pair->now_us += (uint64_t)size_bytes * 10000;
		pair_step_server( pair );
		break;
	case 6:
		pair_step_client( pair ); // the real client goes on
		pair_deliver_to_server( pair );
		pair->to_client.count = 0;
		break;
	default:
		tw__session_server_disconnect( pair->server, size_bytes % 8 - 1, pair->now_us );
		tw__outbox_flush( &pair->server_outbox ); // not an answer to what comes next
		break;
	}
}

static session_pair* create_pair( int mode, uint8_t* pool )
{
	session_pair issuer = { .random_state = 7 };
	tw_address address = pair_address( 1, 40000 );
	tw_token token = pair_issue_token( &issuer, &backend_key, 1, NOW_S );
	tw_admission admission = { .mode = TW_ADMIT_ANYBODY };
	tw_login login = { 0 };
	if ( mode == 1 )
	{
		admission = ( tw_admission ){ .mode = TW_ADMIT_PASSWORD, .password = "p" };
		login.password = "p";
	}
	if ( mode == 2 )
	{
		admission = ( tw_admission ){ .mode = TW_ADMIT_TOKENS,
			                      .token_key = &backend_key,
			                      .unix_s = NOW_S,
			                      .public_addresses = &address,
			                      .public_address_count = 1 };
		login.token = &token;
	}
	return pair_create( &( pair_options ){ .admission = admission, .login = login, .pool = pool } );
}

// A join costs milliseconds of key exchanges, so each mode's is done once and its outcome copied back for every input.
typedef struct joined
{
	fuzz f;
	uint8_t* pool;
	session_pair saved;
	uint8_t saved_pool[PAIR_POOL_BYTES];
} joined;

static joined* join( int mode, const uint8_t* data )
{
	joined* j = calloc( 1, sizeof( *j ) );
	j->pool = aligned_alloc( 64, PAIR_POOL_BYTES );
	j->f = ( fuzz ){ .pair = create_pair( mode, j->pool ), .sequence = 100 };
	pair_run( j->f.pair, 60 );
	check( tw__session_client_send( j->f.pair->client, data, 1, j->f.pair->now_us, NULL ) );
	memcpy( j->f.key_up, j->f.pair->seals[j->f.pair->seal_count - 1].key, TW__KEY_BYTES );
	j->saved = *j->f.pair;
	memcpy( j->saved_pool, j->pool, j->saved.pool_used_bytes );
	return j;
}

static fuzz begin( int mode )
{
	static joined* modes[3];
	static const uint8_t payload[1] = { 1 };
	if ( modes[mode] == NULL )
		modes[mode] = join( mode, payload );
	const joined* j = modes[mode];
	*j->f.pair = j->saved;
	memcpy( j->pool, j->saved_pool, j->saved.pool_used_bytes );
	return j->f;
}

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size_bytes )
{
	if ( size_bytes < 1 )
		return 0;
	fuzz f = begin( data[0] % 3 );
	for ( size_t at = 1; at + 2 < size_bytes; )
	{
		// Two bytes of what follows: the kind of record, and its length with the kind's upper bits.
		int what = data[at] & 7;
		size_t length = (size_t)( data[at] >> 3 ) << 8 | data[at + 1];
		size_t rest = size_bytes - at - 2;
		length = length > rest ? rest : length;
		length = length > TW__PRIVATE_TOKEN_BYTES - 40 ? TW__PRIVATE_TOKEN_BYTES - 40 : length;
		run_record( &f, what, data + at + 2, (int)length );
		at += 2 + length;
	}
	return 0;
}
