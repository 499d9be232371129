#include "core/model.h"

#include "core/system.h"

enum
{
	EVEN = 32768,
	LONGER_BEFORE = 54000, // until the usual length is reached
	LONGER_AFTER = 30000,  // and from there on
	UPPER_HALF = 29000     // of a length: the larger numbers are the rarer ones
};

void tw__number_models_init( tw__number_models* models, int usual_bits )
{
	tw__model_init( &models->is_zero, EVEN );
	tw__model_init( &models->is_minus, EVEN );
	for ( int i = 0; i < TW__LENGTH_MODELS; ++i )
		tw__model_init( models->is_longer + i, i < usual_bits ? LONGER_BEFORE : LONGER_AFTER );
	for ( int i = 0; i < TW__MANTISSA_MODELS; ++i )
		tw__model_init( models->mantissa + i, UPPER_HALF );
}

static tw__model* longer_model( tw__number_models* models, int length )
{
	return models->is_longer + ( length < TW__LENGTH_MODELS ? length : TW__LENGTH_MODELS - 1 );
}

static tw__model* mantissa_model( tw__number_models* models, int length )
{
	return models->mantissa + ( length < TW__MANTISSA_MODELS ? length : TW__MANTISSA_MODELS - 1 );
}

// Bits below the leading one of number + 1.
static int length_of( uint32_t number )
{
	int length = 0;
	while ( ( (uint64_t)number + 1 ) >> length > 1 )
		length++;
	return length;
}

void tw__encode_bounded( tw__encoder* encoder, tw__number_models* models, uint32_t value, uint32_t max )
{
	TW_ASSERT( value <= max );
	int length = length_of( value ), most = length_of( max );
	for ( int i = 0; i < length; ++i )
		tw__encode_bit( encoder, longer_model( models, i ), 1 );
	if ( length < most )
		tw__encode_bit( encoder, longer_model( models, length ), 0 );

	uint64_t number = (uint64_t)value + 1;
	if ( length > 0 )
		tw__encode_bit( encoder, mantissa_model( models, length ), (int)( number >> ( length - 1 ) & 1 ) );
	if ( length > 1 )
		tw__encode_raw( encoder, (uint32_t)number & ( ( UINT32_C( 1 ) << ( length - 1 ) ) - 1 ), length - 1 );
}

uint32_t tw__decode_bounded( tw__decoder* decoder, tw__number_models* models, uint32_t max )
{
	int length = 0, most = length_of( max );
	while ( length < most && tw__decode_bit( decoder, longer_model( models, length ) ) )
		length++;

	uint64_t number = 1;
	if ( length > 0 )
		number = number << 1 | (uint64_t)tw__decode_bit( decoder, mantissa_model( models, length ) );
	if ( length > 1 )
		number = number << ( length - 1 ) | tw__decode_raw( decoder, length - 1 );

	if ( number - 1 > max )
		decoder->failed = true;
	return decoder->failed ? 0 : (uint32_t)( number - 1 );
}

void tw__encode_number( tw__encoder* encoder, tw__number_models* models, uint32_t value )
{
	tw__encode_bounded( encoder, models, value, UINT32_MAX );
}

uint32_t tw__decode_number( tw__decoder* decoder, tw__number_models* models )
{
	return tw__decode_bounded( decoder, models, UINT32_MAX );
}

void tw__encode_signed( tw__encoder* encoder, tw__number_models* models, int32_t value )
{
	tw__encode_bit( encoder, &models->is_zero, value == 0 );
	if ( value == 0 )
		return;
	tw__encode_bit( encoder, &models->is_minus, value < 0 );
	uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
	tw__encode_number( encoder, models, magnitude - 1 );
}

int32_t tw__decode_signed( tw__decoder* decoder, tw__number_models* models )
{
	if ( tw__decode_bit( decoder, &models->is_zero ) )
		return 0;
	int is_minus = tw__decode_bit( decoder, &models->is_minus );
	int64_t magnitude = (int64_t)tw__decode_number( decoder, models ) + 1;
	int64_t value = is_minus ? -magnitude : magnitude;
	if ( value < INT32_MIN || value > INT32_MAX )
		decoder->failed = true;
	return decoder->failed ? 0 : (int32_t)value;
}
