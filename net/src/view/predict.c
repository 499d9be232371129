#include "view/predict.h"

#include "core/block.h"
#include "core/system.h"
#include "state/pack.h"
#include "view/blend.h"
#include "view/smooth.h"

#include <string.h>

size_t tw__predictor_size( const tw_schema* schema, int capacity )
{
	size_t slots = (size_t)capacity;
	return tw__block_size( tw__history_size( capacity, TW__PREDICT_DEPTH, schema->stride ) ) +
	       tw__block_size( slots * sizeof( uint32_t ) ) +
	       tw__block_size( slots * ( TW__POSITION_AXES + 1 ) * sizeof( uint32_t ) ) +
	       tw__block_size( slots * sizeof( tw__offset ) );
}

void tw__predictor_init( tw__predictor* predictor, void* memory, tw_world* world, tw__replica* replica,
                         tw__input_history* inputs )
{
	uint8_t* cursor = memory;
	size_t slots = (size_t)world->capacity;
	*predictor = ( tw__predictor ){ .world = world, .replica = replica, .inputs = inputs };
	size_t history_bytes = tw__history_size( world->capacity, TW__PREDICT_DEPTH, world->stride );
	tw__history_init( &predictor->history, tw__block_carve( &cursor, history_bytes ), world->capacity,
	                  TW__PREDICT_DEPTH, world->stride );
	predictor->died_ticks = tw__block_carve( &cursor, slots * sizeof( uint32_t ) );
	predictor->before_values = tw__block_carve( &cursor, slots * ( TW__POSITION_AXES + 1 ) * sizeof( uint32_t ) );
	predictor->offsets = tw__block_carve( &cursor, slots * sizeof( tw__offset ) );
}

bool tw__predictor_is_predicted( const tw__predictor* predictor, int kind, tw_player owner )
{
	tw_predict rule = predictor->world->schema->kinds[kind].rules.predict;
	return predictor->step != NULL &&
	       ( rule == TW_PREDICT_EVERYONE ||
	         ( rule == TW_PREDICT_OWNER && owner.index1 != 0 && tw_player_equals( owner, predictor->me ) ) );
}

bool tw__predictor_holds( const tw__predictor* predictor, int slot )
{
	const tw__replica_entity* entity = predictor->replica->entities + slot;
	return ( entity->is_near && predictor->step != NULL ) ||
	       tw__predictor_is_predicted( predictor, entity->kind, entity->owner );
}

// --- Spawns of our own -----------------------------------------------------------------------------------------------

static int find_spawn( const tw__predictor* predictor, uint32_t tick, int kind, tw_player owner, int nth )
{
	const tw__replica* replica = predictor->replica;
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( entity->in_use && entity->server_slot < 0 && entity->spawn_tick == tick && entity->kind == kind &&
		     entity->nth == nth && tw_player_equals( entity->owner, owner ) )
			return slot;
	}
	return -1;
}

int tw__predictor_adopt( const tw__entity_record* record, void* predictor )
{
	return find_spawn( predictor, record->spawn_tick, record->kind, record->owner, (int)record->nth );
}

int tw__predictor_take_slot( tw__predictor* predictor, int kind, tw_player owner, int nth )
{
	if ( !predictor->is_stepping || !tw__predictor_is_predicted( predictor, kind, owner ) )
		return -1;
	uint32_t tick = predictor->world->tick.number;
	int slot = find_spawn( predictor, tick, kind, owner, nth );
	if ( slot < 0 )
		slot = tw__replica_take_slot( predictor->replica );
	if ( slot < 0 )
		return -1;
	tw__replica_entity* entity = predictor->replica->entities + slot;
	entity->kind = (uint16_t)kind;
	entity->nth = (uint16_t)nth;
	entity->owner = owner;
	entity->spawn_tick = tick;
	predictor->died_ticks[slot] = 0;
	predictor->offsets[slot] = ( tw__offset ){ 0 };
	predictor->world->slots[slot].generation = entity->generation;
	predictor->world->slots[slot].certainty = TW_PROVISIONAL;
	return slot;
}

void tw__predictor_note_death( tw__predictor* predictor, int slot )
{
	predictor->died_ticks[slot] = predictor->world->tick.number;
}

static void drop_entity( tw__predictor* predictor, int slot )
{
	tw__world_remove( predictor->world, slot );
	tw__history_clear( &predictor->history, slot );
	predictor->died_ticks[slot] = 0;
	predictor->offsets[slot] = ( tw__offset ){ 0 };
}

