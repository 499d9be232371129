// lab_fixture.h - a match in virtual time for a story.
#pragma once

#include "lab.h"

#include <criterion/criterion.h>

#define FOUNDRY "assets/maps/foundry.tmj"

static inline game_map* load_foundry( void )
{
	char error[GAME_MAP_ERROR_BYTES];
	game_map* map = NULL;
	cr_assert( game_map_load( FOUNDRY, &map, error ), "%s", error );
	return map;
}

static inline lab* begin_story( const lab_def* def )
{
	lab* l = lab_create( def );
	cr_assert_not_null( l );
	return l;
}

// Every story ends like this: whatever happened, nothing that must hold was broken.
static inline void end_story( lab* l, game_map* map )
{
	lab_report report = lab_get_report( l );
	cr_expect_eq( report.violations, 0, "%s", report.first_violation );
	cr_expect_gt( report.checked_nonces, 0 );
	lab_destroy( l );
	game_map_destroy( map );
}

static inline tw_client_state state_of( const lab* l, int who )
{
	const player* p = lab_get_player( l, who );
	return p != NULL ? tw_client_get_status( p->client ).state : TW_CLIENT_CLOSED;
}
