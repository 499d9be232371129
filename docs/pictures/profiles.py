#!/usr/bin/env python3
"""Plays the same match through several network profiles and draws what the bots measured.

    python3 docs/pictures/profiles.py            measure (a minute or three), write profiles.json, draw profiles.svg
    python3 docs/pictures/profiles.py --draw     draw profiles.svg from profiles.json again

Either way the README's table is printed.

Needs the release build (./run demo makes one) and nothing but Python's standard library. Run it from anywhere.
"""

import argparse
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BIN = HERE.parent.parent / "build" / "release" / "bin"
PROFILES = ["LAN", "CABLE", "WIFI", "4G", "TRANSCON", "4G-BAD"]
START_S = 10  # the server says where it listens within this time, or something is wrong


def start_server():
    """Returns the process and "host:port"."""
    server = subprocess.Popen([BIN / "skirmish-server", "--bind", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        line = server.stderr.readline()
        found = re.search(r"listening on (\S+)", line)
        if found:
            return server, found.group(1)
    server.kill()
    sys.exit("profiles.py: the server does not listen")


def measure(profile, options):
    server, address = start_server()
    bots = subprocess.run(
        [BIN / "skirmish-bots", "--connect", address, "--count", str(options.count), "--seconds",
         str(options.seconds), "--profile", profile, "--seed", str(options.seed), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    server.send_signal(signal.SIGTERM)
    server.communicate()
    if bots.returncode != 0:
        print(f"profiles.py: {profile}: the bots ended with status {bots.returncode}", file=sys.stderr)
    return json.loads(bots.stdout)


def measure_all(options):
    runs = []
    for profile in PROFILES:
        print(f"profiles.py: {profile}, {options.seconds} s", file=sys.stderr)
        runs.append({"profile": profile, "figures": measure(profile, options)})
    return {"count": options.count, "seconds": options.seconds, "seed": options.seed, "runs": runs}


# --- Drawing ----------------------------------------------------------------------------------------------------------

INK, FAINT, PAPER = "#1f2328", "#d0d7de", "#ffffff"
FIRST, SECOND = "#0b5fa5", "#e08a1e"
PANELS = [  # title, unit of the axis, then (what, key, colour)
    ("Time", "ms", [("round trip", "rtt_ms_p50", FIRST), ("delay of others on screen", "interp_delay_ms", SECOND)]),
    ("Wrong predictions", "% of checked ticks", [("own body or rocket", "mispredict_pct", FIRST)]),
    ("Bandwidth of one client", "kbit/s, with UDP and IP headers",
     [("down", "kbps_down", FIRST), ("up", "kbps_up", SECOND)]),
]
LABEL_W, PANEL_W, GAP, ROW_H, TOP, BOTTOM, BAR_H = 92, 232, 44, 40, 76, 62, 13


def round_up(value):
    """The end of an axis: not below value, and its quarters are short numbers."""
    step = 1e-3
    while True:
        for factor in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8):
            if value <= step * factor:
                return step * factor
        step *= 10


def text(x, y, words, anchor="start", size=12, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
            f'fill="{INK}">{words}</text>')


def draw_axis(left, height, unit, end):
    parts = []
    for i in range(0, 5):
        x = left + PANEL_W * i / 4
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + height}" stroke="{FAINT}"/>')
        parts.append(text(x, TOP + height + 16, f"{end * i / 4:g}", "middle", 11))
    parts.append(text(left + PANEL_W / 2, TOP + height + 34, unit, "middle", 11))
    return parts


def draw_panel(index, panel, runs):
    title, unit, series = panel
    left = LABEL_W + index * (PANEL_W + GAP)
    end = round_up(max(run["figures"][key] for run in runs for _, key, _ in series) * 1.12)
    parts = [text(left, 24, title, size=14, weight="bold")]
    at = left
    for what, _, colour in series:
        parts.append(f'<rect x="{at}" y="36" width="10" height="10" fill="{colour}"/>')
        parts.append(text(at + 15, 45, what, size=11))
        at += 28 + 6.2 * len(what)
    parts += draw_axis(left, ROW_H * len(runs), unit, end)
    for row, run in enumerate(runs):
        y = TOP + ROW_H * row + (ROW_H - BAR_H * len(series)) / 2
        for _, key, colour in series:
            value = run["figures"][key]
            width = PANEL_W * value / end
            parts.append(f'<rect x="{left}" y="{y:.1f}" width="{width:.1f}" height="{BAR_H - 2}" fill="{colour}"/>')
            parts.append(text(left + width + 4, y + BAR_H - 3.5, f"{value:.2f}" if value < 10 else f"{value:.0f}", size=10))
            y += BAR_H
    return parts


def draw(measured):
    runs = measured["runs"]
    width = LABEL_W + len(PANELS) * (PANEL_W + GAP)
    height = TOP + ROW_H * len(runs) + BOTTOM
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
             f'font-family="sans-serif" role="img">',
             "<title>What bots measured in the same match through several network profiles</title>",
             f'<rect width="{width}" height="{height}" fill="{PAPER}"/>']
    for row, run in enumerate(runs):
        parts.append(text(LABEL_W - 10, TOP + ROW_H * row + ROW_H / 2 + 4, run["profile"], "end", 12, "bold"))
    for index, panel in enumerate(PANELS):
        parts += draw_panel(index, panel, runs)
    parts.append(text(LABEL_W, height - 8, f'{measured["count"]} bots, {measured["seconds"]} s each, seed '
                      f'{measured["seed"]}, 60 ticks and 60 snapshots per second', size=11))
    return "\n".join(parts + ["</svg>", ""])


# --- The README's table -----------------------------------------------------------------------------------------------

COLUMNS = [("round trip", "rtt_ms_p50", "{:.0f} ms"), ("lost down", "loss_down_pct", "{:.1f} %"),
           ("snapshots/s, slowest client", "snapshots_per_s", "{:.1f}"),
           ("others shown late by", "interp_delay_ms", "{:.0f} ms"), ("wrong predictions", "mispredict_pct", "{:.1f} %"),
           ("hits confirmed", "hit_agreement_pct", "{:.0f} %"),
           ("shots too late to judge", "rewind_clamped_pct", "{:.0f} %"), ("down", "kbps_down", "{:.0f} kbit/s"),
           ("up", "kbps_up", "{:.0f} kbit/s")]
IN_TABLE = ["WIFI", "TRANSCON", "4G-BAD"]


def print_table(measured):
    print("| network | playing to the end | " + " | ".join(title for title, _, _ in COLUMNS) + " |")
    print("|---|--:|" + "--:|" * len(COLUMNS))
    for run in measured["runs"]:
        figures = run["figures"]
        if run["profile"] in IN_TABLE:
            dropped = sum(figures["disconnect_reasons"].values())
            print(f'| {run["profile"]} | {figures["connected"] - dropped} of {figures["count"]} | '
                  + " | ".join("-" if figures[key] is None else form.format(figures[key]) for _, key, form in COLUMNS) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draw", action="store_true", help="do not measure")
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = HERE / "profiles.json"
    if not options.draw:
        figures.write_text(json.dumps(measure_all(options), indent=1) + "\n")
    measured = json.loads(figures.read_text())
    (HERE / "profiles.svg").write_text(draw(measured))
    print_table(measured)


if __name__ == "__main__":
    main()
