#!/bin/sh
# check_symbols.sh PREFIXES ARCHIVE: what a pure library leaves undefined is its own (names that begin with one of
# PREFIXES, separated by blanks), the C library's memory functions, or put there by the compiler or a sanitizer.
set -eu
pure='mem(cpy|set|move|cmp)|__mem(cpy|set|move)_chk|__assert_fail|__stack_chk_(fail|guard)|_GLOBAL_OFFSET_TABLE_'
instrumented='__(asan|ubsan|tsan|sanitizer|sancov)_.*|__(start|stop)___sancov_.*'
own="$(printf '%s' "$1" | sed 's/ /|/g')"

symbols="$(nm -u "$2" | awk '$1 == "U" { print $2 }' | LC_ALL=C sort -u)"
foreign="$(printf '%s\n' "$symbols" | grep -vE "^(($own).*|$pure|$instrumented)?\$" || true)"
if [ -n "$foreign" ]; then
	printf 'check_symbols: %s must not use:\n%s\n' "${2##*/}" "$foreign"
	exit 1
fi
echo "check_symbols: ${2##*/} uses nothing from outside"
