#include "state/message_codec.h"

#include "core/system.h"
#include "core/utf8.h"

#include <string.h>

enum
{
	TYPE_BITS = 8,
	EVEN = 32768,
	BYTE_BITS = 8,
	LEAST_GUESS = 600, // of either bit, in 1/65536: what is rare here may be usual elsewhere
};

// --- Texts -----------------------------------------------------------------------------------------------------------

// How often a byte is expected, in any unit: about as in chat in a language with Latin letters.
static uint32_t weight_of( uint32_t byte )
{
	static const uint8_t LETTERS[] = { 62, 14, 22, 32, 100, 18, 18, 46, 56, 3,  8, 34, 22,
		                           56, 62, 16, 2,  48,  50, 72, 24, 8,  18, 3, 20, 3 };
	static const char COMMON_MARKS[] = ".,!?')(:-";
	if ( byte >= 'a' && byte <= 'z' )
		return LETTERS[byte - 'a'] * 4u;
	if ( byte >= 'A' && byte <= 'Z' )
		return LETTERS[byte - 'A'] / 4u + 4u;
	if ( byte == ' ' )
		return 640;
	if ( byte >= '0' && byte <= '9' )
		return 12;
	if ( byte >= 0x80 )
		return 2;
	if ( byte > ' ' && byte < 0x7F )
		return strchr( COMMON_MARKS, (int)byte ) != NULL ? 24 : 3;
	return 0;
}

// @param node bits above with a one in front, as in tree[]. @param level how many of them
static uint32_t weight_below( uint32_t node, int level )
{
	uint32_t first = ( node << ( BYTE_BITS - level ) ) & 0xFF, count = 1u << ( BYTE_BITS - level ), sum = 0;
	for ( uint32_t i = 0; i < count; ++i )
		sum += weight_of( first + i );
	return sum;
}

void tw__text_models_init( tw__text_models* models )
{
	memset( models, 0, sizeof( *models ) );
	for ( uint32_t node = 1; node < 256; ++node )
	{
		int level = 0;
		while ( node >> ( level + 1 ) != 0 )
			level++;
		uint32_t ones = weight_below( node * 2 + 1, level + 1 ), all = weight_below( node, level );
		uint32_t guess = all > 0 ? ones * 65536u / all : EVEN;
		guess = guess < LEAST_GUESS ? LEAST_GUESS : guess;
		tw__model_init( models->tree + node, guess > 65536 - LEAST_GUESS ? 65536 - LEAST_GUESS : guess );
		models->tree[node].seen = 4; // the guess is worth something: learn from there, not anew
	}
}

static void encode_byte( tw__encoder* encoder, tw__text_models* models, uint8_t byte )
{
	uint32_t node = 1;
	for ( int shift = BYTE_BITS - 1; shift >= 0; --shift )
	{
		int bit = byte >> shift & 1;
		tw__encode_bit( encoder, models->tree + node, bit );
		node = node * 2 + (uint32_t)bit;
	}
}

static uint8_t decode_byte( tw__decoder* decoder, tw__text_models* models )
{
	uint32_t node = 1;
	for ( int i = 0; i < BYTE_BITS; ++i )
		node = node * 2 + (uint32_t)tw__decode_bit( decoder, models->tree + node );
	return (uint8_t)node;
}

static int bits_for( uint32_t max )
{
	int bits = 1;
	while ( max >> bits != 0 )
		bits++;
	return bits;
}

static bool encode_text( tw__encoder* encoder, tw__text_models* models, const uint8_t* text, int size_bytes )
{
	const uint8_t* end = memchr( text, 0, (size_t)size_bytes );
	if ( end == NULL || !tw__utf8_is_clean( text, (int)( end - text ) ) )
		return false;
	tw__encode_raw( encoder, (uint32_t)( end - text ), bits_for( (uint32_t)size_bytes - 1 ) );
	for ( ; text < end; ++text )
		encode_byte( encoder, models, *text );
	return true;
}

static void decode_text( tw__decoder* decoder, tw__text_models* models, uint8_t* out_text, int size_bytes )
{
	uint32_t length = tw__decode_raw( decoder, bits_for( (uint32_t)size_bytes - 1 ) );
	decoder->failed |= length > (uint32_t)size_bytes - 1;
	for ( uint32_t i = 0; i < length && !decoder->failed; ++i )
		out_text[i] = decode_byte( decoder, models );
	decoder->failed |= decoder->failed || !tw__utf8_is_clean( out_text, (int)length );
}

