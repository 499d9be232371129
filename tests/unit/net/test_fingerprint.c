#include "session/fingerprint.h"

#include <criterion/criterion.h>
#include <string.h>

Test( fingerprint, is_26_symbols_in_groups_and_stays_the_same )
{
	tw_public_key key = { { 1, 2, 3 } };
	char text[TW_FINGERPRINT_CHARS];
	tw_fingerprint_format( &key, text );
	cr_assert_eq( strlen( text ), 31 );
	for ( int i = 0; i < 31; ++i )
		cr_assert_eq( text[i] == '-', i % 6 == 5 );
	cr_assert_str_eq( text, "cw74c-65mr6-6yj0s-m87ak-7ejgt-f" );
}

Test( fingerprint, matches_whole_or_by_a_beginning_whatever_its_case_and_dashes )
{
	tw_public_key key = { { 1, 2, 3 } }, other = { { 1, 2, 4 } };
	char text[TW_FINGERPRINT_CHARS], variant[TW_FINGERPRINT_CHARS] = { 0 };
	tw_fingerprint_format( &key, text );
	cr_assert( tw__fingerprint_matches( text, &key ) );
	cr_assert_not( tw__fingerprint_matches( text, &other ) );

	char* out = variant;
	for ( const char* in = text; *in != '\0'; ++in )
	{
		if ( *in != '-' )
			*out++ = 'a' <= *in && *in <= 'z' ? (char)( *in - 'a' + 'A' ) : *in;
	}
	cr_assert( tw__fingerprint_matches( variant, &key ) );
	variant[5] = '\0';
	cr_assert( tw__fingerprint_matches( variant, &key ) );
	cr_assert_not( tw__fingerprint_matches( variant, &other ) );
	variant[4] = '\0';
	cr_assert_not( tw__fingerprint_is_valid( variant ), "four symbols are too few to mean anything" );
	cr_assert_not( tw__fingerprint_is_valid( "abcd!" ) );
	cr_assert_not( tw__fingerprint_is_valid( "00000-00000-00000-00000-00000-00" ) );
}
