// message_codec.h - one message as a byte string of its own.
//
//     int size_bytes = tw__message_encode( schema, CHAT, &chat, translate, bytes, sizeof( bytes ) );     // -1: not clean
//     int message = tw__message_decode( schema, bytes, size_bytes, translate, &content );                // -1: malformed
//
// The number of its row, then its fields in order. A number: whether it is what is nearest to zero, and if not all its
// bits. A text: its length, then each byte as eight decisions, the upper bits choosing the model of the lower ones. Those
// models begin where the letters of plain text would have brought them, and learn from there. docs/PROTOCOL.md.
#pragma once

#include "core/model.h"
#include "state/pack.h"
#include "state/schema.h"

typedef struct tw__text_models
{
	tw__model tree[256]; // by the bits above, with a one in front; the first is not used
} tw__text_models;

/// What every text starts from. For tw_schema_create(), which keeps them.
void tw__text_models_init( tw__text_models* models );

/// Numbers are clamped to their ranges.
/// @param message row in tw_schema_def.messages
/// @return size in bytes, at least 1; 0 when it needs more than the capacity; -1 for a text that is not zero-terminated,
/// not UTF-8, or has control characters
int tw__message_encode( const tw_schema* schema, int message, const void* content, const tw__translate* translate,
                        uint8_t* out_bytes, int capacity_bytes );

/// @param out_content TW__MAX_MESSAGE_STRUCT_BYTES, aligned for any object
/// @return the row, or -1 for bytes that no encoder makes; then `out_content` is undefined
int tw__message_decode( const tw_schema* schema, const uint8_t* bytes, int size_bytes, const tw__translate* translate,
                        void* out_content );