// --- Stepping --------------------------------------------------------------------------------------------------------

static void step( tw__predictor* predictor, uint32_t tick )
{
	tw_world* world = predictor->world;
	int rate_hz = predictor->rate_hz;
	tw__world_begin_tick( world,
	                      ( tw_tick ){ .number = tick, .rate_hz = rate_hz, .duration_s = 1.0f / (float)rate_hz } );
	predictor->is_stepping = true;
	if ( predictor->step != NULL )
		predictor->step( world, world->tick, predictor->step_user );
	predictor->is_stepping = false;
	tw__world_seal( world );

	for ( int i = 0; i < world->order_count; ++i )
	{
		int slot = world->order[i];
		const tw__world_slot* entity = world->slots + slot;
		if ( tw__predictor_holds( predictor, slot ) )
			tw__history_push( &predictor->history, slot, entity->generation, entity->kind, tick,
			                  tw__world_values( world, slot ) );
	}
}

// The first tick lies ahead of the snapshot that it starts from, and a clock that is late skips some: what lies between
// is stepped as well. What is too far to step is left to the next snapshot.
void tw__predictor_advance( tw__predictor* predictor, uint32_t tick )
{
	uint32_t from = tick;
	if ( predictor->newest_tick != 0 && tick - predictor->newest_tick <= (uint32_t)predictor->max_replay_ticks )
		from = predictor->newest_tick + 1;
	for ( uint32_t t = from; !tw_tick_is_newer( t, tick ); ++t )
		step( predictor, t );
	predictor->newest_tick = tick;
	predictor->predicted_ticks++;
}

// --- Comparing -------------------------------------------------------------------------------------------------------

static void note_existence( int slot, tw__verdict* verdict )
{
	verdict->was_wrong = verdict->differs = true;
	if ( verdict->slot < 0 )
		verdict->slot = slot;
}

static void note_difference( const tw__predictor* predictor, int slot, const uint32_t* ours, const uint32_t* theirs,
                             tw__verdict* verdict )
{
	const tw_schema* schema = predictor->world->schema;
	const tw__kind_plan* kind = tw__schema_kind_plan( schema, predictor->replica->entities[slot].kind );
	if ( ours[kind->value_count] != theirs[kind->value_count] )
		note_existence( slot, verdict ); // one of us teleported it
	for ( int i = 0; i < kind->component_count; ++i )
	{
		const tw__component_plan* plan = tw__schema_plan( schema, kind->component[i] );
		int offset = kind->value_offset[i], worst;
		verdict->differs |= !tw__values_equal( plan, ours + offset, theirs + offset );
		if ( tw__values_agree( plan, ours + offset, theirs + offset, &worst ) )
			continue;
		const tw__element* element = plan->elements + worst;
		double size = tw__value_distance( element, ours[offset + worst], theirs[offset + worst] ) *
		              element->resolution;
		verdict->was_wrong = true;
		if ( verdict->correction.field >= 0 && size <= verdict->correction.size )
			continue;
		verdict->slot = slot;
		verdict->correction.component = kind->component[i];
		verdict->correction.field = element->field_index;
		verdict->correction.size = size;
	}
}

static bool died_by( const tw__predictor* predictor, int slot, uint32_t tick )
{
	return predictor->died_ticks[slot] != 0 && !tw_tick_is_newer( predictor->died_ticks[slot], tick );
}

// A spawn that this snapshot should have held: either both of us have ended it by now, or it never was.
static void judge_unconfirmed( tw__predictor* predictor, int slot, uint32_t tick, tw__verdict* verdict )
{
	if ( tw_tick_is_newer( predictor->replica->entities[slot].spawn_tick, tick ) )
		return;
	if ( !died_by( predictor, slot, tick ) )
		note_existence( slot, verdict );
	drop_entity( predictor, slot );
	tw__replica_free_slot( predictor->replica, slot );
}

static void judge_gone( tw__predictor* predictor, int slot, uint32_t tick, tw__verdict* verdict )
{
	tw__past ours;
	uint32_t generation = predictor->replica->entities[slot].generation;
	bool was_alive = tw__history_exact( &predictor->history, slot, generation, tick, &ours );
	if ( was_alive && !died_by( predictor, slot, tick ) )
		note_existence( slot, verdict );
	drop_entity( predictor, slot );
}

