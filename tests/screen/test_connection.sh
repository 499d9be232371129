#!/bin/sh
# A server that dies, comes back, and one that never was: said on the screen, and the player gets on from there.
set -eu
. "$(dirname "$0")/stage.sh"
open_stage

start_server
start_skirmish --connect "127.0.0.1:$port"
wait_for_title "Skirmish - Match" 150
kept_port="$port"
stop_server
wait_for_title "Skirmish - Not connected" 150
start_server "127.0.0.1:$kept_port"
press Return # try again
wait_for_title "Skirmish - Match" 150
stop_server
wait_for_title "Skirmish - Not connected" 150
press Escape
wait_for_title "Skirmish - Menu" 50
grep -q "^history = 127.0.0.1:$kept_port\$" "$XDG_CONFIG_HOME/skirmish/settings.conf" || fail "the address was not remembered"

press Down Return
wait_for_title "Skirmish - Join" 20
xdotool type "127.0.0.1:9"
sleep 0.3
press Return
wait_for_title "Skirmish - Not connected" 150
stop_skirmish
grep -q "127.0.0.1:9: " "$work/skirmish.log" || fail "the log does not say what failed"
say "connection: ok"
