#include "wire/wire_schema.h"

// clang-format off
#define PLACE    .min = 0, .max = SIM_POSITION_MAX, .meaning = TW_MEANS_POSITION, .interp = TW_INTERP_LINEAR
#define VELOCITY .min = -SIM_VELOCITY_MAX, .max = SIM_VELOCITY_MAX, .meaning = TW_MEANS_VELOCITY, .interp = TW_INTERP_LINEAR
#define ANGLE    .min = 0, .max = 65535, .interp = TW_INTERP_ANGLE
#define UNTIL    .min = 0, .max = WIRE_NEVER
#define SCORE    .min = 0, .max = SIM_SCORE_MAX, .tolerance = TW_UNCHECKED

// Health, score and what was picked up are the server's to say: a blow is not a wrong prediction, nor is a present.
static const tw_field s_fighter_fields[] = {
	TW_FIELD( wire_fighter, position, PLACE ),
	TW_FIELD( wire_fighter, velocity, VELOCITY ),
	TW_FIELD( wire_fighter, aim, ANGLE ),
	TW_FIELD( wire_fighter, kills, SCORE ),
	TW_FIELD( wire_fighter, deaths, SCORE ),
	TW_FIELD( wire_fighter, life, .min = 0, .max = 65535 ),
	TW_FIELD( wire_fighter, cooldown_until, UNTIL ),
	TW_FIELD( wire_fighter, dash_until, UNTIL ),
	TW_FIELD( wire_fighter, respawn_until, UNTIL ),
	TW_FIELD( wire_fighter, protection_until, UNTIL ),
	TW_FIELD( wire_fighter, overcharge_until, .min = 0, .max = WIRE_LONG_NEVER, .tolerance = TW_UNCHECKED ),
	TW_FIELD( wire_fighter, health, .min = 0, .max = SIM_HEALTH_FULL, .tolerance = TW_UNCHECKED ),
	TW_FIELD( wire_fighter, armour, .min = 0, .max = SIM_ARMOUR_FULL, .tolerance = TW_UNCHECKED ),
	TW_FIELD( wire_fighter, weapon, .min = 0, .max = SIM_WEAPON_COUNT - 1 ),
	TW_FIELD( wire_fighter, rail_ammo, .min = 0, .max = SIM_AMMO_MAX, .tolerance = TW_UNCHECKED ),
	TW_FIELD( wire_fighter, rocket_ammo, .min = 0, .max = SIM_AMMO_MAX, .tolerance = TW_UNCHECKED ),
	TW_FIELD( wire_fighter, team, .min = 0, .max = SIM_TEAM_COUNT - 1, .tolerance = TW_UNCHECKED ),
};

static const tw_field s_missile_fields[] = {
	TW_FIELD( wire_missile, position, PLACE ),
	TW_FIELD( wire_missile, velocity, VELOCITY ),
	TW_FIELD( wire_missile, owner_slot, .min = 0, .max = SIM_SLOT_MAX ),
	TW_FIELD( wire_missile, life_until, UNTIL ),
};

static const tw_field s_pickup_fields[] = {
	TW_FIELD( wire_pickup, position, .min = 0, .max = SIM_POSITION_MAX, .meaning = TW_MEANS_POSITION ),
	TW_FIELD( wire_pickup, item, .min = 0, .max = SIM_ITEM_COUNT - 1 ),
};

static const tw_field s_match_fields[] = {
	TW_FIELD( wire_match, ends_tick, .min = 0, .max = UINT32_MAX ),
	TW_FIELD( wire_match, round, .min = 0, .max = SIM_ROUND_MAX ),
	TW_FIELD( wire_match, team_scores, .min = 0, .max = SIM_SCORE_MAX ),
	TW_FIELD( wire_match, winner_slot1, .min = 0, .max = SIM_SLOT_MAX + 1 ),
	TW_FIELD( wire_match, winner_team, .min = 0, .max = SIM_TEAM_COUNT - 1 ),
	TW_FIELD( wire_match, mode, .min = 0, .max = SIM_MODE_COUNT - 1 ),
	TW_FIELD( wire_match, phase, .min = 0, .max = SIM_PHASE_COUNT - 1 ),
};

static const tw_field s_arena_fields[] = {
	TW_FIELD( wire_arena, map_name, .min = 0, .max = 255 ),
	TW_FIELD( wire_arena, map_hash, .min = 0, .max = UINT32_MAX ),
};

static const tw_field s_prop_fields[] = {
	TW_FIELD( wire_prop, position, PLACE ),
	TW_FIELD( wire_prop, velocity, VELOCITY ),
	TW_FIELD( wire_prop, is_ball, .min = 0, .max = 1 ),
	TW_FIELD( wire_prop, health, .min = 0, .max = SIM_CRATE_HEALTH, .tolerance = TW_UNCHECKED ),
};

static const tw_field s_input_fields[] = {
	TW_FIELD( wire_input, aim, ANGLE ),
	TW_FIELD( wire_input, move_x, .min = -SIM_MOVE_MAX, .max = SIM_MOVE_MAX ),
	TW_FIELD( wire_input, move_y, .min = -SIM_MOVE_MAX, .max = SIM_MOVE_MAX ),
	TW_FIELD( wire_input, fire_held, .min = 0, .max = 1 ),
	TW_FIELD( wire_input, fire_presses, .min = 0, .max = 7, .meaning = TW_MEANS_PRESS ),
	TW_FIELD( wire_input, dash_presses, .min = 0, .max = 7, .meaning = TW_MEANS_PRESS ),
	TW_FIELD( wire_input, weapon, .min = 0, .max = SIM_WEAPON_COUNT - 1 ),
};

