# stage.sh - for the scripts beside it: a display of its own, the program in it, keys, and what its title says.
#
#     . "$(dirname "$0")/stage.sh"
#     open_stage                      # exits with 77, which ctest calls skipped, when something is missing
#     start_skirmish --play
#     wait_for_title "Skirmish - Match" 50
#     press Escape

bin="${TICKWIRE_BIN:-build/release/bin}"
work="$(mktemp -d)"
skirmish=""
server=""
display=""
export XDG_CONFIG_HOME="$work/config" SDL_AUDIODRIVER=dummy

say() { printf '%s\n' "$*" >&2; }

skip()
{
	say "skipped: $*"
	exit 77
}

fail()
{
	say "FAILED: $*"
	[ ! -s "$work/skirmish.log" ] || tail -n 5 "$work/skirmish.log" >&2
	exit 1
}

close_stage()
{
	for process in $skirmish $server $display; do
		kill "$process" 2>/dev/null || true
	done
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap close_stage EXIT
trap 'exit 143' INT TERM

need() { command -v "$1" >/dev/null || skip "there is no $1 here"; }

open_stage()
{
	[ -x "$bin/skirmish" ] || skip "the client is not built: SDL2 is missing"
	need Xvfb
	need xdotool
	mkfifo "$work/display"
	Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
	display=$!
	read -r number <"$work/display" || skip "Xvfb does not start"
	export DISPLAY=":$number" SDL_RENDER_DRIVER=software
	unset SDL_VIDEODRIVER
	for _ in $(seq 50); do
		! xdotool getdisplaygeometry >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	skip "Xvfb does not answer"
}

start_skirmish()
{
	"$bin/skirmish" --size 1280x720 "$@" >"$work/skirmish.txt" 2>"$work/skirmish.log" &
	skirmish=$!
}

stop_skirmish()
{
	kill "$skirmish" 2>/dev/null || true
	status=0
	wait "$skirmish" || status=$?
	skirmish=""
	[ "$status" -eq 0 ] || fail "skirmish ended with status $status"
}

# The port that the system chose is in $port.
start_server()
{
	"$bin/skirmish-server" --bind "${1:-127.0.0.1:0}" --bots 3 2>"$work/server.log" &
	server=$!
	for _ in $(seq 50); do
		port="$(sed -n 's/.*listening on [^ ]*:\([0-9]\{1,\}\).*/\1/p' "$work/server.log" | head -n 1)"
		[ -z "$port" ] || return 0
		sleep 0.1
	done
	fail "the server does not listen"
}

stop_server()
{
	kill "$server"
	wait "$server" || fail "the server ended badly"
	server=""
}

title() { xdotool search --name '^Skirmish' getwindowname 2>/dev/null | head -n 1; }

# wait_for_title TEXT TENTHS
wait_for_title()
{
	for _ in $(seq "$2"); do
		[ "$(title)" != "$1" ] || { sleep 0.3; return 0; } # a window has no keys before it is shown
		kill -0 "$skirmish" 2>/dev/null || fail "skirmish ended while '$1' was waited for"
		sleep 0.1
	done
	fail "waited for '$1', the title is '$(title)'"
}

# Keys are looked at once a frame, and a screen shows itself one frame after it was chosen.
press()
{
	for key in "$@"; do
		xdotool key "$key"
		sleep 0.25
	done
}

picture() { import -window root "$1"; }

# expect_region FILE X Y W H RRGGBB TOLERANCE LEAST MOST: percentages
expect_region()
{
	share="$("$bin/screen_probe" "$1" "$2" "$3" "$4" "$5" "$6" "$7")" || fail "$1 is not a picture"
	{ [ "$share" -ge "$8" ] && [ "$share" -le "$9" ]; } ||
		fail "$1: $share % of the region at $2,$3 is #$6, expected $8 to $9 %"
}
