#include "link/udp.h"

#include <errno.h>

// A pending error takes the place of a datagram once, so a few in a row are normal and many are not.
enum
{
	MAX_ERRORS_PER_CALL = 16
};

static bool send_one( const tw_udp* udp, const tw_datagram* item )
{
	tw__sockaddr name;
	socklen_t name_bytes = tw__udp_to_sockaddr( udp, &item->address, &name );
	if ( name_bytes == 0 )
		return false;

	// Once more after a signal, or after an answer to an earlier datagram that the system reports now.
	for ( int attempt = 0; attempt < 2; ++attempt )
	{
		if ( sendto( tw_udp_get_descriptor( udp ), item->bytes, (size_t)item->size_bytes, 0,
		             (const struct sockaddr*)&name, name_bytes ) >= 0 )
			return true;
		if ( errno != EINTR && errno != ECONNREFUSED )
			break;
	}
	return false;
}

static void send_plain( const tw_udp* udp, const tw_datagram* items, int count, tw_udp_stats* stats )
{
	for ( int i = 0; i < count; ++i )
	{
		if ( send_one( udp, items + i ) )
			stats->sent++;
		else
			stats->send_failures++;
	}
}

// @return false when nothing was received, with the reason in errno
static bool receive_one( const tw_udp* udp, tw_datagram* item, tw_udp_stats* stats )
{
	tw__sockaddr name;
	struct iovec part = { .iov_base = item->bytes, .iov_len = (size_t)item->size_bytes };
	struct msghdr message = { .msg_name = &name, .msg_namelen = sizeof( name ), .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t size_bytes = recvmsg( tw_udp_get_descriptor( udp ), &message, 0 );
	if ( size_bytes < 0 )
		return false;

	bool is_whole = ( message.msg_flags & MSG_TRUNC ) == 0 && tw__udp_from_sockaddr( &name, &item->address );
	item->size_bytes = is_whole ? (int)size_bytes : 0;
	stats->received += is_whole;
	stats->receive_failures += !is_whole;
	return true;
}

static int receive_plain( const tw_udp* udp, tw_datagram* items, int count, tw_udp_stats* stats )
{
	int received = 0, errors = 0;
	while ( received < count )
	{
		if ( receive_one( udp, items + received, stats ) )
		{
			received++;
			continue;
		}
		if ( !tw__udp_is_passing_error( errno ) || ++errors > MAX_ERRORS_PER_CALL )
			break;
		stats->receive_failures += errno != EINTR;
	}
	return received;
}

const tw__udp_io* tw__udp_io_plain( void )
{
	static const tw__udp_io io = { .send = send_plain, .receive = receive_plain };
	return &io;
}
