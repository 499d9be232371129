// settings_rows.h - the plain values of the settings file as one table. For settings.c and settings_file.c.
#pragma once

#include "settings.h"

#include <stddef.h>

typedef enum settings_type
{
	SETTINGS_TEXT,
	SETTINGS_REAL,
	SETTINGS_INTEGER,
	SETTINGS_BOOL,
} settings_type;

typedef struct settings_row
{
	const char* key;
	settings_type type;
	size_t offset;
	double min, max, initial;
} settings_row;

enum
{
	SETTINGS_ROWS = 11
};

const settings_row* settings_rows( void ); ///< SETTINGS_ROWS of them
