#include "quality_shots.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum
{
	SHOOTER = 0,
	TARGET = 1,
	ALIVE = QUALITY_WAS_ALIVE | QUALITY_IS_ALIVE,
	OPEN = ALIVE | QUALITY_WAS_OPEN | QUALITY_IS_OPEN,
};

static const quality_shot s_hit = { .victim_count = 1, .victims = { TARGET } };
static const quality_shot s_miss = { 0 };

typedef struct row
{
	const char* what;
	uint8_t shooter, target;
	const quality_shot *mine, *ruling;
	uint64_t counted, confirmed, clamped, voided, awarded, false_hits;
} row;

// clang-format off
static const row s_rows[] = {
	{ "both saw it",             OPEN, OPEN, &s_hit, &s_hit,   1, 1, 0, 0, 1, 0 },
	{ "the server saw a miss",   OPEN, OPEN, &s_hit, &s_miss,  1, 0, 0, 0, 0, 0 },
	{ "it never was",            OPEN, OPEN, &s_hit, NULL,     1, 0, 0, 0, 0, 0 },
	{ "only the server saw it",  OPEN, OPEN, &s_miss, &s_hit,  0, 0, 0, 0, 1, 1 },
	{ "the screen had no shot",  OPEN, OPEN, NULL, &s_hit,     0, 0, 0, 0, 1, 1 },
	{ "an old view, refused",    OPEN | QUALITY_IS_CLAMPED, OPEN, &s_hit, &s_miss, 0, 0, 1, 0, 0, 0 },
	{ "shot by the dead",        0, OPEN, &s_hit, NULL,        0, 0, 0, 1, 0, 0 },
	{ "died before it shot",     QUALITY_WAS_ALIVE, OPEN, &s_hit, NULL, 0, 0, 0, 1, 0, 0 },
	{ "both died shooting",      QUALITY_WAS_ALIVE, OPEN, &s_hit, &s_hit, 1, 1, 0, 0, 1, 0 },
	{ "at the dead",             OPEN, 0, &s_hit, &s_hit,      0, 0, 0, 1, 0, 0 },
	{ "at the protected",        OPEN, ALIVE, &s_hit, &s_miss, 0, 0, 0, 1, 0, 0 },
	{ "it killed",               OPEN, QUALITY_WAS_OPEN | QUALITY_WAS_ALIVE, &s_hit, &s_hit,  1, 1, 0, 0, 1, 0 },
	{ "another was faster",      OPEN, QUALITY_WAS_OPEN | QUALITY_WAS_ALIVE, &s_hit, &s_miss, 0, 0, 0, 1, 0, 0 },
};
// clang-format on

Test( quality_shots, are_judged_by_what_both_sides_knew )
{
	for ( size_t i = 0; i < sizeof( s_rows ) / sizeof( s_rows[0] ); ++i )
	{
		const row* r = s_rows + i;
		quality_shots* shots = calloc( 1, sizeof( *shots ) );
		quality_shots_note( shots, 7, SHOOTER, r->shooter );
		quality_shots_note( shots, 7, TARGET, r->target );
		quality_shots_judge( shots, 7, SHOOTER, r->mine, r->ruling );
		cr_expect_eq( shots->counted, r->counted, "%s", r->what );
		cr_expect_eq( shots->confirmed, r->confirmed, "%s", r->what );
		cr_expect_eq( shots->clamped, r->clamped, "%s", r->what );
		cr_expect_eq( shots->voided, r->voided, "%s", r->what );
		cr_expect_eq( shots->awarded, r->awarded, "%s", r->what );
		cr_expect_eq( shots->false_hits, r->false_hits, "%s", r->what );
		free( shots );
	}
}
