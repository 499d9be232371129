#include "core/coder.h"

#include "core/system.h"

enum
{
	WINDOW_BYTES = 4,
	RAW_CHUNK_BITS = 16,   // as many as the smallest range can tell apart without losing precision
	LEAST_PROBABILITY = 48 // of either bit, in 1/65536: what a wrong certainty may cost is 10.4 bits
};

static const uint32_t LEAST_RANGE = UINT32_C( 1 ) << 24;

// How far one bit moves a probability, in 1/65536, by how many were seen before: 1 / ( n + 1.7 ) down to 1 / 64. The
// initial probabilities are informed guesses and count as almost a bit seen. The slowest rate is that of statistics which
// are carried from packet to packet.
static const uint16_t RATES[] = { 38550, 24272, 17712, 13943, 11497, 9781, 8511, 7532, 6756, 6124, 5601, 5160, 4783,
	                          4458,  4174,  3924,  3702,  3504,  3326, 3165, 3020, 2887, 2765, 2653, 2550, 2454,
	                          2365,  2283,  2206,  2134,  2067,  2004, 1944, 1888, 1835, 1785, 1738, 1693, 1650,
	                          1610,  1571,  1534,  1499,  1466,  1434, 1403, 1373, 1345, 1318, 1292, 1267, 1243,
	                          1220,  1198,  1176,  1155,  1135,  1116, 1097, 1079, 1062, 1045, 1028, 1024 };

void tw__model_init( tw__model* model, uint32_t probability_of_one )
{
	TW_ASSERT( LEAST_PROBABILITY <= probability_of_one && probability_of_one <= 65536 - LEAST_PROBABILITY );
	*model = ( tw__model ){ .one = (uint16_t)probability_of_one };
}

static void learn( tw__model* model, int bit )
{
	uint32_t rate = RATES[model->seen], one = model->one;
	if ( bit )
		one += ( ( 65536u - LEAST_PROBABILITY - one ) * rate ) >> 16;
	else
		one -= ( ( one - LEAST_PROBABILITY ) * rate ) >> 16;
	model->one = (uint16_t)one;
	if ( model->seen < TW_COUNT_OF( RATES ) - 1 )
		model->seen++;
}

// The fewest bytes that name a number in [low, low + range) when zeros are read behind them.
// @param out_above how far above `low` that number is
static int find_tail( uint32_t low, uint32_t range, uint32_t* out_above )
{
	for ( int tail_bytes = 0; tail_bytes < WINDOW_BYTES; ++tail_bytes )
	{
		*out_above = ( 0u - low ) & ( UINT32_MAX >> ( 8 * tail_bytes ) );
		if ( *out_above < range )
			return tail_bytes;
	}
	*out_above = 0;
	return WINDOW_BYTES;
}

void tw__encoder_begin( tw__encoder* encoder, uint8_t* bytes, int capacity_bytes )
{
	TW_ASSERT( capacity_bytes >= 0 );
	*encoder = ( tw__encoder ){ .bytes = bytes, .capacity_bytes = capacity_bytes, .range = UINT32_MAX };
}

static void emit_byte( tw__encoder* encoder, uint32_t byte )
{
	if ( encoder->written_bytes == encoder->capacity_bytes )
		encoder->overflowed = true;
	else
		encoder->bytes[encoder->written_bytes++] = (uint8_t)byte;
}

static void emit_held( tw__encoder* encoder )
{
	uint32_t carry = (uint32_t)( encoder->low >> 32 );
	if ( encoder->is_holding )
		emit_byte( encoder, encoder->held + carry );
	for ( ; encoder->pending_bytes > 0 && !encoder->overflowed; encoder->pending_bytes-- )
		emit_byte( encoder, 0xFF + carry );
}

// Take the top byte off `low`. It is held until it is known whether a later carry reaches it.
static void shift_low( tw__encoder* encoder )
{
	if ( encoder->low < UINT32_C( 0xFF000000 ) || encoder->low > UINT32_MAX )
	{
		emit_held( encoder );
		encoder->held = (uint8_t)( encoder->low >> 24 );
		encoder->is_holding = true;
	}
	else
	{
		encoder->pending_bytes++;
	}
	encoder->low = ( encoder->low & 0x00FFFFFF ) << 8;
}

// Raw bits take one step for as many as are coded at once.
static int chunks_of( int bit_count ) { return ( bit_count + RAW_CHUNK_BITS - 1 ) / RAW_CHUNK_BITS; }

static bool spend_encoder( tw__encoder* encoder, int decisions )
{
	encoder->decisions += decisions;
	if ( encoder->decisions > TW__MAX_DECISIONS )
		encoder->overflowed = true;
	return !encoder->overflowed;
}

static void renormalise_encoder( tw__encoder* encoder )
{
	while ( encoder->range < LEAST_RANGE )
	{
		encoder->range <<= 8;
		shift_low( encoder );
	}
}

