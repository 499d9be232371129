#include "quality_rules.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test( quality_rules, ask_for_what_their_authors_wrote_down )
{
	// Delays of 2 and 6 ms in turn: mean 4, deviation 2; intervals of 14 and 6 ms in turn: mean 10, deviation 4.
	quality_rules* rules = malloc( sizeof( *rules ) );
	quality_rules_begin( rules, 10000.0 );
	for ( int64_t i = 0; i < 100000; ++i )
		quality_rules_arrival( rules, i * 10000, i * 10000 + 5000 + ( i % 2 == 0 ? 2000 : 6000 ), 5000 );
	static const double expected_us[QUALITY_RULE_COUNT] = {
		[QUALITY_RULE_SOURCE] = 4000.0 + 20000.0,
		[QUALITY_RULE_SOURCE_100] = 4000.0 + 100000.0,
		[QUALITY_RULE_GAFFER] = 30000.0 + 2e6 / 60.0,
		[QUALITY_RULE_MIRROR] = 4000.0 + 20000.0 + 4000.0,
		[QUALITY_RULE_LIGHTYEAR] = 4000.0 + 17000.0 + 8000.0 + 1e6 / 60.0,
		[QUALITY_RULE_UNITY] = 4000.0 + 20000.0,
	};
	for ( int i = 0; i < QUALITY_RULE_COUNT; ++i )
		cr_expect_float_eq( quality_rules_delay_us( rules, (quality_rule)i ), expected_us[i], 1.0, "%s",
		                    quality_rule_name( (quality_rule)i ) );
	free( rules );
}
