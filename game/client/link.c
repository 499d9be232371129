#include "link.h"

#include <string.h>

enum
{
	HOST_CHARS = 256,
	WAITING_MAX = 2048,
};

// "host", "host:port", "[v6]", "[v6]:port", each with "#fingerprint" behind it or not.
static tw_result resolve( const char* text, char out_text[CLIENT_ADDRESS_CHARS] )
{
	char host[HOST_CHARS + 8];
	size_t host_chars = strcspn( text, "#" );
	if ( host_chars == 0 || host_chars >= HOST_CHARS ||
	     strlen( text + host_chars ) >= CLIENT_ADDRESS_CHARS - TW_ADDRESS_CHARS )
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

tw_result client_link_open( client_link* link, const char* text, uint64_t seed )
{
	memset( link, 0, sizeof( *link ) );
	tw_result result = resolve( text, link->address );
	if ( result == TW_OK )
		result = tw_udp_create( "[::]:0", NULL, &link->udp );
	tw_simnet_def def = { .seed = seed, .max_waiting = WAITING_MAX, .max_endpoints = 1 };
	if ( result == TW_OK )
		result = tw_simnet_create( &def, &link->net );
	if ( result == TW_OK )
		link->transport = tw_simnet_wrap( link->net, tw_udp_get_transport( link->udp ), NULL );
	return result;
}

void client_link_close( client_link* link )
{
	tw_simnet_destroy( link->net );
	tw_udp_destroy( link->udp );
	memset( link, 0, sizeof( *link ) );
}

void client_link_advance( client_link* link, uint64_t now_us )
{
	if ( link->net != NULL )
		tw_simnet_advance( link->net, now_us );
}

void client_link_set_weather( client_link* link, const tw_profile* profile )
{
	if ( link->net != NULL )
		tw_simnet_set_profile( link->net, ( tw_address ){ 0 },
		                       profile ); // out of range cannot be: sliders have ends
}
