// skirmish - the client. docs/PLAYER.md is its manual.
#include "base/signals.h"
#include "client.h"

int main( int argc, char** argv )
{
	static client c; // large
	eng_signals_catch();
	int status = client_open( &c, argc, argv );
	while ( status == ENG_ARGS_RUN && client_frame( &c ) )
		;
	return client_close( &c, status );
}
