#!/usr/bin/env python3
"""Measures every network profile and writes docs/QUALITY.md with its plot docs/quality.svg.

usage: bench/quality_page.py [--bench PROGRAM] [--minutes 10] [--seeds 1,2,3] [--jobs 1] [--cache DIR] [--keep]

Runs `tickwire-bench quality` (preset release) for each profile and seed, takes medians over the seeds, and sets them
beside the bars. With --keep, runs that --cache holds from before are not repeated. Needs python3 and nothing else.
"""
import argparse
import concurrent.futures
import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLAYED = ["LAN", "FIBRE", "CABLE", "WIFI", "4G", "TRANSCON", "WIFI-BUSY", "INTL-BAD", "LEO-SAT", "4G-BAD", "HOTEL"]
OTHERS = ["LOOP", "THIN", "OUTAGE"]
RATE_BARS = ["FIBRE", "CABLE", "WIFI", "TRANSCON"]
SLACK_BARS = {"LAN": 5, "FIBRE": 8, "CABLE": 23, "WIFI": 36, "4G": 60, "TRANSCON": 25, "4G-BAD": 203, "HOTEL": 258}
STARVED_BARS = {"LAN": 0.02, "FIBRE": 0.05, "CABLE": 0.1, "WIFI": 0.15, "4G": 0.2, "TRANSCON": 0.15, "4G-BAD": 0.6,
                "HOTEL": 0.6}
HIT_BARS = {"LAN": 99.9, "FIBRE": 99.9, "CABLE": 99.7, "WIFI": 99.5, "4G": 99.5, "TRANSCON": 99.5}
FAR_HIT_BARS = {"4G-BAD": 98.5, "HOTEL": 98.5}
RULES = ["source_2t", "source_100ms", "gaffer", "mirror", "lightyear", "unity"]


def run(options, name, arguments, seed):
    """One run's JSON, from the cache or measured. None when it could not be measured."""
    path = options.cache / f"{name}-{options.minutes}-{seed}.json"
    if not (options.keep and path.exists() and path.stat().st_size > 0):
        command = [str(options.bench), "quality", "--minutes", str(options.minutes), "--seed", str(seed), "--json"]
        done = subprocess.run(command + arguments, capture_output=True, text=True, check=False)
        if not done.stdout.strip():
            print(f"{name}, seed {seed}: {done.stderr.strip()}", file=sys.stderr)
            return None
        if done.returncode != 0:
            print(f"{name}, seed {seed}: not sound: {done.stderr.strip()}", file=sys.stderr)
        path.write_text(done.stdout)
    return json.loads(path.read_text())


def median_of(results):
    """Key by key over the seeds; nested objects likewise; the first one's text."""
    out = {}
    for key, value in results[0].items():
        values = [result[key] for result in results if result[key] is not None]
        if isinstance(value, dict):
            out[key] = median_of([result[key] for result in results])
        elif not values:
            out[key] = None
        elif isinstance(value, (int, float)):
            out[key] = statistics.median(values)
        else:
            out[key] = value
    return out


def measure_all(options):
    jobs = {name: ["--profile", name] for name in PLAYED + OTHERS}
    for name in FAR_HIT_BARS:
        jobs[name + "/700"] = ["--profile", name, "--max-rewind-ms", "700"]
    jobs["STALL"] = ["--profile", "FIBRE", "--stall-ms", "5000"]
    jobs["APART"] = ["--profile", "LOOP", "--bots", "apart"]
    for name in ["WIFI", "4G", "HOTEL"]:
        jobs[name + "/fast"] = ["--profile", name, "--preset", "fast"]
    results = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        pending = {(name, seed): pool.submit(run, options, name.replace("/", "_"), arguments, seed)
                   for name, arguments in jobs.items() for seed in options.seeds}
        for name in jobs:
            found = [pending[name, seed].result() for seed in options.seeds]
            found = [result for result in found if result is not None]
            if found:
                results[name] = median_of(found)
    return results


def number(value, digits):
    return "-" if value is None else f"{value:.{digits}f}"


class Verdicts:
    """Counts bars and remembers the missed ones."""

    def __init__(self):
        self.count = 0
        self.missed = []

    def cell(self, where, what, value, digits, bar, is_least=False):
        text = number(value, digits)
        if bar is None:
            return text
        self.count += 1
        is_met = value is not None and (value >= bar if is_least else value <= bar)
        if not is_met:
            sign = ">=" if is_least else "<="
            self.missed.append(f"{where}: `{what}` is {text}, the bar is {sign} {bar:.{digits}f}")
        return text if is_met else f"**{text}**"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def screen_table(results, verdicts):
    rows = []
    for name in [name for name in PLAYED + OTHERS if name in results]:
        r = results[name]
        is_held = name in PLAYED
        delay = max(1.03 * r["interp_ref_ms"], r["interp_ref_ms"] + 1) if is_held else None
        starved = r["ref_starved_pct"] + 0.03 if is_held else None
        freezes = r["ref_freezes_per_min"] + 0.1 if is_held else None
        rows.append([
            name,
            verdicts.cell(name, "interp_delay_ms", r["interp_delay_ms"], 1, delay), number(r["interp_ref_ms"], 1),
            verdicts.cell(name, "starved_pct", r["starved_pct"], 3, starved), number(r["ref_starved_pct"], 3),
            verdicts.cell(name, "freezes_per_min", r["freezes_per_min"], 2, freezes),
            number(r["ref_freezes_per_min"], 2),
            verdicts.cell(name, "timeline_rate_p99", r["timeline_rate_p99"], 3, 0.01 if name in RATE_BARS else None),
            number(r["render_error_p99_mm"], 1), number(r["pops_per_min"], 2),
            number(r["peekers_advantage_ms"], 0)])
    return table(["profile", "delay ms", "reference", "starved %", "reference", "freezes/min", "reference",
                  "rate p99", "render error p99 mm", "pops/min", "peeker's advantage ms"], rows)


