#include "state/world.h"

#include "core/system.h"
#include "unit/net/codec_fixture.h"

#include <criterion/criterion.h>

enum
{
	CAPACITY = 24
};

typedef struct fixture
{
	tw_schema* schema;
	tw_world world;
	void* memory;
	int free_slots[CAPACITY], free_count;
	int despawned;
	bool is_closed; // to edits
} fixture;

static bool may_edit( const tw_world* world, int slot )
{
	(void)slot;
	return !( (fixture*)world->owner )->is_closed;
}

static int take_slot( tw_world* world, int kind, tw_player owner, int nth )
{
	(void)kind, (void)owner, (void)nth;
	fixture* f = world->owner;
	if ( f->free_count == 0 )
		return -1;
	int slot = f->free_slots[--f->free_count];
	world->slots[slot].generation++;
	return slot;
}

static void despawned( tw_world* world, int slot ) { (void)slot, ( (fixture*)world->owner )->despawned++; }

static uint32_t to_wire( tw_entity entity, void* user ) { return (void)user, entity.index1; }

static tw_entity from_wire( uint32_t wire, void* user ) { return (void)user, ( tw_entity ){ .index1 = wire }; }

static const tw__world_role s_role = { .may_edit = may_edit, .take_slot = take_slot, .despawned = despawned };

static fixture* make_world( void )
{
	fixture* f = calloc( 1, sizeof( *f ) );
	f->schema = make_fixture_schema();
	size_t size_bytes = tw__world_size( f->schema, CAPACITY );
	f->memory = aligned_alloc( 64, size_bytes );
	memset( f->memory, 0, size_bytes );
	tw__world_init( &f->world, f->memory, f->schema, CAPACITY );
	f->world.role = &s_role;
	f->world.owner = f;
	f->world.translate = ( tw__translate ){ .to_wire = to_wire, .from_wire = from_wire };
	for ( int slot = 0; slot < CAPACITY; ++slot )
		f->free_slots[f->free_count++] = slot;
	tw__world_begin_tick( &f->world, ( tw_tick ){ .number = 100, .rate_hz = 60 } );
	return f;
}

static void free_world( fixture* f )
{
	tw_schema_destroy( f->schema );
	free( f->memory );
	free( f );
}

static void seal( fixture* f )
{
	for ( int i = 0; i < f->world.order_count; ++i )
		if ( !f->world.slots[f->world.order[i]].is_alive )
			f->free_slots[f->free_count++] = f->world.order[i];
	tw__world_seal( &f->world );
	f->world.tick.number++;
}

static tw_player player( uint32_t index1 ) { return ( tw_player ){ .index1 = index1, .generation = 1 }; }

// In order, without holes, and each row where its slot says.
static void check_columns( const fixture* f )
{
	const tw_world* world = &f->world;
	int rows[FIXTURE_COMPONENTS] = { 0 };
	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		const tw__world_slot *mine = world->slots + slot,
				     *before = i > 0 ? world->slots + world->order[i - 1] : NULL;
		cr_assert( mine->is_alive );
		if ( before != NULL && before->spawn_tick == mine->spawn_tick )
		{
			cr_assert_leq( before->owner.index1, mine->owner.index1 );
			if ( before->owner.index1 == mine->owner.index1 )
				cr_assert( before->kind < mine->kind ||
				           ( before->kind == mine->kind && before->nth < mine->nth ) );
		}
		else if ( before != NULL )
			cr_assert( tw_tick_is_newer( mine->spawn_tick, before->spawn_tick ) );
		tw_column column = tw_world_get_column( world, mine->kind ); // kinds and components go together here
		int row = rows[mine->kind]++;
		cr_assert_lt( row, column.count );
		cr_assert( tw_entity_equals( column.entities[row], tw__world_entity( world, slot ) ) );
		size_t state_bytes = mine->kind == FIXTURE_BODY ? sizeof( fixture_body ) : sizeof( fixture_clock );
		cr_assert_eq( tw_world_get( world, column.entities[row], mine->kind ),
		              (const void*)( (const uint8_t*)column.states + (size_t)row * state_bytes ) );
	}
	for ( int component = 0; component < FIXTURE_COMPONENTS; ++component )
		cr_assert_eq( tw_world_get_column( world, component ).count, rows[component] );
}

