#include "vectors_check.h"

#include "session/packet.h"
#include "session/token.h"

#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum
{
	MAX_BLOB_BYTES = 4096,
	MAX_NAMED_FAILURES = 10
};

typedef struct blob
{
	uint8_t bytes[MAX_BLOB_BYTES];
	int size_bytes;
} blob;

// One entry of one section, and where verdicts go.
typedef struct check
{
	const char* section;
	const char* name;
	int index;
	FILE* failures;
	vectors_result* result;
} check;

static void expect( check* c, bool is_right, const char* what )
{
	c->result->checks++;
	if ( is_right )
		return;
	if ( c->failures != NULL && c->result->failed < MAX_NAMED_FAILURES )
		fprintf( c->failures, "%s %d (%s): %s\n", c->section, c->index, c->name, what );
	c->result->failed++;
}

// --- Reading the file ------------------------------------------------------------------------------------------------

static int hex_digit( char c )
{
	if ( '0' <= c && c <= '9' )
		return c - '0';
	return 'a' <= c && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char* get_text( const cJSON* item, const char* key )
{
	const char* text = cJSON_GetStringValue( cJSON_GetObjectItemCaseSensitive( item, key ) );
	return text != NULL ? text : "";
}

static blob get_blob( const cJSON* item, const char* key )
{
	blob b = { 0 };
	for ( const char* text = get_text( item, key ); text[0] != '\0' && text[1] != '\0'; text += 2 )
	{
		int high = hex_digit( text[0] ), low = hex_digit( text[1] );
		if ( high < 0 || low < 0 || b.size_bytes == MAX_BLOB_BYTES )
			break;
		b.bytes[b.size_bytes++] = (uint8_t)( high << 4 | low );
	}
	return b;
}

static uint64_t get_u64( const cJSON* item, const char* key ) { return strtoull( get_text( item, key ), NULL, 10 ); }

static int get_int( const cJSON* item, const char* key )
{
	return (int)cJSON_GetNumberValue( cJSON_GetObjectItemCaseSensitive( item, key ) );
}

static bool get_bool( const cJSON* item, const char* key )
{
	return cJSON_IsTrue( cJSON_GetObjectItemCaseSensitive( item, key ) );
}

static bool equals( const blob* expected, const uint8_t* bytes, int size_bytes )
{
	return expected->size_bytes == size_bytes && memcmp( expected->bytes, bytes, (size_t)size_bytes ) == 0;
}

// "1.2.3.4:5" or "[2001:db8::1]:5"
static tw_address parse_address( const char* text )
{
	tw_address address = { .ip = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF } };
	char host[64] = { 0 };
	bool is_ipv6 = text[0] == '[';
	const char* end = strrchr( text, ':' );
	size_t host_bytes = end != NULL ? (size_t)( end - text ) - ( is_ipv6 ? 2 : 0 ) : 0;
	if ( end == NULL || host_bytes >= sizeof( host ) )
		return ( tw_address ){ 0 };
	memcpy( host, text + ( is_ipv6 ? 1 : 0 ), host_bytes );
	inet_pton( is_ipv6 ? AF_INET6 : AF_INET, host, is_ipv6 ? address.ip : address.ip + 12 );
	address.port = (uint16_t)strtoul( end + 1, NULL, 10 );
	return address;
}

static int get_addresses( const cJSON* item, const char* key, tw_address out_addresses[TW_TOKEN_ADDRESSES] )
{
	int count = 0;
	const cJSON* text;
	cJSON_ArrayForEach( text, cJSON_GetObjectItemCaseSensitive( item, key ) )
	{
		if ( count < TW_TOKEN_ADDRESSES && cJSON_IsString( text ) )
			out_addresses[count++] = parse_address( text->valuestring );
	}
	return count;
}

// --- The sections ----------------------------------------------------------------------------------------------------

static void check_sequence_prefix( check* c, const cJSON* item )
{
	uint8_t bytes[16], nonce[TW__NONCE_BYTES];
	uint64_t sequence = get_u64( item, "sequence" );
	int size_bytes = tw__packet_begin( bytes, (tw__packet_type)get_int( item, "packet_type" ), sequence );
	tw__aead_nonce( sequence, nonce );
	blob header = get_blob( item, "prefix_and_sequence" ), expected_nonce = get_blob( item, "nonce" );
	expect( c, equals( &header, bytes, size_bytes ), "prefix and sequence" );
	expect( c, get_int( item, "sequence_bytes" ) == size_bytes - 1, "count of sequence bytes" );
	expect( c, equals( &expected_nonce, nonce, TW__NONCE_BYTES ), "nonce" );
}

