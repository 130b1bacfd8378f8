"""How the cost of the frontier grows with issues, options and parties: docs/cost.svg and docs/background/cost.md.

    python benchmarks/growth.py     (needs the extra `charts`)

Utilities are opposed linear ones, pinned by seed, as in benchmarks/deals.py; seconds are those of the processor, the
best of three, frontier and all solutions.
"""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import vl_convert

from detente.deals import Preferences, Scenario, solve

DOCS = Path(__file__).resolve().parents[1] / "docs"
SEED = 2
GROWTH = {
    "issues": [
        *((issues, 10, 2) for issues in (2, 4, 6, 8, 12, 16, 20, 25, 30)),
        *((issues, 10, 3) for issues in (2, 4, 6, 8, 10, 12)),
        *((issues, 10, 5) for issues in (2, 3, 4, 5, 6)),
    ],
    "options": [
        *((6, options, 2) for options in (2, 5, 10, 20, 50, 100)),
        *((6, options, 3) for options in (2, 5, 10, 20, 30)),
        *((6, options, 5) for options in (2, 4, 6, 8, 10)),
    ],
    "parties": [(6, 10, parties) for parties in (2, 3, 4, 5)],
}
CORPUS = "# What a corpus costs"
"""From here on the page is of benchmarks/corpus.py, and stays."""
PANELS = {"issues": "issues (10 options each)", "options": "options (6 issues)", "parties": "parties (6 issues)"}


def opposed(issues: int, options: int, parties: int) -> Scenario:
    random = np.random.default_rng(SEED)
    weights = random.dirichlet(np.ones(issues), parties)
    up = random.integers(0, 2, (parties, issues)).astype(bool)
    if parties == 2:
        up[1] = ~up[0]
    scale = np.linspace(0.0, 1.0, options)
    labels = {f"issue {place}": tuple(map(str, range(options))) for place in range(issues)}
    tables = weights[..., None] * np.where(up[..., None], scale, scale[::-1])
    return Scenario(
        labels,
        {
            f"party {party}": Preferences.from_table(dict(zip(labels, own, strict=True)), 0.1)
            for party, own in enumerate(tables)
        },
    )


def measure(issues: int, options: int, parties: int) -> tuple[float, int]:
    scenario = opposed(issues, options, parties)
    best = np.inf
    for _ in range(3):
        start = time.process_time()
        deals = solve(scenario)
        best = min(best, time.process_time() - start)
        if best > 1:
            break
    if not deals.exact:
        raise SystemExit(f"{issues} issues, {options} options, {parties} parties: no longer exact; leave it out")
    return best, len(deals.frontier_arrays)


def chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    def panel(name: str) -> dict[str, Any]:
        return {
            "data": {"values": [row for row in rows if row["grows"] == name]},
            "width": 200,
            "height": 220,
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": name, "type": "quantitative", "title": PANELS[name], "scale": {"zero": False}},
                "y": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}, "title": "seconds"},
                "color": {"field": "of", "type": "nominal", "title": None},
            },
        }

    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": {"font": "sans-serif", "background": "white"},
        "hconcat": [panel(name) for name in GROWTH],
    }


def page(rows: list[dict[str, Any]]) -> str:
    lines = [
        "# What a frontier costs",
        "",
        "Written by `python benchmarks/growth.py`. Opposed linear utilities, pinned by seed; seconds of one processor",
        "for the exact frontier with all solutions. What matters is not how many packages there are but how many are",
        "efficient: each further issue multiplies the packages, and adds to the frontier only what it can.",
        "",
        "![Seconds against issues, options and parties](../cost.svg)",
        "",
        "| grows | issues | options | parties | packages | efficient points | seconds |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        packages = f"{float(row['options']) ** row['issues']:.0e}".replace("e+", "e")
        lines.append(
            f"| {row['grows']} | {row['issues']} | {row['options']} | {row['parties']} | {packages} "
            f"| {row['points']:,} | {row['seconds']:.4f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    rows = []
    solve(opposed(2, 2, 3))  # what is loaded at the first call is not counted
    for grows, instances in GROWTH.items():
        for issues, options, parties in instances:
            seconds, points = measure(issues, options, parties)
            of = "all" if grows == "parties" else f"{parties} parties"
            rows.append(
                {"grows": grows, "issues": issues, "options": options, "parties": parties, "points": points}
                | {"seconds": seconds, "of": of}
            )
            print(json.dumps(rows[-1]), flush=True)
    (DOCS / "cost.svg").write_text(vl_convert.vegalite_to_svg(chart(rows)), encoding="utf-8")
    cost = DOCS / "background" / "cost.md"
    rest = cost.read_text(encoding="utf-8").partition(CORPUS)
    cost.write_text(page(rows) + "\n" + rest[1] + rest[2], encoding="utf-8")


if __name__ == "__main__":
    main()