static tw_entity spawn_numbered( fixture* f, int kind, uint32_t owner, int number )
{
	tw_entity entity = tw_world_spawn( &f->world, kind, player( owner ) );
	fixture_body body = { .score = number };
	fixture_clock clock = { .ticks_left = (uint32_t)number };
	tw_world_put( &f->world, entity, kind, kind == FIXTURE_BODY ? (void*)&body : (void*)&clock );
	return entity;
}

static int number_of( const fixture* f, tw_entity entity )
{
	const fixture_body* body = tw_world_get( &f->world, entity, FIXTURE_BODY );
	const fixture_clock* clock = tw_world_get( &f->world, entity, FIXTURE_CLOCK );
	return body != NULL ? body->score : clock != NULL ? (int)clock->ticks_left : -1;
}

Test( world, keeps_columns_ordered_and_states_with_their_entities_through_any_coming_and_going )
{
	fixture* f = make_world();
	f->world.tick.number = UINT32_MAX - 100; // across the wrap
	uint32_t random = 8;
	tw_entity known[CAPACITY] = { 0 };
	int numbers[CAPACITY] = { 0 };
	for ( int tick = 0; tick < 300; ++tick )
	{
		for ( int n = 0; n < 8; ++n )
		{
			int at = (int)( next_random( &random ) % CAPACITY );
			if ( tw_world_exists( &f->world, known[at] ) )
			{
				if ( next_random( &random ) % 2 )
					tw_world_despawn( &f->world, known[at] );
				continue;
			}
			numbers[at] = 1000 * tick + n;
			known[at] = spawn_numbered( f, (int)( next_random( &random ) % 2 ), next_random( &random ) % 4,
			                            numbers[at] );
		}
		seal( f );
		check_columns( f );
		for ( int at = 0; at < CAPACITY; ++at )
			if ( tw_world_exists( &f->world, known[at] ) )
				cr_assert_eq( number_of( f, known[at] ), numbers[at] );
	}
	cr_assert_gt( f->despawned, 50 );
	free_world( f );
}

Test( world, leaves_pointers_alone_until_the_tick_is_sealed )
{
	fixture* f = make_world();
	tw_entity first = spawn_numbered( f, FIXTURE_BODY, 3, 7 ), doomed = spawn_numbered( f, FIXTURE_BODY, 2, 8 );
	seal( f );
	tw_column column = tw_world_get_column( &f->world, FIXTURE_BODY );
	fixture_body* body = tw_world_edit( &f->world, first, FIXTURE_BODY );
	tw_world_despawn( &f->world, doomed );
	for ( int n = 0; n < CAPACITY; ++n )
		spawn_numbered( f, FIXTURE_BODY, 1, n );
	cr_assert_eq( body->score, 7 );
	body->score = 9;
	cr_assert_eq( column.count, 2 );
	cr_assert( tw_entity_equals( column.entities[1], first ), "owner 2 comes before owner 3" );
	cr_assert_eq( ( (const fixture_body*)column.states )[1].score, 9 );
	cr_assert_eq( tw_world_get_column( &f->world, FIXTURE_BODY ).count, CAPACITY, "the dead stay until the end" );
	cr_assert_null( tw_world_get( &f->world, doomed, FIXTURE_BODY ) );
	cr_assert_null( tw_world_edit( &f->world, doomed, FIXTURE_BODY ) );
	cr_assert_not( tw_world_exists( &f->world, doomed ) );
	seal( f );
	cr_assert_eq( number_of( f, first ), 9 );
	check_columns( f );
	free_world( f );
}

