#include "base/args.h"
#include "base/files.h"
#include "base/report.h"
#include "bench.h"
#include "vectors_check.h"

enum
{
	LARGEST_FILE_BYTES = 64 << 20
};

int bench_vectors( int argc, char** argv )
{
	const char* path;
	bool is_json;
	const eng_option options[] = {
		{ .name = "file",
		  .value = "FILE",
		  .text = &path,
		  .is_required = true,
		  .help = "test vectors, as JSON" },
		{ .name = "json", .flag = &is_json, .help = "print the figures as one line of JSON" },
	};
	const eng_program program = {
		.name = "tickwire-bench vectors",
		.version = TICKWIRE_VERSION,
		.summary = "Checks netcode's published vectors through the library's own encoder, decoder and replay "
			   "code.",
		.failure = "a check failed, or the file is none of vectors",
		.options = options,
		.option_count = sizeof( options ) / sizeof( options[0] ),
	};
	eng_args args;
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	eng_args_end( &args );

	eng_file file;
	eng_error error;
	if ( !eng_file_read( path, LARGEST_FILE_BYTES, &file, &error ) )
		return fprintf( stderr, "tickwire-bench: %s\n", error.text ), ENG_STATUS_FAILED;
	vectors_result result = vectors_check( file.bytes, stderr );
	eng_file_release( &file );
	if ( !result.is_readable )
		fprintf( stderr, "tickwire-bench: %s: no JSON with netcode's vectors\n", path );

	eng_report report = eng_report_begin( stdout, is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_int( &report, "checks", result.checks );
	eng_report_int( &report, "failed", result.failed );
	eng_report_int( &report, "skipped_sections", result.skipped_sections );
	bool is_sound = eng_report_end( &report ) && result.is_readable && result.failed == 0;
	return is_sound ? ENG_STATUS_OK : ENG_STATUS_FAILED;
}
