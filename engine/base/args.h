// args.h - the options of a command line program as one table; the same table reads a configuration file.
//
//     struct { int max_players; bool is_verbose; const char* map; } set;
//     const eng_option options[] = {
//         { .name = "max-players", .value = "N", .integer = &set.max_players, .min = 1, .max = 64, .initial = "32",
//           .help = "places for players" },
//         { .name = "map", .value = "FILE", .text = &set.map, .help = "the arena to play in" },
//         { .name = "verbose", .flag = &set.is_verbose, .help = "say more" },
//     };
//     const eng_program program = { .name = "skirmish-server", .version = TICKWIRE_VERSION, .options = options,
//                                   .option_count = 3, .summary = "Hosts a match.", .reads_config = true };
//     eng_args args;
//     int status = eng_args_parse( &args, &program, argc, argv );
//     if ( status != ENG_ARGS_RUN )
//         return status;                             // --help, --version, or one line about what is wrong
//     ...
//     eng_args_end( &args );
//
// `--name value`, `--name=value`, `--flag`, `--flag=false`. A later option wins over an earlier one, the command line
// over the file, the file over the table's `initial`. Nothing here ends the process.
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#if defined( __cplusplus )
extern "C"
{
#endif

	enum
	{
		ENG_ARGS_RUN = -1,     ///< go on; every target is set
		ENG_STATUS_OK = 0,     ///< exit status after --help and --version
		ENG_STATUS_FAILED = 1, ///< for the program: what was asked for could not be done
		ENG_STATUS_USAGE = 2,  ///< exit status after an unknown option or a bad value

		ENG_OPTIONS_MAX = 64,
		ENG_TEXT_LIST_MAX = 64,
	};

	/// What an option that may be given several times collects.
	typedef struct eng_text_list
	{
		const char* items[ENG_TEXT_LIST_MAX];
		int count;
	} eng_text_list;

	/// One option. Exactly one of the targets is not NULL; it decides the type, and is set by eng_args_parse().
	typedef struct eng_option
	{
		const char* name;  ///< without dashes: "max-players"; also the key in a configuration file
		const char* value; ///< what --help calls its value: "N"; unused for a flag
		const char* help;  ///< a few words without a full stop
		const char*
			initial; ///< the default, spelled as on the command line; NULL: false, 0, no text, an empty list
		bool is_required; ///< an error when neither the command line nor the file gives it

		bool* flag;                 ///< in a file: true or false, yes or no, on or off, 1 or 0
		int* integer;               ///< decimal, within [min, max]
		uint64_t* u64;              ///< decimal, or hexadecimal with 0x
		double* real;               ///< decimal and finite, within [min, max]
		const char** text;          ///< as given; points into argv or into eng_args
		int* choice;                ///< index into `choices`
		const char* const* choices; ///< ends with NULL
		eng_text_list* list;        ///< may be given several times

		double min, max; ///< inclusive, for integer and real; both 0: the type's own limits
	} eng_option;

	/// What a program says about itself.
	typedef struct eng_program
	{
		const char* name;    ///< as it is called: "skirmish-server", or "tickwire-bench codec"
		const char* version; ///< what --version prints after the name
		const char* summary; ///< one or more sentences for --help
		const char* failure; ///< what exit status 1 means ("; 3 ..." may follow); NULL: a phrase for all
		const eng_option* options;
		int option_count;  ///< at most ENG_OPTIONS_MAX
		bool reads_config; ///< adds --config FILE
		FILE* out;         ///< --help and --version; NULL: standard output
		FILE* err;         ///< what is wrong; NULL: standard error
	} eng_program;

	/// What the parsed values point to, when a configuration file gave them.
	typedef struct eng_args
	{
		char* memory; // heap, or NULL
	} eng_args;

	/// Sets every target of the table: first the defaults, then the file that --config names, then the command line.
	/// argv[0] is skipped. Writes at most one line to `err`. @return ENG_ARGS_RUN, or the exit status that main returns,
	/// with nothing for eng_args_end() to do
	int eng_args_parse( eng_args* args, const eng_program* program, int argc, char* const* argv );

	/// Frees what texts from a configuration file are in. After it they must not be used.
	void eng_args_end( eng_args* args );

#if defined( __cplusplus )
}
#endif
