#include "base/log.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test( log, writes_whole_lines_from_its_lowest_level_up )
{
	char* text = NULL;
	size_t size_bytes;
	eng_log log = { .program = "prog", .lowest = ENG_LOG_INFO, .stream = open_memstream( &text, &size_bytes ) };
	eng_log_debug( &log, "hidden" );
	eng_log_info( &log, "%s joined", "evil\nprog: error: name" );
	eng_log_warn( &log, "slow" );
	eng_log_error( &log, "port %d is taken", 7 );
	log.lowest = ENG_LOG_SILENT;
	eng_log_error( &log, "hidden" );
	fclose( log.stream );
	cr_assert_str_eq( text,
	                  "prog: evil?prog: error: name joined\nprog: warning: slow\nprog: error: port 7 is taken\n" );
	free( text );
}

Test( log, a_timestamp_stands_before_the_program )
{
	char* text = NULL;
	size_t size_bytes;
	eng_log log = { .program = "prog", .timestamps = true, .stream = open_memstream( &text, &size_bytes ) };
	eng_log_info( &log, "x" );
	fclose( log.stream );
	int year, month, day, hour, minute, second, end = 0;
	sscanf( text, "%4d-%2d-%2dT%2d:%2d:%2dZ prog: x\n%n", &year, &month, &day, &hour, &minute, &second, &end );
	cr_assert_eq( end, (int)strlen( text ), "%s", text );
	free( text );
}
