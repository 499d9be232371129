// message_fixture.h - a schema with messages of every sort of field, for the tests of their codec.
//
//     tw_schema* schema = make_message_schema();
#pragma once

#include "state/schema.h"
#include "unit/net/codec_fixture.h"

typedef struct fixture_chat
{
	tw_player author;
	char text[101];
	uint8_t pad[3];
} fixture_chat;

typedef struct fixture_vote
{
	float where_m[3];
	tw_entity about[2];
	int16_t offset;
	uint8_t choice;
	bool is_secret;
	uint32_t serial;
	char reason[8];
	char note[4];
} fixture_vote;

typedef struct fixture_long
{
	int32_t numbers[200];
} fixture_long;

enum
{
	FIXTURE_CHAT,
	FIXTURE_VOTE,
	FIXTURE_PING,
	FIXTURE_LONG,
	FIXTURE_MESSAGES
};

static const tw_field fixture_chat_fields[] = {
	TW_FIELD( fixture_chat, author ),
	TW_FIELD( fixture_chat, text ),
	TW_LOCAL( fixture_chat, pad ),
};
static const tw_field fixture_vote_fields[] = {
	TW_FIELD( fixture_vote, where_m, .min = -100, .max = 100, .resolution = 0.125 ),
	TW_FIELD( fixture_vote, about ),
	TW_FIELD( fixture_vote, offset, .min = -3, .max = 900 ),
	TW_FIELD( fixture_vote, choice, .min = 2, .max = 4 ),
	TW_FIELD( fixture_vote, is_secret ),
	TW_FIELD( fixture_vote, serial, .min = 0, .max = UINT32_MAX ),
	TW_FIELD( fixture_vote, reason ),
	TW_FIELD( fixture_vote, note ),
};
static const tw_field fixture_long_fields[] = { TW_FIELD( fixture_long, numbers, .min = INT32_MIN, .max = INT32_MAX ) };

static const tw_message_type fixture_messages[FIXTURE_MESSAGES] = {
	[FIXTURE_CHAT] = { .content = TW_COMPONENT( fixture_chat, fixture_chat_fields ), .max_per_s = 2 },
	[FIXTURE_VOTE] = { .content = TW_COMPONENT( fixture_vote, fixture_vote_fields ), .delivery = TW_UNRELIABLE },
	[FIXTURE_PING] = { .content = { .name = "ping" } },
	[FIXTURE_LONG] = { .content = TW_COMPONENT( fixture_long, fixture_long_fields ) },
};

static inline tw_schema* make_message_schema( void )
{
	tw_schema_def def = make_fixture_def();
	def.messages = fixture_messages;
	def.message_count = FIXTURE_MESSAGES;
	tw_schema* schema = NULL;
	return tw_schema_create( &def, &schema ) == TW_OK ? schema : NULL;
}
