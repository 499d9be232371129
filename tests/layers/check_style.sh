#!/bin/sh
# check_style.sh ROOT: no file over 600 lines, no function over 80, the median function at most 12. Prints the figures.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
cd "$1"
file_lines_max=600
function_lines_max=80
median_lines_max=12

# All of our code but the tests. No file name of ours has a blank.
files="$(find . \( -path ./build -o -path ./tests -o -path './.*' \) -prune -o -name '*.[ch]' -print | sed 's#^\./##' | LC_ALL=C sort)"
[ -n "$files" ] || { echo "check_style: no source files in $1"; exit 1; }

# shellcheck disable=SC2086
awk -v limit="$file_lines_max" '
	{ lines[FILENAME] = FNR }
	END {
		for ( name in lines )
		{
			if ( lines[name] > longest ) { longest = lines[name]; longest_name = name }
			if ( lines[name] > limit ) { print name ": " lines[name] " lines, more than " limit; failed = 1 }
		}
		print "check_style: longest file " longest " lines, " longest_name
		exit failed
	}' $files || failed=1

# shellcheck disable=SC2086
awk -f "$here/measure_functions.awk" $files | LC_ALL=C sort -n | awk -v limit="$function_lines_max" -v median_limit="$median_lines_max" '
	{ length_of[NR] = $1 }
	$1 > limit { print $2 ": a function of " $1 " lines, more than " limit; failed = 1 }
	END {
		if ( NR == 0 ) { print "check_style: no function found"; exit 1 }
		median = length_of[int( ( NR + 1 ) / 2 )]
		print "check_style: " NR " functions, median " median " lines, p90 " length_of[int( NR * 0.9 + 0.999 )] ", longest " length_of[NR]
		if ( median > median_limit ) { print "check_style: the median is over " median_limit; failed = 1 }
		exit failed
	}' || failed=1
[ "${failed:-0}" -eq 0 ]
