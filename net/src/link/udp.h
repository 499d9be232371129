// udp.h - one UDP socket, and the two ways of moving datagrams through it.
//
//     tw__udp_create_with( tw__udp_io_batched(), "[::]:0", &system, &udp );   // what tw_udp_create() does
//     tw__udp_create_with( tw__udp_io_plain(), "[::]:0", &system, &udp );     // tests, and systems without it
//
// udp.c owns the socket and knows nothing of batches; udp_plain.c and udp_batched.c move bytes and own nothing.
#pragma once

#include "tickwire/transport.h"

#include <sys/socket.h>

typedef struct tw__udp_io
{
	/// Neither ever blocks. What fails is counted in `stats` and skipped.
	void ( *send )( const tw_udp* udp, const tw_datagram* items, int count, tw_udp_stats* stats );
	int ( *receive )( const tw_udp* udp, tw_datagram* items, int count, tw_udp_stats* stats );
} tw__udp_io;

/// recvmsg and sendmsg, one datagram a call: every system with sockets.
const tw__udp_io* tw__udp_io_plain( void );

/// recvmmsg and sendmmsg, 64 a call. NULL where the system lacks them, or the build sets TICKWIRE_PLAIN_SOCKETS.
const tw__udp_io* tw__udp_io_batched( void );

/// As tw_udp_create(), with the way to move datagrams given.
tw_result tw__udp_create_with( const tw__udp_io* io, const char* address, const tw_system* system, tw_udp** out_udp );

/// Room for an address of either family.
typedef struct sockaddr_storage tw__sockaddr;

/// In the socket's own family. @return its size, or 0 when the socket cannot reach such an address
socklen_t tw__udp_to_sockaddr( const tw_udp* udp, const tw_address* address, tw__sockaddr* out_name );

/// @return false for a family other than IPv4 and IPv6
bool tw__udp_from_sockaddr( const tw__sockaddr* name, tw_address* out_address );

/// True for an error after which the next datagram may well fare better: a signal, or an answer from the network to
/// something sent earlier. False when there is nothing to be had for now.
bool tw__udp_is_passing_error( int error );