void tw__encode_bit( tw__encoder* encoder, tw__model* model, int bit )
{
	if ( !spend_encoder( encoder, 1 ) )
		return;
	uint32_t bound = (uint32_t)( ( (uint64_t)encoder->range * model->one ) >> 16 );
	if ( bit )
	{
		encoder->range = bound;
	}
	else
	{
		encoder->low += bound;
		encoder->range -= bound;
	}
	learn( model, bit );
	renormalise_encoder( encoder );
}

void tw__encode_raw( tw__encoder* encoder, uint32_t value, int bit_count )
{
	TW_ASSERT( 0 < bit_count && bit_count <= 32 );
	if ( !spend_encoder( encoder, chunks_of( bit_count ) ) )
		return;
	while ( bit_count > 0 )
	{
		int chunk_bits = bit_count < RAW_CHUNK_BITS ? bit_count : RAW_CHUNK_BITS;
		bit_count -= chunk_bits;
		encoder->range >>= chunk_bits;
		encoder->low += (uint64_t)encoder->range * ( ( value >> bit_count ) & ( ( 1u << chunk_bits ) - 1 ) );
		renormalise_encoder( encoder );
	}
}

int tw__encoder_size_bytes( const tw__encoder* encoder )
{
	uint32_t above;
	int tail_bytes = find_tail( (uint32_t)encoder->low, encoder->range, &above );
	return encoder->written_bytes + ( encoder->is_holding ? 1 : 0 ) + encoder->pending_bytes + tail_bytes;
}

int tw__encoder_end( tw__encoder* encoder )
{
	uint32_t above;
	int tail_bytes = find_tail( (uint32_t)encoder->low, encoder->range, &above );
	encoder->low += above;
	for ( int i = 0; i < tail_bytes; ++i )
		shift_low( encoder );
	emit_held( encoder );
	return encoder->overflowed ? -1 : encoder->written_bytes;
}

static uint32_t read_byte( tw__decoder* decoder )
{
	uint32_t byte = decoder->read_bytes < decoder->size_bytes ? decoder->bytes[decoder->read_bytes] : 0;
	decoder->read_bytes++;
	if ( decoder->read_bytes - decoder->size_bytes > WINDOW_BYTES )
		decoder->failed = true; // no encoder leaves away more than a tail
	return byte;
}

void tw__decoder_begin( tw__decoder* decoder, const uint8_t* bytes, int size_bytes )
{
	TW_ASSERT( size_bytes >= 0 );
	*decoder = ( tw__decoder ){ .bytes = bytes, .size_bytes = size_bytes, .range = UINT32_MAX };
	for ( int i = 0; i < WINDOW_BYTES; ++i )
		decoder->window = decoder->window << 8 | read_byte( decoder );
	decoder->offset = decoder->window;
	decoder->failed |= decoder->offset >= decoder->range;
}

bool tw__decoder_end( const tw__decoder* decoder )
{
	uint32_t above;
	int tail_bytes = find_tail( decoder->window - decoder->offset, decoder->range, &above );
	return !decoder->failed && decoder->offset == above &&
	       decoder->read_bytes - WINDOW_BYTES + tail_bytes == decoder->size_bytes;
}

static bool spend_decoder( tw__decoder* decoder, int decisions )
{
	if ( decoder->failed )
		return false;
	decoder->decisions += decisions;
	decoder->failed = decoder->decisions > TW__MAX_DECISIONS;
	return !decoder->failed;
}

static void renormalise_decoder( tw__decoder* decoder )
{
	while ( decoder->range < LEAST_RANGE )
	{
		uint32_t byte = read_byte( decoder );
		decoder->range <<= 8;
		decoder->offset = decoder->offset << 8 | byte;
		decoder->window = decoder->window << 8 | byte;
	}
}

int tw__decode_bit( tw__decoder* decoder, tw__model* model )
{
	if ( !spend_decoder( decoder, 1 ) )
		return 0;
	uint32_t bound = (uint32_t)( ( (uint64_t)decoder->range * model->one ) >> 16 );
	int bit = decoder->offset < bound;
	if ( bit )
	{
		decoder->range = bound;
	}
	else
	{
		decoder->offset -= bound;
		decoder->range -= bound;
	}
	learn( model, bit );
	renormalise_decoder( decoder );
	return decoder->failed ? 0 : bit;
}

uint32_t tw__decode_raw( tw__decoder* decoder, int bit_count )
{
	TW_ASSERT( 0 < bit_count && bit_count <= 32 );
	if ( !spend_decoder( decoder, chunks_of( bit_count ) ) )
		return 0;
	uint32_t value = 0;
	while ( bit_count > 0 && !decoder->failed )
	{
		int chunk_bits = bit_count < RAW_CHUNK_BITS ? bit_count : RAW_CHUNK_BITS;
		bit_count -= chunk_bits;
		decoder->range >>= chunk_bits;
		uint32_t chunk = decoder->offset / decoder->range;
		decoder->failed |= chunk >> chunk_bits != 0; // the sliver above the last chunk, which no encoder uses
		decoder->offset -= chunk * decoder->range;
		value = value << chunk_bits | chunk;
		renormalise_decoder( decoder );
	}
	return decoder->failed ? 0 : value;
}
