#!/bin/sh
# From the menu to a match, its menus, the scoreboard; settings survive a restart. The real program, real keys.
set -eu
. "$(dirname "$0")/stage.sh"
open_stage

mkdir -p "$XDG_CONFIG_HOME/skirmish"
printf 'volume = 0.8\nfuture_setting = 42\nvolume_menu = loud\n\001\002 garbage\n' >"$XDG_CONFIG_HOME/skirmish/settings.conf"
start_skirmish
wait_for_title "Skirmish - Menu" 150
grep -q "2 lines made no sense" "$work/skirmish.log" || fail "garbage in the settings is not spoken of"

press Return
wait_for_title "Skirmish - Match" 60
if command -v import >/dev/null; then
	picture "$work/plain.png"
	xdotool keydown Tab
	sleep 0.5
	picture "$work/scores.png"
	xdotool keyup Tab
	expect_region "$work/scores.png" 380 320 60 60 181E28 14 20 100
	before="$("$bin/screen_probe" "$work/plain.png" 380 320 60 60 181E28 6)"
	after="$("$bin/screen_probe" "$work/scores.png" 380 320 60 60 181E28 6)"
	[ "$after" -gt "$before" ] || fail "Tab shows no scoreboard ($before % before, $after % after)"
else
	say "the scoreboard is not looked at: there is no import here"
fi

press Escape
wait_for_title "Skirmish - Match menu" 20
press Escape
wait_for_title "Skirmish - Match" 20
press F3 F3 F3 F4 F4
wait_for_title "Skirmish - Match" 20
press Escape Down Down Return # leave the match
wait_for_title "Skirmish - Menu" 50

press Down Down Return
wait_for_title "Skirmish - Settings" 20
press Down Left Left Left Left Escape
wait_for_title "Skirmish - Menu" 20
grep -q '^volume = 0.6$' "$XDG_CONFIG_HOME/skirmish/settings.conf" || fail "the volume was not saved"
grep -q '^future_setting = 42$' "$XDG_CONFIG_HOME/skirmish/settings.conf" || fail "a key of another version was dropped"
stop_skirmish

start_skirmish
wait_for_title "Skirmish - Menu" 150
press Down Down Return
wait_for_title "Skirmish - Settings" 20
press Down Right Escape
wait_for_title "Skirmish - Menu" 20
grep -q '^volume = 0.65$' "$XDG_CONFIG_HOME/skirmish/settings.conf" || fail "the restart began with another volume"
press Up Return # the last entry: quit
for _ in $(seq 50); do
	kill -0 "$skirmish" 2>/dev/null || break
	sleep 0.1
done
! kill -0 "$skirmish" 2>/dev/null || fail "Quit does not quit"
wait "$skirmish" || fail "Quit ends with an error"
skirmish=""
say "menus: ok"