def play_table(results, verdicts):
    rows = []
    for name in [name for name in PLAYED + OTHERS + [far + "/700" for far in FAR_HIT_BARS] if name in results]:
        r = results[name]
        base = name.split("/")[0]
        is_far = name != base
        hit_bar = FAR_HIT_BARS[base] if is_far else HIT_BARS.get(name)
        is_held = base in PLAYED
        rows.append([
            base + (", rewind 700 ms" if is_far else ""),
            verdicts.cell(name, "input_slack_ms", r["input_slack_ms"], 1, None if is_far else SLACK_BARS.get(name)),
            verdicts.cell(name, "input_starved_pct", r["input_starved_pct"], 3,
                          None if is_far else STARVED_BARS.get(name)),
            number(r["shots"], 0),
            verdicts.cell(name, "hit_agreement_pct", r["hit_agreement_pct"], 2, hit_bar, True),
            number(r["rewind_clamped_pct"], 1), number(r["voided_shots_pct"], 1),
            verdicts.cell(name, "false_hits_pct", r["false_hits_pct"], 3, 0.1 if is_held else None),
            number(r["mispredict_pct"], 2),
            verdicts.cell(name, "mispredict_unexplained", r["mispredict_unexplained"], 0, 0),
            verdicts.cell(name, "correction_visible_ms_max", r["correction_visible_ms_max"], 0, 300),
            number(r["kbps_down"], 0), number(r["kbps_up"], 0)])
    return table(["profile", "slack ms", "input starved %", "shots", "hit agreement %", "clamped %", "voided %",
                  "false hits %", "mispredicted %", "unexplained", "correction visible ms", "kbit/s down",
                  "up"], rows)


def rules_table(results):
    rows = []
    for name in [name for name in PLAYED if name in results]:
        r = results[name]
        cells = [f"{number(r['rules'][rule]['delay_ms'], 0)} / {number(r['rules'][rule]['starved_pct'], 2)} / "
                 f"{number(r['rules'][rule]['freezes_per_min'], 1)}" for rule in RULES]
        ours = (f"{number(r['interp_delay_ms'], 0)} / {number(r['starved_pct'], 2)} / "
                f"{number(r['freezes_per_min'], 1)}")
        rows.append([name] + cells + ["**" + ours + "**"])
    return table(["profile", "Source, 2 snapshots", "Source, 100 ms", "Gaffer", "Mirror", "lightyear", "Unity NfE",
                  "tickwire"], rows)


def recovery_lines(results, verdicts):
    lines = []
    for name, what in [("OUTAGE", "a second without network, every minute, for everybody"),
                       ("STALL", "one client's machine stands still for 5 s")]:
        if name not in results:
            continue
        r = results[name]
        lines.append(f"- {what}: steady again after {verdicts.cell(name, 'recover_ms', r['recover_ms'], 0, 2000)} ms "
                     f"at the latest ({number(r['recover_no_worse_ms'], 0)} ms until delay and slack are no more than "
                     f"before), {verdicts.cell(name, 'outage_disconnects', r['outage_disconnects'], 0, 0)} "
                     "disconnects")
    if "APART" in results:
        cell = verdicts.cell("LOOP, apart", "mispredict_pct", results["APART"]["mispredict_pct"], 3, 0)
        lines.append(f"- on a perfect line, with bots that keep apart, {cell} % of the predictions are wrong")
    for name in ["WIFI", "4G", "HOTEL"]:
        if name + "/fast" in results:
            r = results[name + "/fast"]
            lines.append(f"- preset FAST on {name}: {number(r['interp_delay_ms'], 0)} ms instead of "
                         f"{number(results[name]['interp_delay_ms'], 0)}, starved {number(r['starved_pct'], 2)} %, "
                         f"{number(r['freezes_per_min'], 1)} freezes a minute")
    return "\n".join(lines)