Test( world, counts_the_nth_spawn_of_a_tick_also_when_the_one_before_is_gone_already )
{
	fixture* f = make_world();
	static const struct
	{
		int kind;
		uint32_t owner;
		int nth;
	} cases[] = { { 0, 1, 0 }, { 0, 1, 1 }, { 0, 2, 0 }, { 1, 1, 0 }, { 0, 1, 2 }, { 1, 0, 0 }, { 1, 0, 1 } };
	for ( int i = 0; i < TW_COUNT_OF( cases ); ++i )
	{
		tw_entity entity = tw_world_spawn( &f->world, cases[i].kind, player( cases[i].owner ) );
		cr_assert_eq( f->world.slots[tw_entity_slot( entity )].nth, cases[i].nth, "case %d", i );
		if ( i % 2 == 0 )
			tw_world_despawn( &f->world, entity );
	}
	seal( f );
	cr_assert_eq( f->world.slots[tw_entity_slot( tw_world_spawn( &f->world, 0, player( 1 ) ) )].nth, 0 );
	free_world( f );
}

Test( world, rounds_to_what_can_travel_and_leaves_ids_and_local_members_as_they_are )
{
	fixture* f = make_world();
	tw_entity entity = tw_world_spawn( &f->world, FIXTURE_BODY, player( 1 ) );
	fixture_body body = { .pos_m = { 0.3333f, -900 }, .health = 200, .target = { 4, 77777 }, .scratch = 0xABCD };
	tw_world_put( &f->world, entity, FIXTURE_BODY, &body );
	seal( f );
	const fixture_body* sealed = tw_world_get( &f->world, entity, FIXTURE_BODY );
	cr_assert_eq( sealed->pos_m[0], 341.0f / 1024 );
	cr_assert_eq( sealed->pos_m[1], -256.0f );
	cr_assert_eq( sealed->health, 100 );
	cr_assert_eq( sealed->scratch, 0xABCD );
	cr_assert_eq( sealed->target.generation, 77777 );
	free_world( f );
}

Test( world, takes_equal_bytes_and_looking_for_no_change )
{
	fixture* f = make_world();
	tw_entity entity = spawn_numbered( f, FIXTURE_BODY, 1, 5 );
	tw__world_slot* slot = f->world.slots + tw_entity_slot( entity );
	seal( f );
	cr_assert_not( slot->is_touched );
	fixture_body same = *(const fixture_body*)tw_world_get( &f->world, entity, FIXTURE_BODY );
	tw_world_put( &f->world, entity, FIXTURE_BODY, &same );
	tw_world_put( &f->world, entity, FIXTURE_CLOCK, &same ); // has none
	cr_assert_null( tw_world_edit( &f->world, entity, FIXTURE_CLOCK ) );
	cr_assert_not( slot->is_touched );
	same.score++;
	tw_world_put( &f->world, entity, FIXTURE_BODY, &same );
	cr_assert( slot->is_touched );
	free_world( f );
}

