#include "quality_look.h"

#include "client.h"
#include "server.h"

#include <math.h>

static double metres( double units ) { return units / SIM_METRE; }

static int slot_of_owner( const tw_world* world, tw_entity entity )
{
	return tw_player_slot( tw_world_get_owner( world, entity ) ) % QUALITY_SHOT_SLOTS;
}

// --- Poses -----------------------------------------------------------------------------------------------------------

typedef struct truth
{
	const tw_server* server;
	uint32_t tick; // displayed lies in [tick, tick + 1)
	double fraction;
} truth;

static truth truth_at( const lab* l, int64_t displayed_us )
{
	const tw_server* server = lab_get_server( l );
	double ticks = (double)( displayed_us - tw__server_due_us( server, 0 ) ) * server->def.tick_rate_hz / 1e6;
	return ( truth ){ .server = server, .tick = (uint32_t)ticks, .fraction = ticks - floor( ticks ) };
}

// Where the server had an entity. @return false when it was not there, or jumped meanwhile
static bool find_pose( truth at, int server_slot, double out_position[2] )
{
	const tw_server* server = at.server;
	const tw__world_slot* entity = server->world.slots + server_slot;
	const tw__kind_plan* kind = tw__schema_kind_plan( server->schema, entity->kind );
	tw__past from, to;
	if ( !entity->is_alive ||
	     !tw__history_at( &server->history, server_slot, entity->generation, at.tick, &from ) ||
	     !tw__history_at( &server->history, server_slot, entity->generation, at.tick + 1, &to ) ||
	     from.values[kind->value_count] != to.values[kind->value_count] )
		return false;
	const tw__component_plan* plan = tw__schema_plan( server->schema, kind->position_component );
	for ( int i = 0; i < 2; ++i )
	{
		int at_value = kind->position_offset + plan->position_element + i;
		double a = (double)from.values[at_value], b = (double)to.values[at_value];
		out_position[i] = a + ( b - a ) * at.fraction;
	}
	return true;
}

static bool look_for_pop( quality_client* c, int slot, const wire_fighter* fighter, int64_t elapsed_us )
{
	quality_pose* pose = c->poses + slot;
	double x = fighter->position[0] - pose->position[0], y = fighter->position[1] - pose->position[1];
	double most = 1.5 * SIM_SPEED_MAX * (double)elapsed_us / 1e6;
	bool is_pop = pose->is_known && pose->life == fighter->life && hypot( x, y ) > most;
	*pose = ( quality_pose ){ .is_known = true,
		                  .life = fighter->life,
		                  .position = { fighter->position[0], fighter->position[1] } };
	return is_pop;
}

void quality_look_at_screen( quality_watch* watch, lab* l, int who )
{
	enum
	{
		FRAME_US = 1000000 / 144,
		EVERY_FRAMES = 4, // render errors change slowly
	};
	quality_client* c = watch->clients + who;
	const player* p = lab_get_player( l, who );
	bool has_popped = false;
	bool is_sampled = c->frames.count % EVERY_FRAMES == 0;
	truth at = truth_at( l, c->displayed_us );
	tw_column column = tw_world_get_column( p->shown, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count; ++i )
	{
		const tw__replica_entity* entity = p->client->replica.entities + tw_entity_slot( column.entities[i] );
		double position[2];
		if ( tw_player_equals( entity->owner, p->client->status.player ) || fighters[i].health == 0 )
			continue;
		has_popped |=
			look_for_pop( c, tw_player_slot( entity->owner ) % QUALITY_SHOT_SLOTS, fighters + i, FRAME_US );
		if ( is_sampled && entity->server_slot >= 0 && find_pose( at, entity->server_slot, position ) )
			quality_histogram_add( &watch->render_errors_mm,
			                       1000.0 * metres( hypot( fighters[i].position[0] - position[0],
			                                               fighters[i].position[1] - position[1] ) ) );
	}
	c->pops += has_popped;
}

// --- Corrections -----------------------------------------------------------------------------------------------------

static int find_own_body( const tw_client* client )
{
	const tw_world* world = &client->world;
	for ( int i = 0; i < world->order_count; ++i )
	{
		const tw__world_slot* slot = world->slots + world->order[i];
		if ( slot->kind == WIRE_KIND_FIGHTER && tw_player_equals( slot->owner, client->status.player ) )
			return world->order[i];
	}
	return -1;
}

static bool has_offset( const tw_client* client, int slot )
{
	const tw__offset* offset = client->predictor.offsets + slot;
	for ( int i = 0; i < TW__POSITION_AXES; ++i )
		if ( offset->steps_256ths[i] != 0 )
			return true;
	return false;
}