static void judge_living( tw__predictor* predictor, int slot, uint32_t tick, bool* is_new, tw__verdict* verdict )
{
	tw__past ours, theirs;
	uint32_t generation = predictor->replica->entities[slot].generation;
	if ( !tw__history_at( &predictor->replica->history, slot, generation, tick, &theirs ) )
		return;
	if ( tw__history_exact( &predictor->history, slot, generation, tick, &ours ) )
	{
		note_difference( predictor, slot, ours.values, theirs.values, verdict );
		return;
	}
	*is_new |= predictor->history.tracks[slot].generation != generation && predictor->died_ticks[slot] == 0;
	note_existence( slot, verdict );
}

static void judge( tw__predictor* predictor, int slot, uint32_t tick, bool* is_new, tw__verdict* verdict )
{
	const tw__replica_entity* entity = predictor->replica->entities + slot;
	bool is_own = tw_player_equals( entity->owner, predictor->me );
	bool was_wrong = verdict->was_wrong;
	verdict->was_wrong = false;
	if ( entity->server_slot < 0 )
		judge_unconfirmed( predictor, slot, tick, verdict );
	else if ( entity->is_gone )
		judge_gone( predictor, slot, tick, verdict );
	else
		judge_living( predictor, slot, tick, is_new, verdict );
	verdict->has_others |= !is_own;
	verdict->were_own_wrong |= is_own && verdict->was_wrong;
	verdict->were_others_wrong |= !is_own && verdict->was_wrong;
	verdict->was_wrong |= was_wrong;
}

static tw_cause find_cause( const tw__predictor* predictor, uint32_t tick, const tw__tick_facts* facts, bool is_new )
{
	// One tick more than was not yet checked: presses of an input that is late are counted in the tick after it.
	uint32_t span = tick - predictor->checked_tick + 1;
	uint64_t mask = span >= 64 ? UINT64_MAX : ( UINT64_C( 1 ) << span ) - 1;
	if ( is_new )
		return TW_CAUSE_NEW_IN_SET;
	if ( ( facts->missing_inputs & mask ) != 0 )
	{
		// An input is sent until it has arrived, but no more than the newest of them fit into a packet.
		bool is_given_up = predictor->inputs->newest_tick - tick >= TW__MAX_INPUTS_PER_PACKET;
		return is_given_up ? TW_CAUSE_LOST_INPUT : TW_CAUSE_LATE_INPUT;
	}
	mask >>= 1;
	if ( ( facts->blamed_on_player & mask ) != 0 )
		return TW_CAUSE_OTHER_PLAYER;
	if ( ( facts->blamed_on_server & mask ) != 0 )
		return TW_CAUSE_EXTERNAL;
	return TW_CAUSE_DIVERGED;
}

// --- Taking over -----------------------------------------------------------------------------------------------------

// Everything we do not predict stands as in the newest snapshot.
// @return true when the set has lost somebody: what we predicted beside it since then is to be stepped again
static bool take_over_the_rest( tw__predictor* predictor, uint32_t tick )
{
	tw__replica* replica = predictor->replica;
	bool has_lost = false;
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		tw__world_slot* mine = predictor->world->slots + slot;
		if ( mine->is_alive &&
		     ( !entity->in_use || entity->is_gone || mine->generation != entity->generation ) )
		{
			has_lost |= predictor->history.tracks[slot].generation == mine->generation;
			drop_entity( predictor, slot );
		}
	}
	tw__world_arrange( predictor->world );
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		tw__past past;
		if ( !entity->in_use || entity->is_gone || entity->server_slot < 0 ||
		     tw__predictor_holds( predictor, slot ) ||
		     !tw__history_at( &replica->history, slot, entity->generation, tick, &past ) )
			continue;
		// What was near and is no more stands where we had predicted it.
		bool has_left = predictor->history.tracks[slot].generation == entity->generation;
		has_lost |= has_left;
		if ( has_left )
			drop_entity( predictor, slot );
		if ( past.tick == tick || has_left || !predictor->world->slots[slot].is_alive )
		{
			tw__replica_identify( replica, slot, TW_CERTAIN, predictor->world );
			tw__world_place( predictor->world, slot, past.values );
		}
	}
	tw__world_arrange( predictor->world );
	return has_lost;
}

