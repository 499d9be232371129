#include "link/address.h"

#include <stdio.h>
#include <string.h>

enum
{
	GROUP_COUNT = 8, // of 16 bits, in the text of an IPv6 address
	MAX_PORT = 65535
};

// --- Reading: every function moves the cursor past what it read, or returns false ------------------------------------

static bool read_char( const char** cursor, char wanted )
{
	if ( **cursor != wanted )
		return false;
	( *cursor )++;
	return true;
}

// Leading zeros are refused: some readers take 010 for 8, and two spellings of one address defeat a ban list.
static bool read_decimal( const char** cursor, int max, int* out_value )
{
	const char* at = *cursor;
	int value = 0;
	for ( ; '0' <= *at && *at <= '9' && value <= max; ++at )
		value = value * 10 + ( *at - '0' );

	bool has_leading_zero = **cursor == '0' && at - *cursor > 1;
	if ( at == *cursor || has_leading_zero || value > max )
		return false;
	*cursor = at;
	*out_value = value;
	return true;
}

static bool read_ipv4( const char** cursor, uint8_t out_bytes[4] )
{
	for ( int i = 0; i < 4; ++i )
	{
		int value = 0;
		if ( ( i > 0 && !read_char( cursor, '.' ) ) || !read_decimal( cursor, 255, &value ) )
			return false;
		out_bytes[i] = (uint8_t)value;
	}
	return true;
}

static int hex_digit( char c )
{
	if ( '0' <= c && c <= '9' )
		return c - '0';
	if ( 'a' <= c && c <= 'f' )
		return c - 'a' + 10;
	if ( 'A' <= c && c <= 'F' )
		return c - 'A' + 10;
	return -1;
}

// One to four hexadecimal digits.
static bool read_group( const char** cursor, unsigned* out_group )
{
	unsigned value = 0;
	int count = 0;
	for ( ; count < 4 && hex_digit( ( *cursor )[count] ) >= 0; ++count )
		value = value * 16 + (unsigned)hex_digit( ( *cursor )[count] );

	*cursor += count;
	*out_group = value;
	return count > 0 && hex_digit( **cursor ) < 0;
}

typedef struct ipv6_text
{
	uint8_t bytes[16];
	int size_bytes; // read so far
	int gap_bytes;  // where "::" stood, or -1
} ipv6_text;

// The next group, or the four numbers of an IPv4 address in the place of the last two groups.
static bool read_ipv6_part( const char** cursor, ipv6_text* text )
{
	const char* as_ipv4 = *cursor;
	if ( text->size_bytes <= TW__IPV4_OFFSET && read_ipv4( &as_ipv4, text->bytes + text->size_bytes ) )
	{
		*cursor = as_ipv4;
		text->size_bytes += 4;
		return **cursor == ']';
	}

	unsigned group = 0;
	if ( text->size_bytes > 14 || !read_group( cursor, &group ) )
		return false;
	text->bytes[text->size_bytes++] = (uint8_t)( group >> 8 );
	text->bytes[text->size_bytes++] = (uint8_t)group;
	return true;
}

// Up to the closing bracket. A "::" stands for at least one group.
static bool read_ipv6( const char** cursor, uint8_t out_ip[16] )
{
	ipv6_text text = { .gap_bytes = -1 };
	if ( ( *cursor )[0] == ':' && ( *cursor )[1] == ':' )
	{
		text.gap_bytes = 0;
		*cursor += 2;
	}
	while ( **cursor != ']' )
	{
		if ( !read_ipv6_part( cursor, &text ) )
			return false;
		if ( **cursor == ']' )
			break;
		if ( !read_char( cursor, ':' ) || **cursor == ']' )
			return false; // a single colon has to be followed by a group
		if ( **cursor != ':' )
			continue;
		if ( text.gap_bytes >= 0 )
			return false;
		text.gap_bytes = text.size_bytes;
		( *cursor )++;
	}

	int missing_bytes = 16 - text.size_bytes;
	if ( text.gap_bytes < 0 ? missing_bytes != 0 : missing_bytes < 2 )
		return false;
	int head_bytes = text.gap_bytes < 0 ? 16 : text.gap_bytes;
	memset( out_ip, 0, 16 );
	memcpy( out_ip, text.bytes, (size_t)head_bytes );
	memcpy( out_ip + head_bytes + missing_bytes, text.bytes + head_bytes,
	        (size_t)( text.size_bytes - head_bytes ) );
	return true;
}

