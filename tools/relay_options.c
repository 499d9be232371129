#include "relay_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help_text[] =
	"usage: tickwire-relay --listen ADDR:PORT --to HOST:PORT --profile NAME [--seed S] [--seconds N]\n"
	"\n"
	"Relays any program's UDP through a simulated bad network, in real time. Clients talk to the listening "
	"address\n"
	"instead of the server; each gets a line of its own, drawn from the profile and the seed.\n"
	"\n"
	"  --listen ADDR:PORT  where clients come in, such as [::]:40001; port 0 lets the system choose\n"
	"  --to HOST:PORT      where the server is\n"
	"  --profile NAME      the network each client sits behind; see below\n"
	"  --seed S            number that decides what is lost and delayed, default 1\n"
	"  --seconds N         end after this time; default is to run until SIGINT or SIGTERM\n"
	"  --help, --version   print this, or the version, and end\n"
	"\n"
	"profiles:";

static void print_profiles( FILE* file )
{
	for ( int i = 0; tw_profile_get( i ) != NULL; ++i )
		fprintf( file, " %s", tw_profile_get( i )->name );
	fputc( '\n', file );
}

static relay_order complain( const char* what, const char* text )
{
	fprintf( stderr, "tickwire-relay: %s \"%s\"; see --help\n", what, text );
	return RELAY_WRONG;
}

// Digits and nothing else: strtoull alone takes signs, spaces and what follows.
static bool parse_number( const char* text, uint64_t max, uint64_t* out_value )
{
	size_t length = strspn( text, "0123456789" );
	if ( length == 0 || length > 18 || text[length] != '\0' )
		return false;
	*out_value = strtoull( text, NULL, 10 );
	return *out_value <= max;
}

static relay_order parse_profile( const char* text, relay_options* options )
{
	options->profile = tw_profile_find( text );
	if ( options->profile != NULL )
		return RELAY_RUN;
	fprintf( stderr, "tickwire-relay: no profile is called \"%s\"; there are:", text );
	print_profiles( stderr );
	return RELAY_WRONG;
}

// `text` is what getopt names as the value, or the option itself when there is something wrong with it.
static relay_order parse_option( int letter, const char* text, relay_options* options )
{
	const uint64_t max_seconds = 366 * 86400;
	switch ( letter )
	{
	case 'l':
		options->listen_text = text;
		return RELAY_RUN;
	case 't':
		return tw_udp_resolve( text, &options->to ) == TW_OK ? RELAY_RUN : complain( "cannot find --to", text );
	case 'p':
		return parse_profile( text, options );
	case 's':
		return parse_number( text, UINT64_MAX, &options->seed ) ? RELAY_RUN : complain( "bad --seed", text );
	case 'n':
		return parse_number( text, max_seconds, &options->length_s ) ? RELAY_RUN
		                                                             : complain( "bad --seconds", text );
	case 'h':
		fputs( help_text, stdout );
		print_profiles( stdout );
		return RELAY_DONE;
	case 'v':
		puts( "tickwire-relay " TICKWIRE_VERSION );
		return RELAY_DONE;
	case ':':
		return complain( "a value is missing after", text );
	default:
		return complain( "unknown option", text );
	}
}

static relay_order check_complete( const relay_options* options )
{
	const char* missing = options->listen_text == NULL ? "--listen"
	                      : options->to.port == 0      ? "--to"
	                      : options->profile == NULL   ? "--profile"
	                                                   : NULL;
	return missing != NULL ? complain( "missing", missing ) : RELAY_RUN;
}

relay_order relay_options_parse( int argc, char** argv, relay_options* out_options )
{
	static const struct option names[] = {
		{ "listen", required_argument, NULL, 'l' },  { "to", required_argument, NULL, 't' },
		{ "profile", required_argument, NULL, 'p' }, { "seed", required_argument, NULL, 's' },
		{ "seconds", required_argument, NULL, 'n' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },       { 0 }
	};

	relay_options options = { .seed = 1 };
	for ( int letter; ( letter = getopt_long( argc, argv, ":", names, NULL ) ) != -1; )
	{
		const char* text = letter == '?' || letter == ':' ? argv[optind - 1] : optarg;
		relay_order order = parse_option( letter, text, &options );
		if ( order != RELAY_RUN )
			return order;
	}
	if ( optind < argc )
		return complain( "unexpected argument", argv[optind] );
	*out_options = options;
	return check_complete( &options );
}
