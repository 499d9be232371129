#include "sim/ground.h"

#include "sim/integer.h"
#include "sim/rules.h"

enum
{
	SLIDE_STEP = 128, ///< longest piece of a movement. Below the radius, so that a centre never enters a tile
	SLIDE_PUSHES = 4, ///< a disc in a corner touches two tiles; the rest is for rounding
};

static int32_t absolute( int32_t value ) { return value < 0 ? -value : value; }

static int32_t sign_of( int32_t value ) { return ( value > 0 ) - ( value < 0 ); }

static int tile_of( int32_t coordinate ) { return (int)sim_floor_div( coordinate, SIM_METRE ); }

static int32_t clamp( int32_t value, int32_t low, int32_t high )
{
	return value < low ? low : value > high ? high : value;
}

uint8_t sim_tile_at( const sim_map* map, int x, int y )
{
	if ( x < 0 || y < 0 || x >= map->width || y >= map->height )
		return SIM_TILE_WALL;
	return map->tiles[y * map->width + x];
}

// Where a line from `from` leaves its tile along one axis: `numerator / denominator` of the whole line.
typedef struct crossing
{
	int64_t numerator, denominator;
	int32_t coordinate; // of the edge that is crossed
} crossing;

static crossing next_crossing( int32_t from, int32_t delta, int tile )
{
	const int32_t edge = ( delta > 0 ? tile + 1 : tile ) * SIM_METRE;
	return ( crossing ){ .numerator = absolute( edge - from ),
		             .denominator = absolute( delta ),
		             .coordinate = edge };
}

// < 0: a comes first; 0: both at once, through a corner. A denominator of 0 is never.
static int compare_crossings( crossing a, crossing b )
{
	const int64_t left = a.numerator * b.denominator, right = b.numerator * a.denominator;
	if ( a.denominator == 0 || b.denominator == 0 )
		return a.denominator == 0 ? 1 : -1;
	return ( left > right ) - ( left < right );
}

static bool corner_is_blocked( const sim_map* map, const int tile[2], const int32_t delta[2], uint8_t flags )
{
	const uint8_t beside = sim_tile_at( map, tile[0] + sign_of( delta[0] ), tile[1] );
	const uint8_t below = sim_tile_at( map, tile[0], tile[1] + sign_of( delta[1] ) );
	return ( ( beside | below ) & flags ) != 0;
}

static void end_at_crossing( sim_trace_hit* hit, const int32_t from[2], const int32_t delta[2], crossing at, int axis )
{
	const int other = 1 - axis;
	hit->is_blocked = true;
	hit->position[axis] = at.coordinate;
	hit->position[other] = from[other] + (int32_t)( delta[other] * at.numerator / at.denominator );
}

sim_trace_hit sim_trace( const sim_map* map, const int32_t from[2], const int32_t to[2], uint8_t flags )
{
	const int32_t delta[2] = { to[0] - from[0], to[1] - from[1] };
	sim_trace_hit hit = { .position = { from[0], from[1] }, .tile = { tile_of( from[0] ), tile_of( from[1] ) } };
	if ( sim_tile_at( map, hit.tile[0], hit.tile[1] ) & flags )
	{
		hit.is_blocked = true;
		return hit;
	}

	for ( ;; )
	{
		const crossing along_x = next_crossing( from[0], delta[0], hit.tile[0] );
		const crossing along_y = next_crossing( from[1], delta[1], hit.tile[1] );
		const int order = compare_crossings( along_x, along_y );
		const crossing first = order <= 0 ? along_x : along_y;
		if ( first.denominator == 0 || first.numerator >= first.denominator )
			break;

		const int axis = order <= 0 ? 0 : 1;
		// Through a corner: a gap of no width between two tiles lets nothing through, from either side.
		bool is_blocked = order == 0 && corner_is_blocked( map, hit.tile, delta, flags );
		hit.tile[axis] += sign_of( delta[axis] );
		if ( order == 0 )
			hit.tile[1] += sign_of( delta[1] );
		is_blocked = is_blocked || ( sim_tile_at( map, hit.tile[0], hit.tile[1] ) & flags ) != 0;
		if ( is_blocked )
		{
			end_at_crossing( &hit, from, delta, first, axis );
			return hit;
		}
	}
	hit.position[0] = to[0];
	hit.position[1] = to[1];
	return hit;
}

// The point of the solid tiles near a disc that reaches deepest into it.
typedef struct contact
{
	bool exists;
	int32_t point[2];
	int64_t distance_square;
} contact;

static contact deepest_contact( const sim_map* map, const int32_t centre[2], int32_t radius )
{
	contact deepest = { .distance_square = (int64_t)radius * radius };
	for ( int y = tile_of( centre[1] - radius ); y <= tile_of( centre[1] + radius ); ++y )
	{
		for ( int x = tile_of( centre[0] - radius ); x <= tile_of( centre[0] + radius ); ++x )
		{
			if ( ( sim_tile_at( map, x, y ) & SIM_TILE_SOLID ) == 0 )
				continue;
			const int32_t point[2] = { clamp( centre[0], x * SIM_METRE, ( x + 1 ) * SIM_METRE ),
				                   clamp( centre[1], y * SIM_METRE, ( y + 1 ) * SIM_METRE ) };
			const int64_t dx = centre[0] - point[0], dy = centre[1] - point[1];
			if ( dx * dx + dy * dy < deepest.distance_square )
				deepest = ( contact ){ true, { point[0], point[1] }, dx * dx + dy * dy };
		}
	}
	return deepest;
}

