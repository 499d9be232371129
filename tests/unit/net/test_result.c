#include "tickwire/base.h"
#include "tickwire/stats.h"

#include <criterion/criterion.h>
#include <string.h>

Test( result, names_and_texts_come_from_the_lists )
{
	cr_assert_str_eq( tw_result_name( TW_ERR_FULL ), "TW_ERR_FULL" );
	cr_assert_str_eq( tw_result_text( TW_OK ), "success" );
	cr_assert_str_eq( tw_reason_name( TW_REASON_KICKED ), "TW_REASON_KICKED" );
	cr_assert_str_eq( tw_reason_text( TW_REASON_SERVER_FULL ), "the server is full" );
	cr_assert_str_eq( tw_drop_name( TW_DROP_FORGED ), "TW_DROP_FORGED" );
	cr_assert_str_eq( tw_drop_text( TW_DROP_FORGED ), "authentication failed" );
	cr_assert_str_eq( tw_cause_name( TW_CAUSE_EXTERNAL ), "TW_CAUSE_EXTERNAL" );
	cr_assert_not( strcmp( tw_cause_text( TW_CAUSE_DIVERGED ), "unknown cause" ) == 0 );
	cr_assert_str_eq( tw_version_text(), "tickwire " TICKWIRE_VERSION );
}

Test( result, has_a_word_for_every_number )
{
	for ( int number = -300; number <= 300; ++number )
	{
		const char* const texts[] = {
			tw_result_name( (tw_result)number ), tw_result_text( (tw_result)number ),
			tw_reason_name( (tw_reason)number ), tw_reason_text( (tw_reason)number ),
			tw_drop_name( (tw_drop)number ),     tw_drop_text( (tw_drop)number ),
			tw_cause_name( (tw_cause)number ),   tw_cause_text( (tw_cause)number ),
		};
		for ( int i = 0; i < 8; ++i )
			cr_assert( texts[i] != NULL && texts[i][0] != '\0', "number %d, function %d", number, i );
	}
}
