// config.h - an option table read from a text of lines `key = value`.
//
//     # comment
//     max-players = 16
//     connect = [::1]:40000          ; a list's key may stand several times
//
// For args.c, which reads the file that --config names. Every byte of the text is untrusted.
#pragma once

#include "base/args.h"

#include <stddef.h>

typedef enum eng__option_source
{
	ENG__FROM_INITIAL,
	ENG__FROM_CONFIG,
	ENG__FROM_COMMAND_LINE
} eng__option_source;

/// The longest line that is read, in bytes.
enum
{
	ENG__CONFIG_LINE_BYTES = 196
};

/// Sets the table's targets from `size_bytes` of text. `file_name` is for messages: "server.conf:3: mode: ...".
/// `sources`, one per row of the table, say what set it last. Texts are copied to `memory`, which has room for
/// `size_bytes` + 1 and must outlive the targets. @return false with `error` filled at the first thing that is wrong;
/// lines before it have been applied
bool eng__config_apply( const eng_program* program, eng__option_source* sources, const char* file_name,
                        const char* text, size_t size_bytes, char* memory, eng_error* error );
