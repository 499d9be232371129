#!/bin/sh
# check_sim_is_pure.sh ARCHIVE: the rules remember nothing between calls and never calculate with floats. That they call
# nothing from outside is for check_symbols.sh. Not for builds with sanitizers, which keep books of their own.
set -eu

# Memory that can be written. Constant tables are in R and r.
memory="$(nm "$1" | awk 'NF == 3 && $2 ~ /^[BbDdCGgSs]$/ { print $3 }')"
if [ -n "$memory" ]; then
	printf 'check_sim_is_pure: %s remembers:\n%s\n' "${1##*/}" "$memory"
	exit 1
fi

# Conversions and arithmetic of scalar floats, as x86-64 and arm64 spell them.
floats='cvt(si|ss|sd)2?[a-z0-9]*|cvtts[sd]2si|(add|sub|mul|div|sqrt)s[sd]|f(add|sub|mul|div|sqrt|cvt[a-z]*)|[su]cvtf'
found="$(objdump -d "$1" | grep -E "[[:space:]]($floats)[[:space:]]" || true)"
if [ -n "$found" ]; then
	printf 'check_sim_is_pure: %s calculates with floats:\n%s\n' "${1##*/}" "$found"
	exit 1
fi
echo "check_sim_is_pure: ${1##*/} remembers nothing and uses no floats"
