#include "link/profile.h"

#include <string.h>

// Levels of ordinary and bad networks as the presets and field studies of other engines describe them; stalls and bloat
// are a choice of ours. They are kept fixed so that results compare over time: any change needs a new
// TW_PROFILE_TABLE_VERSION.
// clang-format off
static const tw_profile profiles[] = {
	{ .name = "LOOP", .round_trip_ms = 0.1f, .jitter_sd_ms = 0.02f },
	{ .name = "LAN", .round_trip_ms = 1.0f, .jitter_sd_ms = 0.1f },
	{ .name = "FIBRE",
	  .round_trip_ms = 15.0f, .jitter_sd_ms = 0.5f,
	  .stalls_per_s = 1.0f / 60.0f, .stall_mean_ms = 5.0f, .stall_max_ms = 20.0f,
	  .loss_ratio = 0.0001f, .good_mean_s = 60.0f, .bad_mean_ms = 15.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.0001f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0001f },
	{ .name = "CABLE",
	  .round_trip_ms = 35.0f, .jitter_sd_ms = 2.0f,
	  .stalls_per_s = 0.1f, .stall_mean_ms = 10.0f, .stall_max_ms = 60.0f,
	  .loss_ratio = 0.0005f, .good_mean_s = 20.0f, .bad_mean_ms = 20.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.0005f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0005f },
	{ .name = "WIFI",
	  .round_trip_ms = 30.0f, .jitter_sd_ms = 3.0f,
	  .stalls_per_s = 0.3f, .stall_mean_ms = 15.0f, .stall_max_ms = 120.0f,
	  .loss_ratio = 0.002f, .good_mean_s = 10.0f, .bad_mean_ms = 30.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.001f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.001f },
	{ .name = "WIFI-BUSY",
	  .round_trip_ms = 45.0f, .jitter_sd_ms = 6.0f,
	  .stalls_per_s = 0.5f, .stall_mean_ms = 35.0f, .stall_max_ms = 250.0f,
	  .periodic_stall_ms = 100.0f, .periodic_stall_period_s = 60.0f,
	  .loss_ratio = 0.01f, .good_mean_s = 3.0f, .bad_mean_ms = 45.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.005f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.002f },
	{ .name = "4G",
	  .round_trip_ms = 70.0f, .jitter_sd_ms = 6.0f,
	  .stalls_per_s = 0.2f, .stall_mean_ms = 30.0f, .stall_max_ms = 200.0f,
	  .loss_ratio = 0.002f, .good_mean_s = 8.0f, .bad_mean_ms = 40.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.002f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.001f },
	{ .name = "4G-BAD",
	  .round_trip_ms = 120.0f, .jitter_sd_ms = 12.0f,
	  .stalls_per_s = 0.5f, .stall_mean_ms = 60.0f, .stall_max_ms = 400.0f,
	  .loss_ratio = 0.01f, .good_mean_s = 3.0f, .bad_mean_ms = 80.0f, .bad_loss_ratio = 0.6f,
	  .bloat_ms = 80.0f, .bloat_length_s = 4.0f, .bloat_gap_mean_s = 20.0f,
	  .reorder_ratio = 0.01f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.002f },
	{ .name = "TRANSCON",
	  .round_trip_ms = 150.0f, .jitter_sd_ms = 2.0f,
	  .stalls_per_s = 0.05f, .stall_mean_ms = 10.0f, .stall_max_ms = 60.0f,
	  .loss_ratio = 0.002f, .good_mean_s = 10.0f, .bad_mean_ms = 20.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.001f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0005f },
	{ .name = "INTL-BAD",
	  .round_trip_ms = 280.0f, .jitter_sd_ms = 8.0f,
	  .stalls_per_s = 0.2f, .stall_mean_ms = 20.0f, .stall_max_ms = 150.0f,
	  .loss_ratio = 0.01f, .good_mean_s = 4.0f, .bad_mean_ms = 40.0f, .bad_loss_ratio = 0.6f,
	  .reorder_ratio = 0.005f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.002f },
	{ .name = "LEO-SAT",
	  .round_trip_ms = 50.0f, .jitter_sd_ms = 4.0f,
	  .stalls_per_s = 0.1f, .stall_mean_ms = 20.0f, .stall_max_ms = 120.0f,
	  .periodic_stall_ms = 60.0f, .periodic_stall_period_s = 15.0f,
	  .loss_ratio = 0.004f, .good_mean_s = 15.0f, .bad_mean_ms = 60.0f, .bad_loss_ratio = 0.6f,
	  .reorder_ratio = 0.002f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0005f },
	{ .name = "HOTEL",
	  .round_trip_ms = 90.0f, .jitter_sd_ms = 10.0f,
	  .stalls_per_s = 0.4f, .stall_mean_ms = 50.0f, .stall_max_ms = 400.0f,
	  .loss_ratio = 0.01f, .good_mean_s = 2.0f, .bad_mean_ms = 120.0f, .bad_loss_ratio = 0.7f,
	  .bloat_ms = 150.0f, .bloat_length_s = 6.0f, .bloat_gap_mean_s = 12.0f,
	  .reorder_ratio = 0.01f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.005f },
	{ .name = "THIN",
	  .round_trip_ms = 60.0f, .jitter_sd_ms = 3.0f,
	  .stalls_per_s = 0.1f, .stall_mean_ms = 10.0f, .stall_max_ms = 60.0f,
	  .loss_ratio = 0.001f, .good_mean_s = 20.0f, .bad_mean_ms = 20.0f, .bad_loss_ratio = 0.5f,
	  .reorder_ratio = 0.0005f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0005f,
	  .max_bytes_per_s = 32000, .queue_ms = 100 },
	{ .name = "OUTAGE", // FIBRE, and once a minute nothing for a second
	  .round_trip_ms = 15.0f, .jitter_sd_ms = 0.5f,
	  .stalls_per_s = 1.0f / 60.0f, .stall_mean_ms = 5.0f, .stall_max_ms = 20.0f,
	  .loss_ratio = 0.0001f, .good_mean_s = 60.0f, .bad_mean_ms = 15.0f, .bad_loss_ratio = 0.5f,
	  .outage_ms = 1000.0f, .outage_period_s = 60.0f,
	  .reorder_ratio = 0.0001f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.0001f },
	{ .name = "ROAM", // WIFI, then out of the door
	  .round_trip_ms = 30.0f, .jitter_sd_ms = 3.0f,
	  .stalls_per_s = 0.3f, .stall_mean_ms = 15.0f, .stall_max_ms = 120.0f,
	  .loss_ratio = 0.002f, .good_mean_s = 10.0f, .bad_mean_ms = 30.0f, .bad_loss_ratio = 0.5f,
	  .outage_ms = 300.0f, .outage_period_s = 60.0f, .roam_to = "4G",
	  .reorder_ratio = 0.001f, .reorder_max_ms = 30.0f, .duplicate_ratio = 0.001f },
	{ .name = "CHAOS", // for correctness; nobody can play on it
	  .round_trip_ms = 20.0f, .round_trip_max_ms = 400.0f, .jitter_sd_ms = 50.0f,
	  .stalls_per_s = 2.0f, .stall_mean_ms = 100.0f, .stall_max_ms = 500.0f,
	  .loss_ratio = 0.2f, .good_mean_s = 1.0f, .bad_mean_ms = 300.0f, .bad_loss_ratio = 0.9f,
	  .reorder_ratio = 0.3f, .reorder_max_ms = 40.0f, .duplicate_ratio = 0.1f, .corrupt_ratio = 0.02f },
};
// clang-format on

