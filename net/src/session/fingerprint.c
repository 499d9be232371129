#include "session/fingerprint.h"

#include <sodium.h>
#include <string.h>

enum
{
	SYMBOLS = 26, // 130 bits
	SYMBOLS_PER_GROUP = 5,
	FEWEST_SYMBOLS = 5,
	HASH_BYTES = 17
};

// Digits and lower-case letters without those that are mistaken for digits or each other: i, l, o, u.
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static void hash_key( const tw_public_key* key, char out_symbols[SYMBOLS] )
{
	uint8_t hash[HASH_BYTES];
	crypto_generichash( hash, sizeof( hash ), key->bytes, sizeof( key->bytes ), NULL, 0 );
	for ( int i = 0; i < SYMBOLS; ++i )
	{
		int bit = 5 * i;
		unsigned window = (unsigned)hash[bit / 8] << 8;
		if ( bit / 8 + 1 < HASH_BYTES )
			window |= hash[bit / 8 + 1];
		out_symbols[i] = alphabet[window >> ( 11 - bit % 8 ) & 31];
	}
}

void tw_fingerprint_format( const tw_public_key* key, char out_text[TW_FINGERPRINT_CHARS] )
{
	char symbols[SYMBOLS];
	hash_key( key, symbols );
	char* end = out_text;
	for ( int i = 0; i < SYMBOLS; ++i )
	{
		if ( i > 0 && i % SYMBOLS_PER_GROUP == 0 )
			*end++ = '-';
		*end++ = symbols[i];
	}
	*end = '\0';
}

// @return how many symbols, -1 for a character that is none or for too many
static int read_symbols( const char* text, char out_symbols[SYMBOLS] )
{
	int count = 0;
	for ( ; *text != '\0'; ++text )
	{
		if ( *text == '-' )
			continue;
		char symbol = 'A' <= *text && *text <= 'Z' ? (char)( *text - 'A' + 'a' ) : *text;
		if ( count == SYMBOLS || strchr( alphabet, symbol ) == NULL )
			return -1;
		out_symbols[count++] = symbol;
	}
	return count;
}

bool tw__fingerprint_is_valid( const char* text )
{
	char symbols[SYMBOLS];
	return read_symbols( text, symbols ) >= FEWEST_SYMBOLS;
}

bool tw__fingerprint_matches( const char* text, const tw_public_key* key )
{
	char given[SYMBOLS], symbols[SYMBOLS];
	int count = read_symbols( text, given );
	hash_key( key, symbols );
	return count >= FEWEST_SYMBOLS && memcmp( given, symbols, (size_t)count ) == 0;
}