void quality_look_at_correction( quality_watch* watch, const tw_client* client, int who, int64_t now_us )
{
	quality_client* c = watch->clients + who;
	uint64_t corrections = 0;
	for ( int i = 0; i < TW_CAUSE_COUNT; ++i )
		corrections += client->stats.corrections[i];
	bool is_new = corrections != c->corrections;
	int slot = find_own_body( client );
	c->corrections = corrections;
	if ( !is_new || !c->is_measured || slot < 0 )
		return;
	const tw__kind_plan* kind = tw__schema_kind_plan( client->schema, WIRE_KIND_FIGHTER );
	const tw__component_plan* plan = tw__schema_plan( client->schema, kind->position_component );
	const uint32_t* now = tw__world_values( &client->world, slot ) + kind->position_offset + plan->position_element;
	const uint32_t* before = client->predictor.before_values + (size_t)slot * ( TW__POSITION_AXES + 1 );
	if ( before[TW__POSITION_AXES] == client->world.slots[slot].epoch ) // not a jump
		quality_histogram_add( &watch->corrections_m, metres( hypot( (double)before[0] - (double)now[0],
		                                                             (double)before[1] - (double)now[1] ) ) );
	if ( has_offset( client, slot ) )
		c->offset_us = now_us;
}

void quality_look_at_offset( quality_client* c, const tw_client* client, int64_t now_us )
{
	int slot = find_own_body( client );
	if ( c->offset_us == 0 || slot < 0 || has_offset( client, slot ) )
		return;
	if ( now_us - c->offset_us > c->offset_longest_us )
		c->offset_longest_us = now_us - c->offset_us;
	c->offset_us = 0;
}

// --- Receipts --------------------------------------------------------------------------------------------------------

static quality_shot shot_of( const tw_client* client, const wire_shot* shot )
{
	quality_shot out = { 0 };
	for ( int i = 0; i < WIRE_MAX_VICTIMS && !tw_entity_is_null( shot->victims[i] ); ++i )
		out.victims[out.victim_count++] = slot_of_owner( &client->view, shot->victims[i] );
	return out;
}

void quality_look_at_verdicts( quality_watch* watch, const tw_client* client )
{
	tw_client_events events = tw_client_get_events( client );
	int own = tw_player_slot( client->status.player );
	for ( int i = 0; i < events.count; ++i )
	{
		const tw_client_event* event = events.items + i;
		bool is_own = slot_of_owner( &client->view, event->about ) == own;
		if ( event->number != WIRE_SHOT || event->type == TW_CLIENT_CORRECTED || !is_own )
			continue;
		quality_shot ruling = { 0 }, mine = { 0 };
		if ( event->content != NULL )
			ruling = shot_of( client, event->content );
		if ( event->type == TW_CLIENT_PREDICTED )
		{
			watch->shots.fired++;
			watch->shots.with_contact += ruling.victim_count > 0;
			continue;
		}
		if ( event->type == TW_CLIENT_VERDICT )
			mine = shot_of( client, event->predicted );
		quality_shots_judge( &watch->shots, event->tick, own, event->type == TW_CLIENT_VERDICT ? &mine : NULL,
		                     event->content != NULL ? &ruling : NULL );
	}
}

static uint8_t facts_of( const wire_fighter* fighter, uint8_t open, uint8_t alive )
{
	if ( fighter == NULL || fighter->health == 0 )
		return 0;
	return (uint8_t)( alive | ( fighter->protection_until == WIRE_NEVER ? open : 0 ) );
}

// How a body was at the end of the tick before: from the history, since the world has moved on.
static bool find_before( const tw_server* server, int slot, uint32_t tick, wire_fighter* out_fighter )
{
	const tw__world_slot* entity = server->world.slots + slot;
	tw__past past;
	if ( !tw__history_at( &server->history, slot, entity->generation, tick - 1, &past ) )
		return false;
	const tw__kind_plan* kind = tw__schema_kind_plan( server->schema, WIRE_KIND_FIGHTER );
	tw__unpack( tw__schema_plan( server->schema, WIRE_FIGHTER ), past.values + kind->value_offset[0], out_fighter,
	            &server->world.translate );
	return true;
}

// A wait for the next shot that begins is a shot.
static void note_shot( quality_watch* watch, int slot, const wire_fighter* before, const wire_fighter* now )
{
	int who = watch->client_of_slot[slot];
	bool has_fired =
		now->health > 0 && now->cooldown_until != WIRE_NEVER && now->cooldown_until != before->cooldown_until;
	if ( who >= 0 && watch->clients[who].is_measured )
		watch->clients[who].fired += has_fired;
}

void quality_look_at_facts( quality_watch* watch, const tw_server* server, uint32_t tick )
{
	const tw_world* world = &server->world;
	tw_column column = tw_world_get_column( world, WIRE_FIGHTER );
	const wire_fighter* fighters = column.states;
	for ( int i = 0; i < column.count; ++i )
	{
		int slot = slot_of_owner( world, column.entities[i] );
		uint8_t facts = facts_of( fighters + i, QUALITY_IS_OPEN, QUALITY_IS_ALIVE );
		wire_fighter before;
		if ( find_before( server, tw_entity_slot( column.entities[i] ), tick, &before ) )
		{
			facts |= facts_of( &before, QUALITY_WAS_OPEN, QUALITY_WAS_ALIVE );
			note_shot( watch, slot, &before, fighters + i );
		}
		facts |= slot < server->def.max_players && server->players[slot].is_clamped ? QUALITY_IS_CLAMPED : 0;
		quality_shots_note( &watch->shots, tick, slot, facts );
	}
}
