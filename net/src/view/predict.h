// predict.h - the predicted set: ahead of the server by a round trip, checked against every snapshot, replayed when wrong.
//
//     tw__predictor_advance( p, tick );                          // a new tick of ours: one step with its input
//     tw__predictor_reconcile( p, tick, &facts, now_us, &verdict ); // a snapshot has been committed to the replica
//
// The library owns the replicated state, so a rollback is: put the set back to the snapshot's values, step again with the
// inputs since. Comparisons are exact, in wire values. A predicted spawn is matched by (owner, tick, kind, n-th).
#pragma once

#include "input/input_history.h"
#include "state/replica.h"
#include "state/world.h"
#include "tickwire/stats.h"

enum
{
	TW__PREDICT_DEPTH = 128, // ticks
	TW__POSITION_AXES = 3,
};

/// What a snapshot says about the ticks before it, bit n for n ticks earlier.
typedef struct tw__tick_facts
{
	uint64_t missing_inputs;   // the server ran that tick without this client's input
	uint64_t blamed_on_player; // something of this client's was changed by another player
	uint64_t blamed_on_server; // or by the server itself
} tw__tick_facts;

typedef struct tw__offset
{
	int32_t steps_256ths[TW__POSITION_AXES]; // what the screen still shows beside the truth
	uint64_t until_us;                       // exactly zero from then on
	uint64_t decayed_us;
} tw__offset;

typedef struct tw__predictor
{
	tw_world* world;
	tw__replica* replica;
	tw__input_history* inputs;
	tw__history history;     // of what was predicted, by our slots
	uint32_t* died_ticks;    // per slot: the tick our own step ended it, 0: alive
	uint32_t* before_values; // per slot, position axes and epoch, while a correction is made
	tw__offset* offsets;     // per slot
	tw_step_fn* step;
	void* step_user;
	tw_player me;
	int rate_hz;
	int max_replay_ticks;
	int half_life_ms;
	uint32_t newest_tick;  // stepped last; 0: nothing yet
	uint32_t checked_tick; // of the snapshot compared last
	bool is_stepping, is_replaying;
	uint64_t predicted_ticks, replayed_ticks;
} tw__predictor;

typedef struct tw__verdict
{
	bool was_checked, was_wrong;
	bool were_own_wrong, has_others, were_others_wrong; // which part of the set
	bool differs; // the server's values are taken over, be it only in fields that nobody checks
	int slot;     // of the entity that was farthest off; -1
	tw_correction correction;
} tw__verdict;

size_t tw__predictor_size( const tw_schema* schema, int capacity );

/// @param memory zeroed, aligned for any object, tw__predictor_size() bytes
void tw__predictor_init( tw__predictor* predictor, void* memory, tw_world* world, tw__replica* replica,
                         tw__input_history* inputs );

bool tw__predictor_is_predicted( const tw__predictor* predictor, int kind, tw_player owner );

/// The same of an entity that is there, which may be predicted because it is near.
bool tw__predictor_holds( const tw__predictor* predictor, int slot );

/// For tw__replica_commit(): the slot of our spawn that `record` confirms, or -1.
int tw__predictor_adopt( const tw__entity_record* record, void* predictor );

/// A slot for a spawn in our step: the same one in every replay. @return -1: not ours to spawn
int tw__predictor_take_slot( tw__predictor* predictor, int kind, tw_player owner, int nth );

/// Our step ended an entity.
void tw__predictor_note_death( tw__predictor* predictor, int slot );

/// One new tick. Its input must be in the input history.
void tw__predictor_advance( tw__predictor* predictor, uint32_t tick );

/// Take over everything the snapshot of `tick` says, compare, replay if need be.
void tw__predictor_reconcile( tw__predictor* predictor, uint32_t tick, const tw__tick_facts* facts, uint64_t now_us,
                              tw__verdict* out_verdict );

/// Values to draw: between the last two predicted ticks, with the offset that fades.
/// @return false when the slot was not predicted in the newest tick
bool tw__predictor_show( tw__predictor* predictor, int slot, uint32_t fraction_256ths, uint64_t now_us,
                         uint32_t* out_values );
