#include "link/udp.h"

#include "core/system.h"
#include "link/address.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum
{
	// A server that stalls for 50 ms must not lose what 1,024 clients sent meanwhile: about 3,000 datagrams, which
	// Linux charges at more than their size. The system may grant less.
	BUFFER_BYTES = 4 * 1024 * 1024
};

struct tw_udp
{
	const tw__udp_io* io;
	int descriptor;
	sa_family_t family;
	tw_address address;
	tw_udp_stats stats;
	tw_system system;
};

// --- Addresses as the system has them --------------------------------------------------------------------------------

socklen_t tw__udp_to_sockaddr( const tw_udp* udp, const tw_address* address, tw__sockaddr* out_name )
{
	if ( udp->family == AF_INET6 )
	{
		struct sockaddr_in6 name = { .sin6_family = AF_INET6, .sin6_port = htons( address->port ) };
		memcpy( &name.sin6_addr, address->ip, sizeof( address->ip ) );
		memcpy( out_name, &name, sizeof( name ) );
		return sizeof( name );
	}
	if ( !tw__address_is_ipv4( address ) )
		return 0;
	struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons( address->port ) };
	memcpy( &name.sin_addr, address->ip + TW__IPV4_OFFSET, 4 );
	memcpy( out_name, &name, sizeof( name ) );
	return sizeof( name );
}

bool tw__udp_from_sockaddr( const tw__sockaddr* name, tw_address* out_address )
{
	tw_address address = { 0 };
	if ( name->ss_family == AF_INET6 )
	{
		struct sockaddr_in6 in6;
		memcpy( &in6, name, sizeof( in6 ) );
		memcpy( address.ip, &in6.sin6_addr, sizeof( address.ip ) );
		address.port = ntohs( in6.sin6_port );
	}
	else if ( name->ss_family == AF_INET )
	{
		struct sockaddr_in in4;
		memcpy( &in4, name, sizeof( in4 ) );
		tw__address_map_ipv4( &address );
		memcpy( address.ip + TW__IPV4_OFFSET, &in4.sin_addr, 4 );
		address.port = ntohs( in4.sin_port );
	}
	else
		return false;
	*out_address = address;
	return true;
}

bool tw__udp_is_passing_error( int error )
{
	return error == EINTR || error == ECONNREFUSED || error == ECONNRESET || error == EHOSTUNREACH ||
	       error == ENETUNREACH || error == EMSGSIZE;
}

// --- Creating --------------------------------------------------------------------------------------------------------

static bool is_any_ipv6( const tw_address* address )
{
	static const uint8_t any[16] = { 0 };
	return memcmp( address->ip, any, sizeof( any ) ) == 0;
}

static tw_result result_from_errno( int error )
{
	if ( error == EADDRINUSE )
		return TW_ERR_PORT_IN_USE;
	return error == EADDRNOTAVAIL ? TW_ERR_ADDRESS : TW_ERR_SOCKET;
}

// "[::]" takes IPv4 as well, because a player cannot know which of the two a friend's network speaks.
static bool open_socket( tw_udp* udp, sa_family_t family, bool takes_both )
{
	udp->family = family;
	udp->descriptor = socket( family, SOCK_DGRAM, 0 );
	if ( udp->descriptor < 0 )
		return false;

	int is_ipv6_only = takes_both ? 0 : 1;
	if ( family == AF_INET6 &&
	     setsockopt( udp->descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &is_ipv6_only, sizeof( is_ipv6_only ) ) != 0 )
		return false;
	int flags = fcntl( udp->descriptor, F_GETFL );
	return flags >= 0 && fcntl( udp->descriptor, F_SETFL, flags | O_NONBLOCK ) == 0 &&
	       fcntl( udp->descriptor, F_SETFD, FD_CLOEXEC ) == 0;
}