bool sim_disc_overlaps( const sim_map* map, const int32_t centre[2], int32_t radius )
{
	return deepest_contact( map, centre, radius ).exists;
}

// value * numerator / denominator, away from zero: half a unit too little would still be inside the tile.
static int32_t scale_outwards( int32_t value, int32_t numerator, int32_t denominator )
{
	const int64_t product = (int64_t)absolute( value ) * numerator;
	return sign_of( value ) * (int32_t)( ( product + denominator - 1 ) / denominator );
}

// What moves: how large it is, and how much of what it ran into a wall with comes back.
typedef struct disc
{
	int32_t radius;
	int32_t bounce_256ths;
} disc;

static void stop_at_contact( const contact* at, disc body, int32_t position[2], int32_t velocity[2] )
{
	const int32_t away[2] = { position[0] - at->point[0], position[1] - at->point[1] };
	const int32_t distance = (int32_t)sim_sqrt( (uint64_t)at->distance_square );
	const int64_t inwards = (int64_t)velocity[0] * away[0] + (int64_t)velocity[1] * away[1];
	for ( int axis = 0; axis < 2; ++axis )
	{
		position[axis] = at->point[axis] + scale_outwards( away[axis], body.radius, distance );
		if ( inwards < 0 )
			velocity[axis] -= (int32_t)( inwards * away[axis] / at->distance_square *
			                             ( 256 + body.bounce_256ths ) / 256 );
	}
}

static bool push_out( const sim_map* map, disc body, int32_t position[2], int32_t velocity[2] )
{
	for ( int i = 0; i < SLIDE_PUSHES; ++i )
	{
		const contact at = deepest_contact( map, position, body.radius );
		if ( !at.exists )
			return true;
		if ( at.distance_square == 0 )
			return false;
		stop_at_contact( &at, body, position, velocity );
	}
	return !sim_disc_overlaps( map, position, body.radius );
}

// When pushing out does not settle (a narrow wedge): each axis by itself, if it is free, else not at all.
static void move_by_axis( const sim_map* map, disc body, int32_t position[2], int32_t velocity[2],
                          const int32_t part[2] )
{
	for ( int axis = 0; axis < 2; ++axis )
	{
		const int32_t before = position[axis];
		position[axis] += part[axis];
		if ( sim_disc_overlaps( map, position, body.radius ) )
		{
			position[axis] = before;
			velocity[axis] = 0;
		}
	}
}

static void slide( const sim_map* map, disc body, int32_t position[2], int32_t velocity[2], const int32_t delta[2] )
{
	const int32_t longest =
		absolute( delta[0] ) > absolute( delta[1] ) ? absolute( delta[0] ) : absolute( delta[1] );
	const int32_t steps = longest / SLIDE_STEP + 1;
	for ( int32_t i = 0; i < steps; ++i )
	{
		const int32_t part[2] = { delta[0] * ( i + 1 ) / steps - delta[0] * i / steps,
			                  delta[1] * ( i + 1 ) / steps - delta[1] * i / steps };
		int32_t moved[2] = { position[0] + part[0], position[1] + part[1] };
		if ( push_out( map, body, moved, velocity ) )
		{
			position[0] = moved[0];
			position[1] = moved[1];
		}
		else
		{
			move_by_axis( map, body, position, velocity, part );
		}
	}
}

void sim_disc_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2] )
{
	slide( map, ( disc ){ .radius = SIM_BODY_RADIUS }, position, velocity, delta );
}

void sim_ball_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2] )
{
	const disc ball = { .radius = SIM_BALL_RADIUS, .bounce_256ths = SIM_BALL_BOUNCE_256THS };
	slide( map, ball, position, velocity, delta );
}

bool sim_box_overlaps( const sim_map* map, const int32_t centre[2], int32_t half )
{
	for ( int y = tile_of( centre[1] - half ); y <= tile_of( centre[1] + half - 1 ); ++y )
		for ( int x = tile_of( centre[0] - half ); x <= tile_of( centre[0] + half - 1 ); ++x )
			if ( ( sim_tile_at( map, x, y ) & SIM_TILE_SOLID ) != 0 )
				return true;
	return false;
}

void sim_box_slide( const sim_map* map, int32_t position[2], int32_t velocity[2], const int32_t delta[2], int32_t half )
{
	for ( int axis = 0; axis < 2; ++axis )
	{
		for ( int32_t left = absolute( delta[axis] ); left > 0; )
		{
			const int32_t part = left < SLIDE_STEP ? left : SLIDE_STEP;
			int32_t moved[2] = { position[0], position[1] };
			moved[axis] += sign_of( delta[axis] ) * part;
			left -= part;
			if ( !sim_box_overlaps( map, moved, half ) )
				position[axis] = moved[axis];
			else if ( part > 1 )
				left = part / 2; // as near as it goes
			else
			{
				velocity[axis] = 0;
				left = 0;
			}
		}
	}
}
