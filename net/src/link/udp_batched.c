#include "link/udp.h"

#if !defined( __linux__ ) || defined( TICKWIRE_PLAIN_SOCKETS )

const tw__udp_io* tw__udp_io_batched( void ) { return NULL; }

#else

	#include <errno.h>

enum
{
	BATCH_DATAGRAMS = 64,
	MAX_ERRORS_PER_CALL = 16
};

typedef struct batch
{
	struct mmsghdr messages[BATCH_DATAGRAMS];
	struct iovec parts[BATCH_DATAGRAMS];
	tw__sockaddr names[BATCH_DATAGRAMS];
	int count;
} batch;

static void add_message( batch* b, const tw_datagram* item, socklen_t name_bytes )
{
	b->parts[b->count] = ( struct iovec ){ .iov_base = item->bytes, .iov_len = (size_t)item->size_bytes };
	b->messages[b->count].msg_hdr = ( struct msghdr ){ .msg_name = b->names + b->count,
		                                           .msg_namelen = name_bytes,
		                                           .msg_iov = b->parts + b->count,
		                                           .msg_iovlen = 1 };
	b->count++;
}

static bool is_worth_another_try( int error ) { return error == EINTR || error == ECONNREFUSED; }

// sendmmsg stops at the first datagram that fails, and tells why only when it is the first of a call.
static void send_batch( const tw_udp* udp, batch* b, tw_udp_stats* stats )
{
	int next = 0, retries = 0;
	while ( next < b->count )
	{
		int sent =
			sendmmsg( tw_udp_get_descriptor( udp ), b->messages + next, (unsigned)( b->count - next ), 0 );
		if ( sent > 0 )
		{
			stats->sent += (uint64_t)sent;
			next += sent;
		}
		else if ( is_worth_another_try( errno ) && retries < MAX_ERRORS_PER_CALL )
			retries++;
		else if ( errno == EAGAIN || errno == EWOULDBLOCK )
			break; // the buffer is full for all that follow, too
		else
		{
			stats->send_failures++;
			next++;
		}
	}
	stats->send_failures += (uint64_t)( b->count - next );
}

static void send_batched( const tw_udp* udp, const tw_datagram* items, int count, tw_udp_stats* stats )
{
	for ( int next = 0; next < count; )
	{
		batch b;
		b.count = 0;
		for ( ; next < count && b.count < BATCH_DATAGRAMS; ++next )
		{
			socklen_t name_bytes = tw__udp_to_sockaddr( udp, &items[next].address, b.names + b.count );
			if ( name_bytes > 0 )
				add_message( &b, items + next, name_bytes );
			else
				stats->send_failures++;
		}
		send_batch( udp, &b, stats );
	}
}

static void take_message( batch* b, int index, tw_datagram* item, tw_udp_stats* stats )
{
	const struct mmsghdr* message = b->messages + index;
	bool is_whole = ( message->msg_hdr.msg_flags & MSG_TRUNC ) == 0 &&
	                tw__udp_from_sockaddr( b->names + index, &item->address );
	item->size_bytes = is_whole ? (int)message->msg_len : 0;
	stats->received += is_whole;
	stats->receive_failures += !is_whole;
}

// @return how many, or -1 when an error took the place of a datagram and trying again may help
static int receive_batch( const tw_udp* udp, tw_datagram* items, int count, tw_udp_stats* stats )
{
	batch b;
	b.count = 0;
	while ( b.count < count && b.count < BATCH_DATAGRAMS )
		add_message( &b, items + b.count, sizeof( b.names[0] ) );

	int received = recvmmsg( tw_udp_get_descriptor( udp ), b.messages, (unsigned)b.count, MSG_DONTWAIT, NULL );
	if ( received < 0 )
	{
		bool is_passing = tw__udp_is_passing_error( errno );
		stats->receive_failures += is_passing && errno != EINTR;
		return is_passing ? -1 : 0;
	}
	for ( int i = 0; i < received; ++i )
		take_message( &b, i, items + i, stats );
	return received;
}

static int receive_batched( const tw_udp* udp, tw_datagram* items, int count, tw_udp_stats* stats )
{
	int total = 0, errors = 0;
	while ( total < count && errors <= MAX_ERRORS_PER_CALL )
	{
		int wanted = count - total < BATCH_DATAGRAMS ? count - total : BATCH_DATAGRAMS;
		int received = receive_batch( udp, items + total, wanted, stats );
		if ( received < 0 )
		{
			errors++;
			continue;
		}
		total += received;
		if ( received < wanted )
			break;
	}
	return total;
}

const tw__udp_io* tw__udp_io_batched( void )
{
	static const tw__udp_io io = { .send = send_batched, .receive = receive_batched };
	return &io;
}

#endif
