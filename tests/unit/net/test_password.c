#include "session/password.h"

#include "support/session_pair.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct side
{
	uint8_t generator[TW__SHARE_BYTES], secret[TW__SHARE_BYTES], share[TW__SHARE_BYTES], shared[TW__SHARE_BYTES];
} side;

static side make_side( const char* password, uint64_t seed )
{
	side s;
	tw_system system = { .random = pair_random, .user = &seed };
	tw__password_generator( password, 9, s.generator );
	cr_assert( tw__password_draw( &system, s.generator, s.secret, s.share ) );
	return s;
}

Test( password, both_sides_combine_the_same_value_exactly_if_they_know_the_same_password )
{
	side a = make_side( "secret", 1 ), b = make_side( "secret", 2 ), c = make_side( "secrets", 3 );
	cr_assert( tw__password_combine( a.secret, b.share, a.shared ) );
	cr_assert( tw__password_combine( b.secret, a.share, b.shared ) );
	cr_assert_eq( memcmp( a.shared, b.shared, TW__SHARE_BYTES ), 0 );
	cr_assert( tw__password_combine( a.secret, c.share, a.shared ) );
	cr_assert( tw__password_combine( c.secret, a.share, c.shared ) );
	cr_assert_neq( memcmp( a.shared, c.shared, TW__SHARE_BYTES ), 0 );
}

Test( password, a_share_that_is_no_point_or_the_neutral_one_is_refused )
{
	side a = make_side( "secret", 1 );
	uint8_t neutral[TW__SHARE_BYTES] = { 0 }, garbage[TW__SHARE_BYTES];
	memset( garbage, 0xFF, sizeof( garbage ) );
	cr_assert_not( tw__password_combine( a.secret, neutral, a.shared ) );
	cr_assert_not( tw__password_combine( a.secret, garbage, a.shared ) );
}
