#include "session/token_history.h"

#include "session/replay.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum
{
	CAPACITY = 16
};

static tw__token_history* create_history( void )
{
	static const uint8_t secret[TW__INDEX_MAP_SECRET_BYTES] = { 3 };
	tw__token_history* history = calloc( 1, sizeof( *history ) );
	tw__token_history_init( history, calloc( 1, tw__token_history_size_bytes( CAPACITY ) ), CAPACITY, secret );
	return history;
}

static void destroy_history( tw__token_history* history )
{
	free( history->records );
	free( history );
}

static tw__token_use make_use( int token, uint16_t port, uint64_t expire_s )
{
	tw__token_use use = { .address = { .port = port }, .expire_s = expire_s };
	memcpy( use.tag, &token, sizeof( token ) );
	return use;
}

Test( token_history, a_token_stays_with_its_first_address_until_it_is_spent )
{
	tw__token_history* history = create_history();
	tw__token_use here = make_use( 1, 10, 100 ), there = make_use( 1, 11, 100 );
	int entry = -1;
	cr_assert_eq( tw__token_history_present( history, &here, 0, &entry ), TW__KEEP );
	cr_assert_eq( tw__token_history_present( history, &there, 0, &entry ), TW_DROP_TOKEN_SPENT );
	cr_assert_eq( tw__token_history_present( history, &here, 0, &entry ), TW__KEEP );
	tw__token_history_consume( history, entry, here.tag );
	cr_assert_eq( tw__token_history_present( history, &here, 0, &entry ), TW_DROP_TOKEN_SPENT );
	destroy_history( history );
}

Test( token_history, never_forgets_a_token_that_can_still_be_used )
{
	tw__token_history* history = create_history();
	int entry;
	for ( int i = 0; i < CAPACITY; ++i )
	{
		tw__token_use use = make_use( i, 1, 100 + (uint64_t)i );
		cr_assert_eq( tw__token_history_present( history, &use, 0, &entry ), TW__KEEP );
		tw__token_history_consume( history, entry, use.tag );
	}
	tw__token_use late = make_use( 1000, 1, 500 );
	for ( int i = 0; i < 10; ++i )
		cr_assert_eq( tw__token_history_present( history, &late, 99, &entry ), TW_DROP_FULL );
	for ( int i = 0; i < CAPACITY; ++i )
	{
		tw__token_use use = make_use( i, 1, 100 + (uint64_t)i );
		cr_assert_eq( tw__token_history_present( history, &use, 99, &entry ), TW_DROP_TOKEN_SPENT );
	}

	// Only the one that has expired makes room, for one.
	tw_drop first = tw__token_history_present( history, &late, 100, &entry );
	if ( first == TW_DROP_FULL ) // the sweep may need a second look
		first = tw__token_history_present( history, &late, 100, &entry );
	cr_assert_eq( first, TW__KEEP );
	tw__token_use later = make_use( 1001, 1, 500 );
	cr_assert_eq( tw__token_history_present( history, &later, 100, &entry ), TW_DROP_FULL );
	destroy_history( history );
}

Test( token_history, spending_an_entry_that_has_become_another_tokens_does_nothing )
{
	tw__token_history* history = create_history();
	tw__token_use old = make_use( 1, 1, 10 ), young = make_use( 2, 1, 100 );
	int old_entry, entry;
	cr_assert_eq( tw__token_history_present( history, &old, 0, &old_entry ), TW__KEEP );
	for ( int i = 0; i < CAPACITY; ++i )
		cr_assert_eq( tw__token_history_present( history, &young, 10, &entry ), TW__KEEP );
	tw__token_history_consume( history, old_entry, old.tag );
	cr_assert_eq( tw__token_history_present( history, &young, 10, &entry ), TW__KEEP );
	destroy_history( history );
}
