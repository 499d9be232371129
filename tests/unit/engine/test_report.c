#include "base/report.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static char* write_all( eng_report_style style )
{
	char* text = NULL;
	size_t size_bytes;
	FILE* stream = open_memstream( &text, &size_bytes );
	eng_report report = eng_report_begin( stream, style );
	eng_report_text( &report, "name", "a\"b\\c\nd \xC3\xA9 \xFF\xED\xA0\x80" );
	eng_report_text( &report, "none", NULL );
	eng_report_open( &report, "stage_us" );
	eng_report_real( &report, "encode", 1.25, 1 );
	eng_report_open( &report, "inner" );
	eng_report_close( &report );
	eng_report_int( &report, "low", INT64_MIN );
	eng_report_close( &report );
	eng_report_count( &report, "high", UINT64_MAX );
	eng_report_bool( &report, "sound", true );
	eng_report_real( &report, "nothing", NAN, 2 );
	eng_report_real( &report, "endless", INFINITY, 2 );
	cr_assert( eng_report_end( &report ) );
	fclose( stream );
	return text;
}

Test( report, json_is_one_line_with_everything_escaped )
{
	char* text = write_all( ENG_REPORT_JSON );
	cr_assert_str_eq( text, "{\"name\":\"a\\\"b\\\\c\\u000ad \xC3\xA9 ????\",\"none\":null,"
	                        "\"stage_us\":{\"encode\":1.2,\"inner\":{},\"low\":-9223372036854775808},"
	                        "\"high\":18446744073709551615,\"sound\":true,\"nothing\":null,\"endless\":null}\n" );
	free( text );
}

Test( report, a_table_has_one_aligned_line_a_value )
{
	char* text = write_all( ENG_REPORT_TABLE );
	cr_assert_str_eq( text, "name                               a\"b\\c?d \xC3\xA9 ????\n"
	                        "none                               -\n"
	                        "stage_us\n"
	                        "  encode                           1.2\n"
	                        "  inner\n"
	                        "  low                              -9223372036854775808\n"
	                        "high                               18446744073709551615\n"
	                        "sound                              true\n"
	                        "nothing                            -\n"
	                        "endless                            -\n" );
	free( text );
}

Test( report, a_full_disk_is_a_failure )
{
	FILE* stream = fopen( "/dev/full", "w" );
	cr_assert_not_null( stream );
	eng_report report = eng_report_begin( stream, ENG_REPORT_JSON );
	eng_report_int( &report, "x", 1 );
	cr_assert( !eng_report_end( &report ) );
	fclose( stream );
}