enum
{
	PROFILE_COUNT = sizeof( profiles ) / sizeof( profiles[0] )
};

const tw_profile* tw_profile_get( int index ) { return 0 <= index && index < PROFILE_COUNT ? profiles + index : NULL; }

static char to_upper( char c ) { return 'a' <= c && c <= 'z' ? (char)( c - 'a' + 'A' ) : c; }

static bool is_name( const char* name, const char* text )
{
	while ( *name != '\0' && *name == to_upper( *text ) )
		name++, text++;
	return *name == '\0' && *text == '\0';
}

const tw_profile* tw_profile_find( const char* name )
{
	for ( int i = 0; i < PROFILE_COUNT && name != NULL; ++i )
	{
		if ( is_name( profiles[i].name, name ) )
			return profiles + i;
	}
	return NULL;
}

// NaN compares false with everything, so it fails here, too.
static bool is_within( float value, float max ) { return value >= 0.0f && value <= max; }

// 0, or not so short that a clock of microseconds spends its time on them.
static bool is_period( float value_s ) { return value_s == 0.0f || ( value_s >= 0.001f && value_s <= 1e8f ); }

static bool are_times_valid( const tw_profile* p )
{
	const float max_ms = 60000.0f; // every sum of delays stays far from the end of a 64 bit clock
	return is_within( p->round_trip_ms, max_ms ) && is_within( p->round_trip_max_ms, max_ms ) &&
	       is_within( p->jitter_sd_ms, max_ms ) && is_within( p->stall_mean_ms, max_ms ) &&
	       is_within( p->stall_max_ms, max_ms ) && is_within( p->periodic_stall_ms, max_ms ) &&
	       is_within( p->bad_mean_ms, max_ms ) && is_within( p->bloat_ms, max_ms ) &&
	       is_within( p->outage_ms, max_ms ) && is_within( p->reorder_max_ms, max_ms );
}

static bool are_periods_valid( const tw_profile* p )
{
	return is_period( p->periodic_stall_period_s ) && is_period( p->good_mean_s ) &&
	       is_period( p->bloat_length_s ) && is_period( p->bloat_gap_mean_s ) && is_period( p->outage_period_s ) &&
	       is_within( p->stalls_per_s, 1000.0f );
}

static bool are_ratios_valid( const tw_profile* p )
{
	return is_within( p->loss_ratio, 1.0f ) && is_within( p->bad_loss_ratio, 1.0f ) &&
	       is_within( p->reorder_ratio, 1.0f ) && is_within( p->duplicate_ratio, 1.0f ) &&
	       is_within( p->corrupt_ratio, 1.0f );
}

bool tw__profile_is_valid( const tw_profile* p )
{
	return are_times_valid( p ) && are_periods_valid( p ) && are_ratios_valid( p ) && p->max_bytes_per_s >= 0 &&
	       0 <= p->queue_ms && p->queue_ms <= 60000 &&
	       ( p->roam_to == NULL || tw_profile_find( p->roam_to ) != NULL );
}
