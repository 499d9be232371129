#!/bin/sh
# check_the_checks.sh ROOT: plants faults in a copy of the tree, one at a time, and fails when a check does not see one.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
cd "$1"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT
for folder in */; do
	case "$folder" in
		build/ | tests/ | assets/) ;;
		*) cp -R "$folder" "$copy/" ;;
	esac
done
mkdir -p "$copy/net/src/session" "$copy/net/src/input" "$copy/net/src/state" "$copy/net/src/view" "$copy/engine/base" "$copy/game/sim" \
	"$copy/game/bot" "$copy/server" "$copy/bots"
for header in net/src/session net/src/input net/src/state net/src/link engine/base game/sim; do
	echo "#pragma once" >"$copy/$header/target.h"
done
: >"$copy/planted"

complain()
{
	echo "check_the_checks: $1"
	exit 1
}

# accepts CHECK: the copy as it is passes.
accepts()
{
	"$here/check_$1.sh" "$copy" >"$copy/said" 2>&1 || { cat "$copy/said"; complain "check_$1 refuses $2"; }
}

# refuses CHECK FILE REASON: with FILE, which standard input fills, the check fails and names the file and the reason.
refuses()
{
	cat >"$copy/$2"
	! "$here/check_$1.sh" "$copy" >"$copy/said" 2>&1 || complain "check_$1 does not see that $2: $3"
	grep -q "$3" "$copy/said" || { cat "$copy/said"; complain "check_$1 does not say '$3' about $2"; }
	rm "$copy/$2"
	echo "$3" >>"$copy/planted" # a file, for a pipe's last command is a process of its own
}

refuses_line() { printf '%s\n' "$3" | refuses layers "$1" "$2"; }

functions_of_lines()
{
	awk -v count="$1" -v lines="$2" 'BEGIN {
		for ( i = 0; i < count; ++i )
		{
			printf "int planted_%d( void )\n{\n", i
			for ( j = 0; j < lines - 4; ++j ) print "\t(void)0;"
			print "\treturn 0;\n}\n"
		}
	}'
}

accepts layers "the tree as it is"
refuses_line net/src/core/planted.c "must not include net/src/link/target.h" '#include "link/target.h"'
refuses_line net/src/session/planted.c "must not include net/src/state/target.h" '#include "state/target.h"'
refuses_line net/src/state/planted.c "must not include net/src/session/target.h" '#include "session/target.h"'
refuses_line net/src/state/planted.c "must not include net/src/input/target.h" '#include "input/target.h"'
refuses_line net/src/view/planted.h "must not include net/src/session/target.h" '#include "session/target.h"'
refuses_line net/src/link/planted.c "must not include engine/base/target.h" '#include "base/target.h"'
refuses_line net/src/planted.c "must not include game/sim/target.h" '#include "sim/target.h"'
refuses_line net/src/planted.h "must not include <SDL2/SDL.h>" '#include <SDL2/SDL.h>'
refuses_line net/src/state/planted.c "must not include <time.h>" '#include <time.h>'
refuses_line net/include/tickwire/planted.h "is no header of ours" '#include "core/missing.h"'
refuses_line net/include/tickwire/planted.h "must not include <sodium.h>" '#include <sodium.h>'
refuses_line game/sim/planted.c "must not include <stdio.h>" '# include <stdio.h>'
refuses_line game/sim/planted.c "must not include net/include/tickwire/base.h" '#include "tickwire/base.h"'
refuses_line game/bot/planted.c "must not include net/include/tickwire/base.h" '#include <tickwire/base.h>'
refuses_line server/planted.c "must not include <SDL.h>" '#include <SDL.h>'
refuses_line bots/planted.c "must not include <SDL_ttf.h>" '#include <SDL_ttf.h>'
refuses_line bots/planted.c "must not include net/src/state/target.h" '#include "../net/src/state/target.h"
#include "net/src/state/target.h"'
mkdir "$copy/elsewhere"
refuses_line elsewhere/planted.c "no row in layers.txt for this folder" 'int x;'
refuses_line engine/base/planted.c "must not include game/sim/target.h" '#include "game/sim/target.h"'
for call in 'x = malloc( 4 );' 'now = time( NULL );' 'y = rand();' 'printf( "x" );' '	clock_gettime( 0, &t );'; do
	refuses_line net/src/state/planted.c "may call the operating system" "$call"
done
cat >"$copy/net/src/state/innocent.c" <<'END'
// malloc( 4 ) in a comment, "rand()" in a text, and names that only look alike
#include "core/system.h"
const char* text = "rand()"; // time( NULL )
int x = snprintf( 0, 0, "" ) + system.random( 0, 0, 0 ) + system->free( 0 ) + arrival_time( 0 );
END
accepts layers "words that are no calls"
rm "$copy/net/src/state/innocent.c"

accepts headers "the tree as it is"
echo 'size_t planted( void );' | refuses headers net/include/tickwire/planted.h "planted.h does not compile alone"
echo 'struct planted { int class; };' | refuses headers net/include/tickwire/planted.h "planted.h does not compile alone with g++"

accepts style "the tree as it is"
functions_of_lines 40 15 | refuses style engine/base/planted.c "planted.c: 640 lines, more than 600"
functions_of_lines 1 81 | refuses style server/planted.c "planted.c:1: a function of 81 lines, more than 80"
functions_of_lines 30000 13 | refuses style bots/planted.c "the median is over 12"

refuses_symbols()
{
	printf '%s\n' "$1" | "${CC:-cc}" -w -x c -c - -o "$copy/planted.o"
	! "$here/check_symbols.sh" "sim_" "$copy/planted.o" >"$copy/said" || complain "check_symbols does not see: $1"
	echo "$1" >>"$copy/planted"
}
refuses_symbols 'int printf( const char*, ... ); void sim_step( int x ) { printf( "%d", x ); }'
refuses_symbols 'long time( long* ); int sim_other( void ); long sim_step( void ) { return time( 0 ) + sim_other(); }'
echo 'void* memset( void*, int, unsigned long ); int sim_other( void ); int sim_step( void* x ) { memset( x, 0, 9 ); return sim_other(); }' |
	"${CC:-cc}" -w -x c -c - -o "$copy/planted.o"
"$here/check_symbols.sh" "sim_" "$copy/planted.o" >"$copy/said" || { cat "$copy/said"; complain "check_symbols refuses memset"; }

echo "check_the_checks: $(wc -l <"$copy/planted") planted faults, all of them seen"
