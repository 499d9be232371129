#include "core/model.h"

#include "core/system.h"

enum
{
	MOST_LENGTH = 32, // of number + 1, which has up to 33 bits
	EVEN = 32768
};

void tw__number_models_init( tw__number_models* models )
{
	// Per length, how likely the number is longer still. Differences come in all sizes before anything is learned, so
	// the chance that it goes on stays high in the middle and falls at the end.
	static const uint16_t IS_LONGER[TW__LENGTH_MODELS] = { 42000, 42000, 42000, 40000, 40000, 38000, 36000, 34000,
							       32000, 32000, 32000, 32000, 32000, 32000, 32000, 40000 };
	tw__model_init( &models->is_zero, EVEN );
	tw__model_init( &models->is_minus, EVEN );
	for ( int i = 0; i < TW__LENGTH_MODELS; ++i )
		tw__model_init( models->is_longer + i, IS_LONGER[i] );
	for ( int i = 0; i < TW__MANTISSA_MODELS; ++i )
		tw__model_init( models->mantissa + i, EVEN - 4000 ); // the smaller half of a length is the likelier one
}

static tw__model* longer_model( tw__number_models* models, int length )
{
	return models->is_longer + ( length < TW__LENGTH_MODELS ? length : TW__LENGTH_MODELS - 1 );
}

static tw__model* mantissa_model( tw__number_models* models, int length )
{
	return models->mantissa + ( length < TW__MANTISSA_MODELS ? length : TW__MANTISSA_MODELS - 1 );
}

void tw__encode_number( tw__encoder* encoder, tw__number_models* models, uint32_t value )
{
	uint64_t number = (uint64_t)value + 1;
	int length = 0;
	for ( ; number >> length > 1; ++length )
		tw__encode_bit( encoder, longer_model( models, length ), 1 );
	if ( length < MOST_LENGTH )
		tw__encode_bit( encoder, longer_model( models, length ), 0 );

	if ( length > 0 )
		tw__encode_bit( encoder, mantissa_model( models, length ), (int)( number >> ( length - 1 ) & 1 ) );
	if ( length > 1 )
		tw__encode_raw( encoder, (uint32_t)number & ( ( UINT32_C( 1 ) << ( length - 1 ) ) - 1 ), length - 1 );
}

uint32_t tw__decode_number( tw__decoder* decoder, tw__number_models* models )
{
	int length = 0;
	while ( length < MOST_LENGTH && tw__decode_bit( decoder, longer_model( models, length ) ) )
		length++;

	uint64_t number = 1;
	if ( length > 0 )
		number = number << 1 | (uint64_t)tw__decode_bit( decoder, mantissa_model( models, length ) );
	if ( length > 1 )
		number = number << ( length - 1 ) | tw__decode_raw( decoder, length - 1 );

	if ( number - 1 > UINT32_MAX )
		decoder->failed = true;
	return decoder->failed ? 0 : (uint32_t)( number - 1 );
}

void tw__encode_nonzero( tw__encoder* encoder, tw__number_models* models, int32_t value )
{
	TW_ASSERT( value != 0 );
	tw__encode_bit( encoder, &models->is_minus, value < 0 );
	uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
	tw__encode_number( encoder, models, magnitude - 1 );
}

int32_t tw__decode_nonzero( tw__decoder* decoder, tw__number_models* models )
{
	int is_minus = tw__decode_bit( decoder, &models->is_minus );
	int64_t magnitude = (int64_t)tw__decode_number( decoder, models ) + 1;
	int64_t value = is_minus ? -magnitude : magnitude;
	if ( value < INT32_MIN || value > INT32_MAX )
		decoder->failed = true;
	return decoder->failed ? 0 : (int32_t)value;
}

void tw__encode_signed( tw__encoder* encoder, tw__number_models* models, int32_t value )
{
	tw__encode_bit( encoder, &models->is_zero, value == 0 );
	if ( value != 0 )
		tw__encode_nonzero( encoder, models, value );
}

int32_t tw__decode_signed( tw__decoder* decoder, tw__number_models* models )
{
	return tw__decode_bit( decoder, &models->is_zero ) ? 0 : tw__decode_nonzero( decoder, models );
}
