#include "sim/integer.h"

enum
{
	QUARTER_TURN = 16384,
};

// sin( z * quarter turn ) = z * ( A + B z^2 + C z^4 + D z^6 ), fitted at Chebyshev nodes so that it is exact at both
// ends; coefficients in 1/65536, z and its powers in 1/SIM_UNIT. Largest error: 0.95 / SIM_UNIT.
static int32_t sine_of_quarter( int64_t z )
{
	const int64_t a = 102944, b = -42331, c = 5210, d = -286;
	const int64_t square = z * z / SIM_UNIT;
	int64_t sum = c + d * square / SIM_UNIT;
	sum = b + sum * square / SIM_UNIT;
	sum = a + sum * square / SIM_UNIT;
	return (int32_t)( ( sum * z + 32768 ) / 65536 );
}

int32_t sim_sin( uint16_t angle )
{
	const int32_t within = angle % QUARTER_TURN;
	switch ( angle / QUARTER_TURN )
	{
	case 0:
		return sine_of_quarter( within );
	case 1:
		return sine_of_quarter( QUARTER_TURN - within );
	case 2:
		return -sine_of_quarter( within );
	default:
		return -sine_of_quarter( QUARTER_TURN - within );
	}
}

int32_t sim_cos( uint16_t angle ) { return sim_sin( (uint16_t)( angle + QUARTER_TURN ) ); }

// CORDIC in vectoring mode: turn (x, y) by ever smaller known angles until it lies on the x axis, and add them up.
// The table is atan( 2^-i ) in 1/256 of our angle unit. @param x above 0
static int64_t angle_of_right_half( int64_t x, int64_t y )
{
	static const int32_t turn[16] = { 2097152, 1238021, 654136, 332050, 166669, 83416, 41718, 20860,
		                          10430,   5215,    2608,   1304,   652,    326,   163,   81 };
	x *= 65536;
	y *= 65536;
	int64_t sum = 0;
	for ( int i = 0; i < 16; ++i )
	{
		const int64_t divisor = INT64_C( 1 ) << i;
		const int64_t from_x = x / divisor, from_y = y / divisor;
		const int sign = y < 0 ? -1 : 1;
		x += sign * from_y;
		y -= sign * from_x;
		sum += sign * turn[i];
	}
	return sum;
}

uint16_t sim_angle_of( int32_t x, int32_t y )
{
	if ( x == 0 && y == 0 )
		return 0;
	if ( x == 0 )
		return y > 0 ? QUARTER_TURN : 3 * QUARTER_TURN;
	const int64_t half_turn = x < 0 ? INT64_C( 2 ) * QUARTER_TURN : 0;
	const int64_t fine = x < 0 ? angle_of_right_half( -(int64_t)x, -(int64_t)y ) : angle_of_right_half( x, y );
	return (uint16_t)( sim_floor_div( fine + 128, 256 ) + half_turn );
}

uint32_t sim_sqrt( uint64_t value )
{
	uint64_t root = 0;
	uint64_t bit = UINT64_C( 1 ) << 62;
	while ( bit > value )
		bit >>= 2;
	for ( ; bit != 0; bit >>= 2 )
	{
		const bool fits = value >= root + bit;
		if ( fits )
			value -= root + bit;
		root = ( root >> 1 ) + ( fits ? bit : 0 );
	}
	return (uint32_t)root;
}

int32_t sim_length( int32_t x, int32_t y )
{
	return (int32_t)sim_sqrt( (uint64_t)( (int64_t)x * x ) + (uint64_t)( (int64_t)y * y ) );
}

void sim_limit( int32_t vector[2], int32_t limit )
{
	const int64_t square = (int64_t)vector[0] * vector[0] + (int64_t)vector[1] * vector[1];
	if ( square <= (int64_t)limit * limit )
		return;
	// One more than the root, so that what is cut off never leaves it longer than the limit.
	const int64_t length = (int64_t)sim_sqrt( (uint64_t)square ) + 1;
	vector[0] = (int32_t)( (int64_t)vector[0] * limit / length );
	vector[1] = (int32_t)( (int64_t)vector[1] * limit / length );
}

int64_t sim_floor_div( int64_t value, int64_t divisor )
{
	return value >= 0 ? value / divisor : -( ( -value + divisor - 1 ) / divisor );
}

int32_t sim_split( int32_t per_second, uint32_t tick, int rate_hz )
{
	const int64_t after = sim_floor_div( (int64_t)per_second * ( (int64_t)tick + 1 ), rate_hz );
	const int64_t before = sim_floor_div( (int64_t)per_second * (int64_t)tick, rate_hz );
	return (int32_t)( after - before );
}

uint8_t sim_ticks_from_ms( int ms, int rate_hz ) { return (uint8_t)( ( ms * rate_hz + 999 ) / 1000 ); }

uint32_t sim_mix( uint32_t a, uint32_t b )
{
	// Two rounds of multiply and fold, constants of the splitmix64 generator (Steele, Lea, Flood, 2014).
	uint64_t z = ( (uint64_t)a << 32 | b ) + UINT64_C( 0x9E3779B97F4A7C15 );
	z = ( z ^ ( z >> 30 ) ) * UINT64_C( 0xBF58476D1CE4E5B9 );
	z = ( z ^ ( z >> 27 ) ) * UINT64_C( 0x94D049BB133111EB );
	return (uint32_t)( ( z ^ ( z >> 31 ) ) >> 32 );
}