static void read_token_inputs( const cJSON* item, tw__private_token* inner, tw__connect_token* token )
{
	blob up = get_blob( item, "client_to_server_key" ), down = get_blob( item, "server_to_client_key" );
	blob user_data = get_blob( item, "user_data" ), nonce = get_blob( item, "nonce" );
	inner->client_id = get_u64( item, "client_id" );
	inner->timeout_s = token->timeout_s = get_int( item, "timeout_seconds" );
	inner->address_count = get_addresses( item, "internal_addresses", inner->addresses );
	token->address_count = get_addresses( item, "public_addresses", token->addresses );
	memcpy( inner->client_to_server_key, up.bytes, TW__KEY_BYTES );
	memcpy( inner->server_to_client_key, down.bytes, TW__KEY_BYTES );
	memcpy( inner->user_data, user_data.bytes, TW_USER_DATA_BYTES );
	memcpy( token->client_to_server_key, up.bytes, TW__KEY_BYTES );
	memcpy( token->server_to_client_key, down.bytes, TW__KEY_BYTES );
	memcpy( token->nonce, nonce.bytes, TW__LONG_NONCE_BYTES );
	token->protocol_id = get_u64( item, "protocol_id" );
	token->create_s = get_u64( item, "create_timestamp" );
	token->expire_s = get_u64( item, "expire_timestamp" );
}

static bool is_same_token( const tw__connect_token* a, const tw__connect_token* b )
{
	bool same = a->protocol_id == b->protocol_id && a->create_s == b->create_s && a->expire_s == b->expire_s &&
	            a->timeout_s == b->timeout_s && a->address_count == b->address_count &&
	            memcmp( a->nonce, b->nonce, sizeof( a->nonce ) ) == 0 &&
	            memcmp( a->sealed, b->sealed, sizeof( a->sealed ) ) == 0 &&
	            memcmp( a->client_to_server_key, b->client_to_server_key, TW__KEY_BYTES ) == 0 &&
	            memcmp( a->server_to_client_key, b->server_to_client_key, TW__KEY_BYTES ) == 0;
	for ( int i = 0; same && i < a->address_count; ++i )
		same = memcmp( a->addresses[i].ip, b->addresses[i].ip, 16 ) == 0 &&
		       a->addresses[i].port == b->addresses[i].port;
	return same;
}

static bool is_same_private( const tw__private_token* a, const tw__private_token* b )
{
	bool same = a->client_id == b->client_id && a->timeout_s == b->timeout_s &&
	            a->address_count == b->address_count &&
	            memcmp( a->client_to_server_key, b->client_to_server_key, TW__KEY_BYTES ) == 0 &&
	            memcmp( a->server_to_client_key, b->server_to_client_key, TW__KEY_BYTES ) == 0 &&
	            memcmp( a->user_data, b->user_data, TW_USER_DATA_BYTES ) == 0;
	for ( int i = 0; same && i < a->address_count; ++i )
		same = memcmp( a->addresses[i].ip, b->addresses[i].ip, 16 ) == 0 &&
		       a->addresses[i].port == b->addresses[i].port;
	return same;
}

static void check_connect_token( check* c, const cJSON* item )
{
	tw__private_token inner = { 0 }, inner_back = { 0 };
	tw__connect_token token = { 0 }, token_back = { 0 };
	read_token_inputs( item, &inner, &token );
	blob key = get_blob( item, "private_key" ), plain = get_blob( item, "private_plaintext_1024" );
	blob sealed = get_blob( item, "private_encrypted_1024" ), public = get_blob( item, "public_token_2048" );
	blob request = get_blob( item, "request_packet_1078" );
	uint8_t bytes[TW_TOKEN_BYTES];
	tw__token_seal seal = { key.bytes, token.protocol_id, token.expire_s, token.nonce };

	tw__private_token_write( &inner, token.sealed );
	expect( c, equals( &plain, token.sealed, TW__PRIVATE_TOKEN_BYTES ), "private token before encryption" );
	tw__private_token_seal( NULL, &seal, token.sealed );
	expect( c, equals( &sealed, token.sealed, TW__PRIVATE_TOKEN_BYTES ), "private token" );
	tw__connect_token_write( &token, bytes );
	expect( c, equals( &public, bytes, TW_TOKEN_BYTES ), "public token" );
	tw__request_write( &token, bytes );
	expect( c, equals( &request, bytes, TW__REQUEST_BYTES ), "request" );

	bool is_open =
		tw__private_token_open( &seal, sealed.bytes ) && tw__private_token_read( sealed.bytes, &inner_back );
	expect( c, is_open && is_same_private( &inner, &inner_back ), "private token read back" );
	bool is_read = tw__connect_token_read( public.bytes, public.size_bytes, &token_back );
	expect( c, is_read && is_same_token( &token, &token_back ), "public token read back" );
}

