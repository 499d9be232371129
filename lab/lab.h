// lab.h - a whole match in virtual time: server, clients with bots, network and clocks in one process, from one seed.
//
//     lab* l = lab_create( &(lab_def){ .seed = 7, .map = map, .max_players = 16 } );
//     for ( int i = 0; i < 8; ++i )
//         lab_add_player( l, tw_profile_find( "WIFI" ), BOT_FIGHT );
//     lab_run( l, 60.0 );                                    // a virtual minute, over in a blink
//     lab_report report = lab_get_report( l );               // violations must be 0
//     lab_destroy( l );
//
// The same seed gives the same bytes on every compiler: report.trace_hash says so. Invariants that are always checked:
//   S1   what a client knows after a snapshot is what the server's world was at that tick, bit for bit
//   S2   every baseline that is coded against was itself checked like that when it came
//   S3   of what one end posts, the other takes a prefix: each message once and in order (unreliable ones at most once)
//   S10  no (key, nonce) pair is ever used twice, over all sessions
#pragma once

#include "map/map.h"
#include "player.h"
#include "tickwire/server.h"

enum
{
	LAB_MAX_PLAYERS = 64
};

typedef struct lab lab;

/// A fault on purpose, to see that a measure shows it.
typedef enum lab_plant
{
	LAB_PLANT_NOTHING,
	LAB_PLANT_DIVERGE, ///< once a second the first client's rules put its body 3 mm elsewhere
	LAB_PLANT_LATE,    ///< the server finds every 50th input of everybody missing
	LAB_PLANT_REWIND,  ///< the server rewinds 4 ticks too far
} lab_plant;

/// Called when it has happened; any may be NULL. `who` is a player's index.
typedef struct lab_watch
{
	void ( *snapshot )( lab* l, int who, uint32_t tick, void* user );    // applied
	void ( *frame )( lab* l, int who, void* user );                      // drawn, whatever the state
	void ( *tick )( lab* l, uint32_t tick, void* user );                 // the server's, before it sends
	void ( *queued )( lab* l, int who, uint64_t waited_us, void* user ); // a datagram, in its line's bottleneck
	void* user;
} lab_watch;

/// Zero is usual in every field but seed and map.
typedef struct lab_def
{
	uint64_t seed;
	const game_map* map;
	sim_mode mode;
	int snapshot_interval_ticks; ///< 0: 1
	int max_rewind_ms;           ///< 0: the library's own
	tw_view view;                ///< of everybody
	bool is_endless;             ///< no round ends
	lab_plant plant;
	lab_watch watch;
	int max_players;                ///< 0: 16
	int timeout_ms;                 ///< 0: the library's own
	const tw_schema* client_schema; ///< NULL: the server's. Another one to see it refused
	const char* password;           ///< NULL: none
} lab_def;

/// @return NULL without memory or for a def that the library refuses
lab* lab_create( const lab_def* def );
void lab_destroy( lab* l ); ///< accepts NULL

/// Somebody joins. @param profile NULL: a perfect line. @return an index for the functions below, -1 when there are 64
int lab_add_player( lab* l, const tw_profile* profile, bot_mode mode );

/// The same, called `name`.
int lab_add_named_player( lab* l, const tw_profile* profile, bot_mode mode, const char* name );

/// The client says goodbye and is gone.
void lab_remove_player( lab* l, int index );

/// The client is killed: it says nothing.
void lab_kill_player( lab* l, int index );

tw_result lab_set_profile( lab* l, int index, const tw_profile* profile );

/// The client's machine does nothing for so long.
void lab_stall_player( lab* l, int index, double seconds );

void lab_run( lab* l, double seconds );

/// Tell everybody and close, as on SIGTERM.
void lab_close_server( lab* l );

/// The client posts one line of chat.
tw_result lab_chat( lab* l, int index, const char* text );

const player* lab_get_player( const lab* l, int index );
tw_server* lab_get_server( const lab* l );
double lab_get_seconds( const lab* l );  ///< virtual time so far
uint64_t lab_get_now_us( const lab* l ); ///< the same, by the server's clock

uint64_t lab_get_join_us( const lab* l, int index ); ///< when its first request was sent, by the same

/// What a player's own clock reads beyond the server's.
uint64_t lab_get_offset_us( const lab* l, int index );

/// Least delay from the server to a player, or the other way.
uint64_t lab_get_base_delay_us( const lab* l, int index );

/// The outage of its line that is on or comes next. @return false for a line without
bool lab_get_outage( const lab* l, int index, uint64_t* out_begin_us, uint64_t* out_end_us );

/// When somebody's machine does something again; in the past for one that runs.
uint64_t lab_get_stall_end_us( const lab* l, int index );

typedef struct lab_report
{
	uint64_t violations;
	char first_violation[160]; ///< which invariant, who, when; empty without
	uint64_t checked_states;   ///< entity states compared for S1
	uint64_t checked_nonces;
	uint64_t checked_messages; ///< taken, at either end
	uint64_t datagrams;
	uint64_t trace_hash; ///< of every server tick and every snapshot a client applied
} lab_report;

lab_report lab_get_report( const lab* l );

/// Allocations of the library since lab_mark_allocations().
uint64_t lab_count_allocations( const lab* l );
void lab_mark_allocations( lab* l );
