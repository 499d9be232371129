// server.h - the parts of a tw_server, shared by the files that run its stages.
//
//     server.c            create, the frame, the public functions
//     server_players.c    who is there: sessions, payloads in, goodbyes
//     server_snapshots.c  what each of them is told
//     server_messages.c   what they say to each other
#pragma once

#include "channel/acks.h"
#include "channel/messages.h"
#include "channel/payload.h"
#include "core/system.h"
#include "hooks.h"
#include "input/input_buffer.h"
#include "session/session_server.h"
#include "state/replica.h"
#include "state/viewer.h"
#include "tickwire/server.h"
#include "tickwire/stats.h"

enum
{
	TW__SERVER_MESSAGE_EVENTS = 256,  // in one frame; more wait for the next
	TW__SERVER_MESSAGE_BYTES = 65536, // of their structs
	TW__RECEIVE_BATCH = 64,
	TW__MAX_CATCH_UP_TICKS = 8,
};

typedef struct tw__server_player
{
	bool in_use, is_bot;
	bool is_welcomed; // has acknowledged a snapshot
	uint32_t generation;
	int session; // slot in the session layer; -1 for bots
	uint64_t client_id;
	uint32_t acked_tick;                         // newest snapshot it has acknowledged
	uint64_t blamed_on_player, blamed_on_server; // bit 0: the tick to come or just being run
	uint64_t clamped_rewinds;
	tw__shown shown; // what the input of this tick names, as far as it is believed
	bool is_clamped;
	tw__acks acks;
	tw__input_buffer inputs;
	tw__viewer viewer;
	tw__messages* messages;
	uint64_t* message_due_us; // per message: when one more would be within the limit, see server_messages.c
	uint64_t dropped_messages;
	uint8_t input[TW__MAX_INPUT_BYTES]; // of this tick, as the step reads it
} tw__server_player;

struct tw_server
{
	tw_server_def def;
	tw__hooks hooks;
	const tw_schema* schema;
	tw_system system;
	size_t memory_bytes;
	tw_udp* udp; // NULL with a transport of the user's
	tw_transport transport;
	tw__outbox* outbox;
	tw__session_server* sessions;
	tw__server_player* players; // def.max_players
	int32_t* player_of_session;

	tw_world world, seen;
	int seen_player; // whose view `seen` holds; -1: nobody's
	tw__history history;
	uint32_t* changed_ticks; // per slot
	int32_t* free_slots;     // a ring: the slot that was free longest comes next
	int free_first, free_count;
	tw__event_log events_log;
	tw__viewer_scratch scratch;

	uint64_t start_us; // when tick 1 was due
	uint64_t now_us;   // of the last receive or begin_tick
	uint32_t tick;     // newest that was begun
	bool is_open;      // between begin and end
	uint64_t skipped_ticks, ticks;

	tw_server_event* events;
	int event_count;
	tw_server_event* pending; // for the next receive
	int pending_count;
	int event_capacity;       // of each: everybody may come and leave in one frame, and none of it may be lost
	uint8_t* message_structs; // what events point to: TW__SERVER_MESSAGE_BYTES
	int message_struct_bytes, message_event_count;
	uint64_t dropped_messages;

	bool is_closing;
	uint64_t closing_us, goodbye_us;
	uint64_t in_packets, in_bytes, used_packets;
	uint64_t drops[TW_DROP_COUNT];
	uint8_t receive_bytes[TW__RECEIVE_BATCH][TW_MAX_DATAGRAM_BYTES + 1]; // one more shows what is too long
};

/// When a tick begins, in the server's time.
int64_t tw__server_due_us( const tw_server* server, uint32_t tick );

/// NULL for null and stale players.
tw__server_player* tw__server_find_player( const tw_server* server, tw_player player );
tw_player tw__server_player_id( const tw_server* server, const tw__server_player* player );

// --- server_players.c ------------------------------------------------------------------------------------------------

/// Every waiting datagram, through the sessions into the players.
void tw__server_receive_datagrams( tw_server* server );

/// Timeouts and keep-alives.
void tw__server_update_sessions( tw_server* server );

/// Repeat the goodbye while closing.
void tw__server_say_goodbye( tw_server* server );

/// A free player, set up. NULL when all are taken.
tw__server_player* tw__server_seat( tw_server* server, int session );

/// Tell it why, end its session, report LEFT with the next receive.
void tw__server_end_player( tw_server* server, tw__server_player* player, tw_reason reason );

/// Something for the user to read after this receive.
void tw__server_report( tw_server* server, tw_server_event event );

// --- server_messages.c -----------------------------------------------------------------------------------------------

/// Nothing said yet.
void tw__server_reset_messages( tw_server* server, tw__server_player* player );

/// Whether each of them could be handed to the user.
bool tw__server_check_messages( const tw_server* server, const tw__parcel* parcel );

/// Report what this player's messages have become due.
void tw__server_take_messages( tw_server* server, tw__server_player* player );

/// A new frame: forget the structs of the last, take what it had no room for.
void tw__server_begin_messages( tw_server* server );

// --- server_snapshots.c ----------------------------------------------------------------------------------------------

/// Round the world, remember what changed.
void tw__server_take_snapshot( tw_server* server );

/// Code and send to everybody what is owed.
void tw__server_send_snapshots( tw_server* server );
