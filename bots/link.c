#include "link.h"

#include <string.h>

enum
{
	HOST_CHARS = 256
};

// "host", "host:port", "[v6]", "[v6]:port", each with "#fingerprint" behind it or not.
static tw_result resolve( const char* text, char out_text[LINK_ADDRESS_CHARS] )
{
	char host[HOST_CHARS + 8];
	size_t host_chars = strcspn( text, "#" );
	if ( host_chars == 0 || host_chars >= HOST_CHARS ||
	     strlen( text + host_chars ) >= LINK_ADDRESS_CHARS - TW_ADDRESS_CHARS )
		return TW_ERR_ADDRESS;
	memcpy( host, text, host_chars );
	host[host_chars] = '\0';
	bool has_port = host[0] == '[' ? strstr( host, "]:" ) != NULL : strchr( host, ':' ) != NULL;
	if ( !has_port )
		strcat( host, ":40000" );
	tw_address address;
	tw_result result = tw_udp_resolve( host, &address );
	if ( result != TW_OK )
		return result;
	tw_address_format( &address, out_text );
	strcat( out_text, text + host_chars );
	return TW_OK;
}

tw_result link_open( link* l, const char* text, const tw_profile* profile, uint64_t seed )
{
	memset( l, 0, sizeof( *l ) );
	tw_result result = resolve( text, l->address );
	if ( result == TW_OK )
		result = tw_udp_create( "[::]:0", NULL, &l->udp );
	if ( result != TW_OK )
		return result;
	l->transport = tw_udp_get_transport( l->udp );
	if ( profile == NULL )
		return TW_OK;
	tw_simnet_def def = { .seed = seed, .max_waiting = 1024 };
	result = tw_simnet_create( &def, &l->net );
	if ( result == TW_OK )
		l->transport = tw_simnet_wrap( l->net, l->transport, profile );
	return result;
}

void link_close( link* l )
{
	tw_simnet_destroy( l->net );
	tw_udp_destroy( l->udp );
	memset( l, 0, sizeof( *l ) );
}

void link_advance( link* l, uint64_t now_us )
{
	if ( l->net != NULL )
		tw_simnet_advance( l->net, now_us );
}