Test( world, answers_null_stale_and_foreign_ids_with_nothing )
{
	fixture* f = make_world();
	tw_entity old = spawn_numbered( f, FIXTURE_BODY, 1, 5 );
	tw_world_despawn( &f->world, old );
	seal( f );
	tw_entity next = spawn_numbered( f, FIXTURE_BODY, 1, 6 );
	cr_assert_eq( next.index1, old.index1, "the same slot" );
	const tw_entity strangers[] = {
		old, { 0 }, { CAPACITY + 1, 1 }, { UINT32_MAX, 1 }, { next.index1, 0 }, { 5, 1 }
	};
	for ( int i = 0; i < TW_COUNT_OF( strangers ); ++i )
	{
		tw_world_despawn( &f->world, strangers[i] );
		tw_world_teleport( &f->world, strangers[i] );
		tw_world_blame( &f->world, strangers[i], next );
		tw_world_put( &f->world, strangers[i], FIXTURE_BODY, &( fixture_body ){ 0 } );
		cr_assert_null( tw_world_get( &f->world, strangers[i], FIXTURE_BODY ) );
		cr_assert_null( tw_world_edit( &f->world, strangers[i], FIXTURE_BODY ) );
		cr_assert_not( tw_world_exists( &f->world, strangers[i] ) );
		cr_assert_eq( tw_world_get_kind( &f->world, strangers[i] ), -1 );
		cr_assert( tw_player_is_null( tw_world_get_owner( &f->world, strangers[i] ) ) );
	}
	cr_assert_eq( number_of( f, next ), 6 );
	cr_assert_null( tw_world_get( &f->world, next, -1 ) );
	cr_assert_null( tw_world_get( &f->world, next, FIXTURE_COMPONENTS ) );
	cr_assert_eq( tw_world_get_column( &f->world, FIXTURE_COMPONENTS ).count, 0 );
	free_world( f );
}

Test( world, that_is_full_or_closed_gives_null_and_goes_on )
{
	fixture* f = make_world();
	tw_entity entities[CAPACITY];
	for ( int n = 0; n < CAPACITY; ++n )
		entities[n] = spawn_numbered( f, n % 2, 1, n );
	cr_assert( tw_entity_is_null( spawn_numbered( f, 0, 1, 99 ) ) );
	tw_world_despawn( &f->world, entities[3] );
	cr_assert( tw_entity_is_null( spawn_numbered( f, 0, 1, 99 ) ), "its slot is free when the tick is over" );
	seal( f );
	check_columns( f );
	cr_assert_not( tw_entity_is_null( spawn_numbered( f, 0, 1, 99 ) ) );
	cr_assert( tw_entity_is_null( tw_world_spawn( &f->world, 2, player( 1 ) ) ) );
	cr_assert( tw_entity_is_null( tw_world_spawn( &f->world, -1, player( 1 ) ) ) );
	f->is_closed = true;
	tw_world_despawn( &f->world, entities[0] );
	cr_assert_null( tw_world_edit( &f->world, entities[0], FIXTURE_BODY ) );
	cr_assert( tw_world_exists( &f->world, entities[0] ) );
	free_world( f );
}

Test( world, counts_teleports_in_two_bits_that_travel )
{
	fixture* f = make_world();
	tw_entity entity = spawn_numbered( f, FIXTURE_BODY, 1, 5 );
	int slot = tw_entity_slot( entity ), at = f->schema->kinds[FIXTURE_BODY].value_count;
	for ( uint32_t n = 0; n < 9; ++n )
	{
		seal( f );
		cr_assert_eq( tw__world_values( &f->world, slot )[at], n % 4 );
		tw_world_teleport( &f->world, entity );
	}
	free_world( f );
}

Test( world, puts_back_what_it_is_given )
{
	fixture* f = make_world();
	tw_entity entity = spawn_numbered( f, FIXTURE_BODY, 1, 5 );
	seal( f );
	int slot = tw_entity_slot( entity );
	uint32_t before[TW__MAX_STRIDE];
	memcpy( before, tw__world_values( &f->world, slot ), (size_t)f->world.stride * sizeof( uint32_t ) );
	( (fixture_body*)tw_world_edit( &f->world, entity, FIXTURE_BODY ) )->score = 77;
	tw_world_teleport( &f->world, entity );
	tw_world_despawn( &f->world, entity );
	tw__world_place( &f->world, slot, before );
	seal( f );
	cr_assert_eq( number_of( f, entity ), 5 );
	cr_assert_eq( memcmp( before, tw__world_values( &f->world, slot ), sizeof( uint32_t ) * 10 ), 0 );
	cr_assert_eq( f->world.slots[slot].epoch, 0 );
	tw__world_remove( &f->world, slot );
	seal( f );
	cr_assert_eq( f->world.order_count, 0 );
	check_columns( f );
	free_world( f );
}
