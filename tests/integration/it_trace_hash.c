// One seed, one match, whatever compiled it. A change of the rules, the wire or a profile changes these numbers on
// purpose, in the same commit; nothing else may.
#include "lab_fixture.h"

#include <inttypes.h>

typedef struct golden
{
	const char* profile;
	uint64_t trace_hash;
} golden;

static const golden s_golden[] = {
	{ "LAN", UINT64_C( 0x42B812EEB8305BAF ) },
	{ "4G-BAD", UINT64_C( 0x3B38D0ABDAA481A9 ) },
	{ "CHAOS", UINT64_C( 0xA7F99D8518E5D835 ) },
};

Test( trace_hash, is_the_same_on_every_compiler )
{
	game_map* map = load_foundry();
	for ( size_t i = 0; i < sizeof( s_golden ) / sizeof( s_golden[0] ); ++i )
	{
		lab* l = begin_story( &( lab_def ){ .seed = 42, .map = map } );
		for ( int who = 0; who < 6; ++who )
			lab_add_player( l, tw_profile_find( s_golden[i].profile ), BOT_FIGHT );
		lab_run( l, 10.0 );
		lab_report report = lab_get_report( l );
		cr_expect_eq( report.trace_hash, s_golden[i].trace_hash, "%s: 0x%016" PRIX64, s_golden[i].profile,
		              report.trace_hash );
		cr_expect_eq( report.violations, 0, "%s", report.first_violation );
		lab_destroy( l );
	}
	game_map_destroy( map );
}

Test( trace_hash, differs_with_the_seed )
{
	game_map* map = load_foundry();
	uint64_t hashes[2];
	for ( uint64_t seed = 0; seed < 2; ++seed )
	{
		lab* l = begin_story( &( lab_def ){ .seed = seed, .map = map } );
		lab_add_player( l, NULL, BOT_FIGHT );
		lab_add_player( l, NULL, BOT_FIGHT );
		lab_run( l, 2.0 );
		hashes[seed] = lab_get_report( l ).trace_hash;
		lab_destroy( l );
	}
	cr_expect_neq( hashes[0], hashes[1] );
	game_map_destroy( map );
}
