#include "link/outbox.h"

#include <criterion/criterion.h>
#include <stdlib.h>

typedef struct counted
{
	int calls;
	int datagrams;
} counted;

static void count_send( const tw_datagram* items, int count, void* user )
{
	(void)items;
	counted* c = user;
	c->calls++;
	c->datagrams += count;
}

Test( outbox, sends_in_one_batch_what_was_kept_and_flushes_by_itself_when_full )
{
	counted seen = { 0 };
	tw__outbox* outbox = calloc( 1, sizeof( *outbox ) );
	outbox->transport = ( tw_transport ){ .send = count_send, .user = &seen };
	tw_address to = { .port = 1 };

	for ( int i = 0; i < TW__OUTBOX_DATAGRAMS + 3; ++i )
	{
		tw__outbox_begin( outbox )[0] = (uint8_t)i;
		tw__outbox_end( outbox, &to, 1 );
	}
	cr_assert_eq( seen.calls, 1 );
	cr_assert_eq( seen.datagrams, TW__OUTBOX_DATAGRAMS );

	(void)tw__outbox_begin( outbox ); // begun and never kept
	tw__outbox_flush( outbox );
	cr_assert_eq( seen.datagrams, TW__OUTBOX_DATAGRAMS + 3 );
	tw__outbox_flush( outbox );
	cr_assert_eq( seen.calls, 2 );
	free( outbox );
}
