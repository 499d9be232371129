# Reads layers.txt, then every source file named after it: a folder includes only what its row allows.
# Of net/src only link/ and core/system.c may ask the operating system for anything. See check_layers.sh.

function complain( text ) { printf "%s:%d: %s\n", FILENAME, FNR, text; failed = 1 }

function exists( path ) { return path in known }

# "../x" does not occur: clang-format would keep it, and it is refused as not found.
function resolve( name,    folder )
{
	folder = FILENAME
	sub( /\/[^\/]*$/, "", folder )
	if ( exists( folder "/" name ) ) return folder "/" name
	if ( exists( "net/src/" name ) ) return "net/src/" name
	if ( exists( "net/include/" name ) ) return "net/include/" name
	if ( exists( "engine/" name ) ) return "engine/" name
	if ( exists( "game/" name ) ) return "game/" name
	if ( exists( "bots/" name ) ) return "bots/" name
	if ( exists( "server/" name ) ) return "server/" name
	if ( exists( "lab/" name ) ) return "lab/" name
	if ( exists( name ) ) return name
	return ""
}

function layer_of( path,    layer, best )
{
	best = ""
	for ( layer in rows )
		if ( index( path, layer "/" ) == 1 && length( layer ) > length( best ) )
			best = layer
	return best
}

# The files directly in net/src are the two frames: they put all layers of the library together.
function may_include( from, to )
{
	if ( from == to ) return 1
	if ( from == "net/src" && index( to, "net/" ) == 1 && to != "net/examples" ) return 1
	if ( ( from, to ) in allowed ) return 1
	while ( sub( /\/[^\/]*$/, "", to ) )
		if ( ( from, to ) in allowed ) return 1
	return 0
}

function may_include_system( from, name,    base )
{
	if ( ( from, name ) in system_allowed ) return 1
	base = name
	sub( /\/.*$/, "", base )
	sub( /^SDL2?(_.*)?(\.h)?$/, "SDL", base )
	sub( /\.h$/, "", base )
	if ( ( from, base ) in system_allowed ) return 1
	if ( ( from, "c" ) in system_allowed && name in c_headers ) return 1
	return ( from, "any" ) in system_allowed && base != "SDL" && base != "sodium" && base != "cjson" && base != "ini" &&
		base != "enet"
}

BEGIN {
	count = split( "assert.h errno.h float.h inttypes.h limits.h math.h stdarg.h stdbool.h stddef.h stdint.h stdio.h " \
		"stdlib.h string.h", names, " " )
	for ( i = 1; i <= count; ++i )
		c_headers[names[i]] = 1
	os_call = "(^|[^A-Za-z0-9_.>])(clock|clock_gettime|gettimeofday|time|timespec_get|rand|random|srand|getrandom|" \
		"randombytes_[a-z]*|malloc|calloc|realloc|aligned_alloc|free|printf|fprintf|vfprintf|puts|fputs|fopen|" \
		"getenv|exit|abort|socket|sleep|usleep|nanosleep|pthread_create)\\("
}

FNR == 1 {
	file_count++
	if ( file_count > 1 ) from = layer_of( FILENAME )
	if ( file_count > 1 && from == "" ) complain( "no row in layers.txt for this folder" )
}

file_count == 1 {
	if ( $0 ~ /^#/ || $0 ~ /^[ \t]*$/ ) next
	rows[$1] = 1
	is_system = 0
	for ( i = 2; i <= NF; ++i )
		if ( $i == "|" ) is_system = 1
		else if ( is_system ) system_allowed[$1, $i] = 1
		else allowed[$1, $i] = 1
	next
}

# The list of files comes in through -v, for awk cannot ask whether a file exists.
file_count == 2 && FNR == 1 {
	count = split( files, names, "\n" )
	for ( i = 1; i <= count; ++i )
		known[names[i]] = 1
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
	is_quoted = $0 ~ /include[ \t]*"/
	name = $0
	sub( /^[^"<]*["<]/, "", name )
	sub( /[">].*$/, "", name )
	target = resolve( name )
	if ( target != "" )
	{
		if ( !may_include( from, layer_of( target ) ) ) complain( from " must not include " target )
	}
	else if ( is_quoted ) complain( "\"" name "\" is no header of ours" )
	else if ( !may_include_system( from, name ) ) complain( from " must not include <" name ">" )
	next
}

FILENAME ~ /^net\/src\// && FILENAME !~ /^net\/src\/link\// && FILENAME != "net/src/core/system.c" {
	line = $0
	sub( /\/\/.*$/, "", line )
	gsub( /"([^"\\]|\\.)*"/, "\"\"", line )
	if ( match( line, os_call ) )
		complain( "only net/src/link and net/src/core/system.c may call the operating system: " substr( line, RSTART, RLENGTH ) ")" )
}

END { exit failed }