static bool bind_socket( tw_udp* udp, const tw_address* address )
{
	tw__sockaddr name;
	socklen_t size_bytes = tw__udp_to_sockaddr( udp, address, &name );
	if ( bind( udp->descriptor, (const struct sockaddr*)&name, size_bytes ) != 0 )
		return false;
	size_bytes = sizeof( name );
	return getsockname( udp->descriptor, (struct sockaddr*)&name, &size_bytes ) == 0 &&
	       tw__udp_from_sockaddr( &name, &udp->address );
}

static void close_socket( tw_udp* udp )
{
	if ( udp->descriptor >= 0 )
		close( udp->descriptor );
	udp->descriptor = -1;
}

// A machine without IPv6 refuses either the family or the address.
static bool open_and_bind( tw_udp* udp, const tw_address* address )
{
	if ( tw__address_is_ipv4( address ) )
		return open_socket( udp, AF_INET, false ) && bind_socket( udp, address );

	bool takes_both = is_any_ipv6( address );
	if ( open_socket( udp, AF_INET6, takes_both ) && bind_socket( udp, address ) )
		return true;
	if ( !takes_both || ( errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL && errno != ENOPROTOOPT ) )
		return false;

	close_socket( udp );
	tw_address any = { .port = address->port };
	tw__address_map_ipv4( &any );
	return open_socket( udp, AF_INET, false ) && bind_socket( udp, &any );
}

// The system caps what it is asked for without a word, so an operator would never learn why datagrams are lost.
static void grow_buffers( const tw_udp* udp )
{
	int wanted_bytes = BUFFER_BYTES, granted_bytes = 0;
	socklen_t size_bytes = sizeof( granted_bytes );
	setsockopt( udp->descriptor, SOL_SOCKET, SO_SNDBUF, &wanted_bytes, sizeof( wanted_bytes ) );
	setsockopt( udp->descriptor, SOL_SOCKET, SO_RCVBUF, &wanted_bytes, sizeof( wanted_bytes ) );
	if ( getsockopt( udp->descriptor, SOL_SOCKET, SO_RCVBUF, &granted_bytes, &size_bytes ) == 0 &&
	     granted_bytes < wanted_bytes )
		tw__log( &udp->system,
		         "tickwire: asked for a receive buffer of %d KiB and got %d (Linux: net.core.rmem_max)",
		         wanted_bytes / 1024, granted_bytes / 1024 );
}

tw_result tw__udp_create_with( const tw__udp_io* io, const char* address, const tw_system* system, tw_udp** out_udp )
{
	tw_system resolved = tw__system_resolve( system != NULL ? *system : ( tw_system ){ 0 } );
	tw_address wanted;
	if ( tw__address_parse( address, 0, &wanted ) != TW_OK )
	{
		tw__log( &resolved, "tickwire: \"%.64s\" is not an address such as [::]:40000",
		         address ? address : "" );
		return TW_ERR_ADDRESS;
	}

	tw_udp* udp = tw__system_acquire( &resolved, sizeof( *udp ) );
	if ( udp == NULL )
		return TW_ERR_MEMORY;
	*udp = ( tw_udp ){ .io = io, .descriptor = -1, .system = resolved };
	if ( !open_and_bind( udp, &wanted ) )
	{
		tw_result result = result_from_errno( errno );
		tw__log( &resolved, "tickwire: cannot bind %s: %s", address, strerror( errno ) );
		tw_udp_destroy( udp );
		return result;
	}
	grow_buffers( udp );
	*out_udp = udp;
	return TW_OK;
}

tw_result tw_udp_create( const char* address, const tw_system* system, tw_udp** out_udp )
{
	const tw__udp_io* io = tw__udp_io_batched();
	return tw__udp_create_with( io != NULL ? io : tw__udp_io_plain(), address, system, out_udp );
}

void tw_udp_destroy( tw_udp* udp )
{
	if ( udp == NULL )
		return;
	close_socket( udp );
	tw_system system = udp->system;
	tw__system_release( &system, udp, sizeof( *udp ) );
}

