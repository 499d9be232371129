// A player who is in the game and has not said anything yet.

#include "net/examples/square.h"
#include "tickwire/server.h"

#include <criterion/criterion.h>

static int receive_nothing( tw_datagram* items, int count, void* user )
{
	(void)items, (void)count, (void)user;
	return 0;
}

static void send_nowhere( const tw_datagram* items, int count, void* user ) { (void)items, (void)count, (void)user; }

Test( silent_player, does_nothing_instead_of_what_the_least_input_values_say )
{
	tw_schema* schema = NULL;
	tw_server* server = NULL;
	tw_server_def def = tw_server_def_default();
	cr_assert_eq( tw_schema_create( &square_schema, &schema ), TW_OK );
	def.schema = schema;
	def.transport = ( tw_transport ){ .send = send_nowhere, .receive = receive_nothing };
	cr_assert_eq( tw_server_create( &def, 0, &server ), TW_OK );
	tw_world* world = tw_server_get_world( server );
	tw_entity entity = tw_world_spawn( world, SQUARE, tw_server_add_bot( server ) );

	int ticks = 0;
	for ( tw_tick tick; tw_server_begin_tick( server, 100000, &tick ); tw_server_end_tick( server ) )
		square_step( world, tick, NULL ), ++ticks;
	cr_assert_gt( ticks, 0 );
	const body* state = tw_world_get( world, entity, BODY );
	cr_assert_not_null( state );
	cr_expect_float_eq( state->pos_m[0], 0.0f, 1e-9 );
	cr_expect_float_eq( state->pos_m[1], 0.0f, 1e-9 );
	tw_server_destroy( server );
	tw_schema_destroy( schema );
}
