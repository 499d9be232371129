// One scripted match whose every bit is known. The same number must come out of each compiler and optimiser, and of the
// machine of each player; it changes with the rules, and only on purpose.

#include "arena.h"

#include <criterion/criterion.h>

enum
{
	PLAYERS = 8,
	TICKS = 1800
};

static const char* const court[] = { "########################", //
	                             "#S         #         S #", //
	                             "#    ##         --     #", //
	                             "#    ##    #    --     #", //
	                             "#          #           #", //
	                             "#  S    -------    S   #", //
	                             "####                ####", //
	                             "#      #        #      #", //
	                             "#      #   ##   #      #", //
	                             "#   -      ##      -   #", //
	                             "#   -              -   #", //
	                             "#S     #        #     S#", //
	                             "####   #        #   ####", //
	                             "#          #           #", //
	                             "# S        #        S  #", //
	                             "########################", //
	                             NULL };

static const uint64_t GOLDEN = UINT64_C( 0x17944A6E7401DC2A );

// No bots and no library random numbers: the script must not change with anything but the rules.
static sim_input scripted_input( const arena* a, uint32_t tick, uint32_t player )
{
	const int32_t* own = a->actors[player].body.position;
	const int32_t* next = a->actors[( player + 1 ) % PLAYERS].body.position;
	const uint16_t there = sim_angle_of( next[0] - own[0], next[1] - own[1] );
	const uint32_t slow = sim_mix( tick / 24, player ), fast = sim_mix( tick, 1000 + player );
	return ( sim_input ){ .aim = (uint16_t)( slow % 2 != 0 ? there : slow + tick * 300 ),
		              .move_x = (int8_t)( (int)( slow >> 8 & 0xFF ) % 255 - 127 ),
		              .move_y = (int8_t)( (int)( slow >> 16 & 0xFF ) % 255 - 127 ),
		              .fire_held = fast % 3 != 0,
		              .fire_presses = fast % 50 == 1,
		              .dash_presses = fast % 90 == 2,
		              .weapon = (uint8_t)( ( slow >> 24 ) % SIM_WEAPON_COUNT ) };
}

Test( sim_golden, a_match_of_eight_and_half_a_minute_has_the_known_hash )
{
	static arena a;
	arena_open( &a, court );
	for ( int i = 0; i < PLAYERS; ++i )
		arena_join( &a );

	uint64_t hash = 0;
	for ( uint32_t tick = 0; tick < TICKS; ++tick )
	{
		for ( uint32_t i = 0; i < PLAYERS; ++i )
			a.actors[i].input = scripted_input( &a, tick, i );
		arena_step( &a );
		hash = hash * 31 + sim_hash( &a.scene );
	}
	cr_assert_gt( a.total_kills, 5 ); // the script is worth hashing
	cr_assert_gt( a.total_blasts, 30 );
	cr_assert_eq( hash, GOLDEN, "0x%016llX", (unsigned long long)hash );
}
