#!/bin/sh
# The rules must be pure: nothing but moving bytes may come from outside, and nothing may be remembered between calls.
#
#     tests/layers/check_sim_symbols.sh build/dev/game/libgame_sim.a
#
# What compilers add on their own is allowed; a sanitizer's own symbols are not looked at (do not run this on such a build).
set -eu
library=$1

defined=$(nm --defined-only "$library" | awk 'NF == 3 { print $3 }' | sort -u)
needed=$(nm -u "$library" | awk '$1 == "U" { print $2 }' | sort -u)

bad=
for symbol in $needed; do
	case $symbol in
	memcpy | memset | memmove | memcmp | _GLOBAL_OFFSET_TABLE_) continue ;;
	esac
	printf '%s\n' "$defined" | grep -qx "$symbol" || bad="$bad $symbol"
done
if [ -n "$bad" ]; then
	echo "$library needs:$bad" >&2
	exit 1
fi

# B, b, D, d, C: memory that can be written. Constant tables are R or r.
memory=$(nm "$library" | awk 'NF == 3 && $2 ~ /^[BbDdCGgSs]$/ { print $3 }')
if [ -n "$memory" ]; then
	echo "$library remembers:" $memory >&2
	exit 1
fi

# Floating point would show in the code of every x86-64 and arm64 build as these instructions.
if command -v objdump >/dev/null && objdump -d "$library" | grep -Eq '\b(cvtsi2s[sd]|cvtts[sd]2si|(add|mul|div|sub|sqrt)s[sd]|f(add|mul|div|sub|sqrt|cvt[a-z]*))\b[[:space:]]'; then
	echo "$library calculates with floats" >&2
	exit 1
fi
echo "$library is pure"