static const tw_field s_shot_fields[] = {
	TW_FIELD( wire_shot, to, .min = -SIM_SHOT_RANGE, .max = SIM_POSITION_MAX + SIM_SHOT_RANGE ),
	TW_FIELD( wire_shot, victims ),
	TW_FIELD( wire_shot, weapon, .min = 0, .max = SIM_WEAPON_COUNT - 1 ),
};

static const tw_field s_blast_fields[] = { TW_FIELD( wire_blast, position, .min = 0, .max = SIM_POSITION_MAX ) };

static const tw_field s_kill_fields[] = {
	TW_FIELD( wire_kill, killer ),
	TW_FIELD( wire_kill, victim ),
	TW_FIELD( wire_kill, weapon, .min = 0, .max = SIM_WEAPON_COUNT - 1 ),
};

static const tw_field s_take_fields[] = { TW_FIELD( wire_take, item, .min = 0, .max = SIM_ITEM_COUNT - 1 ) };

static const tw_field s_goal_fields[] = { TW_FIELD( wire_goal, team, .min = 0, .max = SIM_TEAM_COUNT - 1 ) };

static const tw_field s_smash_fields[] = { TW_FIELD( wire_smash, position, .min = 0, .max = SIM_POSITION_MAX ) };

static const tw_field s_hello_fields[] = { TW_FIELD( wire_hello, name ) };

static const tw_field s_chat_fields[] = {
	TW_FIELD( wire_chat, author ),
	TW_FIELD( wire_chat, text ),
	TW_LOCAL( wire_chat, pad ),
};

static const tw_field s_member_fields[] = {
	TW_FIELD( wire_member, player ),
	TW_FIELD( wire_member, name ),
	TW_FIELD( wire_member, is_house, .min = 0, .max = 1 ),
	TW_LOCAL( wire_member, pad ),
};

static const tw_component s_components[WIRE_COMPONENT_COUNT] = {
	[WIRE_FIGHTER] = TW_COMPONENT( wire_fighter, s_fighter_fields ),
	[WIRE_MISSILE] = TW_COMPONENT( wire_missile, s_missile_fields ),
	[WIRE_PICKUP] = TW_COMPONENT( wire_pickup, s_pickup_fields ),
	[WIRE_MATCH] = TW_COMPONENT( wire_match, s_match_fields ),
	[WIRE_PROP] = TW_COMPONENT( wire_prop, s_prop_fields ),
	[WIRE_ARENA] = TW_COMPONENT( wire_arena, s_arena_fields ),
};

static const tw_kind s_kinds[WIRE_KIND_COUNT] = {
	[WIRE_KIND_FIGHTER] = { .name = "fighter", .components = TW_BIT( WIRE_FIGHTER ), .predict = TW_PREDICT_OWNER,
	                        .priority = 4, .snap_distance = 2 * SIM_METRE },
	[WIRE_KIND_MISSILE] = { .name = "missile", .components = TW_BIT( WIRE_MISSILE ), .predict = TW_PREDICT_OWNER,
	                        .priority = 3 },
	[WIRE_KIND_MATCH] = { .name = "match", .components = TW_BIT( WIRE_MATCH ) | TW_BIT( WIRE_ARENA ),
	                      .predict = TW_PREDICT_NOBODY, .priority = 8 },
	[WIRE_KIND_CRATE] = { .name = "crate", .components = TW_BIT( WIRE_PROP ), .predict = TW_PREDICT_NEAR,
	                      .predict_radius = 6 * SIM_METRE, .priority = 2, .snap_distance = 3 * SIM_METRE },
	[WIRE_KIND_BALL] = { .name = "ball", .components = TW_BIT( WIRE_PROP ), .predict = TW_PREDICT_NEAR,
	                     .predict_radius = 10 * SIM_METRE, .priority = 4, .snap_distance = 3 * SIM_METRE },
	[WIRE_KIND_PICKUP] = { .name = "pickup", .components = TW_BIT( WIRE_PICKUP ), .predict = TW_PREDICT_NOBODY },
};

static const tw_component s_input = TW_COMPONENT( wire_input, s_input_fields );

static const tw_component s_events[WIRE_EVENT_COUNT] = {
	[WIRE_SHOT] = TW_COMPONENT( wire_shot, s_shot_fields ),
	[WIRE_BLAST] = TW_COMPONENT( wire_blast, s_blast_fields ),
	[WIRE_KILL] = TW_COMPONENT( wire_kill, s_kill_fields ),
	[WIRE_GOAL] = TW_COMPONENT( wire_goal, s_goal_fields ),
	[WIRE_SMASH] = TW_COMPONENT( wire_smash, s_smash_fields ),
	[WIRE_TAKE] = TW_COMPONENT( wire_take, s_take_fields ),
};

static const tw_message_type s_messages[WIRE_MESSAGE_COUNT] = {
	[WIRE_HELLO] = { .content = TW_COMPONENT( wire_hello, s_hello_fields ), .max_per_s = 1 },
	[WIRE_CHAT] = { .content = TW_COMPONENT( wire_chat, s_chat_fields ), .max_per_s = 2 },
	[WIRE_ROSTER] = { .content = TW_COMPONENT( wire_member, s_member_fields ), .max_per_s = 1 },
};

static const tw_schema_def s_schema_def = {
	.game = "skirmish 1",
	.components = s_components, .component_count = WIRE_COMPONENT_COUNT,
	.kinds = s_kinds,           .kind_count = WIRE_KIND_COUNT,
	.input = &s_input,
	.events = s_events,         .event_count = WIRE_EVENT_COUNT,
	.messages = s_messages,     .message_count = WIRE_MESSAGE_COUNT,
};
// clang-format on

const tw_schema_def* wire_schema_def( void ) { return &s_schema_def; }
