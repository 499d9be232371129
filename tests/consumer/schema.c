#include "schema.h"

static const tw_field score_fields[] = { TW_FIELD( score, points, .min = 0, .max = 999 ) };
static const tw_component components[] = { [SCORE] = TW_COMPONENT( score, score_fields ) };
static const tw_kind kinds[] = { [PLAYER] = { .name = "player", .components = TW_BIT( SCORE ) } };

const tw_schema_def consumer_schema = {
	.game = "consumer 1", .components = components, .component_count = 1, .kinds = kinds, .kind_count = 1
};