static void check_connect_token_read( check* c, const cJSON* item )
{
	blob bytes = get_blob( item, "public_token_2048" );
	tw__connect_token token;
	bool is_read = tw__connect_token_read( bytes.bytes, bytes.size_bytes, &token );
	expect( c, is_read == get_bool( item, "valid" ), "accepted by clients" );
}

static void check_connect_token_private_read( check* c, const cJSON* item )
{
	blob bytes = get_blob( item, "request_packet_1078" ), key = get_blob( item, "private_key" );
	uint64_t protocol_id = get_u64( item, "protocol_id" ), expire_s = get_u64( item, "expire_timestamp" );
	tw__request request;
	tw__private_token token;
	bool is_parsed =
		tw__request_parse( bytes.bytes, bytes.size_bytes, protocol_id, expire_s - 1, &request ) == TW__KEEP;
	tw__token_seal seal = { key.bytes, protocol_id, expire_s, is_parsed ? request.nonce : NULL };
	bool is_open = is_parsed && tw__private_token_open( &seal, request.sealed );
	expect( c, is_open, "authentic" );
	bool is_read = is_open && tw__private_token_read( request.sealed, &token );
	expect( c, is_read == get_bool( item, "valid" ), "accepted by servers" );
}

static void check_request_read( check* c, const cJSON* item )
{
	blob bytes = get_blob( item, "datagram" ), key = get_blob( item, "private_key" );
	uint64_t protocol_id = get_u64( item, "protocol_id" ), now_s = get_u64( item, "now" );
	tw__request request;
	bool accepted = tw__request_parse( bytes.bytes, bytes.size_bytes, protocol_id, now_s, &request ) == TW__KEEP;
	if ( accepted )
	{
		tw__token_seal seal = { key.bytes, protocol_id, request.expire_s, request.nonce };
		accepted = tw__private_token_open( &seal, request.sealed );
	}
	expect( c, accepted == get_bool( item, "accepted" ), "accepted" );
}

static void check_challenge_token( check* c, const cJSON* item )
{
	blob user_data = get_blob( item, "user_data" ), key = get_blob( item, "challenge_key" );
	blob plain = get_blob( item, "plaintext_300" ), sealed = get_blob( item, "encrypted_300" );
	uint64_t client_id = get_u64( item, "client_id" ), number = get_u64( item, "sequence" ), id_back = 0;
	uint8_t bytes[TW__CHALLENGE_TOKEN_BYTES];
	const uint8_t* data_back = NULL;

	tw__challenge_token_write( client_id, user_data.bytes, bytes );
	expect( c, equals( &plain, bytes, TW__CHALLENGE_TOKEN_BYTES ), "before encryption" );
	tw__challenge_token_seal( NULL, key.bytes, number, bytes );
	expect( c, equals( &sealed, bytes, TW__CHALLENGE_TOKEN_BYTES ), "encrypted" );
	bool is_open = tw__challenge_token_open( key.bytes, number, sealed.bytes, &id_back, &data_back );
	expect( c, is_open && id_back == client_id && equals( &user_data, data_back, TW_USER_DATA_BYTES ),
	        "read back" );
}

