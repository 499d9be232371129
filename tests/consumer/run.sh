#!/bin/sh
# run.sh BUILD WORK C_COMPILER: install a build of the library into WORK, move it, and use it from there as somebody
# else's project would: with find_package() in C and C++, and with pkg-config.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
build="$1" compiler="$3"
rm -rf "$2"
mkdir -p "$2"
work="$(cd "$2" && pwd)"

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/installed"

cmake -S "$here" -B "$work/build" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$work/installed" >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/consumer_c"

PKG_CONFIG_PATH="$(dirname "$(find "$work/installed" -name tickwire.pc)")"
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # a list of words
"$compiler" "$here/consumer.c" "$here/schema.c" -o "$work/by_pkg_config" $(pkg-config --cflags --libs tickwire)
"$work/by_pkg_config" >/dev/null

if [ ! -x "$work/build/consumer_cpp" ]; then
	echo "consumer: no C++ compiler here, so only C was tried"
	exit 77
fi
"$work/build/consumer_cpp"
