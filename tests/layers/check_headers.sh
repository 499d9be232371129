#!/bin/sh
# check_headers.sh ROOT: each public header compiles alone, as C17 and as C++17, with every compiler that is here.
set -eu
cd "$1"
warnings="-pedantic-errors -Wall -Wextra -Wconversion -Wshadow -Werror"
failures=0
checked=0

check_with()
{
	compiler="$1"
	language="$2"
	standard="$3"
	if ! command -v "$compiler" >/dev/null; then
		echo "check_headers: skipped, there is no $compiler here"
		return
	fi
	for header in net/include/tickwire/*.h; do
		checked=$((checked + 1))
		# Compiled through a file that includes it: a header itself may not say #pragma once to a compiler.
		# shellcheck disable=SC2086
		printf '#include "tickwire/%s"\n' "${header##*/}" |
			"$compiler" -x "$language" -std="$standard" $warnings -Inet/include -fsyntax-only - ||
			{ echo "check_headers: $header does not compile alone with $compiler"; failures=$((failures + 1)); }
	done
}

check_with gcc c c17
check_with g++ c++ c++17
check_with clang c c17
check_with clang++ c++ c++17
[ "$checked" -gt 0 ] || { echo "check_headers: no compiler here"; exit 1; }
[ "$failures" -eq 0 ] || exit 1
echo "check_headers: $checked compilations"
