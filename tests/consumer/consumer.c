// In C: the tables become a schema that describes itself.
#include "schema.h"

#include <stdio.h>

int main( void )
{
	char text[1024];
	tw_schema* schema = NULL;
	tw_result result = tw_schema_create( &consumer_schema, &schema );
	if ( result != TW_OK )
		return fprintf( stderr, "consumer_c: %s\n", tw_result_text( result ) ), 1;
	tw_schema_describe( schema, TW_DESCRIBE_MARKDOWN, text, sizeof( text ) );
	printf( "%s\n%s", tw_version_text(), text );
	tw_schema_destroy( schema );
	return 0;
}
