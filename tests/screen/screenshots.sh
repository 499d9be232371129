#!/bin/sh
# screenshots.sh [FOLDER]: takes the pictures of docs/pictures, without a display. Each is of a live match, so no two runs
# give the same; take the ones that show most.
set -eu
. "$(dirname "$0")/stage.sh"
[ -x "$bin/skirmish" ] || skip "the client is not built: SDL2 is missing"
unset DISPLAY WAYLAND_DISPLAY
folder="${1:-docs/pictures}"
mkdir -p "$folder"

"$bin/skirmish" --play --bots 11 --autopilot --size 1280x720 --screenshot "$folder/match.png" --after 12
"$bin/skirmish" --play --bots 11 --autopilot --size 1280x720 --profile 4G-BAD --laboratory --net-graph 2 \
	--screenshot "$folder/laboratory.png" --after 14
"$bin/skirmish" --size 1280x720 --screenshot "$folder/menu.png" --after 6
ls -l "$folder"
