// A target with a fault that only a damaged copy of a corpus file can reach: no file in the corpus ends in "=".
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	if ( size > 0 && data[size - 1] == '=' )
	{
		puts( "found the fault" );
		exit( 3 );
	}
	return 0;
}