// --- Using -----------------------------------------------------------------------------------------------------------

static void send_through_udp( const tw_datagram* items, int count, void* user )
{
	tw_udp* udp = user;
	udp->io->send( udp, items, count, &udp->stats );
}

static int receive_from_udp( tw_datagram* items, int count, void* user )
{
	tw_udp* udp = user;
	return udp->io->receive( udp, items, count, &udp->stats );
}

tw_transport tw_udp_get_transport( tw_udp* udp )
{
	return ( tw_transport ){ .send = send_through_udp, .receive = receive_from_udp, .user = udp };
}

tw_address tw_udp_get_address( const tw_udp* udp ) { return udp->address; }

int tw_udp_get_descriptor( const tw_udp* udp ) { return udp->descriptor; }

tw_udp_stats tw_udp_get_stats( const tw_udp* udp ) { return udp->stats; }

bool tw_udp_wait( tw_udp* udp, uint64_t until_us )
{
	uint64_t now_us = tw_clock_now_us();
	uint64_t rest_us = until_us > now_us ? until_us - now_us : 0;
	struct pollfd wanted = { .fd = udp->descriptor, .events = POLLIN };
#if defined( __linux__ )
	struct timespec rest = { .tv_sec = (time_t)( rest_us / 1000000u ),
		                 .tv_nsec = (long)( rest_us % 1000000u ) * 1000 };
	return ppoll( &wanted, 1, &rest, NULL ) > 0;
#else
	const uint64_t hour_ms = 3600000; // fits an int; who waits longer is woken in between and calls again
	uint64_t rest_ms = ( rest_us + 999 ) / 1000;
	return poll( &wanted, 1, (int)( rest_ms < hour_ms ? rest_ms : hour_ms ) ) > 0;
#endif
}

// --- Names -----------------------------------------------------------------------------------------------------------

// The host before the last colon, without the brackets of "[::1]:5". The port keeps its own text.
static bool split_host_and_port( const char* text, char* out_host, size_t capacity, const char** out_port )
{
	const char* colon = strrchr( text, ':' );
	if ( colon == NULL || colon == text || (size_t)( colon - text ) >= capacity )
		return false;
	memcpy( out_host, text, (size_t)( colon - text ) );
	out_host[colon - text] = '\0';
	*out_port = colon + 1;
	return strchr( out_host, ':' ) == NULL; // an IPv6 address in brackets was parsed as a number before
}

// The port is checked by giving it to the address parser behind a host that is fine.
static bool parse_port( const char* text, uint16_t* out_port )
{
	char whole[16];
	tw_address address;
	if ( strlen( text ) > 5 )
		return false;
	memcpy( whole, "0.0.0.0:", 8 );
	memcpy( whole + 8, text, strlen( text ) + 1 );
	if ( tw_address_parse( whole, &address ) != TW_OK )
		return false;
	*out_port = address.port;
	return true;
}

tw_result tw_udp_resolve( const char* text, tw_address* out_address )
{
	if ( tw_address_parse( text, out_address ) == TW_OK )
		return TW_OK;

	char host[256]; // a name in the DNS has at most 253 characters
	const char* port_text = NULL;
	uint16_t port = 0;
	if ( text == NULL || !split_host_and_port( text, host, sizeof( host ), &port_text ) ||
	     !parse_port( port_text, &port ) )
		return TW_ERR_ADDRESS;

	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo* found = NULL;
	if ( getaddrinfo( host, NULL, &hints, &found ) != 0 )
		return TW_ERR_ADDRESS;

	tw__sockaddr name = { 0 };
	memcpy( &name, found->ai_addr, found->ai_addrlen < sizeof( name ) ? found->ai_addrlen : sizeof( name ) );
	freeaddrinfo( found );
	tw_address address;
	if ( !tw__udp_from_sockaddr( &name, &address ) )
		return TW_ERR_ADDRESS;
	address.port = port;
	*out_address = address;
	return TW_OK;
}
