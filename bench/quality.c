#include "bench.h"

#include <stdio.h>

int bench_quality( int argc, char** argv )
{
	(void)argc, (void)argv;
	fprintf( stderr, "quality: nothing to measure\n" );
	return 1;
}
