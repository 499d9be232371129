// Memory is taken in create functions and given back in destroy functions, never between: a match of Skirmish over a bad
// network, with the allocator of the whole process counted.

#include "bots/player.h"
#include "map/map.h"
#include "tickwire/tickwire.h"
#include "wire/wire_setup.h"

#include <criterion/criterion.h>
#include <stdlib.h>

// A sanitizer brings its own allocator, and other C libraries have other names for the real one.
#if defined( __GLIBC__ ) && !defined( __SANITIZE_ADDRESS__ ) && !defined( __SANITIZE_THREAD__ )
	#define COUNTS_ALLOCATIONS 1
#else
	#define COUNTS_ALLOCATIONS 0
#endif
#if defined( __has_feature )
	#if __has_feature( address_sanitizer ) || __has_feature( thread_sanitizer )
		#undef COUNTS_ALLOCATIONS
		#define COUNTS_ALLOCATIONS 0
	#endif
#endif

enum
{
	CLIENTS = 2,
	TICK_US = 16667,
	FRAME_US = 6944, // a screen with 144 Hz
	JOIN_US = 20000000,
	COUNTED_TICKS = 1000,
};

// --- The allocator, counted ------------------------------------------------------------------------------------------

static long s_allocations;

#if COUNTS_ALLOCATIONS
	#pragma GCC visibility push( default ) // so that shared libraries call these as well
void* __libc_malloc( size_t size_bytes );
void* __libc_calloc( size_t count, size_t size_bytes );
void* __libc_realloc( void* memory, size_t size_bytes );
void* __libc_memalign( size_t alignment_bytes, size_t size_bytes );

void* malloc( size_t size_bytes ) { return s_allocations++, __libc_malloc( size_bytes ); }

void* calloc( size_t count, size_t size_bytes ) { return s_allocations++, __libc_calloc( count, size_bytes ); }

void* realloc( void* memory, size_t size_bytes ) { return s_allocations++, __libc_realloc( memory, size_bytes ); }

void* aligned_alloc( size_t alignment_bytes, size_t size_bytes )
{
	return s_allocations++, __libc_memalign( alignment_bytes, size_bytes );
}
	#pragma GCC visibility pop
#endif

static void* acquire( size_t size_bytes, size_t alignment_bytes, void* acquired )
{
	++*(long*)acquired;
	return aligned_alloc( alignment_bytes,
	                      ( size_bytes + alignment_bytes - 1 ) / alignment_bytes * alignment_bytes );
}

static void release( void* memory, size_t size_bytes, void* acquired )
{
	(void)size_bytes, (void)acquired;
	free( memory );
}

// --- A match ---------------------------------------------------------------------------------------------------------

typedef struct story
{
	uint64_t now_us;
	long acquired;
	tw_system system;
	game_map* map;
	tw_schema* schema;
	tw_simnet* net;
	wire_rules* rules;
	tw_server* server;
	player players[CLIENTS];
} story;

static tw_address address_of( int host )
{
	return ( tw_address ){ .ip = { [10] = 0xFF, [11] = 0xFF, 10, 0, 0, (uint8_t)host }, .port = 40000 };
}

static void begin( story* s )
{
	char error[GAME_MAP_ERROR_BYTES];
	s->now_us = 1000000;
	s->system = ( tw_system ){ .acquire = acquire, .release = release, .user = &s->acquired };
	cr_assert( game_map_load( "assets/maps/foundry.tmj", &s->map, error ), "%s", error );
	cr_assert_eq( tw_schema_create( wire_schema_def(), &s->schema ), TW_OK );
	cr_assert_eq( tw_simnet_create( &( tw_simnet_def ){ .seed = 5, .system = s->system }, &s->net ), TW_OK );
	s->rules = wire_rules_create( &s->map->ground, true );

	tw_server_def def = tw_server_def_default();
	def.schema = s->schema;
	def.transport = tw_simnet_add( s->net, address_of( 1 ), NULL );
	def.system = s->system;
	cr_assert_eq( tw_server_create( &def, s->now_us, &s->server ), TW_OK );

	for ( int i = 0; i < CLIENTS; ++i )
	{
		player_setup setup = { .schema = s->schema,
			               .map = &s->map->ground,
			               .client = tw_client_def_default(),
			               .strength = BOT_NORMAL,
			               .mode = BOT_FIGHT,
			               .seed = (uint32_t)i };
		setup.client.address = "10.0.0.1:40000";
		setup.client.transport = tw_simnet_add( s->net, address_of( 2 + i ), tw_profile_find( "4G-BAD" ) );
		setup.client.system = s->system;
		cr_assert_eq( player_open( s->players + i, &setup, s->now_us ), TW_OK );
	}
}

static void end( story* s )
{
	for ( int i = 0; i < CLIENTS; ++i )
		player_close( s->players + i );
	tw_server_destroy( s->server );
	wire_rules_destroy( s->rules );
	tw_simnet_destroy( s->net );
	tw_schema_destroy( s->schema );
	game_map_destroy( s->map );
}

static void run_frame( story* s )
{
	s->now_us += FRAME_US;
	tw_simnet_advance( s->net, s->now_us );
	tw_server_receive( s->server, s->now_us );
	tw_server_events events = tw_server_get_events( s->server );
	for ( int i = 0; i < events.count; ++i )
		if ( events.items[i].type == TW_SERVER_JOINED )
			wire_spawn_fighter( tw_server_get_world( s->server ), events.items[i].player, SIM_TEAM_NONE );
	for ( tw_tick tick; tw_server_begin_tick( s->server, s->now_us, &tick ); tw_server_end_tick( s->server ) )
		wire_step( tw_server_get_world( s->server ), tick, s->rules );
	for ( int i = 0; i < CLIENTS; ++i )
		player_frame( s->players + i, s->now_us, true );
}

static void run_until_all_play( story* s )
{
	uint64_t end_us = s->now_us + JOIN_US;
	while ( !s->players[0].has_played || !s->players[1].has_played )
	{
		cr_assert_lt( s->now_us, end_us, "they do not get in" );
		run_frame( s );
	}
}

Test( no_allocation, in_a_thousand_ticks_of_a_match_once_everybody_plays, .timeout = 60 )
{
	static story s;
	begin( &s );
	long opened = s.acquired;
	cr_expect_geq( opened, 1 + 1 + CLIENTS, "all of them take memory through tw_system" );
	run_until_all_play( &s );
	cr_expect_eq( s.acquired, opened, "joining takes no memory" );

	long before = s_allocations;
	uint64_t end_us = s.now_us + (uint64_t)COUNTED_TICKS * TICK_US;
	while ( s.now_us < end_us )
		run_frame( &s );
	long counted = s_allocations - before;

	cr_expect_eq( counted, 0, "%ld calls of the allocator", counted );
	cr_expect_eq( s.acquired, opened );
	cr_expect_eq( s_allocations > 0, COUNTS_ALLOCATIONS, "the counter itself does not count" );
	for ( int i = 0; i < CLIENTS; ++i )
	{
		cr_expect_eq( s.players[i].reason, TW_REASON_NONE );
		cr_expect_gt( s.players[i].counts.shots, 0, "they play: rockets are spawned, events sent" );
		cr_expect_gt( s.players[i].stats.snapshots, COUNTED_TICKS / 2 );
	}
	end( &s );
}