// --- Messages --------------------------------------------------------------------------------------------------------

static const tw_field* field_of( const tw__component_plan* plan, int element )
{
	return plan->fields + plan->elements[element].field_index;
}

static void encode_number( tw__encoder* encoder, tw__model* is_rest, const tw__element* element, uint32_t value )
{
	tw__encode_bit( encoder, is_rest, value == element->rest_wire );
	if ( value != element->rest_wire )
		tw__encode_raw( encoder, value, element->bits );
}

static uint32_t decode_number( tw__decoder* decoder, tw__model* is_rest, const tw__element* element )
{
	if ( tw__decode_bit( decoder, is_rest ) )
		return element->rest_wire;
	uint32_t value = tw__decode_raw( decoder, element->bits );
	decoder->failed |= value > element->wire_max || value == element->rest_wire; // no encoder says that
	return value;
}

int tw__message_encode( const tw_schema* schema, int message, const void* content, const tw__translate* translate,
                        uint8_t* out_bytes, int capacity_bytes )
{
	TW_ASSERT( 0 <= message && message < schema->message_count );
	const tw__component_plan* plan = tw__schema_plan( schema, tw__schema_message_index( schema, message ) );
	uint32_t values[TW__MAX_ELEMENTS];
	tw__text_models text = *(const tw__text_models*)schema->fresh_text_models;
	tw__model is_rest;
	tw__encoder encoder;
	tw__encoder_begin( &encoder, out_bytes, capacity_bytes );
	tw__encode_raw( &encoder, (uint32_t)message, TYPE_BITS );
	tw__pack( plan, content, values, translate );
	for ( int i = 0; i < plan->element_count; )
	{
		const tw__element* element = plan->elements + i;
		const tw_field* field = field_of( plan, i );
		if ( element->array_index == 0 )
			tw__model_init( &is_rest, EVEN );
		if ( element->type != TW_TYPE_TEXT )
			encode_number( &encoder, &is_rest, element, values[i++] );
		else if ( !encode_text( &encoder, &text, (const uint8_t*)content + field->offset_bytes,
		                        field->size_bytes ) )
			return -1;
		else
			i += field->size_bytes;
	}
	int size_bytes = tw__encoder_end( &encoder );
	if ( size_bytes == 0 )
	{
		out_bytes[0] = 0; // all that was said is what a decoder reads behind the end
		return 1;
	}
	return size_bytes < 0 ? 0 : size_bytes;
}

static void decode_fields( tw__decoder* decoder, const tw_schema* schema, const tw__component_plan* plan,
                           uint32_t* values, uint8_t* texts )
{
	tw__text_models text = *(const tw__text_models*)schema->fresh_text_models;
	tw__model is_rest;
	for ( int i = 0; i < plan->element_count && !decoder->failed; )
	{
		const tw__element* element = plan->elements + i;
		const tw_field* field = field_of( plan, i );
		if ( element->array_index == 0 )
			tw__model_init( &is_rest, EVEN );
		if ( element->type != TW_TYPE_TEXT )
		{
			values[i++] = decode_number( decoder, &is_rest, element );
			continue;
		}
		decode_text( decoder, &text, texts, field->size_bytes );
		for ( int byte = 0; byte < field->size_bytes; ++byte )
			values[i++] = texts[byte];
		memset( texts, 0, TW__MAX_ELEMENTS );
	}
}

int tw__message_decode( const tw_schema* schema, const uint8_t* bytes, int size_bytes, const tw__translate* translate,
                        void* out_content )
{
	uint32_t values[TW__MAX_ELEMENTS];
	uint8_t text[TW__MAX_ELEMENTS] = { 0 };
	tw__decoder decoder;
	tw__decoder_begin( &decoder, bytes, size_bytes );
	int message = (int)tw__decode_raw( &decoder, TYPE_BITS );
	if ( decoder.failed || message >= schema->message_count )
		return -1;
	const tw__component_plan* plan = tw__schema_plan( schema, tw__schema_message_index( schema, message ) );
	decode_fields( &decoder, schema, plan, values, text );
	bool is_whole = tw__decoder_end( &decoder );
	if ( !is_whole && size_bytes == 1 && bytes[0] == 0 )
	{
		decoder.size_bytes = 0; // an empty stream still has a byte, see above
		is_whole = tw__decoder_end( &decoder );
	}
	if ( decoder.failed || !is_whole )
		return -1;
	tw__unpack( plan, values, out_content, translate );
	return message;
}
