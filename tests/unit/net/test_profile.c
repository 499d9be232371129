#include "link/profile.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test( profile, every_row_of_the_table_is_valid_and_found_by_its_name )
{
	int count = 0;
	for ( ; tw_profile_get( count ) != NULL; ++count )
	{
		const tw_profile* profile = tw_profile_get( count );
		cr_expect_eq( tw_profile_find( profile->name ), profile, "%s", profile->name );
		cr_expect( tw__profile_is_valid( profile ), "%s", profile->name );
	}
	cr_expect_eq( count, 16 );
	cr_expect_null( tw_profile_get( -1 ) );
}

Test( profile, names_are_whole_words_in_either_case )
{
	cr_expect_str_eq( tw_profile_find( "wifi-Busy" )->name, "WIFI-BUSY" );
	static const char* const strangers[] = { "", "WIF", "WIFI-", "WIFI-BUSY ", "5G", NULL };
	for ( int i = 0; i < 6; ++i )
		cr_expect_null( tw_profile_find( strangers[i] ) );
}

Test( profile, numbers_out_of_range_are_refused )
{
	const tw_profile bad[] = { { .round_trip_ms = -1.0f },       { .round_trip_ms = NAN },
		                   { .jitter_sd_ms = INFINITY },     { .loss_ratio = 1.01f },
		                   { .bad_loss_ratio = -0.1f },      { .stalls_per_s = 1e9f },
		                   { .good_mean_s = NAN },           { .bloat_ms = 1e6f },
		                   { .outage_period_s = -1.0f },     { .reorder_ratio = 2.0f },
		                   { .duplicate_ratio = NAN },       { .corrupt_ratio = 1e9f },
		                   { .max_bytes_per_s = -1 },        { .queue_ms = -1 },
		                   { .queue_ms = 1 << 30 },          { .roam_to = "NOWHERE" },
		                   { .reorder_max_ms = -1.0f },      { .round_trip_max_ms = 1e9f },
		                   { .periodic_stall_ms = -0.001f }, { .periodic_stall_period_s = NAN } };
	for ( size_t i = 0; i < sizeof( bad ) / sizeof( bad[0] ); ++i )
		cr_expect_not( tw__profile_is_valid( bad + i ), "row %zu", i );
	cr_expect( tw__profile_is_valid( &( tw_profile ){ 0 } ) );
}
