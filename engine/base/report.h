// report.h - the figures a program found, as one line of JSON or as a table to read.
//
//     eng_report report = eng_report_begin( stdout, is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
//     eng_report_text( &report, "level", "fast" );
//     eng_report_int( &report, "frames", frame_count );
//     eng_report_real( &report, "bytes_mean", mean, 2 );
//     eng_report_open( &report, "stage_us" );
//         eng_report_real( &report, "encode", encode_us, 1 );
//     eng_report_close( &report );
//     return eng_report_end( &report ) ? 0 : 1;
//
// Written as it is called, in that order; owns no memory. Keys are ours: ASCII, no quotes.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	typedef enum eng_report_style
	{
		ENG_REPORT_TABLE,
		ENG_REPORT_JSON
	} eng_report_style;

	typedef struct eng_report
	{
		FILE* stream;
		eng_report_style style;
		int depth;          // of objects that are open, 1 for the outermost
		bool is_first_item; // of the innermost object: no comma before it
	} eng_report;

	/// Begins the outermost object. The stream stays the caller's.
	eng_report eng_report_begin( FILE* stream, eng_report_style style );

	/// A string; NULL is null. Bytes that are not valid UTF-8 become '?'.
	void eng_report_text( eng_report* report, const char* key, const char* text );
	void eng_report_int( eng_report* report, const char* key, int64_t value );
	void eng_report_count( eng_report* report, const char* key, uint64_t value );
	void eng_report_bool( eng_report* report, const char* key, bool value );

	/// With `decimals` digits behind the point (0 to 9). NaN and infinity are null: there was nothing to measure.
	void eng_report_real( eng_report* report, const char* key, double value, int decimals );

	/// An object as a value; what follows until the close goes into it.
	void eng_report_open( eng_report* report, const char* key );
	void eng_report_close( eng_report* report );

	/// Ends the line. @return false when something could not be written, as on a full disk
	bool eng_report_end( eng_report* report );

#if defined( __cplusplus )
}
#endif