static bool read_ip( const char** cursor, tw_address* address )
{
	if ( read_char( cursor, '[' ) )
		return read_ipv6( cursor, address->ip ) && read_char( cursor, ']' );
	tw__address_map_ipv4( address );
	return read_ipv4( cursor, address->ip + TW__IPV4_OFFSET );
}

tw_result tw__address_parse( const char* text, int lowest_port, tw_address* out_address )
{
	if ( text == NULL )
		return TW_ERR_ADDRESS;

	tw_address address = { 0 };
	int port = 0;
	const char* cursor = text;
	bool is_read = read_ip( &cursor, &address ) && read_char( &cursor, ':' ) &&
	               read_decimal( &cursor, MAX_PORT, &port ) && *cursor == '\0';
	if ( !is_read || port < lowest_port )
		return TW_ERR_ADDRESS;

	address.port = (uint16_t)port;
	*out_address = address;
	return TW_OK;
}

tw_result tw_address_parse( const char* text, tw_address* out_address )
{
	return tw__address_parse( text, 1, out_address );
}

// --- Writing ---------------------------------------------------------------------------------------------------------

typedef struct zero_run
{
	int first;
	int count;
} zero_run;

// RFC 5952 4.2: the longest run of zero groups, the first of equals, and never a single one.
static zero_run longest_zero_run( const unsigned groups[GROUP_COUNT] )
{
	zero_run best = { .first = GROUP_COUNT };
	zero_run run = { 0 };
	for ( int i = 0; i < GROUP_COUNT; ++i )
	{
		run = groups[i] == 0 ? ( zero_run ){ i - run.count, run.count + 1 } : ( zero_run ){ 0 };
		if ( run.count >= 2 && run.count > best.count )
			best = run;
	}
	return best;
}

static void format_ipv6( const uint8_t ip[16], char out_text[TW_ADDRESS_CHARS] )
{
	unsigned groups[GROUP_COUNT];
	for ( int i = 0; i < GROUP_COUNT; ++i )
		groups[i] = (unsigned)ip[2 * i] << 8 | ip[2 * i + 1];

	zero_run gap = longest_zero_run( groups );
	int length = 0;
	for ( int i = 0; i < GROUP_COUNT; ++i )
	{
		size_t room = (size_t)( TW_ADDRESS_CHARS - length );
		if ( i == gap.first )
		{
			length += snprintf( out_text + length, room, "::" );
			i += gap.count - 1;
			continue;
		}
		bool needs_colon = i > 0 && i != gap.first + gap.count;
		length += snprintf( out_text + length, room, needs_colon ? ":%x" : "%x", groups[i] );
	}
}

void tw_address_format( const tw_address* address, char out_text[TW_ADDRESS_CHARS] )
{
	const uint8_t* ip = address->ip;
	if ( tw__address_is_ipv4( address ) )
	{
		snprintf( out_text, TW_ADDRESS_CHARS, "%u.%u.%u.%u:%u", ip[12], ip[13], ip[14], ip[15], address->port );
		return;
	}

	char text[TW_ADDRESS_CHARS];
	format_ipv6( ip, text );
	// The longest is 39 characters, and the width says so to compilers that check for truncation.
	snprintf( out_text, TW_ADDRESS_CHARS, "[%.39s]:%u", text, address->port );
}

// --- Asking ----------------------------------------------------------------------------------------------------------

static const uint8_t mapped_prefix[TW__IPV4_OFFSET] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

void tw__address_map_ipv4( tw_address* address ) { memcpy( address->ip, mapped_prefix, sizeof( mapped_prefix ) ); }

bool tw__address_is_ipv4( const tw_address* address )
{
	return memcmp( address->ip, mapped_prefix, sizeof( mapped_prefix ) ) == 0;
}

bool tw_address_equals( const tw_address* a, const tw_address* b )
{
	return a->port == b->port && memcmp( a->ip, b->ip, sizeof( a->ip ) ) == 0;
}