static void restore( tw__predictor* predictor, uint32_t tick )
{
	tw__replica* replica = predictor->replica;
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( !entity->in_use || entity->is_gone || !tw__predictor_holds( predictor, slot ) )
			continue;
		tw__history_truncate( &predictor->history, slot, tick );
		predictor->died_ticks[slot] = 0;
		tw__past past;
		if ( entity->server_slot < 0 ||
		     !tw__history_at( &replica->history, slot, entity->generation, tick, &past ) )
		{
			tw__world_remove( predictor->world,
			                  slot ); // spawned after this tick: the replay spawns it again
			continue;
		}
		tw__replica_identify( replica, slot, TW_PREDICTED, predictor->world );
		tw__world_place( predictor->world, slot, past.values );
		tw__history_push( &predictor->history, slot, entity->generation, entity->kind, tick, past.values );
	}
	tw__world_arrange( predictor->world );
}

// Spawns that the replay did not repeat never were.
static void drop_unrepeated( tw__predictor* predictor, uint32_t tick )
{
	tw__replica* replica = predictor->replica;
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( !entity->in_use || entity->server_slot >= 0 || !tw_tick_is_newer( entity->spawn_tick, tick ) ||
		     predictor->world->slots[slot].is_alive || predictor->died_ticks[slot] != 0 )
			continue;
		drop_entity( predictor, slot );
		tw__replica_free_slot( replica, slot );
	}
}

// @return how many ticks were stepped again
static int replay( tw__predictor* predictor, uint32_t tick )
{
	if ( predictor->newest_tick == 0 || !tw_tick_is_newer( predictor->newest_tick, tick ) )
	{
		predictor->newest_tick = tick;
		return 0;
	}
	// A deeper one shows an older present until newer state has come: a slow machine must not fall ever further behind.
	uint32_t ticks = predictor->newest_tick - tick;
	if ( ticks > (uint32_t)predictor->max_replay_ticks )
		ticks = (uint32_t)predictor->max_replay_ticks;
	predictor->is_replaying = true;
	for ( uint32_t t = predictor->newest_tick - ticks + 1; !tw_tick_is_newer( t, predictor->newest_tick ); ++t )
		step( predictor, t );
	predictor->is_replaying = false;
	predictor->replayed_ticks += ticks;
	return (int)ticks;
}

void tw__predictor_reconcile( tw__predictor* predictor, uint32_t tick, const tw__tick_facts* facts, uint64_t now_us,
                              tw__verdict* out_verdict )
{
	*out_verdict = ( tw__verdict ){ .slot = -1, .correction = { .tick = tick, .component = -1, .field = -1 } };
	tw__replica* replica = predictor->replica;
	bool is_new = false;
	for ( int slot = 0; slot < replica->slot_count; ++slot )
	{
		const tw__replica_entity* entity = replica->entities + slot;
		if ( !entity->in_use || !tw__predictor_holds( predictor, slot ) )
			continue;
		judge( predictor, slot, tick, &is_new, out_verdict );
	}

	// A snapshot of a tick that we have not stepped yet is no correction: there was nothing to be wrong.
	bool has_predicted = predictor->newest_tick != 0 && !tw_tick_is_newer( tick, predictor->newest_tick );
	out_verdict->was_checked = has_predicted && !is_new;
	out_verdict->was_wrong &= has_predicted;
	out_verdict->differs |= take_over_the_rest( predictor, tick );
	if ( out_verdict->differs )
	{
		out_verdict->correction.cause = find_cause( predictor, tick, facts, is_new );
		tw__smooth_before( predictor );
		restore( predictor, tick );
		out_verdict->correction.replayed_ticks = replay( predictor, tick );
		drop_unrepeated( predictor, tick );
		tw__smooth_after( predictor, now_us );
	}
	predictor->checked_tick = tick;
}

bool tw__predictor_show( tw__predictor* predictor, int slot, uint32_t fraction_256ths, uint64_t now_us,
                         uint32_t* out_values )
{
	const tw__world_slot* entity = predictor->world->slots + slot;
	if ( !entity->is_alive )
		return false;
	tw__shown shown = { .from_tick = predictor->newest_tick - 1,
		            .gap = 1,
		            .fraction_256ths = (uint8_t)fraction_256ths };
	if ( fraction_256ths >= 256 )
		shown = ( tw__shown ){ .from_tick = predictor->newest_tick };
	if ( !tw__blend( predictor->world->schema, &predictor->history, slot, entity->generation, entity->kind, shown,
	                 predictor->rate_hz, out_values ) )
		memcpy( out_values, tw__world_values( predictor->world, slot ),
		        (size_t)predictor->world->stride * sizeof( uint32_t ) );
	tw__smooth_apply( predictor, slot, now_us, out_values );
	return true;
}
