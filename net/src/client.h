// client.h - the parts of a tw_client, shared by the files that run its stages.
//
//     client.c          create, ticks, status and statistics
//     client_receive.c  datagrams in: sessions, snapshots, corrections
//     client_show.c     what to draw, and which events have become due
//     client_messages.c what is said
#pragma once

#include "channel/acks.h"
#include "channel/messages.h"
#include "channel/payload.h"
#include "core/system.h"
#include "hooks.h"
#include "input/input_clock.h"
#include "input/input_history.h"
#include "session/session_client.h"
#include "state/replica.h"
#include "tickwire/client.h"
#include "view/predict.h"
#include "view/timeline.h"

enum
{
	TW__CLIENT_EVENTS = 256,          // between two shows
	TW__WAITING_EVENTS = 512,         // told, but not yet on the screen
	TW__CLAIMS = 128,                 // predicted events that have not been judged
	TW__CLIENT_MESSAGE_BYTES = 32768, // of their structs, between two shows; more wait for the next
	TW__CLIENT_BATCH = 32,
};

/// An event of our own step, until the server has ruled.
typedef struct tw__claim
{
	uint32_t tick;
	uint16_t type, nth;
	tw_entity about;
	uint8_t content[TW__MAX_EVENT_BYTES];
} tw__claim;

typedef struct tw__event_list
{
	int count;
	tw_client_event items[TW__CLIENT_EVENTS];
	uint8_t contents[TW__CLIENT_EVENTS][TW__MAX_EVENT_BYTES];
	uint8_t predicted[TW__CLIENT_EVENTS][TW__MAX_EVENT_BYTES];
	int message_bytes; // used
	max_align_t messages[TW__CLIENT_MESSAGE_BYTES / sizeof( max_align_t )];
} tw__event_list;

struct tw_client
{
	tw_client_def def;
	tw__hooks hooks;
	const tw_schema* schema;
	tw_system system;
	size_t memory_bytes;
	tw_udp* udp; // NULL with a transport of the user's
	tw_transport transport;
	tw__outbox* outbox;
	tw__session_client* session;

	tw_client_status status;
	uint64_t now_us;
	uint64_t join_send_us; // when to ask again for the first snapshot
	int rate_hz;
	uint32_t snapshot_tick; // newest applied; 0: none

	tw__acks acks;
	tw__messages* messages;
	tw__input_history inputs;
	tw__input_clock clock;
	tw__timeline timeline;
	tw__replica replica;
	tw__predictor predictor;
	tw_world world; // the predicted set, and the rest as in the newest snapshot
	tw_world view;  // what was shown last
	tw__shown shown;
	uint32_t open_tick; // between begin and end; 0: none
	uint8_t input[TW__MAX_INPUT_BYTES];

	tw__event_list* gathering; // since the last show
	tw__event_list* due;       // what the user reads
	tw__claim claims[TW__CLAIMS];
	int claim_count;
	tw__event waiting[TW__WAITING_EVENTS];
	int waiting_count;

	tw_client_stats stats;
	uint8_t receive_bytes[TW__CLIENT_BATCH][TW_MAX_DATAGRAM_BYTES + 1]; // one more shows what is too long
};

/// It is over.
void tw__client_close( tw_client* client, tw_reason reason );

/// The last `count` ticks before the clock's next were skipped: the same input again, so that replays have no hole.
void tw__client_repeat_input( tw_client* client, int count );

// --- client_receive.c ------------------------------------------------------------------------------------------------

void tw__client_receive_datagrams( tw_client* client );
void tw__client_update_session( tw_client* client );

// --- client_messages.c -----------------------------------------------------------------------------------------------

/// Whether each of them could be handed to the user.
bool tw__client_check_messages( const tw_client* client, const tw__parcel* parcel );

/// Gather what messages have become due and there is room for.
void tw__client_take_messages( tw_client* client );

// --- client_show.c ---------------------------------------------------------------------------------------------------

/// Something for the user to read after the next show. NULL when there are too many.
tw_client_event* tw__client_gather( tw_client* client, tw_client_event event, const void* content,
                                    const void* predicted );

/// An event of our own step: reported at once, judged later.
void tw__client_claim( tw_client* client, int type, tw_entity about, const void* content );

/// Events that a snapshot brought: rulings on our claims, and what the screen will reach.
void tw__client_take_events( tw_client* client, int count, uint32_t tick );