static void check_packet( check* c, const cJSON* item )
{
	blob key = get_blob( item, "key" ), plain = get_blob( item, "plaintext" ),
	     expected = get_blob( item, "datagram" );
	tw__cipher cipher = { .key = key.bytes, .protocol_id = get_u64( item, "protocol_id" ) };
	uint64_t sequence = get_u64( item, "sequence" );
	tw__packet_type type = (tw__packet_type)get_int( item, "packet_type" );
	uint8_t bytes[MAX_BLOB_BYTES];
	int header_bytes = tw__packet_begin( bytes, type, sequence );
	memcpy( bytes + header_bytes, plain.bytes, (size_t)plain.size_bytes );
	int size_bytes = tw__packet_seal( &cipher, bytes, header_bytes, plain.size_bytes );
	expect( c, equals( &expected, bytes, size_bytes ), "datagram" );

	tw__packet packet = { 0 };
	int takes = TW__SERVER_TAKES | TW__CLIENT_TAKES;
	bool is_open = tw__packet_parse( expected.bytes, expected.size_bytes, takes, &packet ) == TW__KEEP &&
	               tw__packet_open( &cipher, expected.bytes, &packet ) && tw__packet_has_legal_size( &packet );
	expect( c,
	        is_open && packet.type == type && packet.sequence == sequence &&
	                equals( &plain, packet.body, packet.body_bytes ),
	        "read back" );
}

static void check_packet_read( check* c, const cJSON* item )
{
	blob bytes = get_blob( item, "datagram" ), key = get_blob( item, "key" );
	tw__cipher cipher = { .key = key.bytes, .protocol_id = get_u64( item, "protocol_id" ) };
	bool is_client = strcmp( get_text( item, "receiver" ), "client" ) == 0;
	tw__packet packet = { 0 };
	bool accepted = tw__packet_parse( bytes.bytes, bytes.size_bytes,
	                                  is_client ? TW__CLIENT_TAKES : TW__SERVER_TAKES, &packet ) == TW__KEEP &&
	                tw__packet_open( &cipher, bytes.bytes, &packet ) && tw__packet_has_legal_size( &packet );
	expect( c, accepted == get_bool( item, "accepted" ), "accepted" );
	if ( accepted )
		expect( c, packet.sequence == get_u64( item, "sequence" ), "sequence" );
}

static void check_replay( check* c, const cJSON* item )
{
	tw__replay window = { 0 };
	const cJSON* step;
	cJSON_ArrayForEach( step, cJSON_GetObjectItemCaseSensitive( item, "steps" ) )
	{
		uint64_t sequence = get_u64( step, "sequence" );
		bool is_new = tw__replay_check( &window, sequence ) == TW__KEEP;
		bool accepted = is_new && get_bool( step, "authentic" );
		if ( accepted )
			tw__replay_record( &window, sequence );
		expect( c, !is_new == get_bool( step, "rejected_before_decrypt" ), "rejected before decryption" );
		expect( c, accepted == get_bool( step, "accepted" ), "accepted" );
	}
}

// --- The file --------------------------------------------------------------------------------------------------------

typedef struct section
{
	const char* name;
	void ( *check )( check* c, const cJSON* item );
} section;

static const section sections[] = {
	{ "sequence_prefix", check_sequence_prefix },
	{ "connect_token", check_connect_token },
	{ "connect_token_read", check_connect_token_read },
	{ "connect_token_private_read", check_connect_token_private_read },
	{ "request_read", check_request_read },
	{ "challenge_token", check_challenge_token },
	{ "packet", check_packet },
	{ "packet_read", check_packet_read },
	{ "replay", check_replay },
};

static void check_section( const section* s, const cJSON* list, FILE* failures, vectors_result* result )
{
	check c = { .section = s->name, .failures = failures, .result = result };
	const cJSON* item;
	cJSON_ArrayForEach( item, list )
	{
		c.name = get_text( item, "name" );
		s->check( &c, item );
		c.index++;
	}
	// A section that is missing or empty has not been checked, which must not look like success.
	expect( &c, c.index > 0, "has entries" );
}

vectors_result vectors_check( const char* json_text, FILE* failures )
{
	vectors_result result = { 0 };
	cJSON* file = cJSON_Parse( json_text );
	const cJSON* netcode = cJSON_GetObjectItemCaseSensitive( file, "netcode" );
	result.is_readable = cJSON_IsObject( netcode );
	for ( size_t i = 0; result.is_readable && i < sizeof( sections ) / sizeof( sections[0] ); ++i )
	{
		const cJSON* list = cJSON_GetObjectItemCaseSensitive( netcode, sections[i].name );
		check_section( &sections[i], list, failures, &result );
	}
	const cJSON* other;
	cJSON_ArrayForEach( other, file )
	{
		if ( other->string != NULL && cJSON_IsObject( other ) && strcmp( other->string, "netcode" ) != 0 &&
		     strcmp( other->string, "meta" ) != 0 )
			result.skipped_sections += cJSON_GetArraySize( other );
	}
	cJSON_Delete( file );
	return result;
}
