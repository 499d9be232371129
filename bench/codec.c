#include "base/args.h"
#include "base/report.h"
#include "bench.h"
#include "codec_run.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

typedef struct codec_options
{
	const char* frames;
	int level, cubes, lag;
	double loss;
	uint64_t seed;
	bool is_json;
} codec_options;

static const char* const levels[] = { "fast", NULL };

static int parse( codec_options* o, int argc, char** argv )
{
	// clang-format off
	const eng_option options[] = {
		{ .name = "frames", .value = "FILE", .text = &o->frames, .is_required = true,
		  .help = "recorded frames, raw little-endian int32" },
		{ .name = "level", .value = "LEVEL", .choice = &o->level, .choices = levels, .initial = "fast",
		  .help = "how hard the coder tries" },
		{ .name = "cubes", .value = "N", .integer = &o->cubes, .min = 1, .max = CODEC_MAX_CUBES, .initial = "901",
		  .help = "cubes in a frame" },
		{ .name = "lag", .value = "N", .integer = &o->lag, .min = 1, .max = 60, .initial = "6",
		  .help = "frames until an acknowledgement is back" },
		{ .name = "loss", .value = "R", .real = &o->loss, .min = 0, .max = 0.9, .initial = "0",
		  .help = "share of packets that never arrive" },
		{ .name = "seed", .value = "N", .u64 = &o->seed, .initial = "1", .help = "of the losses" },
		{ .name = "json", .flag = &o->is_json, .help = "print the figures as one line of JSON" },
	};
	// clang-format on
	const eng_program program = {
		.name = "tickwire-bench codec",
		.version = TICKWIRE_VERSION,
		.summary = "Codes recorded frames of cubes as snapshots, against what the receiver has acknowledged.",
		.failure = "the file cannot be used, or something decoded differently from what was coded",
		.options = options,
		.option_count = sizeof( options ) / sizeof( options[0] ),
	};
	eng_args args;
	int status = eng_args_parse( &args, &program, argc, argv );
	if ( status == ENG_ARGS_RUN )
		eng_args_end( &args );
	return status;
}

static int by_bytes( const void* a, const void* b )
{
	int32_t x = *(const int32_t*)a, y = *(const int32_t*)b;
	return ( x > y ) - ( x < y );
}

static int by_time( const void* a, const void* b )
{
	double x = *(const double*)a, y = *(const double*)b;
	return ( x > y ) - ( x < y );
}

static int index_of( int count, int percent ) { return ( count - 1 ) * percent / 100; }

static bool print( const codec_options* o, codec_result* result )
{
	int count = result->frames;
	double bytes = 0, encode_us = 0;
	for ( int i = 0; i < count; ++i )
	{
		bytes += result->bytes[i];
		encode_us += result->encode_us[i];
	}
	qsort( result->bytes, (size_t)count, sizeof( result->bytes[0] ), by_bytes );
	qsort( result->encode_us, (size_t)count, sizeof( result->encode_us[0] ), by_time );
	char hex[2 * sizeof( result->sha256 ) + 1];
	sodium_bin2hex( hex, sizeof( hex ), result->sha256, sizeof( result->sha256 ) );

	eng_report report = eng_report_begin( stdout, o->is_json ? ENG_REPORT_JSON : ENG_REPORT_TABLE );
	eng_report_text( &report, "level", levels[o->level] );
	eng_report_int( &report, "frames", count );
	eng_report_real( &report, "bytes_mean", bytes / count, 2 );
	eng_report_int( &report, "bytes_p50", result->bytes[index_of( count, 50 )] );
	eng_report_int( &report, "bytes_p99", result->bytes[index_of( count, 99 )] );
	eng_report_int( &report, "bytes_max", result->bytes[count - 1] );
	eng_report_real( &report, "kbps_60hz", bytes / count * 8 * 60 / 1000, 1 );
	eng_report_real( &report, "encode_us_mean", encode_us / count, 1 );
	eng_report_real( &report, "encode_us_p99", result->encode_us[index_of( count, 99 )], 0 );
	eng_report_real( &report, "decode_us_mean", result->decode_us_mean, 1 );
	eng_report_int( &report, "mismatches", result->mismatches );
	eng_report_int( &report, "state_bytes_per_client", (int64_t)result->state_bytes_per_client );
	eng_report_text( &report, "decoded_sha256", hex );
	eng_report_int( &report, "arrived", result->arrived );
	return eng_report_end( &report );
}

int bench_codec( int argc, char** argv )
{
	codec_options o;
	int status = parse( &o, argc, argv );
	if ( status != ENG_ARGS_RUN )
		return status;
	codec_file file;
	codec_result result = { 0 };
	eng_error error;
	bool is_run = codec_file_load( o.frames, o.cubes, &file, &error );
	if ( is_run && file.frames <= o.lag )
		is_run = eng_error_set( &error, "%s: %d frames leave none to count", o.frames, file.frames );
	codec_run_def def = { .file = &file, .lag = o.lag, .loss = o.loss, .seed = o.seed };
	is_run = is_run && codec_run( &def, &result, &error );
	bool is_sound = is_run && print( &o, &result ) && result.mismatches == 0;
	if ( !is_run )
		fprintf( stderr, "tickwire-bench codec: %s\n", error.text );
	codec_result_release( &result );
	codec_file_release( &file );
	return is_sound ? ENG_STATUS_OK : ENG_STATUS_FAILED;
}
