#include "session/packet.h"

#include "core/bytes.h"
#include "core/system.h"

#include <string.h>

enum
{
	SHORTEST_PACKET_BYTES = 1 + 1 + TW__TAG_BYTES,
	MAX_SEQUENCE_BYTES = 8,
	PACKET_AD_BYTES = TW__VERSION_BYTES + 8 + 1
};

// The least number of bytes that hold the sequence, and one for zero: the reference drops packets with none.
static int count_sequence_bytes( uint64_t sequence )
{
	int count = 1;
	while ( count < MAX_SEQUENCE_BYTES && ( sequence >> ( 8 * count ) ) != 0 )
		count++;
	return count;
}

static uint64_t read_sequence( const uint8_t* bytes, int count )
{
	uint64_t sequence = 0;
	for ( int i = count - 1; i >= 0; --i )
		sequence = ( sequence << 8 ) | bytes[i];
	return sequence;
}

static tw__aead_data write_packet_ad( const tw__cipher* cipher, uint8_t prefix, uint8_t out_bytes[PACKET_AD_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = PACKET_AD_BYTES };
	tw__bytes_write( &writer, tw__netcode_version, TW__VERSION_BYTES );
	tw__bytes_write_u64( &writer, cipher->protocol_id );
	tw__bytes_write_u8( &writer, prefix );
	return ( tw__aead_data ){ out_bytes, PACKET_AD_BYTES };
}

int tw__packet_begin( uint8_t* bytes, tw__packet_type type, uint64_t sequence )
{
	int count = count_sequence_bytes( sequence );
	bytes[0] = (uint8_t)( count << 4 | (int)type );
	for ( int i = 0; i < count; ++i )
		bytes[1 + i] = (uint8_t)( sequence >> ( 8 * i ) );
	return 1 + count;
}

int tw__packet_seal( const tw__cipher* cipher, uint8_t* bytes, int header_bytes, int body_bytes )
{
	TW_ASSERT( 2 <= header_bytes && header_bytes <= 1 + MAX_SEQUENCE_BYTES );
	TW_ASSERT( 0 <= body_bytes && body_bytes <= TW__MAX_PAYLOAD_BYTES );
	uint8_t nonce[TW__NONCE_BYTES], ad_bytes[PACKET_AD_BYTES];
	tw__aead_nonce( read_sequence( bytes + 1, header_bytes - 1 ), nonce );
	tw__aead_data ad = write_packet_ad( cipher, bytes[0], ad_bytes );
	tw__aead_seal( cipher->observer, cipher->key, nonce, ad, bytes + header_bytes, body_bytes );
	return header_bytes + body_bytes + TW__TAG_BYTES;
}

tw_drop tw__packet_parse( uint8_t* bytes, int size_bytes, int takes, tw__packet* out_packet )
{
	if ( size_bytes < SHORTEST_PACKET_BYTES || size_bytes > TW__LONGEST_PACKET_BYTES )
		return TW_DROP_SIZE;
	int type = bytes[0] & 15, sequence_bytes = bytes[0] >> 4;
	if ( type >= TW__PACKET_TYPE_COUNT )
		return TW_DROP_KIND;
	if ( ( takes >> type & 1 ) == 0 )
		return TW_DROP_UNEXPECTED;
	if ( sequence_bytes < 1 || sequence_bytes > MAX_SEQUENCE_BYTES )
		return TW_DROP_KIND;
	if ( size_bytes < 1 + sequence_bytes + TW__TAG_BYTES )
		return TW_DROP_SIZE;

	*out_packet = ( tw__packet ){ .type = (tw__packet_type)type,
		                      .sequence = read_sequence( bytes + 1, sequence_bytes ),
		                      .body = bytes + 1 + sequence_bytes,
		                      .body_bytes = size_bytes - 1 - sequence_bytes };
	return TW__KEEP;
}

bool tw__packet_open( const tw__cipher* cipher, const uint8_t* bytes, tw__packet* packet )
{
	uint8_t nonce[TW__NONCE_BYTES], ad_bytes[PACKET_AD_BYTES];
	tw__aead_nonce( packet->sequence, nonce );
	tw__aead_data ad = write_packet_ad( cipher, bytes[0], ad_bytes );
	if ( !tw__aead_open( cipher->key, nonce, ad, packet->body, packet->body_bytes ) )
		return false;
	packet->body_bytes -= TW__TAG_BYTES;
	return true;
}

bool tw__packet_has_legal_size( const tw__packet* packet )
{
	switch ( packet->type )
	{
	case TW__PACKET_DENIED:
	case TW__PACKET_DISCONNECT:
		return packet->body_bytes == 0;
	case TW__PACKET_CHALLENGE:
	case TW__PACKET_RESPONSE:
		return packet->body_bytes == TW__CHALLENGE_BODY_BYTES;
	case TW__PACKET_KEEP_ALIVE:
		return packet->body_bytes == TW__KEEP_ALIVE_BODY_BYTES;
	case TW__PACKET_PAYLOAD:
		return 1 <= packet->body_bytes && packet->body_bytes <= TW__MAX_PAYLOAD_BYTES;
	case TW__PACKET_REQUEST:
	case TW__PACKET_TYPE_COUNT:
		break;
	}
	return false;
}

bool tw__packet_is_replay_checked( tw__packet_type type )
{
	return type == TW__PACKET_KEEP_ALIVE || type == TW__PACKET_PAYLOAD || type == TW__PACKET_DISCONNECT;
}

void tw__request_write( const tw__connect_token* token, uint8_t out_bytes[TW__REQUEST_BYTES] )
{
	tw__byte_writer writer = { .bytes = out_bytes, .capacity_bytes = TW__REQUEST_BYTES };
	tw__bytes_write_u8( &writer, TW__PACKET_REQUEST );
	tw__bytes_write( &writer, tw__netcode_version, TW__VERSION_BYTES );
	tw__bytes_write_u64( &writer, token->protocol_id );
	tw__bytes_write_u64( &writer, token->expire_s );
	tw__bytes_write( &writer, token->nonce, TW__LONG_NONCE_BYTES );
	tw__bytes_write( &writer, token->sealed, TW__PRIVATE_TOKEN_BYTES );
}

tw_drop tw__request_parse( uint8_t* bytes, int size_bytes, uint64_t protocol_id, uint64_t now_s,
                           tw__request* out_request )
{
	if ( size_bytes != TW__REQUEST_BYTES )
		return TW_DROP_SIZE;
	if ( bytes[0] != TW__PACKET_REQUEST )
		return TW_DROP_KIND;
	tw__byte_reader reader = { .bytes = bytes, .size_bytes = size_bytes, .cursor_bytes = 1 };
	const uint8_t* version = tw__bytes_skip( &reader, TW__VERSION_BYTES );
	if ( memcmp( version, tw__netcode_version, TW__VERSION_BYTES ) != 0 )
		return TW_DROP_PROTOCOL;
	if ( tw__bytes_read_u64( &reader ) != protocol_id )
		return TW_DROP_PROTOCOL;

	tw__request request = { .expire_s = tw__bytes_read_u64( &reader ) };
	if ( request.expire_s <= now_s )
		return TW_DROP_TOKEN_EXPIRED;
	request.nonce = tw__bytes_skip( &reader, TW__LONG_NONCE_BYTES );
	request.sealed = bytes + reader.cursor_bytes;
	*out_request = request;
	return TW__KEEP;
}
