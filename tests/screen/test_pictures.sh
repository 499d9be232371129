#!/bin/sh
# Without any display: a picture of a match against bots has what it should have where it should be. And what is missing on a
# machine, or makes no sense, is one clear line.
set -eu
. "$(dirname "$0")/stage.sh"
[ -x "$bin/skirmish" ] || skip "the client is not built: SDL2 is missing"
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER || true

"$bin/skirmish" --play --autopilot --size 1280x720 --screenshot "$work/play.png" --after 4 2>"$work/skirmish.log" ||
	fail "no picture without a display"
grep -c "no display" "$work/skirmish.log" | grep -qx 1 || fail "it must be said once that there is no display"
[ "$("$bin/screen_probe" "$work/play.png" --size)" = 1280x720 ] || fail "the picture has another size"
expect_region "$work/play.png" 0 64 1280 560 161B25 22 25 97    # mostly dark floor and void
expect_region "$work/play.png" 0 64 1280 560 333E50 26 2 60     # walls
expect_region "$work/play.png" 514 14 252 46 080B11 24 40 96    # the score's panel
expect_region "$work/play.png" 550 20 40 36 4CC9F0 60 3 60      # and the own number in it

status=0
"$bin/skirmish" --play 2>"$work/skirmish.log" || status=$?
[ "$status" -eq 1 ] || fail "without a display the status is $status"
[ "$(wc -l <"$work/skirmish.log")" -eq 1 ] || fail "without a display more than one line is said"
grep -q "no display" "$work/skirmish.log" || fail "it is not said what is missing"

head -c 40000 /dev/urandom >"$work/noise.conf"
SKIRMISH_FONT=/nowhere.ttf "$bin/skirmish" --settings "$work/noise.conf" --screenshot "$work/coarse.png" --after 1 \
	2>"$work/skirmish.log" || fail "noise for settings and no font end the game"
grep -q "made no sense" "$work/skirmish.log" || fail "noise in the settings is not spoken of"
grep -q "font" "$work/skirmish.log" || fail "the missing font is not spoken of"

for bad in "--size 12" "--size 9999x9999x" "--profile NOWHERE" "--after -1" "--nonsense" "--play --connect x"; do
	status=0
	# shellcheck disable=SC2086
	"$bin/skirmish" $bad >/dev/null 2>"$work/skirmish.log" || status=$?
	[ "$status" -eq 2 ] || fail "$bad: status $status instead of 2"
	[ "$(wc -l <"$work/skirmish.log")" -eq 1 ] || fail "$bad: not one line"
done
status=0
"$bin/skirmish" --map /nowhere.tmj --headless 2>"$work/skirmish.log" || status=$?
[ "$status" -eq 1 ] || fail "a map that does not exist: status $status"
say "pictures: ok"
