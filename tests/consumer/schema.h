// schema.h - a game in which everybody has a number, for a program in C or in C++.
#pragma once

#include <tickwire/tickwire.h>

enum // components
{
	SCORE
};
enum // kinds
{
	PLAYER
};

typedef struct score
{
	int32_t points;
} score;

#if defined( __cplusplus )
extern "C"
#else
extern
#endif
	const tw_schema_def consumer_schema;
