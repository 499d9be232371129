// A configuration file of any bytes is read or refused: never a crash, a refusal names the file and a line, and every
// value that was set lies in the range that its option states.
#include "base/config.h"
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char* const modes[] = { "ffa", "team", "ball", NULL };

int LLVMFuzzerTestOneInput( const uint8_t* data, size_t size )
{
	int players = 1, mode = 0;
	bool is_verbose = false;
	uint64_t protocol_id = 0;
	double loss_ratio = 0;
	const char* map = NULL;
	eng_text_list hosts = { 0 };
	const eng_option options[] = {
		{ .name = "max-players", .integer = &players, .min = 1, .max = 64 },
		{ .name = "mode", .choice = &mode, .choices = modes },
		{ .name = "verbose", .flag = &is_verbose },
		{ .name = "protocol-id", .u64 = &protocol_id },
		{ .name = "loss", .real = &loss_ratio, .min = 0, .max = 1 },
		{ .name = "map", .text = &map },
		{ .name = "connect", .list = &hosts },
	};
	const eng_program program = { .name = "fuzz", .options = options, .option_count = 7 };
	eng__option_source sources[7] = { 0 };
	eng_error error = { 0 };
	char* memory = malloc( size + 1 );

	bool is_read = eng__config_apply( &program, sources, "f.conf", (const char*)data, size, memory, &error );
	REQUIRE( is_read || strncmp( error.text, "f.conf:", 7 ) == 0 );
	REQUIRE( 1 <= players && players <= 64 && 0 <= mode && mode <= 2 && 0 <= loss_ratio && loss_ratio <= 1 );
	REQUIRE( map == NULL || strlen( map ) <= ENG__CONFIG_LINE_BYTES );
	for ( int i = 0; i < hosts.count; ++i )
		REQUIRE( memory <= hosts.items[i] && hosts.items[i] + strlen( hosts.items[i] ) <= memory + size );

	free( memory );
	return 0;
}