def plot(results):
    """Delay against time without fresh state, one colour a profile: ours, the reference and the rules."""
    names = [name for name in ["FIBRE", "CABLE", "WIFI", "4G", "WIFI-BUSY", "4G-BAD", "HOTEL"] if name in results]
    colours = ["#1b7837", "#5aae61", "#2166ac", "#762a83", "#b35806", "#d6604d", "#67001f"]
    width, height, left, bottom, most_ms, floor, top = 760, 430, 70, 50, 300.0, 0.005, 30.0
    import math

    def x(delay_ms):
        return left + (width - left - 150) * min(delay_ms, most_ms) / most_ms

    def y(starved_pct):
        share = math.log(max(starved_pct, floor) / floor) / math.log(top / floor)
        return height - bottom - (height - bottom - 20) * min(share, 1.0)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
           'font-size="12">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for delay_ms in range(0, 301, 50):
        out.append(f'<path d="M{x(delay_ms):.0f} 20V{height - bottom}" stroke="#ddd"/>'
                   f'<text x="{x(delay_ms):.0f}" y="{height - bottom + 18}" text-anchor="middle">{delay_ms}</text>')
    for starved in [0.01, 0.1, 1, 10]:
        out.append(f'<path d="M{left} {y(starved):.1f}H{width - 150}" stroke="#ddd"/>'
                   f'<text x="{left - 8}" y="{y(starved) + 4:.1f}" text-anchor="end">{starved} %</text>')
    out.append(f'<text x="{(left + width - 150) / 2:.0f}" y="{height - 10}" text-anchor="middle">'
               'delay beyond the least the network allows, ms</text>')
    out.append(f'<text x="14" y="{height / 2:.0f}" transform="rotate(-90 14 {height / 2:.0f})" text-anchor="middle">'
               'time without fresh state</text>')
    for name, colour in zip(names, colours):
        r = results[name]
        for rule in RULES:
            value = r["rules"][rule]
            out.append(f'<circle cx="{x(value["delay_ms"]):.1f}" cy="{y(value["starved_pct"]):.1f}" r="3" fill="none" '
                       f'stroke="{colour}"><title>{name}, {rule}</title></circle>')
        at = x(r["interp_ref_ms"]), y(r["ref_starved_pct"])
        out.append(f'<path d="M{at[0] - 5:.1f} {at[1] - 5:.1f}l10 10m0 -10l-10 10" stroke="{colour}" '
                   f'stroke-width="2"><title>{name}, reference</title></path>')
        out.append(f'<circle cx="{x(r["interp_delay_ms"]):.1f}" cy="{y(r["starved_pct"]):.1f}" r="6" fill="{colour}">'
                   f'<title>{name}, tickwire</title></circle>')
    for i, (name, colour) in enumerate(zip(names, colours)):
        out.append(f'<circle cx="{width - 130}" cy="{30 + 18 * i}" r="6" fill="{colour}"/>'
                   f'<text x="{width - 118}" y="{34 + 18 * i}">{name}</text>')
    for i, text in enumerate(["disc: tickwire", "cross: reference", "ring: others' rules"]):
        out.append(f'<text x="{width - 138}" y="{60 + 18 * (len(names) + i)}">{text}</text>')
    return "\n".join(out + ["</svg>", ""])


def page(results, options):
    verdicts = Verdicts()
    screen, play, recovery = (screen_table(results, verdicts), play_table(results, verdicts),
                              recovery_lines(results, verdicts))
    missed = "\n".join("- " + line for line in verdicts.missed) or "None."
    seeds = ", ".join(str(seed) for seed in options.seeds)
    return f"""# What a player sees on a bad network

Made by `bench/quality_page.py`; do not edit. {options.minutes} virtual minutes with 8 bots that fight, 60 snapshots a
second, preset SMOOTH, medians over seeds {seeds}. Every number is `tickwire-bench quality`'s, which has both ends of
each connection in view; `tickwire-bench quality --help` says how to repeat one of them. Bold: a bar that is missed.

{verdicts.count - len(verdicts.missed)} of {verdicts.count} bars are met.

## The screen

Delay is how far behind the server others are shown, beyond the least the way allows; starved are frames without fresh
state; a freeze is more than 50 ms of them in a row. The reference is a controller that knows the true one way delays: the
smallest delay that would have starved the screen for 0.1 % of the last 30 s, plus 2 ms. The bars: at most 3 % or 1 ms more
delay than the reference, and at most 0.03 points more starved frames, at once.

{screen}

## Inputs, shots, predictions

{play}

Hit agreement leaves out shots by the dead, at the dead or at the protected (voided), and those whose view is older than
the server goes back for (clamped). What disagrees beyond that is a shooter who was pushed and does not know it yet, or an
input that came too late.

## After a gap, and FAST

{recovery}

## Beside others' rules, on the same arrivals

Delay ms / starved % / freezes a minute, each rule with the statistics it asks for measured without error.

{rules_table(results)}

![Delay against time without fresh state](quality.svg)

## Bars that are missed

{missed}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, default=ROOT / "build/release/bin/tickwire-bench")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cache", type=pathlib.Path, default=ROOT / "build/quality")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.seeds = [int(seed) for seed in options.seeds.split(",")]
    options.cache.mkdir(parents=True, exist_ok=True)
    results = measure_all(options)
    if not results:
        return 1
    (ROOT / "docs/QUALITY.md").write_text(page(results, options))
    (ROOT / "docs/quality.svg").write_text(plot(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
