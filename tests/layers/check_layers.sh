#!/bin/sh
# check_layers.sh ROOT: includes point only down, as layers.txt says, and the library leaves the operating system alone.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
cd "$1"

# All of our code but the tests. No file name of ours has a blank.
files="$(find . \( -path ./build -o -path ./tests -o -path './.*' \) -prune -o -name '*.[ch]' -print | sed 's#^\./##' | LC_ALL=C sort)"
[ -n "$files" ] || { echo "check_layers: no source files in $1"; exit 1; }

# shellcheck disable=SC2086
awk -v files="$files" -f "$here/check_includes.awk" "$here/layers.txt" $files
echo "check_layers: $(printf '%s\n' "$files" | wc -l) files, every include points down"
